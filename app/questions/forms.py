"""The forms for asking, answering and commenting. What a text must be is ruled in `texts`, and said by it."""

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField, TextAreaField

from app.accounts.trust import TABLE, level_of
from app.core.forms import Kept, PeoplesForm, PostingForm, choices
from app.core.viewer import viewer
from app.questions import texts

Choices = Iterable[tuple[str, str]]


class PublicForm(PeoplesForm, PostingForm):
    """A form for what everybody will read. Newcomers are asked to take the time that writing takes."""

    @property
    def in_a_hurry(self) -> bool:
        """Whether it may come back at once: from people the site knows, and before it is sent for good."""
        known = not TABLE[level_of(viewer())].held
        return known or request.form.get("action", "post") != "post"


class AskForm(PublicForm):
    """A question, from the first words to the posting."""

    title = StringField(
        _("What do you want to know?"),
        [Kept(texts.clean_title, texts.TITLE_MAX, needed=True)],
        description=_("One question in one sentence, such as “When is bulky waste collected in Nørregade?”"),
    )
    body = TextAreaField(
        _("Details"),
        [Kept(texts.clean_details, texts.BODY_MAX)],
        description=_(
            "What have you tried, and what do you need it for? Everybody can read this: leave out names, "
            "addresses, numbers and anything else that is private."
        ),
    )
    topic_id = SelectField(
        _("Topic"), description=_("Leave this open if you are not sure. We find the right department.")
    )
    tags = StringField(
        _("Tags"),
        [Kept(lambda line: texts.clean_tags(texts.tags_in(line)))],
        description=_("Up to five words that others would look for, with spaces between."),
    )
    place = StringField(
        _("Place"),
        [Kept(texts.clean_place, texts.PLACE_MAX)],
        description=_("If it is about a certain place: a street, a square, a part of town."),
    )

    def offer_topics(self, topics: Choices) -> None:
        """Set the topics to choose from, none being one of them."""
        self.topic_id.choices = choices([("", _("I am not sure")), *topics])
        if not self.topic_id.data:
            self.topic_id.data = ""

    @property
    def chosen_topic(self) -> int | None:
        """The id of the chosen topic."""
        return int(self.topic_id.data) if self.topic_id.data else None


class HatForm(PublicForm):
    """A post that an official writes as oneself or for a department."""

    hat = RadioField(_("You write as"), description=_("The department's name is shown with what you write."))

    def offer_hats(self, hats: Choices, chosen: str = "") -> None:
        """Set the hats to choose from; who has but one is not asked."""
        self.hat.choices = choices(hats)
        if len(self.hat.choices) < 2:
            del self.hat
        elif not self.is_submitted():
            self.hat.data = chosen

    @property
    def chosen_hat(self) -> int | None:
        """The id of the department written for; None for oneself."""
        chosen = self.hat.data if "hat" in self else ""
        return int(chosen) if chosen else None


class AnswerForm(HatForm):
    """An answer."""

    body = TextAreaField(_("Your answer"), [Kept(texts.clean_answer, texts.BODY_MAX, needed=True)])


class CommentForm(HatForm):
    """A comment."""

    body = TextAreaField(
        _("Your comment"),
        [Kept(texts.clean_comment, texts.COMMENT_MAX, needed=True)],
        description=_("To ask for or give a detail. If you know the answer, write an answer."),
    )

    def __init__(self, post_id: int, **options: Any) -> None:
        """Make the form for a comment on a post; it may be opened on a page that has other forms."""
        super().__init__(**options)
        self.body.id, self.hat.id = f"comment-on-{post_id}", f"hat-on-{post_id}"
