"""Canned replies: a department's own, in each language, kept by its caseworkers."""

import pytest

from app.core.db import transaction
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.tickets.operations.canned import Canned, remove_canned_reply, save_canned_reply
from app.tickets.queries.canned import get_canned_reply, list_canned_replies
from tests.factories import make_administrator, make_caseworker, make_official, make_person


@pytest.fixture
def thanks(department) -> Canned:
    """Give a reply of the department in English."""
    return Canned(department.id, "en", "Thanks for waiting", "Thank you for **waiting**.")


def save(who, canned, *before) -> int:
    with transaction():
        return save_canned_reply(who, canned, *before)


def titles(who, department, language="") -> list[str]:
    return [one.title for one in list_canned_replies(who, department.id, language)]


def test_those_in_the_language_of_the_ticket_stand_first(department, caseworker, thanks):
    save(caseworker, thanks)
    save(caseworker, Canned(department.id, "da", "Tak for din tålmodighed", "Tak fordi du ventede."))
    save(caseworker, Canned(department.id, "en", "A form is missing", "Please send it."))
    assert titles(caseworker, department, "da") == [
        "Tak for din tålmodighed",
        "A form is missing",
        "Thanks for waiting",
    ]
    assert titles(caseworker, department, "en")[0] == "A form is missing"


def test_only_caseworkers_of_the_department_see_and_keep_them(department, elsewhere, caseworker, thanks):
    reply_id = save(caseworker, thanks)
    others = (
        make_caseworker(elsewhere),
        make_official(department),
        make_administrator(),
        make_person(),
    )
    for who in others:
        assert titles(who, department) == []
        with pytest.raises(NotAllowed):
            save(who, thanks)
        for read in (get_canned_reply, remove_canned_reply):
            with pytest.raises(NotFound), transaction():
                read(who, reply_id)


def test_nobody_moves_a_reply_to_a_department_they_do_not_work_for(department, elsewhere, caseworker, thanks):
    reply_id = save(caseworker, thanks)
    with pytest.raises(NotAllowed):
        save(caseworker, Canned(elsewhere.id, "en", "Thanks", "Thank you."), reply_id, 1)
    with pytest.raises(NotFound):
        save(make_caseworker(elsewhere), Canned(elsewhere.id, "en", "Thanks", "Thank you."), reply_id, 1)
    assert titles(caseworker, department) == ["Thanks for waiting"]


def test_of_two_who_change_one_the_second_is_told(department, caseworker, thanks):
    reply_id = save(caseworker, thanks)
    save(caseworker, Canned(department.id, "en", "Thanks a lot", "Thank you."), reply_id, 1)
    with pytest.raises(Conflict):
        save(caseworker, Canned(department.id, "en", "Many thanks", "Thank you."), reply_id, 1)
    kept = get_canned_reply(caseworker, reply_id)
    assert (kept.title, kept.version) == ("Thanks a lot", 2)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"title": "x"}, "title"), ({"body": " "}, "body"), ({"language": "xx"}, "language"), ({}, "title")],
)
def test_what_cannot_be_kept_is_refused_with_its_field(caseworker, thanks, changed, field):
    save(caseworker, thanks)  # so that the same again is a second of the same name
    with pytest.raises(Invalid) as refused:
        save(caseworker, Canned(**{**vars(thanks), **changed}))
    assert refused.value.details["field"] == field


def test_what_is_removed_is_gone(department, caseworker, thanks):
    reply_id = save(caseworker, thanks)
    with transaction():
        remove_canned_reply(caseworker, reply_id)
    assert titles(caseworker, department) == []
    with pytest.raises(NotFound):
        get_canned_reply(caseworker, reply_id)
