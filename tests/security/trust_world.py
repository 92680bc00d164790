"""What trust a town has: a suggested edit that waits, somebody whose posts were removed, a topic in a crisis."""

from datetime import timedelta
from typing import Any

from app.core.access import Actor
from app.core.clock import now
from app.core.db import transaction
from app.moderation.statements import Statement
from app.questions.operations.editing import Edit
from app.questions.operations.suggesting import suggest_edit
from app.trust.operations.crises import begin_crisis
from app.trust.operations.removing import remove_posts
from app.trust.queries.removals import find_in_force
from tests.factories import make_answer, make_person, make_topic


def make_trust(name: str, people: dict[str, Actor], posts: dict[str, Any]) -> dict[str, Any]:
    """Make what belongs to trust in a town."""
    moderator, topic = people["moderator"], make_topic(name=f"{name} water")
    edit = Edit(f"{name} clears by the winter plan, as always.", f"As they say in {name}")
    with transaction():
        suggestion = suggest_edit(people["citizen"], posts["verified_answer"].id, edit, 1)
    with transaction():
        notice = f"The water of {name} must be boiled."
        crisis = begin_crisis(moderator, topic.id, notice, now() + timedelta(days=5))
    spammer, newcomer = make_person(f"{name} spammer"), make_person(f"{name} newcomer", trust="newcomer")
    make_answer(posts["question"], f"Sunglasses for all of {name}.", spammer)
    make_answer(posts["question"], f"It is never cleared in {name}, as I hear.", newcomer)
    statement = Statement(f"Sold sunglasses in {name}.", "rule", "3.4")
    with transaction():
        remove_posts(moderator, [spammer.id or 0], statement)
    removal = find_in_force(spammer.id or 0)
    return {"suggestion": suggestion, "crisis": crisis, "removal": removal, "newcomer": newcomer}
