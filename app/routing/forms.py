"""The form with which a question is sent on."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from app.core.forms import Form, choices
from app.routing.models import Why
from app.routing.operations.routing import NOTE_MAX


class TransferForm(Form):
    """Whose a question is, and why it is sent there."""

    department_id = SelectField(
        _l("Whose is it?"),
        coerce=int,
        validators=[
            InputRequired(),
            NumberRange(1, message=_l("Say whose it is: choose another department.")),
        ],
    )
    why = RadioField(
        _l("Why do you send it on?"),
        choices=choices(
            [
                (Why.NOT_OURS.value, _l("It was never ours: it came to the wrong department")),
                (Why.TRANSFER.value, _l("It is theirs now: we have done our part")),
            ]
        ),
        validators=[InputRequired(_l("Say why you send it on."))],
    )
    note = TextAreaField(
        _l("Note"),
        description=_l("For the officials of the other department. The public does not see it."),
        validators=[InputRequired(_l("Say in a few words why.")), Length(max=NOTE_MAX)],
    )

    def offer(self, departments: Iterable[tuple[int, str]]) -> None:
        """Set the departments to choose from; none is chosen for anybody."""
        self.department_id.choices = choices([(0, _("Choose a department")), *departments])
