"""The forms to take away what spammers did, and to set a topic's crisis."""

from datetime import datetime, time

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.forms import Form, trimmed
from app.departments.queries import site_timezone
from app.moderation.statements import FACTS_MAX
from app.trust.operations.crises import NOTICE_MAX


class RemoveForm(Form):
    """Why everything somebody did is taken away."""

    facts = TextAreaField(
        _l("What the decision rests on"),
        [InputRequired(_l("Say what the decision rests on.")), Length(max=FACTS_MAX)],
        filters=[trimmed],
        description=_l("They are sent these words, and can contest the decision."),
    )


class CrisisForm(Form):
    """Which topic, what is pinned to it and until when."""

    topic_id = SelectField(_l("Topic"), [InputRequired(_l("Choose a topic."))])
    notice = TextAreaField(
        _l("What everybody reads there"),
        [InputRequired(_l("Write what people need to know.")), Length(max=NOTICE_MAX)],
        filters=[trimmed],
        description=_l("What has happened, and where to find what is certain. It is shown to everybody."),
    )
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Choose the last day."))])

    @property
    def ends_at(self) -> datetime:
        """The last moment of the last day, so that people read that day and not the one after."""
        return datetime.combine(self.ends_on.data, time.max, site_timezone())
