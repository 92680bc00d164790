"""The forms of signing up and in, and of one's own account."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from app.accounts.names import MAX_NAME
from app.accounts.passwords import SHORTEST, check_password
from app.accounts.reserved_names import accept_name
from app.core.addresses import LARGEST_ID
from app.core.errors import Invalid
from app.core.forms import Form, PeoplesForm, choices, one_line, trimmed
from app.core.language import languages

LONGEST_EMAIL, LONGEST_ABOUT = 254, 2000
NAME_HINT = _l("Everybody sees it beside what you write. Your own name or another, but not somebody else's.")
PASSWORD_HINT = _l(
    "At least %(number)s characters. Three or four words that do not belong together are good.",
    number=SHORTEST,
)


def email_field(label: object, hint: object = "") -> StringField:
    """Make a field for an e-mail address."""
    wrong = _l("Enter an e-mail address such as name@example.org.")
    checks = [DataRequired(wrong), Length(max=LONGEST_EMAIL, message=wrong), Email(wrong)]
    return StringField(label, checks, filters=[trimmed], description=hint)


def name_field() -> StringField:
    """Make a field for the name a person shows."""
    checks = [
        DataRequired(_l("Enter a name.")),
        Length(max=MAX_NAME, message=_l("Use at most %(max)d characters for your name.")),
    ]
    return StringField(_l("Name"), checks, filters=[one_line], description=NAME_HINT)


class SignInForm(Form):
    """E-mail address and password."""

    email = StringField(
        _l("E-mail address"), [DataRequired(_l("Enter your e-mail address."))], filters=[trimmed]
    )
    password = PasswordField(_l("Password"), [DataRequired(_l("Enter your password."))])


class NewPasswordForm(Form):
    """A new password, which must not be easy to guess for somebody who knows the person."""

    password = PasswordField(
        _l("New password"), [DataRequired(_l("Enter a new password."))], description=PASSWORD_HINT
    )
    personal: tuple[str, ...] = ()

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a weak password, with advice."""
        try:
            check_password(field.data, *self.personal)
        except Invalid as error:
            raise ValidationError(error.message) from error


class SignUpForm(PeoplesForm, NewPasswordForm):
    """What somebody gives to have an account."""

    name = name_field()
    email = email_field(_l("E-mail address"), _l("Nobody else sees it. We send you a link to confirm it."))
    password = PasswordField(
        _l("Password"), [DataRequired(_l("Enter a password."))], description=PASSWORD_HINT
    )

    def validate_name(self, field: StringField) -> None:
        """Refuse a name nobody may take, together with whatever else is wrong."""
        try:
            accept_name(field.data)
        except Invalid as error:
            raise ValidationError(error.message) from error

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a password with the person's own name or address in it, too."""
        self.personal = (self.name.data or "", self.email.data or "")
        super().validate_password(field)


class ForgottenForm(Form):
    """Whose password is forgotten."""

    email = email_field(_l("E-mail address"))


class WithPassword(Form):
    """A change that needs the password, so that an open screen is not enough."""

    current_password = PasswordField(
        _l("Your password now"), [DataRequired(_l("Enter the password you have now."))]
    )


class ChangePasswordForm(WithPassword, NewPasswordForm):
    """The password now, and the new one."""


class ChangeEmailForm(WithPassword):
    """The new address, and the password."""

    email = email_field(
        _l("New e-mail address"), _l("We send a link to it. We use your old address until you open the link.")
    )


class ProfileForm(Form):
    """What others see, and how the person is written to."""

    version = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_ID)], widget=HiddenInput())
    name = name_field()
    about = TextAreaField(
        _l("About you"),
        [Length(max=LONGEST_ABOUT, message=_l("Use at most %(max)d characters."))],
        filters=[trimmed],
        description=_l("Everybody can read it. Leave out what you would not tell a stranger."),
    )
    language = SelectField(
        _l("Language of our e-mails and, unless you choose another, of the pages"), [InputRequired()]
    )
    mail_on_watched = BooleanField(
        _l(
            "Send me an e-mail when something happens to a question I watch, or somebody comments on what I wrote"
        )
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.language.choices = choices(languages())
