"""Every way to rewrite a row of a ticket's history that both databases know."""

COLUMNS = "id, ticket_id, number, at, part, actor_id, what, state_before, state_after, details"
REWRITINGS = (
    "UPDATE ticket_history SET what = 'closed'",
    "UPDATE ticket_history SET id = id + 1000",
    "DELETE FROM ticket_history",
)
