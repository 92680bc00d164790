"""The forms of those who work on tickets. Whom and what they may choose is ruled by the operations."""

from collections.abc import Iterable
from datetime import datetime, time

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from app.core.forms import Form, Kept, PostingForm, choices, one_line
from app.core.language import languages
from app.departments.queries import site_timezone
from app.questions import texts as public_texts
from app.tickets import texts
from app.tickets.forms import Read, TicketForm, one_kind_of_line_end
from app.tickets.phrases import PRIORITIES
from app.tickets.states import Channel, Priority

Choices = Iterable[tuple[int, str]]


class NoteForm(PostingForm):
    """A note for colleagues."""

    body = TextAreaField(
        _l("Note for colleagues"),
        [Kept(texts.clean_note, texts.NOTE_MAX, needed=True)],
        filters=[one_kind_of_line_end],
        description=_l("Only caseworkers read it, never the requester."),
        id="note",
    )


class CloseForm(Read, Form):
    """That the case is over."""


class ResumeForm(Read, Form):
    """That what waits goes on."""


class AssignForm(Read, Form):
    """Who shall have the ticket."""

    assignee_id = SelectField(
        _l("Give it to"), [InputRequired()], coerce=int, validate_choice=False, choices=[]
    )


class PriorityForm(Read, Form):
    """How much it presses."""

    priority = SelectField(
        _l("Priority"),
        [InputRequired()],
        choices=[SelectChoice(one.value, words) for one, words in PRIORITIES.items()],
    )

    @property
    def chosen(self) -> Priority:
        """The priority that was chosen."""
        return Priority(self.priority.data)


class PutOffForm(Read, Form):
    """Until which day the ticket waits."""

    until = DateField(
        _l("Put off until"),
        [InputRequired(_l("Choose a day, such as 2026-12-24."))],
        description=_l("On this day it is back among the open ones. The time to answer goes on."),
    )

    @property
    def instant(self) -> datetime:
        """When that day begins, where the service is."""
        return datetime.combine(self.until.data, time.min, site_timezone())


class TransferForm(Read, Form):
    """Which department gets the ticket, and what it should know."""

    department_id = SelectField(
        _l("Department"),
        [InputRequired(), NumberRange(1, message=_l("Choose another department."))],
        coerce=int,
        validate_choice=False,
        choices=[],
    )
    note = TextAreaField(
        _l("What the other department should know"),
        [Kept(lambda text: texts.clean_note(text, field="note"), texts.NOTE_MAX, needed=True)],
        filters=[one_kind_of_line_end],
        id="transfer-note",
    )

    def offer(self, departments: Choices) -> None:
        """Set the departments to choose from; none is chosen for anybody, as there is no way back."""
        self.department_id.choices = choices([(0, _("Choose a department")), *departments])


class PublicationForm(Read, Form):
    """A question and an answer for everybody, out of somebody's case."""

    title = StringField(
        _l("The question, as anybody could ask it"),
        [Kept(public_texts.clean_title, public_texts.TITLE_MAX, needed=True)],
        filters=[one_line],
    )
    body = TextAreaField(
        _l("Details"),
        [Kept(public_texts.clean_details, public_texts.BODY_MAX)],
        filters=[one_kind_of_line_end],
        description=_l("What somebody else needs to know to understand it. Often nothing."),
    )
    answer_body = TextAreaField(
        _l("The answer"),
        [Kept(public_texts.clean_answer, public_texts.BODY_MAX, needed=True)],
        filters=[one_kind_of_line_end],
    )
    language = SelectField(
        _l("Language"), [InputRequired()], choices=[SelectChoice(*one) for one in languages()]
    )


class ReadDraftForm(Read, Form):
    """That a draft for everybody was read, as it then was."""


class SendBackForm(Read, Form):
    """What has to be put right in a draft for everybody."""

    note = TextAreaField(
        _l("What has to be put right"),
        [Kept(texts.clean_returning_note, texts.WORDS_MAX, needed=True)],
        filters=[one_kind_of_line_end],
        description=_l("Only caseworkers read it."),
    )


class LinkForm(Form):
    """Which ticket this one has to do with."""

    other_reference = StringField(
        _l("Reference of the other ticket"),
        [InputRequired(_l("Write the reference of the other ticket."))],
        filters=[one_line],
    )


class CallerForm(TicketForm):
    """The case of somebody on the phone or at the counter."""

    channel = RadioField(
        _l("Where is the person?"),
        [InputRequired(_l("Say whether the person is on the phone or at the counter."))],
        choices=[
            SelectChoice(Channel.PHONE.value, _l("On the phone")),
            SelectChoice(Channel.COUNTER.value, _l("At the counter")),
        ],
    )
    requester_name = StringField(
        _l("Name"), [Kept(texts.clean_name, texts.NAME_MAX, needed=True)], filters=[one_line]
    )
    requester_contact = StringField(
        _l("How to reach them"),
        [Kept(texts.clean_contact, texts.CONTACT_MAX)],
        filters=[one_line],
        description=_l("A phone number or an address, in case they do not come here to read the answer."),
    )
    body = TextAreaField(
        _l("What they tell you"),
        [Kept(texts.clean_message, texts.MESSAGE_MAX, needed=True)],
        filters=[one_kind_of_line_end],
        description=_l("They can read it, once they use the code."),
    )
    topic_id = SelectField(_l("Topic"), description=_l("It decides which department gets the ticket."))
    department_id = SelectField(
        _l("Department"),
        coerce=int,
        validate_choice=False,
        choices=[],
        description=_l("Leave it to the topic if you do not know."),
    )

    def offer_departments(self, departments: Choices) -> None:
        """Set the departments to choose from, none in particular being one of them."""
        choices = [(0, str(_l("The one that has the topic"))), *departments]
        self.department_id.choices = [SelectChoice(value, words) for value, words in choices]

    @property
    def chosen_department(self) -> int | None:
        """The id of the chosen department."""
        return self.department_id.data or None


class CannedReplyForm(Read, Form):
    """A reply a department has ready."""

    department_id = SelectField(_l("Department"), [InputRequired()], coerce=int, choices=[])
    language = SelectField(
        _l("Language"), [InputRequired()], choices=[SelectChoice(*one) for one in languages()]
    )
    title = StringField(
        _l("Name"),
        [Kept(texts.clean_title, texts.TITLE_MAX, needed=True)],
        filters=[one_line],
        description=_l("What you find it by, such as “We need the letter”. The requester does not see it."),
    )
    body = TextAreaField(
        _l("Text"),
        [Kept(texts.clean_message, texts.MESSAGE_MAX, needed=True)],
        filters=[one_kind_of_line_end],
    )


class BreakGlassForm(Form):
    """Which ticket an administrator has to read, and why."""

    reference = StringField(
        _l("Reference of the ticket"),
        [InputRequired(_l("Write the reference of the ticket."))],
        filters=[one_line],
    )
    reason = TextAreaField(
        _l("Why do you have to read it?"),
        [Kept(texts.clean_reason, texts.REASON_MAX, needed=True)],
        filters=[one_kind_of_line_end],
        description=_l("The requester reads this, word for word."),
    )
