"""Who may send a question to another department, look into it, and see how it came where it is."""

from app.core.access import Actor, permission
from app.questions.permissions import Standing, can_see_post


@permission
def can_transfer_question(actor: Actor, question: Standing) -> bool:
    """Whether the actor may give the question to another department: officials of the one that has it, moderators.

    What nobody has, any official may.
    """
    has_it = question.department_id is None or question.department_id in actor.official_of
    allowed = actor.moderator or (bool(actor.official_of) and has_it)
    return actor.may_post and allowed and can_see_post(actor, question)


@permission
def can_claim_question(actor: Actor, question: Standing) -> bool:
    """Whether the actor may say that they look into the question: officials of the department that has it."""
    return actor.may_post and question.department_id in actor.official_of and can_see_post(actor, question)


@permission
def can_see_routing(actor: Actor, question: Standing) -> bool:
    """Whether the actor may see how the question came to its department, and why: officials, moderators."""
    return (bool(actor.official_of) or actor.moderator) and can_see_post(actor, question)
