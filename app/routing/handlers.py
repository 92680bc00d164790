"""What routing does as things happen, most of it in the transaction in which they do: who has a question is never out
of date. Due times follow new hours and targets a little later, batch by batch.
"""

from app.core.access import SYSTEM
from app.core.outbox import emit, handles
from app.departments.events import FrontDeskOpened, TopicChanged, WorkingTimeChanged
from app.questions import events as asked
from app.routing.events import DueTimesOutdated
from app.routing.operations import learning, routing, timing
from app.verification import events as verified


@handles(asked.QuestionAsked, at_once=True)
def route(event: asked.QuestionAsked) -> None:
    """Find the department that is asked."""
    routing.route_question(SYSTEM, event.question_id)


@handles(asked.TopicChosen, at_once=True)
def follow_topic(event: asked.TopicChosen) -> None:
    """Send the question where its new topic belongs."""
    routing.follow_topic(SYSTEM, event.question_id, event.person_id)


@handles(TopicChanged, at_once=True)
def follow_owner(event: TopicChanged) -> None:
    """Send the questions under a topic to its new owner."""
    routing.follow_owner(SYSTEM, event.topic_id)


@handles(FrontDeskOpened, at_once=True)
def take_in(event: FrontDeskOpened) -> None:
    """Give the first front desk what was asked before there was one."""
    routing.take_in(SYSTEM, event.department_id)


@handles(
    asked.AnswerPosted,
    asked.AnswersMoved,
    asked.AnswerAccepted,
    asked.PostHidden,
    asked.PostRestored,
    asked.QuestionClosed,
    asked.QuestionReopened,
    asked.QuestionRedacted,
    verified.AnswerVerified,
    verified.VerificationWithdrawn,
    at_once=True,
)
def settle_clock(event: asked.AnswerPosted) -> None:
    """Stop the public clocks, or let them go on."""
    timing.settle_clock(SYSTEM, event.question_id)


@handles(WorkingTimeChanged)
def begin_due_times_anew(event: WorkingTimeChanged) -> None:
    """Have the questions looked at that a department's new hours, holidays or targets could make due sooner."""
    for settling in (False, True):
        emit(DueTimesOutdated(event.department_id, 0, settling))


@handles(DueTimesOutdated)
def set_due_times_anew(event: DueTimesOutdated) -> None:
    """Look at a batch of them, and leave the rest to another transaction, so that nobody waits for the database."""
    clock = timing.SETTLING if event.settling else timing.ANSWERING
    last_id = timing.bring_forward(SYSTEM, clock, event.department_id, event.after_id)
    if last_id is not None:
        emit(DueTimesOutdated(event.department_id, last_id, event.settling))


@handles(asked.QuestionRedacted, at_once=True)
def forget_words(event: asked.QuestionRedacted) -> None:
    """Keep no word of what is private now."""
    routing.forget_reasons(SYSTEM, event.question_id)
    learning.learn_anew(SYSTEM)


@handles(asked.PostHidden, at_once=True)
def learn_without(event: asked.PostHidden) -> None:
    """Learn no more from a question that is hidden; answers teach nothing but by whom they are."""
    if event.post_id == event.question_id:
        learning.learn_anew(SYSTEM)
