"""Judging what newcomers post, where it is posted: what is suspicious waits for a moderator; its author is told why.

In the transaction of the posting, so that nobody ever sees it in between.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.accounts.trust import TABLE, level_of
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.language import SOURCE_LANGUAGE
from app.moderation.kinds import Ground, Reason, Source
from app.moderation.operations.cases import open_case
from app.moderation.queries.cases import was_left_standing
from app.moderation.statements import Statement
from app.moderation.template_texts import section_of
from app.questions.models import Post
from app.questions.upserts import insert_into
from app.trust.models import Shingle
from app.trust.queries.lessons import get_model
from app.trust.queries.signals import Site, find_author, read_signals
from app.trust.spam.judging import Sign, find_signs, is_suspicious
from app.trust.spam.repetition import shingles


def judge_post(actor: Actor, post_id: int, *, unseen: bool = False) -> None:
    """Hold a post by a newcomer if enough speaks for its being spam; leave traces by which its text is known again.

    `unseen`: it is being posted just now, rather than edited.
    """
    require(actor.is_system)
    post = session().get(Post, post_id)
    found = find_author(post) if post is not None and post.hat_department_id is None else None
    if post is None or found is None or post.hidden:
        return
    person, author = found
    if not TABLE[level_of(author)].held or was_left_standing(post.id, post.revision_number):
        return
    text = f"{post.title or ''}\n{post.body}"
    traces = shingles(text)
    signals = read_signals(post, person, get_model().score(text), traces, _site())
    _leave_traces(post.id, traces)
    signs = find_signs(signals)
    if is_suspicious(signs):
        weight = 50 * sum(sign.weight for sign in signs)
        with force_locale(SOURCE_LANGUAGE):  # each moderator reads it in their own
            found_words = "\n".join(str(sign.words) for sign in signs)
        hold = _statement(signs, person.language)
        open_case(actor, post.id, Source.SPAM, found_words, hold=hold, weight=weight, unseen=unseen)


def _site() -> Site:
    config = current_app.extensions["torv_config"]
    return Site(urlsplit(config.site_url).hostname or "", config.disposable_domains)


def _leave_traces(post_id: int, traces: frozenset[int]) -> None:
    rows = [{"shingle": trace, "post_id": post_id, "at": now()} for trace in sorted(traces)]
    if rows:
        session().execute(insert_into(Shingle).values(rows).on_conflict_do_nothing())


def _statement(signs: Sequence[Sign], language: str) -> Statement:
    with force_locale(language):
        why = "; ".join(str(sign.words) for sign in signs)
        facts = _(
            "The first posts of new accounts wait for a moderator when they look like spam. About this one: %(why)s. "
            "Nobody has decided yet. If it is none, it appears in its place, and you need not do anything.",
            why=why,
        )
    rule = section_of(Reason.SPAM)
    return Statement(facts=facts, ground=Ground.RULE, rule=rule, automated=True, language=language)
