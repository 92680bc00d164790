"""The rules of `docs/house-rules.md`, kept by reading the code. Each was seen to fail on a planted violation:
`test_each_rule_finds_its_planted_violation` plants them again at every run.
"""

import pytest

from tests.architecture import rules
from tests.architecture.rules import Source


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule):
    broken = [found for source in rules.sources() for found in rule(source)]
    assert not broken, "\n".join(broken)


PLANTED = {
    "imports_go_down_between_features": ("app/core/clock.py", "from app.questions.models import Post"),
    "imports_go_down_inside_a_feature": ("app/questions/models.py", "from app.questions import queries"),
    "leaves_are_not_imported": (
        "app/verification/operations.py",
        "from app.questions.views import questions",
    ),
    "no_import_inside_a_function": ("app/core/x.py", "def f():\n    import json"),
    "request_stays_at_the_edges": ("app/questions/operations/asking.py", "from flask import request"),
    "only_transaction_commits": ("app/questions/operations/asking.py", "def f(s):\n    s.commit()"),
    "transactions_open_at_the_edge": (
        "app/questions/operations/asking.py",
        "def f():\n    with transaction():\n        pass",
    ),
    "operations_take_the_actor_first": (
        "app/questions/operations/asking.py",
        'def ask(title):\n    """Ask."""',
    ),
    "one_clock": ("app/questions/operations/asking.py", "from datetime import datetime\nx = datetime.now()"),
    "one_reader_of_the_environment": ("app/core/x.py", "import os\nx = os.environ['HOME']"),
    "one_maker_of_markup": (
        "app/questions/queries/showing.py",
        "from markupsafe import Markup\nx = Markup('<b>')",
    ),
    "functions_are_small": ("app/core/x.py", "def f():\n" + "    x = 1\n" * 41),
    "modules_are_small": ("app/core/x.py", "x = 1\n" * 401),
    "modules_say_what_is_here": ("app/core/x.py", "x = 1"),
    "public_functions_say_effect_and_rule": ("app/core/x.py", '"""X."""\ndef f():\n    return 1'),
    "queries_change_nothing": ("app/questions/queries/showing.py", "def f(s):\n    s.add(1)"),
    "events_hold_ids": ("app/questions/events.py", "class Asked:\n    question_id: int\n    title: str"),
    "only_tickets_select_tickets": ("app/search/queries.py", "from app.tickets.models import Ticket"),
    "mail_leaves_through_the_mailer": ("app/accounts/handlers.py", "import smtplib"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_each_rule_finds_its_planted_violation(name):
    path, code = PLANTED[name]
    assert list(getattr(rules, name)(Source(path, code)))


def test_every_rule_has_a_planted_violation():
    assert {rule.__name__ for rule in rules.ALL} == set(PLANTED)
