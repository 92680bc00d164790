"""What is seen from inside one process: pages to ask for, SQL statements and bytes a page, milliseconds a post.

Run as `python -m bench.inside` with a site's environment; prints JSON.
"""

import json
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, select

from app import create_app
from app.accounts.models import Person, PersonSession
from app.core.clock import now
from app.core.db import db, session, transaction
from app.core.tokens import new_token, token_hash
from app.questions.models import Question, Tag

POSTS = 25


def look(app: Flask) -> dict[str, Any]:
    """Choose the pages, count what each costs in statements and bytes, and time posting an answer.

    Pages are asked for outside any context, so that each request has its own, as in a server.
    """
    with app.app_context():
        engine, pages, unanswered = db.engine, _pages(), _address(_least_answered())
        cookie_name, client = app.config["SESSION_COOKIE_NAME"], _signed_in(app)
        session().close()
    show = pages["question"]
    client.get(show)  # a browser that has seen a form holds what proves the next one
    cookie = client.get_cookie(cookie_name)
    counted = {name: _count(engine, app.test_client(), path) for name, path in pages.items()}
    counted["question, signed in"] = _count(engine, client, show)
    return {
        "pages": pages,
        "cookie": f"{cookie.key}={cookie.value}",
        "counted": counted,
        "post": _time_posts(engine, client, unanswered),
    }


def _pages() -> dict[str, str]:
    tag = session().scalar(select(Tag.name).order_by(Tag.question_count.desc()).limit(1))
    return {
        "home": "/",
        "question": _address(_a_question()),
        "tag": f"/tags/{tag}",
        "search": "/search?q=best+way+to+travel",
    }


def _a_question() -> Question:
    """Take a question in the middle of the site that has four answers, as a reader might."""
    some = (
        select(Question)
        .where(Question.title.is_not(None), Question.hidden_at.is_(None), Question.closed_at.is_(None))
        .where(Question.answer_count.between(3, 5))
        .order_by(Question.created_at)
        .limit(200)
    )
    return session().scalars(some).all()[-1]


def _least_answered() -> Question:
    """Take a question to answer: another than the one that is measured, which would grow."""
    open_ones = select(Question).where(
        Question.title.is_not(None), Question.hidden_at.is_(None), Question.closed_at.is_(None)
    )
    return session().scalars(open_ones.order_by(Question.answer_count, Question.created_at).limit(1)).one()


def _address(question: Question) -> str:
    return f"/questions/{question.id}/{question.slug}"


def _signed_in(app: Flask) -> Any:
    client, token = app.test_client(), new_token()
    with transaction() as current:
        # A member, since newcomers are asked to take longer than this does, and are held.
        person = Person(
            name="Bench",
            email=f"{token[:8].lower()}@bench.example",
            email_confirmed_at=now(),
            trust="member",
        )
        current.add(person)
        current.flush()
        current.add(PersonSession(token_hash=token_hash(token), person_id=person.id))
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie.permanent = True  # as signing in makes it
    return client


def _count(engine: Engine, client: Any, path: str) -> dict[str, int]:
    client.get(path)
    with _noted(engine) as statements:
        response = client.get(path)
    return {"status": response.status_code, "statements": len(statements), "bytes": len(response.data)}


@contextmanager
def _noted(engine: Engine) -> Iterator[list[str]]:
    """Note the statements that run meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def _time_posts(engine: Engine, client: Any, show: str) -> dict[str, float]:
    """Post answers as a browser does, each with the form of a freshly opened page; only the post is timed."""
    from tests.web import Seen  # noqa: PLC0415 – the form filler of the tests

    waited, used = [], []
    for number in range(POSTS):
        form = Seen(client.get(show)).one("#write form")
        fields = {
            **dict(form.form_values()),
            "body": f"This is answer number {number}, of a usual length. " * 12,
        }
        with _noted(engine) as statements:
            begun, cpu = time.perf_counter(), time.process_time()
            response = client.post(form.get("action"), data=fields)
            waited.append((time.perf_counter() - begun) * 1000)
            used.append((time.process_time() - cpu) * 1000)
        if response.status_code not in (302, 303):
            raise SystemExit(f"posting answered {response.status_code}")
    return {
        "median": statistics.median(waited),
        "worst": max(waited),
        "cpu": statistics.median(used),
        "statements": len(statements),
    }


def main() -> None:
    """Print what is seen from inside."""
    json.dump(look(create_app()), sys.stdout)


if __name__ == "__main__":
    main()
