"""What moderation a town has: an open case with a flag and a notice, two decisions, an appeal that waits."""

from typing import Any

from app.core.access import ANONYMOUS, Actor
from app.core.db import session, transaction
from app.core.tokens import sign
from app.moderation.kinds import Ground, Kind, Reason, Source
from app.moderation.links import NOTICE
from app.moderation.models import Decision, ModerationCase
from app.moderation.operations.appealing import appeal
from app.moderation.operations.cases import open_case
from app.moderation.operations.deciding import decide
from app.moderation.operations.flagging import NewFlag, Notifier, flag_post, notify_of_post
from app.moderation.rulings import Ruling
from app.moderation.statements import Statement


def make_moderation(name: str, people: dict[str, Actor], posts: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Make the cases of a town, and the token of the link in the mail to who sent its notice."""
    comment = posts["comment"].id
    with transaction():
        flag_post(people["answerer"], comment, NewFlag(Reason.ABUSE, f"It is rude about {name}."))
    notifier = Notifier(f"{name} notifier", f"notifier@{name.lower()}.example.org", f"/posts/{comment}")
    with transaction():
        new = NewFlag(Reason.ILLEGAL, f"It is against the law of {name}.", good_faith=True)
        notice = notify_of_post(ANONYMOUS, comment, new, notifier, name)
    decision = _hide(name, people["moderator"], posts["hidden_answer"].id)
    other = _hide(name, people["moderator"], posts["hidden_comment"].id)
    with transaction():
        made = appeal(people["answerer"], decision.id, f"It names nobody in {name}.")
    case = session().get_one(ModerationCase, notice.case_id)
    session().close()
    kept = {"case": case, "decision": decision, "comment_decision": other, "appeal": made}
    return kept, sign(NOTICE, notice.id)


def _hide(name: str, moderator: Actor, post_id: int) -> Decision:
    with transaction():
        case = open_case(moderator, post_id, Source.MODERATOR)
    statement = Statement(facts=f"It names a neighbour in {name}.", ground=Ground.RULE, rule="3.2")
    with transaction():
        return decide(moderator, case.id, case.version, Ruling(Kind.HIDE, statement))
