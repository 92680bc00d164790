"""What each kind of decision does to a post or a person, and how that is undone: one table. Writing down is elsewhere.

Every `do` gives what is needed to undo it: ids in `details`, words that were taken away in `taken`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.accounts.operations.suspension import lift_suspension, suspend
from app.core.access import Actor, require
from app.core.errors import Conflict, Invalid
from app.core.guard import refuse_any
from app.moderation.kinds import TABLE, Kind
from app.moderation.models import Decision
from app.moderation.queries.suspensions import is_suspended_besides
from app.moderation.rulings import Ruling
from app.questions import texts
from app.questions.models import Comment, Post, Question
from app.questions.operations.closing import close_as_duplicate, close_question, reopen_question
from app.questions.operations.editing import Edit, edit_post, roll_back
from app.questions.operations.hiding import REASON_MAX, hide_post, restore_post
from app.questions.operations.locking import set_locked
from app.questions.operations.merging import merge_questions, unmerge
from app.questions.operations.redacting import redact_question
from app.questions.operations.redacting_replies import give_words_back, redact_reply, words_of
from app.tickets.operations.escalating import escalate_question


@dataclass(frozen=True)
class Done:
    """What it takes to undo what was done."""

    details: dict[str, Any] = field(default_factory=dict)
    taken: dict[str, Any] | None = None


@dataclass(frozen=True)
class Action:
    """How a kind of decision is done and undone."""

    do: Callable[[Actor, Post, Ruling], Done]
    undo: Callable[[Actor, Post, Decision], None]


def act(actor: Actor, post: Post, ruling: Ruling) -> Done:
    """Do to a post what was decided."""
    if TABLE[ruling.kind].questions_only and not isinstance(post, Question):
        raise Invalid(_("This can only be decided on questions."), field="kind")
    return ACTIONS[ruling.kind].do(actor, post, ruling)


def undo(actor: Actor, post: Post, decision: Decision) -> None:
    """Make undone what was decided on a post."""
    ACTIONS[Kind(decision.kind)].undo(actor, post, decision)


def suspend_author(actor: Actor, person_id: int, ruling: Ruling) -> None:
    """Suspend a person from posting until the ruling's instant, or for good; they are shown the facts."""
    suspend(actor, person_id, ruling.until, _short(ruling.statement.facts))


def end_suspension(actor: Actor, decision: Decision) -> None:
    """Let a person post again, unless another decision still keeps them from it."""
    if decision.person_id is not None and not is_suspended_besides(decision.person_id, decision.id):
        lift_suspension(actor, decision.person_id)


def _nothing(actor: Actor, post: Post, what: Any) -> Done:
    return Done()


def _leave(actor: Actor, post: Post, decision: Decision) -> None:
    """There is nothing to undo."""


def _hide(actor: Actor, post: Post, ruling: Ruling) -> Done:
    taken_down = post.hidden and post.author_id is not None and post.hidden_by_id == post.author_id
    hide_post(actor, post.id, _short(ruling.statement.facts))
    return Done({"taken_down": True} if taken_down else {})


def _show(actor: Actor, post: Post, decision: Decision) -> None:
    if decision.details.get("taken_down"):
        post.hidden_by_id, post.hidden_reason = post.author_id, ""
    elif post.hidden:
        restore_post(actor, post.id)


def _edit(actor: Actor, post: Post, ruling: Ruling) -> Done:
    require(not isinstance(post, Comment), _("Comments are not edited. Take sentences out, or hide it."))
    before = post.revision_number
    edit = Edit(body=ruling.body, summary=_("Edited by a moderator"))
    if isinstance(post, Question):
        edit = Edit(
            body=ruling.body,
            summary=edit.summary,
            title=ruling.title,
            tags=tuple(post.tags),
            topic_id=post.topic_id,
            place=post.place,
        )
    after = edit_post(actor, post.id, edit, ruling.post_version).revision_number
    if after == before:
        raise Invalid(_("Change the words, or choose another decision."), field="body")
    return Done({"from": before, "to": after})


