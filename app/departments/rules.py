"""What holds for a department that has set up nothing of its own: hours and targets. Pure."""

from app.departments.models import Kind, Measure
from app.departments.working_time import Hours

WORKING_DAY = 8 * 60
# Monday to Friday 8 to 16, so that the targets below are whole days.
DEFAULT_HOURS: dict[int, tuple[Hours, ...]] = dict.fromkeys(range(5), ((8 * 60, 16 * 60),))
DEFAULT_TARGETS = {
    (Kind.QUESTION, Measure.FIRST_REPLY): 2 * WORKING_DAY,
    (Kind.QUESTION, Measure.RESOLUTION): 10 * WORKING_DAY,
    (Kind.TICKET, Measure.FIRST_REPLY): 1 * WORKING_DAY,
    (Kind.TICKET, Measure.RESOLUTION): 10 * WORKING_DAY,
}
