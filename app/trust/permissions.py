"""Who may do what about spammers and crises."""

from app.accounts.models import Person
from app.accounts.permissions import can_suspend_person
from app.core.access import Actor, permission
from app.moderation.permissions import can_moderate


@permission
def can_remove_posts(actor: Actor, person: Person) -> bool:
    """Whether the actor may take away everything a person (with roles) did: moderators, of nobody who has a role."""
    return can_moderate(actor) and not person.roles and can_suspend_person(actor, person)


@permission
def can_set_crisis(actor: Actor) -> bool:
    """Whether the actor may have what is written about a topic wait for approval: moderators and administrators."""
    return can_moderate(actor) or (actor.administrator and actor.may_post)
