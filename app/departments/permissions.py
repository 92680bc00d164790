"""Who may change departments and the tree of topics."""

from app.core.access import Actor, permission


@permission
def can_manage_departments(actor: Actor) -> bool:
    """Whether the actor may set up departments and topics."""
    return actor.administrator or actor.is_system
