"""Mails about flags, decisions and appeals: to the author, to whoever flagged a post, to whoever contests a decision.

They are sent whatever a person wants mails about: who is restricted has to be told, and so has who notified.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale

from app.accounts.models import Person
from app.core import letters, mail
from app.core.access import SYSTEM
from app.core.db import session
from app.core.outbox import handles
from app.moderation.events import AppealDecided, DecisionMade, FlagSettled, PostFlagged
from app.moderation.kinds import TABLE, Kind, Scope
from app.moderation.links import notice_address
from app.moderation.models import Appeal, Decision, Flag
from app.moderation.operations.cases import note_first_sight
from app.moderation.phrases import DECISIONS, MEANINGS, OUTCOMES, SUSPENDED, VERDICTS
from app.moderation.queries.statements import find_last_decision, was_held
from app.questions.events import PostRestored
from app.questions.models import Post


@dataclass(frozen=True)
class _To:
    """Who gets a mail, and where they read on."""

    email: str
    language: str
    name: str = ""


@handles(PostRestored, at_once=True)
def note_what_was_held(event: PostRestored) -> None:
    """Let what was held where it was posted be told of when it is shown, whatever brought it back."""
    note_first_sight(SYSTEM, event.question_id, event.post_id)


@handles(PostFlagged, outside=True)
def confirm_notice(event: PostFlagged) -> None:
    """Tell whoever sent a notice without being signed in that it has come, and where to follow it."""
    flag = session().get(Flag, event.flag_id)
    if flag is None or flag.person_id is not None or not flag.notifier_email:
        return
    to, address = _To(flag.notifier_email, flag.language), flag.address
    session().close()
    _send("flag_received", to, address_of_post=address, link=notice_address(event.flag_id))


@handles(DecisionMade, outside=True)
def tell_of_decision(event: DecisionMade) -> None:
    """Send the person it concerns the statement of reasons; that nothing was done, only if the post had been held."""
    decision = session().get(Decision, event.decision_id)
    if decision is None or decision.person_id is None:
        return
    to = _person(decision.person_id)
    told = decision.kind != Kind.NO_ACTION or was_held(decision)
    facts = _facts(decision, to.language if to else "en")
    session().close()
    if to is not None and told:
        link = letters.address("moderation.statement", decision_id=event.decision_id)
        _send("decision", to, link=link, **facts)


@handles(FlagSettled, outside=True)
def tell_of_outcome(event: FlagSettled) -> None:
    """Tell whoever flagged a post what became of it, and how to contest that."""
    flag = session().get(Flag, event.flag_id)
    if flag is None or flag.outcome is None:
        return
    to, link = _flagger(flag)
    decision = find_last_decision(flag)
    if decision is not None and flag.person_id is not None:
        link = letters.address("moderation.statement", decision_id=decision.id)
    outcome, title = OUTCOMES[flag.outcome], _title(flag.post_id)
    session().close()
    if to is not None:
        with force_locale(to.language):
            words = str(outcome)
        _send("flag_outcome", to, outcome=words, title=title, link=link)


@handles(AppealDecided, outside=True)
def tell_of_verdict(event: AppealDecided) -> None:
    """Tell whoever contested a decision what became of that, in the words of who decided."""
    appeal = session().get(Appeal, event.appeal_id)
    if appeal is None or appeal.outcome is None:
        return
    if appeal.person_id is not None:
        to = _person(appeal.person_id)
        link = letters.address("moderation.statement", decision_id=appeal.decision_id)
    else:
        to, link = _flagger(session().get_one(Flag, appeal.flag_id))
    words_back, verdict = appeal.words_back, VERDICTS[appeal.outcome]
    session().close()
    if to is not None:
        with force_locale(to.language):
            said = str(verdict)
        _send("appeal_decided", to, verdict=said, words_back=words_back, link=link)


def _facts(decision: Decision, language: str) -> dict[str, Any]:
    """Give what a mail says of a decision, in a language."""
    kind = Kind(decision.kind)
    with force_locale(language):
        return {
            "what": str(DECISIONS[kind]),
            "meaning": str(SUSPENDED[Scope(decision.scope)] if kind == Kind.SUSPEND else MEANINGS[kind]),
            "until": decision.until,
            "restricts": TABLE[kind].restricts,
            "suspends": kind == Kind.SUSPEND,
            "ends_posting": kind == Kind.SUSPEND and decision.scope == Scope.POSTING,
            "title": _title(decision.post_id),
            "reasons": decision.facts,
            "rule": decision.rule,
            "law": decision.law,
            "automated": decision.automated,
        }


def _flagger(flag: Flag) -> tuple[_To | None, str]:
    """Say who sent a flag and can be told, and where they read what became of it."""
    if flag.person_id is not None:
        return _person(flag.person_id), letters.address("moderation.mine")
    to = _To(flag.notifier_email, flag.language) if flag.notifier_email else None
    return to, notice_address(flag.id)


def _person(person_id: int) -> _To | None:
    person = session().get(Person, person_id)
    if person is None or not person.email or person.email_confirmed_at is None:
        return None
    return _To(person.email, person.language, person.name)


def _title(post_id: int | None) -> str:
    """Give the title of the question a post stands under."""
    post = session().get(Post, post_id) if post_id is not None else None
    if post is None:
        return ""
    question = post if post.title is not None else session().get(Post, post.question_id)
    return (question.title if question else "") or ""


def _send(template: str, to: _To, **facts: Any) -> None:
    mail.send(letters.write(template, to.email, to.language, name=to.name, **facts))
