"""Who may do what with people."""

from app.accounts.models import Person, RoleKind
from app.core.access import Actor, permission


@permission
def can_keep_account(actor: Actor, person: Person) -> bool:
    """Whether the actor may change the person's password, address, sessions and settings: only their own."""
    return actor.id is not None and actor.id == person.id


@permission
def can_change_public_profile(actor: Actor, person: Person) -> bool:
    """Whether the actor may change the person's name and text about themselves, which everybody sees."""
    return can_keep_account(actor, person) and not actor.suspended


@permission
def can_manage_people(actor: Actor) -> bool:
    """Whether the actor may give and take roles, suspend and make accounts."""
    return actor.administrator or actor.is_system


@permission
def can_suspend_person(actor: Actor, person: Person) -> bool:
    """Whether the actor may suspend a person (with roles): administrators anybody, moderators whoever is neither."""
    if can_manage_people(actor):
        return True
    trusted = {RoleKind.MODERATOR, RoleKind.ADMINISTRATOR}
    held = {RoleKind(role.kind) for role in person.roles}
    return actor.moderator and actor.may_post and actor.id != person.id and held.isdisjoint(trusted)
