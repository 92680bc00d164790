"""Who may change the terms; everybody reads them."""

from app.core.access import Actor, permission


@permission
def can_publish_terms(actor: Actor) -> bool:
    """Whether the actor may publish a new version of the terms."""
    return actor.administrator or actor.is_system
