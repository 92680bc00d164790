"""Who may bring in another forum."""

from app.core.access import Actor, permission


@permission
def can_import(actor: Actor) -> bool:
    """Whether the actor may import a dump: the site itself (commands) and administrators."""
    return actor.is_system or (actor.administrator and not actor.suspended)
