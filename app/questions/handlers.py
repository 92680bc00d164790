"""What questions do when departments and topics change: search learns of it."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select

from app.core.db import empty_log, session
from app.core.outbox import emit, handles
from app.departments.events import DepartmentChanged, FrontDeskOpened, TopicChanged
from app.departments.models import Topic
from app.departments.queries import get_branch
from app.questions.events import QuestionMoved, QuestionRedacted
from app.questions.models import Question


@handles(TopicChanged)
def follow_topic(event: TopicChanged) -> None:
    """Tell of every question of a topic, or of one below it, that has another address, place or owner."""
    topic = session().get(Topic, event.topic_id)
    if topic is not None:
        below = [one.id for one in get_branch(topic).topics()]
        _tell_of(Question.topic_id.in_(below))


@handles(DepartmentChanged, FrontDeskOpened)
def follow_department(event: DepartmentChanged | FrontDeskOpened) -> None:
    """Tell of every question of a department that has another address, or was given what nobody had."""
    _tell_of(Question.department_id == event.department_id)


@handles(QuestionRedacted, outside=True)
def overwrite(event: QuestionRedacted) -> None:
    """Have the database's own files forget what was taken out; while somebody is in the way, try again later."""
    if not empty_log():
        raise TimeoutError("the log of the database is being read")


def _tell_of(condition: ColumnElement[bool]) -> None:
    moved: Iterable[int] = session().scalars(select(Question.id).where(condition)).all()
    for question_id in moved:
        emit(QuestionMoved(question_id))
