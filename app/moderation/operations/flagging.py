"""Flagging a post: by whoever is signed in, or as a notice by somebody who is not."""

from dataclasses import dataclass, replace

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.limits import LETTERS, account_key
from app.accounts.operations.limiting import count_act
from app.accounts.trust import Act
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.limits import Limit, count
from app.core.outbox import emit
from app.moderation.events import PostFlagged
from app.moderation.kinds import Reason, Source
from app.moderation.models import Flag, ModerationCase
from app.moderation.operations.cases import case_of, hold_if_heavy, weigh_anew
from app.moderation.permissions import can_flag_post
from app.moderation.queries.flaggers import count_outcomes, find_standing
from app.moderation.queries.suspensions import require_flagging
from app.moderation.weighing import is_stranger, weigh_flag
from app.questions import texts
from app.questions.models import Post
from app.questions.queries.locking import lock_post

NOTIFYING = Limit("notifying.network", 10, 3600)
WORDS_MIN, WORDS_MAX = 10, 2000
NAME_MAX = 100


@dataclass(frozen=True)
class NewFlag:
    """A flag as it was typed; `good_faith` that what it says is believed to be true and complete."""

    reason: Reason
    words: str = ""
    good_faith: bool = False
    language: str = "en"


@dataclass(frozen=True)
class Notifier:
    """Who notifies without being signed in, and of which address."""

    name: str = ""
    email: str = ""
    address: str = ""
    about_children: bool = False


def flag_post(actor: Actor, post_id: int, new: NewFlag) -> Flag:
    """Flag a post as the person one is signed in as; once for as long as its case is open."""
    require(actor.id is not None, _("Sign in to do this."))
    require_flagging(actor)
    count_act(actor, Act.FLAG)
    words = _clean_words(new, needed=new.reason in (Reason.ILLEGAL, Reason.OTHER))
    if new.reason == Reason.ILLEGAL and not new.good_faith:
        raise Invalid(_good_faith_wanted(), field="good_faith")
    return _raise(actor, post_id, Flag(person_id=actor.id, words=words, good_faith=new.good_faith), new)


def notify_of_post(actor: Actor, post_id: int, new: NewFlag, notifier: Notifier, network: str) -> Flag:
    """Flag a post without being signed in: with what article 16 asks for, so many an hour from one network.

    Whoever notifies of the sexual abuse of children may leave out who they are.
    """
    count(NOTIFYING, network)
    words = _clean_words(new, needed=True)
    nameless = notifier.about_children and new.reason == Reason.ILLEGAL
    who = _clean_notifier(notifier, nameless=nameless)
    if not new.good_faith:
        raise Invalid(_good_faith_wanted(), field="good_faith")
    if who.email:
        count(LETTERS, account_key(who.email))
    flag = Flag(
        words=words,
        good_faith=True,
        notifier_name=who.name,
        notifier_email=who.email or None,
        address=who.address,
        about_children=nameless,
    )
    return _raise(actor, post_id, flag, new)


def _raise(actor: Actor, post_id: int, flag: Flag, new: NewFlag) -> Flag:
    """Put the flag to the one open case of its post, and weigh that anew."""
    post, question = lock_post(actor, post_id)
    require(can_flag_post(actor, post), _("You wrote this yourself. You can edit it or take it down."))
    case = case_of(actor, post, question, Source.FLAGS)
    _require_first(case, flag)
    standing = find_standing(actor)
    flag.weight = weigh_flag(standing, *count_outcomes(actor.id, flag.notifier_email))
    flag.stranger = is_stranger(standing)
    flag.case_id, flag.post_id, flag.at = case.id, post.id, now()
    flag.reason, flag.language = new.reason, new.language
    session().add(flag)
    session().flush()
    weigh_anew(actor, case)
    hold_if_heavy(actor, case, _as_it_is(post))
    emit(PostFlagged(flag.id))
    return flag


def _as_it_is(post: Post) -> Post:
    session().refresh(post)
    return post


def _require_first(case: ModerationCase, flag: Flag) -> None:
    mine = (
        Flag.person_id == flag.person_id
        if flag.person_id is not None
        else Flag.notifier_email == flag.notifier_email
    )
    if session().scalar(select(Flag.id).where(Flag.case_id == case.id, mine).limit(1)):
        raise Conflict(_("You have flagged this already. A moderator will look at it, and you will be told."))


def _clean_words(new: NewFlag, *, needed: bool) -> str:
    words = new.words.replace("\r\n", "\n").strip()
    if needed and len(words) < WORDS_MIN:
        raise Invalid(_("Explain in a few words what is wrong with it."), field="words")
    if len(words) > WORDS_MAX:
        raise Invalid(_("Shorten this to %(num)s characters.", num=WORDS_MAX), field="words")
    return words


def _clean_notifier(notifier: Notifier, *, nameless: bool) -> Notifier:
    name, email = texts.one_line(notifier.name), notifier.email.strip().lower()
    if len(name) > NAME_MAX:
        raise Invalid(_("Shorten this to %(num)s characters.", num=NAME_MAX), field="notifier_name")
    if not name and not nameless:
        raise Invalid(_("Enter your name."), field="notifier_name")
    if email or not nameless:
        email = _clean_email(email)
    return replace(notifier, name=name, email=email)


def _clean_email(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Invalid(
            _("Enter an e-mail address such as name@example.org."), field="notifier_email"
        ) from error


def _good_faith_wanted() -> str:
    return str(_("Confirm that you believe in good faith that what you say is true and complete."))
