"""A department's canned replies, in each language."""

from dataclasses import asdict, dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from app.core.access import Actor, require
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.language import is_language
from app.tickets import texts
from app.tickets.models import CannedReply
from app.tickets.permissions import can_keep_canned_replies
from app.tickets.queries.canned import get_canned_reply


@dataclass(frozen=True)
class Canned:
    """A canned reply as it was typed."""

    department_id: int
    language: str
    title: str
    body: str


def save_canned_reply(
    actor: Actor, canned: Canned, reply_id: int | None = None, version: int | None = None
) -> int:
    """Keep a reply for a department, a new one or one as it was read; gives its number."""
    require(can_keep_canned_replies(actor, canned.department_id))
    if not is_language(canned.language):
        raise Invalid(_("Choose a language."), field="language")
    columns = asdict(canned) | {
        "title": texts.clean_title(canned.title),
        "body": texts.clean_message(canned.body),
    }
    try:
        with session().begin_nested():
            return _add(columns) if reply_id is None else _write(actor, reply_id, version, columns)
    except IntegrityError as error:
        raise Invalid(
            _("The department has a reply of this name in this language."), field="title"
        ) from error


def remove_canned_reply(actor: Actor, reply_id: int) -> None:
    """Remove a canned reply."""
    reply = get_canned_reply(actor, reply_id)
    require(can_keep_canned_replies(actor, reply.department_id))
    session().execute(delete(CannedReply).where(CannedReply.id == reply.id))


def _add(columns: dict[str, object]) -> int:
    reply = CannedReply(**columns)
    session().add(reply)
    session().flush()
    return reply.id


def _write(actor: Actor, reply_id: int, version: int | None, columns: dict[str, object]) -> int:
    reply = get_canned_reply(actor, reply_id)
    statement = (
        update(CannedReply)
        .where(CannedReply.id == reply.id, CannedReply.version == (version or reply.version))
        .values(version=CannedReply.version + 1, **columns)
        .returning(CannedReply.id)
        .execution_options(synchronize_session=False)
    )
    if session().scalar(statement) is None:
        raise Conflict(_("Somebody else changed this meanwhile. Look at both versions and save again."))
    return reply.id
