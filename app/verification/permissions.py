"""Who may vouch for an answer, and who may take that back."""

from app.core.access import Actor, permission
from app.questions.models import Answer, Question
from app.questions.permissions import can_see_post
from app.questions.queries.shown import ShownPost, ShownQuestion


def competent_department_id(question: Question | ShownQuestion) -> int | None:
    """Name the department that may vouch: the owner of the question's topic, else the one it was routed to."""
    return question.topic.department_id if question.topic else question.department_id


@permission
def can_verify_answer(actor: Actor, answer: Answer | ShownPost, question: Question | ShownQuestion) -> bool:
    """Whether the actor may verify: an official of the competent department, its own answer or a citizen's."""
    department_id = competent_department_id(question)
    return (
        actor.may_post
        and department_id in actor.official_of
        and answer.hat_department_id in (None, department_id)
        and answer.hidden_at is None
        and can_see_post(actor, question)
        and question.hidden_at is None
    )


@permission
def can_withdraw_verification(actor: Actor, answer: Answer | ShownPost) -> bool:
    """Whether the actor may withdraw: an official of the department that vouches for the answer now."""
    return (
        actor.may_post
        and answer.verification_state in ("verified", "due")
        and answer.verified_department_id in actor.official_of
    )


@permission
def can_see_verification_queue(actor: Actor) -> bool:
    """Whether the actor has a queue of verifications to look after: every official."""
    return bool(actor.official_of)
