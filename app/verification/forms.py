"""The forms with which an official vouches for an answer, or no longer does."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.forms import Form
from app.verification.operations import LONGEST_TEXT


class VerifyForm(Form):
    """What the answer rests on, and when to look again; bound to the revision that was read."""

    source = TextAreaField(
        _l("Source"),
        description=_l("The law, page or decision the answer is based on. Shown with the answer."),
        validators=[
            InputRequired(_l("Say what the answer is based on: a law, a page or a decision.")),
            Length(max=LONGEST_TEXT),
        ],
    )
    review_on = DateField(
        _l("Review date"),
        description=_l("From this day the answer is in your queue to be looked at again."),
        validators=[InputRequired(_l("Choose the day when somebody should look at this again."))],
    )
    revision = HiddenField()


class WithdrawForm(Form):
    """Why the department no longer stands behind the answer."""

    reason = TextAreaField(
        _l("Reason"),
        description=_l("Shown in public beside the answer. Say what has changed and what holds now."),
        validators=[
            InputRequired(_l("Say why. People who relied on the answer will read it.")),
            Length(max=LONGEST_TEXT),
        ],
    )
