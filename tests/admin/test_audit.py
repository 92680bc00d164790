"""The audit trail in the administration area: every power that is used is found there, by name."""

import re

from app.accounts.models import RoleKind
from app.accounts.operations import roles, suspension
from app.admin.audit_words import WORDS
from app.core.db import transaction
from tests.architecture.rules import sources
from tests.factories import make_administrator, make_person

RECORDED = re.compile(r'\brecord\(\s*[\w.]+,\s*"(\w+)"')


def test_everything_that_is_recorded_has_a_word():
    recorded = {what for source in sources() for what in RECORDED.findall(source.code)}
    assert recorded == set(WORDS)


def test_powers_used_are_listed_newest_first_and_found_by_what_they_were(app, visit_as):
    boss, person = make_administrator(), make_person("Asta Friis")
    with transaction():
        roles.grant_role(boss, person.id or 0, RoleKind.MODERATOR)
    with transaction():
        suspension.suspend(boss, person.id or 0, None, "Sells watches.")
    visitor = visit_as(boss)
    rows = [row.text_content() for row in visitor.open("/admin/audit").all("tbody tr")]
    assert len(rows) == 2
    assert "suspended a person" in rows[0]
    assert all("Asta Friis" in row and boss.name in row for row in rows)
    assert "Sells watches" not in "".join(rows)
    assert len(visitor.open("/admin/audit?what=role_granted").all("tbody tr")) == 1
    assert "Nothing is recorded" in visitor.open("/admin/audit?what=topic_deleted").text


def test_a_page_of_the_trail_takes_the_same_statements_however_long_it_is(app, visit_as, statements):
    boss = make_administrator()
    people = [make_person() for _number in range(25)]
    visitor, counts = visit_as(boss), []
    for some in (people[:2], people[2:]):
        for person in some:
            with transaction():
                roles.grant_role(boss, person.id or 0, RoleKind.MODERATOR)
        statements.clear()
        page = visitor.open("/admin/audit")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert len(page.all("tbody tr")) == 20
    assert len(visitor.open(page.one("a[rel=next]").get("href")).all("tbody tr")) == 5
