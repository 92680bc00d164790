"""The forms of the people whose tickets they are. What a text must be is ruled in `texts`, and said by it."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.addresses import number_in
from app.core.files.fields import FilesField
from app.core.forms import Form, Kept, PostingForm, choices, one_line
from app.tickets import texts


def one_kind_of_line_end(text: str | None) -> str:
    """Write line ends as one character: browsers send two for each, which would count towards the length."""
    return (text or "").replace("\r\n", "\n")


class Read:
    """What binds a form to the ticket as its writer had read it."""

    version = HiddenField()

    @property
    def read_version(self) -> int:
        """The version its writer had read; nonsense is none of it."""
        return number_in(self.version.data)


class TicketForm(PostingForm):
    """A case, asked in private."""

    subject = StringField(
        _l("What is it about?"),
        [Kept(texts.clean_subject, texts.SUBJECT_MAX, needed=True)],
        description=_l("A few words, such as “The letter about my housing benefit”."),
    )
    body = TextAreaField(
        _l("Your message"),
        [Kept(texts.clean_message, texts.MESSAGE_MAX, needed=True)],
        filters=[one_kind_of_line_end],
        description=_l(
            "Write it as it is: here you may name people, addresses and numbers, if they are needed."
        ),
    )
    topic_id = SelectField(
        _l("Topic"),
        description=_l(
            "It decides which department gets your message. The front desk passes on what has none."
        ),
    )

    files = FilesField(_l("Files"))

    def offer_topics(self, topics: Iterable[tuple[str, str]]) -> None:
        """Set the topics to choose from, not to know being one of them."""
        offered = [("", str(_l("I do not know"))), *topics]
        self.topic_id.choices = choices(offered)
        if self.topic_id.data not in dict(offered):
            self.topic_id.data = ""

    @property
    def chosen_topic(self) -> int | None:
        """The id of the chosen topic."""
        return int(self.topic_id.data) if self.topic_id.data else None


class ReplyForm(Read, PostingForm):
    """A message in a ticket. What it does besides, and replies kept ready, are for those who work on it."""

    body = TextAreaField(
        _l("Your message"),
        [Kept(texts.clean_message, texts.MESSAGE_MAX, needed=True)],
        filters=[one_kind_of_line_end],
        id="reply",
    )
    files = FilesField(_l("Files"), id="reply-files")
    canned_id = SelectField(_l("Canned reply"), validate_choice=False, choices=[])
    then = RadioField(
        _l("What happens then?"),
        choices=choices(
            (
                ("nothing", _l("It stays open")),
                ("wait", _l("Wait for their answer; the clock stands")),
                ("close", _l("Close the ticket")),
            )
        ),
        default="nothing",
        validate_choice=False,
    )

    @property
    def chosen_canned(self) -> int | None:
        """The number of the canned reply to put into the message."""
        return number_in(self.canned_id.data) or None

    def insert(self, text: str) -> None:
        """Put a canned reply behind what was typed."""
        self.body.data = "\n\n".join(part for part in ((self.body.data or "").rstrip(), text) if part)


class NamePersonForm(Form):
    """Whom the requester lets read along."""

    email = EmailField(
        _l("Their e-mail address"),
        [InputRequired(_l("Write the e-mail address of their account here.")), Length(max=254)],
        filters=[one_line],
        description=_l("The address they use on this site. They need an account here."),
        id="person-email",
    )


class SurveyForm(Form):
    """How it went, asked once each time a ticket closes."""

    satisfaction = RadioField(
        _l("How did we do?"),
        [InputRequired(_l("Choose one of the five answers."))],
        coerce=int,
        choices=choices(
            [
                (5, _l("Very well")),
                (4, _l("Well")),
                (3, _l("Neither well nor badly")),
                (2, _l("Badly")),
                (1, _l("Very badly")),
            ]
        ),
    )
    words = TextAreaField(
        _l("What could have been better?"),
        [Kept(texts.clean_satisfaction_words, texts.WORDS_MAX)],
        filters=[one_kind_of_line_end],
    )


class ClaimForm(Form):
    """What somebody was told on the phone or at the counter."""

    reference = StringField(
        _l("Reference"),
        [InputRequired(_l("Write the reference you were given."))],
        filters=[one_line],
        description=_l("Two groups of four letters and digits, such as CDFH-JKMN."),
    )
    claim_code = StringField(
        _l("Claim code"),
        [InputRequired(_l("Write the claim code you were given."))],
        filters=[one_line],
        description=_l("Three groups of four. Capital letters or small ones, with or without hyphens."),
    )
