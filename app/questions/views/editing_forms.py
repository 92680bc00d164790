"""The forms to edit, hide, close and link posts."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from app.core.forms import Form, Kept, choices
from app.departments.queries import list_branches
from app.questions import texts
from app.questions.models import Comment, EditSuggestion, Post, Question
from app.questions.operations.editing import SUMMARY_MAX, Edit
from app.questions.operations.hiding import REASON_MAX


def _one_kind_of_line_end(text: str | None) -> str:
    # Browsers send two characters for each, which would count towards the length.
    return (text or "").replace("\r\n", "\n")


def _number_or_none(text: Any) -> int | None:
    return int(text) if text not in (None, "", "None") else None


class EditForm(Form):
    """New words for a post, bound to the version that was read."""

    body = TextAreaField(_l("Text"), filters=[_one_kind_of_line_end])
    summary = StringField(
        _l("What did you change, and why?"),
        description=_l("Anyone can read this beside the change."),
        validators=[Length(max=SUMMARY_MAX)],
    )
    version = HiddenField()
    revision = HiddenField()

    def take_post(self, post: Post) -> None:
        """Fill the form with what the post says now."""
        self.body.data = post.body
        self.base_on(post)

    def ask_why(self) -> None:
        """Ask what was changed and why, as whoever changes another's words has to say."""
        self.summary.flags.required = True

    def base_on(self, post: Post) -> None:
        """Bind the form to what stands now: what it holds shall replace that."""
        self.version.data, self.revision.data = str(post.version), str(post.revision_number)

    def take_suggestion(self, suggestion: EditSuggestion | None) -> None:
        """Fill the form with what somebody has suggested already, if they have."""
        if suggestion is not None:
            self.body.data, self.summary.data = suggestion.body, suggestion.summary

    def edit(self, post: Post) -> Edit:
        """Give the edit that was typed."""
        return Edit(body=self.body.data or "", summary=self.summary.data or "")


class EditAnswerForm(EditForm):
    """New words for an answer."""

    body = TextAreaField(
        _l("Text"), [Kept(texts.clean_answer, texts.BODY_MAX, needed=True)], [_one_kind_of_line_end]
    )


class EditCommentForm(EditForm):
    """New words for a comment."""

    body = TextAreaField(
        _l("Text"), [Kept(texts.clean_comment, texts.COMMENT_MAX, needed=True)], [_one_kind_of_line_end]
    )


class EditQuestionForm(EditForm):
    """New words for a question, with its tags, topic and place."""

    title = StringField(_l("Question"), [Kept(texts.clean_title, texts.TITLE_MAX, needed=True)])
    body = TextAreaField(_l("Text"), [Kept(texts.clean_details, texts.BODY_MAX)], [_one_kind_of_line_end])
    tags = StringField(
        _l("Tags"),
        [Kept(lambda line: texts.clean_tags(texts.tags_in(line)))],
        description=_l("Up to five words, with spaces or commas between them."),
    )
    topic_id = SelectField(_l("Topic"), coerce=_number_or_none)
    place = StringField(_l("Place"), [Kept(texts.clean_place, texts.PLACE_MAX)])

    def offer_topics(self, language: str) -> None:
        """Offer all topics, each below its parent."""
        paths = [path for branch in list_branches() for path in branch.paths(language)]
        self.topic_id.choices = choices([("", _("No topic yet")), *paths])

    def take_post(self, post: Post) -> None:
        """Fill the form with what the question says now."""
        super().take_post(post)
        self.title.data, self.tags.data, self.place.data = post.title, post.tag_names, post.place
        if "topic_id" in self:
            self.topic_id.data = post.topic_id

    def take_suggestion(self, suggestion: EditSuggestion | None) -> None:
        """Fill the form with what somebody has suggested already, if they have."""
        super().take_suggestion(suggestion)
        if suggestion is not None:
            self.title.data, self.tags.data = suggestion.title, suggestion.tag_names
            self.place.data = suggestion.place

    def edit(self, post: Post) -> Edit:
        """Give the edit that was typed; a topic that may not be chosen stays."""
        return Edit(
            title=self.title.data or "",
            body=self.body.data or "",
            tags=tuple(texts.tags_in(self.tags.data or "")),
            topic_id=self.topic_id.data if "topic_id" in self else post.topic_id,
            place=self.place.data or "",
            summary=self.summary.data or "",
        )


class ReasonForm(Form):
    """Why something is hidden or closed."""

    reason = TextAreaField(
        _l("Reason"),
        description=_l("Shown to the people concerned. Be kind and precise."),
        validators=[Length(max=REASON_MAX)],
    )


class DuplicateForm(Form):
    """Which question was asked before."""

    original = StringField(_l("The earlier question"), description=_l("Its address, or the number in it."))

    @property
    def original_id(self) -> int:
        """The number of the question; 0, which no question has, for what is no address of one."""
        found = re.fullmatch(r"(?:.*/questions/)?(\d{1,18})(?:[/?#].*)?", (self.original.data or "").strip())
        return int(found[1]) if found else 0


def form_for(post: Post, *, topics: bool, language: str) -> EditForm:
    """Make the form that edits a post; for a question with a choice of `topics` or without."""
    if not isinstance(post, Question):
        return EditCommentForm() if isinstance(post, Comment) else EditAnswerForm()
    form = EditQuestionForm()
    if topics:
        form.offer_topics(language)
    else:
        del form.topic_id
    return form
