"""Old addresses lead on for good."""

from pathlib import Path

import pytest
from sqlalchemy import update

from app.core.access import SYSTEM
from app.core.clock import now
from app.core.db import session, transaction
from app.imports.importing import Options
from app.imports.queries import list_new_ids
from app.imports.stackexchange import import_dump
from app.questions.models import Kind, Post
from tests.imports.conftest import write_folder
from tests.imports.town import town
from tests.web import Visitor


@pytest.fixture
def imported(app: object, tmp_path: Path) -> None:
    import_dump(SYSTEM, write_folder(tmp_path / "town", town()), Options("town"))
    session().close()


def new_id(kind: Kind, old_id: int) -> int:
    return list_new_ids("town", kind, [old_id])[old_id]


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize("path", ["/q/10", "/q/10/7", "/a/10"])
def test_an_old_question_address_leads_to_the_question(visitor: Visitor, path: str) -> None:
    seen = visitor.open(path, follow=False)
    assert seen.status == 301
    assert seen.location == f"/questions/{new_id(Kind.QUESTION, 10)}/when-are-the-bins-emptied"


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize("path", ["/a/12", "/a/12/7", "/q/12"])
def test_an_old_answer_address_leads_to_the_answer(visitor: Visitor, path: str) -> None:
    seen = visitor.open(path, follow=False)
    assert (seen.status, seen.location) == (301, f"/answers/{new_id(Kind.ANSWER, 12)}")


@pytest.mark.usefixtures("imported")
def test_an_old_address_of_nothing_or_of_something_hidden_is_not_found(visitor: Visitor) -> None:
    with transaction() as current:
        hidden = new_id(Kind.QUESTION, 20)
        current.execute(update(Post).where(Post.id == hidden).values(hidden_at=now()))
    assert visitor.open("/q/999", follow=False).status == 404
    assert visitor.open("/q/20", follow=False).status == 404
    assert visitor.open("/a/11", follow=False).status == 404
