"""Leaks of moderation and trust planted on purpose, each one a mistake somebody might make; all have to be found.

A leak opens its hole with `monkeypatch`, which closes it again, and gives what the search then finds.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import structlog
from sqlalchemy import delete, select, true
from structlog.testing import capture_logs

from app.core.clock import now
from app.core.db import Base, session, transaction
from app.moderation import models
from app.moderation.kinds import Kind, Reason
from app.moderation.models import Appeal, Decision, Flag, ModerationCase
from app.moderation.operations import flagging
from app.moderation.operations.flagging import NewFlag, flag_post
from app.moderation.queries import log, statements
from app.questions import permissions
from app.questions.models import EditSuggestion, Post
from app.questions.queries import suggestions
from app.trust import models as trust_models
from tests.factories import make_question
from tests.mailbox import take_mails
from tests.security.casework import WORD, text_with
from tests.security.hostile import WRITTEN
from tests.security.moderation_ways import ModerationWays
from tests.security.planting import index_with, keep_row, replace_everywhere, show_instead

Leak = Callable[[ModerationWays, pytest.MonkeyPatch], Iterator[str]]
ALL: list[Leak] = []
# Columns of these tables that everybody reads, and those whose canary has another name.
ELSEWHERE = {"crises.notice"}


def private_columns() -> set[str]:
    """List every column of moderation, of trust and of suggested edits in which somebody writes."""
    modules = (models.__name__, trust_models.__name__)
    tables = {
        mapper.local_table.name for mapper in Base.registry.mappers if mapper.class_.__module__ in modules
    }
    return {column for column in WRITTEN if column.partition(".")[0] in {*tables, "edit_suggestions"}}


def planted(words: str) -> Callable[[Leak], Leak]:
    """Add a leak to the list, with words that say which mistake it is."""

    def add(leak: Leak) -> Leak:
        leak.__doc__ = words
        ALL.append(leak)
        return leak

    return add


def first(column: Any) -> str:
    """Read a private text as somebody who forgot to ask who reads."""
    return session().scalars(select(column).where(column.contains(WORD))).first() or ""


# Pages that everybody reads show what few may -----------------------------------------------------------------------


def _shown(name: str, endpoint: str, path: str, words: str, show: Callable[[], Any]) -> None:
    @planted(words)
    def leak(ways: ModerationWays, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        show_instead(ways, monkeypatch, endpoint, show)
        return ways.pages(lambda one: one.startswith(path), ("anonymous",))

    leak.__name__ = name


_shown("log_with_facts", "moderation.log", "/moderation/log", "the public log quotes the facts",
       lambda: first(Decision.facts))  # fmt: skip
_shown("csv_with_words", "moderation.report_csv", "/moderation/report.csv", "the report lists the words of flags",
       lambda: f"flags,{first(Flag.words)}")  # fmt: skip
_shown("report_with_appeals", "moderation.report", "/moderation/report", "the report quotes an appeal",
       lambda: first(Appeal.words))  # fmt: skip
_shown("sitemap_with_held", "home.sitemap", "/sitemap", "the sitemap lists what is held",
       lambda: f"<loc>/questions/1/{first(Post.title)}</loc>")  # fmt: skip
_shown("feed_with_suggestion", "feeds.questions", "/feeds/", "a feed has suggested edits",
       lambda: first(EditSuggestion.body))  # fmt: skip
_shown("profile_with_reason", "people.show", "/people/", "a profile says why somebody was suspended",
       lambda: first(Base.metadata.tables["people"].c.suspended_reason))  # fmt: skip
_shown("case_without_a_door", "moderation.case", "/staff/moderation/cases/", "a case is shown to everybody",
       lambda: first(ModerationCase.kept_body))  # fmt: skip
_shown("health_with_case", "home.healthz", "/healthz", "the health check shows the last case",
       lambda: first(ModerationCase.found))  # fmt: skip


# Rights -------------------------------------------------------------------------------------------------------------


@planted("a suggestion is shown to whoever is signed in")
def suggestions_for_all(ways: ModerationWays, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    replace_everywhere(monkeypatch, "can_review_suggestion", lambda *_facts: True, "app.questions")
    return ways.pages(lambda path: path.startswith("/suggestions/"), ("citizen",))


@planted("the queue of suggestions forgets whose they are to review")
def suggestions_in_every_queue(ways: ModerationWays, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    replace_everywhere(monkeypatch, "can_review_suggestions", lambda _actor: True, "app.questions")
    monkeypatch.setattr(suggestions, "_reviewable", lambda _actor: true())
    return ways.pages(lambda path: path == "/staff/suggestions", ("citizen",))


@planted("a statement of reasons is shown to whoever is signed in")
def statements_for_all(ways: ModerationWays, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(statements, "can_see_statement", lambda *_facts: True)
    return ways.pages(lambda path: path.startswith("/decisions/"), ("citizen",))


@planted("whoever flagged a post reads what its author was warned of")
def warnings_for_flaggers(ways: ModerationWays, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(statements, "has_flagged", lambda *_facts: True)
    return ways.pages(lambda path: path.startswith("/decisions/"), ("flagger",))


@planted("whoever flagged a post reads what its author says against the decision")
def appeals_for_flaggers(ways: ModerationWays, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    shown = statements._shown

    def as_moderator(actor: Any, decision: Decision, flagged: bool) -> Any:
        return shown(replace(actor, moderator=True), decision, flagged)

    monkeypatch.setattr(statements, "_shown", as_moderator)
    return ways.pages(lambda path: path.startswith("/decisions/"), ("flagger",))


@planted("what is hidden, and so what is held, is seen by its department")
def held_for_officials(ways: ModerationWays, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    decides = permissions._decides
    monkeypatch.setattr(permissions, "_decides", lambda actor: decides(actor) or bool(actor.official_of))
    return ways.pages(lambda path: path.startswith("/posts/"), ("official",))


@planted("a column more in the public log, on its page")
def law_in_the_log(ways: ModerationWays, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    columns = [Decision.facts.label("rule") if one.key == "rule" else one for one in log._COLUMNS]
    monkeypatch.setattr(log, "_COLUMNS", tuple(columns))
    return ways.pages(lambda path: path.startswith("/moderation/log"), ("anonymous",))


# The index, mails, logs, tables -------------------------------------------------------------------------------------


def _indexed(name: str, words: str, **changed: Callable[[], Any]) -> None:
    @planted(words)
    def leak(ways: ModerationWays, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        return index_with(ways, monkeypatch, changed)

    leak.__name__ = name


_indexed("indexed_kept", "the text kept in a case is indexed", body=lambda: first(ModerationCase.kept_body))
_indexed("indexed_held", "held answers are indexed", answers=lambda: (first(Post.body),))
_indexed("indexed_suggestion", "suggested titles are indexed", title=lambda: first(EditSuggestion.title))


def _mailed(name: str, words: str, to: str, text: Callable[[], str]) -> None:
    @planted(words)
    def leak(ways: ModerationWays, _monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        with ways.app.app_context():
            mails = [replace(ways.mails[0], to=ways.case.addresses[to], text=text())]
        return replace(ways, mails=mails).mailbox()

    leak.__name__ = name


_mailed("mailed_flag", "the author's mail quotes the flag", "author", lambda: first(Flag.words))
_mailed("mailed_facts", "the flagger's mail quotes the facts", "flagger", lambda: first(Decision.facts))
_mailed("mailed_suggestion", "the author's mail quotes the suggestion", "asker",
        lambda: first(EditSuggestion.body))  # fmt: skip
_mailed("mailed_kept", "the notifier's mail quotes the post", "notifier",
        lambda: first(ModerationCase.kept_body))  # fmt: skip


@planted("flagging logs what it was given")
def logged_flag(ways: ModerationWays, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    clean = flagging._clean_words

    def clean_and_log(new: NewFlag, *, needed: bool) -> str:
        structlog.get_logger("torv").info("flag", words=new.words)
        return clean(new, needed=needed)

    monkeypatch.setattr(flagging, "_clean_words", clean_and_log)
    with ways.app.app_context(), capture_logs() as logs:
        question = make_question()
        with transaction():
            new = NewFlag(Reason.OTHER, text_with("flags.words"))
            flag_post(ways.case.people["author"], question.id, new)
        take_mails(ways.app)
        with transaction() as current:
            current.execute(delete(Flag).where(Flag.post_id == question.id))
    return replace(ways, logs=[repr(line) for line in logs]).log()


def _kept(table: str, words: str, secret: str, **values: Callable[[ModerationWays], Any]) -> None:
    @planted(words)
    def leak(ways: ModerationWays, _monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        return (one for one in keep_row(ways, table, values) if secret in one)

    leak.__name__ = f"kept_in_{table}"


_kept("outbox", "an event carries the words of a flag", "flags.words", key=lambda _: "planted",
      handler=lambda _: "nobody", event=lambda _: "Told", attempts=lambda _: 0, created_at=lambda _: now(),
      payload=lambda ways: {"words": ways.case.canaries["flags.words"]}, available_at=lambda _: now())  # fmt: skip
_kept("revisions", "what was taken out stands in a revision", "kept_body", number=lambda _: 99,
      created_at=lambda _: now(), post_id=lambda ways: ways.case.ids["post"][0], summary=lambda _: "",
      tag_names=lambda _: "", body=lambda ways: ways.case.canaries["moderation_cases.kept_body"])  # fmt: skip
_kept("decisions", "details of a decision hold the words of a suggestion", "edit_suggestions.body",
      kind=lambda _: Kind.NO_ACTION, at=lambda _: now(), scope=lambda _: "posting", rule=lambda _: "",
      law=lambda _: "", facts=lambda _: "", automated=lambda _: False, language=lambda _: "en",
      details=lambda ways: {"was": ways.case.canaries["edit_suggestions.body"]})  # fmt: skip
