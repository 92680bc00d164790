"""Leaks planted on purpose, each one a mistake somebody might make; the search for canaries has to find all of them.

A leak opens its hole with `monkeypatch`, which closes it again, and gives what the search then finds.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import structlog
from flask import Response, flash
from flask import session as cookie
from sqlalchemy import select, true
from structlog.testing import capture_logs

from app.core.access import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.doors import public
from app.tickets import texts
from app.tickets.models import Ticket
from app.tickets.operations.writing import reply
from app.tickets.permissions import can_see_ticket, visible_to
from tests.mailbox import take_mails
from tests.security.casework import WORD
from tests.security.planting import index_with, keep_row, replace_everywhere, show_instead
from tests.security.ways_out import Ways

Leak = Callable[[Ways, pytest.MonkeyPatch], Iterator[str]]
ALL: list[Leak] = []
_TOLD = Ticket.subject.startswith(WORD)


def planted(name: str, words: str) -> Callable[[Leak], Leak]:
    """Add a leak to the list, under a name and with words that say which mistake it is."""

    def add(leak: Leak) -> Leak:
        leak.__name__, leak.__doc__ = name, words
        ALL.append(leak)
        return leak

    return add


def unguarded() -> str:
    """Read a private text as somebody who forgot to ask for the viewer."""
    return session().scalars(select(Ticket.subject).where(_TOLD)).first() or ""


# Rights: somebody reads who should not -----------------------------------------------------------------------------


def _let_in(role: str, who: Callable[[Actor], bool], words: str) -> None:
    @planted(f"{role}_reads_tickets", words)
    def leak(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        for name, instead in (
            ("visible_to", lambda viewer: true() if who(viewer) else visible_to(viewer)),
            ("can_see_ticket", lambda actor, one: who(actor) or can_see_ticket(actor, one)),
        ):
            replace_everywhere(monkeypatch, name, instead, "app.tickets")
        return ways.pages(lambda path: path.startswith("/tickets/"), (role,))


_let_in("administrator", lambda actor: actor.administrator, "administrators read without breaking the glass")
_let_in("moderator", lambda actor: actor.moderator, "moderators read what they might have to decide on")
_let_in("official", lambda actor: bool(actor.official_of), "officials who are no caseworkers read")
_let_in(
    "caseworker",
    lambda actor: bool(actor.caseworker_of),
    "caseworkers of other departments read, the old one's too",
)
_let_in("citizen", lambda actor: actor.may_post, "whoever is signed in reads if they have the reference")
_let_in("suspended", lambda actor: actor.suspended, "a rule forgets those who are suspended")


# Pages: a view shows what it should not -----------------------------------------------------------------------------


def _shown(endpoint: str, path: str, words: str, show: Callable[[], Any] = unguarded) -> None:
    @planted(f"shown_by_{endpoint.replace('.', '_')}", words)
    def leak(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        show_instead(ways, monkeypatch, endpoint, show)
        return ways.pages(lambda one: one.startswith(path), ("anonymous", "citizen"))


_shown("home.show", "/", "the front page lists the newest of everything")
_shown("feeds.questions", "/feeds/", "a feed is made of tickets too")
_shown(
    "home.sitemap",
    "/sitemap",
    "the sitemap lists the addresses of tickets",
    lambda: f"<loc>{_reference()}</loc>",
)
_shown("people.show", "/people/", "a profile lists what the person has asked in private")
_shown("departments.show", "/departments/", "a department's page shows what it is busy with")
_shown("topics.show", "/topics/", "a topic's page counts tickets and names the last one")
_shown(
    "home.healthz",
    "/healthz",
    "the health check tells the last error, with its data",
    lambda: {"last": unguarded()},
)
_shown("questions.revisions", "/posts/", "revisions of a question show what was moved to a ticket")
_shown("accounts.sign_in", "/sign-in", "signing in greets with the subject that waits")


def _reference() -> str:
    return session().scalars(select(Ticket.reference).where(_TOLD).order_by(Ticket.id)).first() or ""


def _typed(endpoint: str, words: str) -> None:
    @planted(f"found_by_{endpoint.replace('.', '_')}", words)
    def leak(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        assert endpoint in ways.app.view_functions
        monkeypatch.setitem(ways.app.view_functions, endpoint, public(lambda **_values: unguarded()))
        return ways.searches()


_typed("search.show", "search falls back to SQL over all tables")
_typed("questions.similar", "similar questions are looked for among tickets too")
_typed("questions.complete_tags", "tags are completed from private texts")
_typed("search.complete", "search completes words of private texts")


# What goes along with a page ----------------------------------------------------------------------------------------


def _along(name: str, words: str, put: Callable[[Response], Response]) -> None:
    @planted(name, words)
    def leak(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        functions = {**ways.app.after_request_funcs}
        functions[None] = [put, *functions.get(None, ())]
        monkeypatch.setattr(ways.app, "after_request_funcs", functions)
        return ways.pages(lambda path: path == "/questions", ("citizen",))


def _in_header(response: Response) -> Response:
    response.headers["X-Trace"] = unguarded()
    return response


def _in_location(response: Response) -> Response:
    response.headers["Link"] = f"</tickets/{_reference()}>; rel=next"
    return response


def _in_flash(response: Response) -> Response:
    flash(unguarded())
    return response


def _in_cookie(response: Response) -> Response:
    cookie["last_ticket"] = unguarded() * 20
    return response


_along("in_a_header", "a header for debugging holds the text", _in_header)
_along("in_a_link_header", "a header names the reference", _in_location)
_along("in_a_flash", "a message for the next page quotes the text, in the cookie", _in_flash)
_along("in_a_packed_cookie", "the session remembers the text, packed", _in_cookie)


# The index ----------------------------------------------------------------------------------------------------------


def _indexed(name: str, words: str, **changed: Callable[[], Any]) -> None:
    @planted(name, words)
    def leak(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        return index_with(ways, monkeypatch, changed)


_indexed("indexed_as_body", "documents are made of tickets too", body=unguarded)
_indexed("indexed_as_answer", "messages are taken for answers", answers=lambda: (unguarded(),))
_indexed("indexed_as_tag", "words of private texts become tags", tags=lambda: tuple(unguarded().split()))


@planted("left_beside_the_index", "a rebuild leaves a working file with texts in the index folder")
def _left(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with ways.app.app_context():
        path = ways.app.extensions["torv_config"].index_folder / "work.tmp"
        path.write_text(unguarded(), "utf-16-le")
    found = list(ways.index())
    path.unlink()
    return iter(found)


# Mails and logs -----------------------------------------------------------------------------------------------------


@contextmanager
def _something_happens(ways: Ways) -> Iterator[list[dict[str, Any]]]:
    """Let both sides write, and what follows from it."""
    with ways.app.app_context(), capture_logs() as logs:
        for who in (ways.case.requester, ways.case.caseworker):
            with transaction():
                reply(who, ways.case.reference, f"Once more: {ways.case.canaries['ticket_messages.body']}")
        yield logs  # type: ignore[misc]


def _mailed(name: str, words: str, change: Callable[[Any], None]) -> None:
    @planted(name, words)
    def leak(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        with _something_happens(ways):
            mails = [_changed(mail, change) for mail in take_mails(ways.app)]
        assert mails, "nobody was written to"
        return Ways(ways.app, ways.world, ways.case, mails, []).mailbox()


def _changed(mail: Any, change: Callable[[Any], Any]) -> Any:
    return replace(mail, **change(mail))


_mailed("mailed_subject", "a mail's subject is the ticket's", lambda mail: {"subject": unguarded()})
_mailed("mailed_text", "a mail quotes the message", lambda mail: {"text": f"{mail.text}\n> {unguarded()}"})
_mailed(
    "mailed_header",
    "a mail's thread is named after the ticket",
    lambda mail: {"headers": {"List-Id": unguarded()}},
)
_mailed("mailed_to_others", "a mail with the reference goes to who is not concerned", lambda mail: {
    "to": "moderator@torup.example.org", "text": f"{mail.text} {_reference()}"})  # fmt: skip


@planted("logged_form", "an operation logs what it was given")
def _logged(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    clean = texts.clean_message

    def clean_and_log(body: str) -> str:
        structlog.get_logger("torv").info("message", body=body)
        return clean(body)

    monkeypatch.setattr(texts, "clean_message", clean_and_log)
    with _something_happens(ways) as logs:
        take_mails(ways.app)
    return Ways(ways.app, ways.world, ways.case, [], [repr(line) for line in logs]).log()


# Tables that are not private ----------------------------------------------------------------------------------------


def _kept(table: str, words: str, **values: Callable[[Ways], Any]) -> None:
    @planted(f"kept_in_{table}", words)
    def leak(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        return keep_row(ways, table, values)


def _now(_ways: Ways) -> Any:
    return now()


_kept("outbox", "an event carries the text", key=lambda _: "planted", handler=lambda _: "nobody",
      event=lambda _: "Told",
      payload=lambda ways: {"body": ways.case.canaries["ticket_messages.body"]}, created_at=_now, available_at=_now,
      attempts=lambda _: 0)  # fmt: skip
_kept("drafts", "what was begun in private is kept with the drafts", key=lambda _: "ticket", changed_at=_now,
      person_id=lambda ways: ways.case.requester.id,
      data=lambda ways: {"body": ways.case.canaries["ticket_messages.body"]})  # fmt: skip
_kept("revisions", "a question's history keeps what was moved", number=lambda _: 99, created_at=_now,
      post_id=lambda ways: ways.world.posts["question"].id, summary=lambda _: "", tag_names=lambda _: "",
      body=lambda ways: ways.case.canaries["ticket_messages.body"])  # fmt: skip
