"""`python -m bench.workplace`: CPU and statements of an official's first page at 3,000 questions and at 72,787.

Each town has 40 questions that wait and 20 tickets; the rest is answered. Aim: at most 1.2 times the CPU.
"""

import statistics
import tempfile
import time
from datetime import timedelta
from typing import Any

from app import create_app
from app.accounts.models import Role, RoleKind
from app.config import read_config
from app.core.clock import now
from app.core.db import Base, db, session, transaction
from app.questions.models import Post
from bench.inside import _noted
from tests.factories import make_department, make_official, make_question, make_ticket, make_topic
from tests.web import Visitor

SIZES = (3_000, 72_787)
WAITING, TICKETS, TIMES = 40, 20, 60
PAGES = ("/staff", "/staff/questions?due=open", "/staff/tickets?due=all")


def measure(size: int) -> dict[str, tuple[float, int]]:
    """Make a town of a size and give the median CPU milliseconds and the statements of each page."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            "TORV_ENV": "test", "TORV_INSTANCE": folder, "TORV_MAIL": "memory", "TORV_JOBS": "separate",
            "SECRET_KEY": "bench " * 8,
        }  # fmt: skip
        app = create_app(read_config(environ))
        with app.app_context():
            with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
                Base.metadata.create_all(connection)
            visitor = Visitor(app).sign_in(_town(size))
            session().close()
            engine = db.engine
        return {path: _time(engine, visitor.client, path) for path in PAGES}


def _town(size: int) -> int:
    department = make_department()
    topic, official = make_topic(department), make_official(department)
    question = make_question(topic_id=topic.id)
    columns: dict[str, Any] = {
        one.key: getattr(question, one.key) for one in Post.__table__.columns if one.key != "id"
    }
    due = question.answer_due_at or now()
    waiting = [{**columns, "answer_due_at": due + timedelta(minutes=one)} for one in range(WAITING - 1)]
    answered = [{**columns, "answer_count": 1, "clock_stopped_at": now()}] * (size - WAITING)
    with transaction() as current:
        current.execute(Post.__table__.insert(), waiting + answered)  # type: ignore[attr-defined]
        current.add(Role(person_id=official.id, kind=RoleKind.CASEWORKER, department_id=department.id))
    for _one in range(TICKETS):
        make_ticket(department)
    return official.id or 0


def _time(engine: Any, client: Any, path: str) -> tuple[float, int]:
    for _warm in range(3):
        client.get(path)
    with _noted(engine) as statements:
        client.get(path)
    spent = []
    for _time in range(TIMES):
        begun = time.process_time()
        client.get(path)
        spent.append((time.process_time() - begun) * 1000)
    return statistics.median(spent), len(statements)


def main() -> None:
    """Measure both towns and print how the cost grows."""
    small, large = (measure(size) for size in SIZES)
    print(f"{'page':<28}{'CPU ms at 3,000':>17}{'at 72,787':>11}{'ratio':>7}{'SQL':>5}")
    for path in PAGES:
        ratio = large[path][0] / small[path][0]
        print(f"{path:<28}{small[path][0]:>17.2f}{large[path][0]:>11.2f}{ratio:>7.2f}{large[path][1]:>5}")


if __name__ == "__main__":
    main()
