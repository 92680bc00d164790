"""How the database itself keeps a ticket's history from being rewritten."""

from app.core.append_only import guards

REFUSAL = "the history of a ticket is not rewritten"
GUARDS = guards("ticket_history", REFUSAL, same="kept.ticket_id = NEW.ticket_id AND kept.number = NEW.number")
