"""What may stand in a question, an answer or a comment: the texts as they are kept, or Invalid naming the field."""

import re
from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.errors import Invalid
from app.core.slugs import tag_name

# Characters.
TITLE_MIN, TITLE_MAX = 10, 150
BODY_MAX = 20_000
ANSWER_MIN = 10
COMMENT_MIN, COMMENT_MAX = 5, 600
PLACE_MAX = 100
MAX_TAGS = 5

# Control characters, lone surrogates, and marks that turn the reading direction of all that follows.
_UNWRITABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def one_line(text: str) -> str:
    """Write a text on one line: no control characters, single spaces."""
    return " ".join(_UNWRITABLE.sub("", text).split())


def clean_title(text: str) -> str:
    """Give the title as it is kept."""
    title = one_line(text)
    if len(title) < TITLE_MIN:
        raise Invalid(
            _("Write what you want to know in at least %(num)s characters.", num=TITLE_MIN), field="title"
        )
    if len(title) > TITLE_MAX:
        raise Invalid(_("Shorten the question to %(num)s characters.", num=TITLE_MAX), field="title")
    return title


def clean_details(text: str) -> str:
    """Give a question's details as they are kept; there may be none."""
    body = writable(text)
    if len(body) > BODY_MAX:
        raise Invalid(_("Shorten the details to %(num)s characters.", num=BODY_MAX), field="body")
    return body


def clean_answer(text: str) -> str:
    """Give an answer as it is kept."""
    body = writable(text)
    if len(body) < ANSWER_MIN:
        raise Invalid(_("Write an answer of at least %(num)s characters.", num=ANSWER_MIN), field="body")
    if len(body) > BODY_MAX:
        raise Invalid(_("Shorten the answer to %(num)s characters.", num=BODY_MAX), field="body")
    return body


def clean_comment(text: str) -> str:
    """Give a comment as it is kept."""
    body = writable(text)
    if len(body) < COMMENT_MIN:
        raise Invalid(_("Write a comment of at least %(num)s characters.", num=COMMENT_MIN), field="body")
    if len(body) > COMMENT_MAX:
        message = _("Shorten the comment to %(num)s characters, or write an answer instead.", num=COMMENT_MAX)
        raise Invalid(message, field="body")
    return body


def clean_place(text: str) -> str:
    """Give the place as it is kept; there may be none."""
    place = one_line(text)
    if len(place) > PLACE_MAX:
        raise Invalid(_("Shorten the place to %(num)s characters.", num=PLACE_MAX), field="place")
    return place


def clean_tags(words: Iterable[str]) -> tuple[str, ...]:
    """Give the names of the tags, each once, in the order written."""
    names = tuple(dict.fromkeys(name for name in map(tag_name, words) if name))
    if len(names) > MAX_TAGS:
        message = ngettext("Choose at most %(num)s tag.", "Choose at most %(num)s tags.", MAX_TAGS)
        raise Invalid(message, field="tags")
    return names


def tags_in(line: str) -> list[str]:
    """Part what was typed into the tags field: commas if there are any, else spaces."""
    return line.split(",") if "," in line else line.split()


def writable(text: str) -> str:
    """Give a longer text without what nobody can write, its line ends made one kind, its edges trimmed."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