def _edit_back(actor: Actor, post: Post, decision: Decision) -> None:
    # Who has edited since has made up their mind what the post says; the earlier words stand among its versions.
    if post.revision_number == decision.details.get("to"):
        roll_back(actor, post.id, decision.details["from"], post.version)


def _redact(actor: Actor, post: Post, ruling: Ruling) -> Done:
    words = words_of(actor, post)
    if isinstance(post, Question):
        redact_question(actor, post.id, ruling.post_version, ruling.title, ruling.kept)
    else:
        redact_reply(actor, post.id, ruling.post_version, ruling.kept)
    return Done(taken=words)


def _make_ticket(actor: Actor, post: Post, ruling: Ruling) -> Done:
    words = words_of(actor, post)
    escalate_question(actor, post.id, ruling.post_version, ruling.title, ruling.kept)
    return Done(taken=words)


def _unredact(actor: Actor, post: Post, decision: Decision) -> None:
    if decision.taken is None:
        raise Conflict(_("The words are no longer kept, so they cannot be brought back."))
    give_words_back(actor, post.id, decision.taken)
    decision.taken = None


def _lock(actor: Actor, post: Post, ruling: Ruling) -> Done:
    if not set_locked(actor, post.id, True):
        raise Conflict(_("This is locked already."))
    return Done()


def _unlock(actor: Actor, post: Post, decision: Decision) -> None:
    set_locked(actor, post.id, False)


def refuse_personal_data(actor: Actor, ruling: Ruling) -> None:
    """Refuse personal data where everybody reads how the facts begin: below a question that is closed.

    A strict guard, since the form of a decision has no other way on than to write it anew.
    """
    if ruling.kind == Kind.CLOSE:
        refuse_any(actor, {"facts": _short(ruling.statement.facts)})


def _close(actor: Actor, post: Post, ruling: Ruling) -> Done:
    refuse_personal_data(actor, ruling)
    close_question(actor, post.id, _short(ruling.statement.facts))
    return Done()


def _link(actor: Actor, post: Post, ruling: Ruling) -> Done:
    if ruling.original_id is None:
        raise Invalid(_("Enter the address of the earlier question."), field="original")
    linked = close_as_duplicate(actor, post.id, ruling.original_id)
    return Done({"original": linked.duplicate_of_id})


def _merge(actor: Actor, post: Post, ruling: Ruling) -> Done:
    if ruling.original_id is None:
        raise Invalid(_("Enter the address of the earlier question."), field="original")
    return Done({"merge": merge_questions(actor, post.id, ruling.original_id).id})


def _part(actor: Actor, post: Post, decision: Decision) -> None:
    unmerge(actor, post.id)


def _reopen(actor: Actor, post: Post, decision: Decision) -> None:
    reopen_question(actor, post.id)


def _short(words: str) -> str:
    line = texts.one_line(words)
    return line if len(line) <= REASON_MAX else line[: REASON_MAX - 1] + "…"


ACTIONS: dict[Kind, Action] = {
    Kind.NO_ACTION: Action(_nothing, _leave),
    Kind.HOLD: Action(_nothing, _show),
    Kind.HIDE: Action(_hide, _show),
    Kind.EDIT: Action(_edit, _edit_back),
    Kind.REDACT: Action(_redact, _unredact),
    Kind.LOCK: Action(_lock, _unlock),
    Kind.CLOSE: Action(_close, _reopen),
    Kind.DUPLICATE: Action(_link, _reopen),
    Kind.MERGE: Action(_merge, _part),
    Kind.TICKET: Action(_make_ticket, _unredact),
    Kind.RESTORE: Action(_nothing, _leave),
    Kind.WARN: Action(_nothing, _leave),
    Kind.SUSPEND: Action(_nothing, _leave),
}
