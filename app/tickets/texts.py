"""What may stand in a ticket: the texts as they are kept, or Invalid naming the field."""

from flask_babel import gettext as _

from app.core.errors import Invalid
from app.core.prose import MAX_POST
from app.questions.texts import one_line, writable

# Characters.
SUBJECT_MIN, SUBJECT_MAX = 5, 150
MESSAGE_MIN, MESSAGE_MAX = 2, MAX_POST
NOTE_MAX = 5_000
REASON_MIN, REASON_MAX = 10, 500
NAME_MIN, NAME_MAX = 2, 100
CONTACT_MAX = 200
TITLE_MIN, TITLE_MAX = 3, 100
WORDS_MAX = 1_000


def clean_subject(text: str) -> str:
    """Give the subject as it is kept."""
    subject = one_line(text)
    if len(subject) < SUBJECT_MIN:
        raise Invalid(
            _("Write what it is about in at least %(num)s characters.", num=SUBJECT_MIN), field="subject"
        )
    return _at_most(subject, SUBJECT_MAX, "subject")


def clean_message(text: str) -> str:
    """Give a message as it is kept."""
    return _some(text, MESSAGE_MIN, MESSAGE_MAX, "body", _("Write something before you send it."))


def clean_note(text: str, field: str = "body") -> str:
    """Give a note for colleagues as it is kept."""
    return _some(text, MESSAGE_MIN, NOTE_MAX, field, _("Write what your colleagues need to know."))


def clean_returning_note(text: str) -> str:
    """Give what the second reader of a public answer wants put right, as it is kept."""
    return _some(text, MESSAGE_MIN, WORDS_MAX, "note", _("Write what has to be put right."))


def clean_reason(text: str) -> str:
    """Give the reason for breaking the glass as it is kept."""
    missing = _("Say why you have to read this. The person is told, and it is kept.")
    return _some(one_line(text), REASON_MIN, REASON_MAX, "reason", missing)


def clean_name(text: str) -> str:
    """Give the name of somebody on the phone or at the counter as it is kept."""
    missing = _("Write the name of the person you are talking to.")
    return _some(one_line(text), NAME_MIN, NAME_MAX, "requester_name", missing)


def clean_contact(text: str) -> str:
    """Give how somebody can be reached as it is kept; it may be empty."""
    return _at_most(one_line(text), CONTACT_MAX, "requester_contact")


def clean_title(text: str) -> str:
    """Give what a canned reply is found by."""
    return _some(one_line(text), TITLE_MIN, TITLE_MAX, "title", _("Give the reply a name to find it by."))


def clean_satisfaction_words(text: str) -> str:
    """Give what the requester says about how it went, as it is kept; it may be empty."""
    return _at_most(writable(text), WORDS_MAX, "words")


def _some(text: str, least: int, most: int, field: str, missing: str) -> str:
    kept = writable(text)
    if len(kept) < least:
        raise Invalid(missing, field=field)
    return _at_most(kept, most, field)


def _at_most(text: str, most: int, field: str) -> str:
    if len(text) > most:
        raise Invalid(_("Shorten this to %(limit)s characters.", limit=most), field=field)
    return text
