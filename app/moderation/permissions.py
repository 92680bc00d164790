"""Who may flag, decide, read a statement of reasons and contest it.

Nobody decides on what they wrote themselves, and nobody decides on an appeal against their own decision. Where a site
has one moderator, its administrators decide on appeals.
"""

from typing import Protocol

from app.core.access import Actor, permission
from app.questions.permissions import Standing, can_see_post


class Concerning(Protocol):
    """What these rules look at in a case."""

    @property
    def author_id(self) -> int | None: ...


class Contested(Protocol):
    """What these rules look at in an appeal: who made it, and against whose decision."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def against_id(self) -> int | None: ...


class Decided(Protocol):
    """What these rules look at in a decision."""

    @property
    def person_id(self) -> int | None: ...


@permission
def can_flag_post(actor: Actor, post: Standing) -> bool:
    """Whether the actor may flag a post: whoever sees it, signed in or not, but its author."""
    return can_see_post(actor, post) and (actor.id is None or post.author_id != actor.id)


@permission
def can_moderate(actor: Actor) -> bool:
    """Whether the actor may see the cases: moderators, and the site itself."""
    return actor.is_system or (actor.moderator and actor.may_post)


@permission
def can_moderate_post(actor: Actor, post: Standing) -> bool:
    """Whether the actor is shown the way to decide on a post."""
    return can_moderate(actor) and can_see_post(actor, post)


@permission
def can_decide_case(actor: Actor, case: Concerning) -> bool:
    """Whether the actor may decide on a post: moderators, but not on their own."""
    return can_moderate(actor) and (case.author_id is None or case.author_id != actor.id)


@permission
def can_hear_appeals(actor: Actor) -> bool:
    """Whether the actor may see appeals: moderators and administrators."""
    return can_moderate(actor) or (actor.administrator and actor.may_post)


@permission
def can_decide_appeal(actor: Actor, appeal: Contested, decision: Decided) -> bool:
    """Whether the actor may decide on an appeal: neither who decided, nor who appeals, nor whom it concerns."""
    concerned = {appeal.against_id, appeal.person_id, decision.person_id}
    return can_hear_appeals(actor) and actor.id is not None and actor.id not in concerned


@permission
def can_see_statement(actor: Actor, decision: Decided, flagged: bool) -> bool:
    """Whether the actor may read why something was decided: whom it concerns, who flagged the post, who decides."""
    return can_hear_appeals(actor) or flagged or (actor.id is not None and decision.person_id == actor.id)
