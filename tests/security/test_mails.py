"""Whatever stands in names, titles and posts, every mail keeps its headers, its one part and its own lines."""

import email
import re
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from app.accounts import events as accounts
from app.accounts.models import PersonToken, TokenPurpose
from app.core.clock import now
from app.core.db import session, transaction
from app.core.outbox import deliver_all, emit, waiting
from app.moderation import events as moderation
from app.moderation.models import Appeal, Flag
from app.moderation.phrases import DECISIONS
from app.notifications import events as notices
from app.questions import events as asked
from app.questions.models import EditSuggestion, Question
from tests.security import hostile
from tests.security.conftest import Town

HEADERS = {
    "Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date",
    "Message-ID", "Auto-Submitted",
}  # fmt: skip
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "emails"
LISTED = {"List-Unsubscribe", "List-Unsubscribe-Post"}


def have_everything_mailed(town: Town) -> list[EmailMessage]:
    """Let everything happen that is mailed, and take the mails as whoever gets them reads them."""
    world = town.world
    ids = {role: person.id or 0 for role, person in world.people.items()}
    with town.app.app_context():
        tokens = {token.purpose: token.id for token in session().scalars(select(PersonToken))}
        happened = [
            accounts.SignedUp(tokens[TokenPurpose.CONFIRM_EMAIL]),
            accounts.SignUpRepeated(ids["citizen"]),
            accounts.PasswordResetRequested(ids["citizen"]),
            accounts.PasswordChanged(ids["citizen"]),
            accounts.EmailChangeRequested(tokens[TokenPurpose.CHANGE_EMAIL]),
            _notice(town, notices.AnswerNoticeDue, "question", "answer"),
            _notice(town, notices.CommentNoticeDue, "question", "comment"),
            _notice(town, notices.VerifiedNoticeDue, "question", "verified_answer"),
            _notice(town, notices.WithdrawnNoticeDue, "question", "withdrawn_answer"),
            _notice(town, notices.ClosedNoticeDue, "closed_question", "closed_question"),
        ]
        with transaction():
            happened += _moderated(town) + _suggested(town) + _given(town)
            for event in happened:
                emit(event)
        box = town.app.extensions["mailman"].outbox = []
        deliver_all()
        assert waiting() == 0
        del town.app.extensions["mailman"].outbox
        return [email.message_from_bytes(mail.message().as_bytes(), policy=policy.default) for mail in box]


def _moderated(town: Town) -> list[Any]:
    """Let a flag and an appeal be decided, and say what happened."""
    ids = {name: town.world.posts[name].id for name in ("case", "decision", "appeal")}
    boss = town.world.people["administrator"].id
    decided = {"outcome": "uphold", "decided_by_id": boss, "decided_at": now(), "words_back": hostile.TEXT}
    session().execute(update(Appeal).values(decided))
    flags = session().scalars(select(Flag).where(Flag.case_id == ids["case"]).order_by(Flag.id)).all()
    notice = next(flag for flag in flags if flag.person_id is None)
    notice.outcome = "declined"
    return [
        moderation.PostFlagged(notice.id),
        moderation.FlagSettled(notice.id),
        moderation.DecisionMade(ids["decision"]),
        moderation.AppealDecided(ids["appeal"]),
    ]


def _suggested(town: Town) -> list[Any]:
    """Let an edit be suggested, and another declined, and say so."""
    people = town.world.people
    post, by, boss = town.world.posts["answer"].id, people["citizen"].id, people["moderator"].id
    words = {"base_revision": 1, "body": hostile.TEXT, "summary": hostile.TEXT, "words_back": hostile.TEXT}
    made = EditSuggestion(post_id=post, person_id=by, **words)
    declined = EditSuggestion(
        post_id=post, person_id=by, **words, state="declined", decided_at=now(), decided_by_id=boss
    )
    session().add_all([made, declined])
    session().flush()
    return [asked.EditSuggested(made.id), asked.SuggestionDecided(declined.id)]


def _given(town: Town) -> list[Any]:
    """Let an official look into a question that is not settled, and say what is told of it."""
    question, official = town.world.posts["question"].id, town.world.people["official"].id or 0
    claimed = {"claimed_by_id": official, "claimed_until": now() + timedelta(hours=4), "settled_at": None}
    session().execute(update(Question).where(Question.id == question).values(claimed))
    kinds = (notices.GivenNoticeDue, notices.DueSoonNoticeDue, notices.OverdueNoticeDue)
    settling = (notices.SettleSoonNoticeDue, notices.UnsettledNoticeDue)
    return [
        *(kind(official, question, question) for kind in kinds),
        *(_notice(town, kind, "question", "answer") for kind in settling),
    ]


def _notice(town: Town, kind: type[notices.NoticeDue], question: str, post: str) -> notices.NoticeDue:
    posts = town.world.posts
    return kind(town.world.people["asker"].id or 0, posts[question].id, posts[post].id)


@pytest.fixture
def mails(town: Town) -> list[tuple[EmailMessage, EmailMessage]]:
    """Give every mail as it is of a town of good people, beside the same one of a hostile town."""
    good = have_everything_mailed(town)
    town.put_back()
    with town.app.app_context():
        hostile.attack(town.world)
    return list(zip(good, have_everything_mailed(town), strict=True))


def test_no_text_breaks_a_mail(town: Town, mails: list[tuple[EmailMessage, EmailMessage]]):
    kinds = {re.sub(r"\w{4}-\w{4}$", "", good["Subject"].partition(":")[0]) for good, _attacked in mails}
    with town.app.app_context():
        decided = {str(words) for words in DECISIONS.values()}
    kinds = {"a decision" if kind in decided else kind for kind in kinds}
    assert len(kinds) == len([path for path in TEMPLATES.glob("*.txt") if not path.name.startswith("_")])
    for good, attacked in mails:
        assert set(attacked.keys()) in (HEADERS, HEADERS | LISTED)
        assert sorted(attacked.keys()) == sorted(good.keys())
        assert (attacked["To"], attacked["From"]) == (good["To"], good["From"])
        assert attacked.get_content_type() == "text/plain"
        assert attacked.defects == []
        assert attacked["Subject"].split()[0] == good["Subject"].split()[0]


def test_no_text_adds_a_line_to_a_mail(mails: list[tuple[EmailMessage, EmailMessage]]):
    for good, attacked in mails:
        assert len(attacked.get_content().split("\n")) == len(good.get_content().split("\n"))
        assert good.get_content() != attacked.get_content()
