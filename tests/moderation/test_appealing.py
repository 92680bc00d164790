"""Appeals: by whom it concerns, decided by somebody else, and what was wrong is restored whole."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import RoleKind
from app.accounts.operations.roles import grant_role
from app.core.access import ANONYMOUS, SYSTEM
from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.moderation.kinds import Kind, Outcome, Reason, Scope, State, Verdict
from app.moderation.models import Appeal, Decision, Flag
from app.moderation.operations.appealing import DAYS, appeal, appeal_as_notifier, decide_appeal
from app.moderation.operations.flagging import NewFlag, Notifier, notify_of_post
from app.moderation.operations.keeping import forget_kept_words
from app.questions.models import Answer, Post, Question, Revision, Tag
from app.questions.operations.accepting import accept
from tests.factories import (
    actor,
    make_administrator,
    make_answer,
    make_moderator,
    make_question,
    make_topic,
)
from tests.mailbox import take_mails
from tests.moderation.making import find_case, make_decision, make_flag, make_member, read
from tests.racing import race

WORDS = "I named nobody; please read it again."
BACK = "You are right. It names nobody."


def contest(who, decision, words=WORDS):
    with transaction():
        return appeal(who, decision.id, words)


def answer_to(made, verdict=Verdict.OVERTURN, moderator=None, **facts):
    moderator = moderator or make_moderator()
    with transaction():
        return decide_appeal(moderator, made.id, verdict, BACK, **facts)


def overturn(post, kind, author, **fields):
    decision = make_decision(post, kind, **fields)
    answer_to(contest(author, decision))
    return read(Decision, decision.id)


def test_overturning_a_hidden_answer_restores_counts_acceptance_and_reputation(app):
    asker, author = make_member(), make_member()
    question = make_question(asker=asker)
    answer = make_answer(question, answerer=author)
    with transaction():
        accept(asker, answer.id, True)
    before = read(Question, question.id), read(Answer, answer.id)
    make_flag(answer)
    decision = overturn(answer, Kind.HIDE, author)
    after = read(Question, question.id), read(Answer, answer.id)
    for one, same in zip(before, after, strict=True):
        for column in (
            "answer_count",
            "accepted_answer_id",
            "hidden_at",
            "hidden_by_id",
            "hidden_reason",
            "score",
        ):
            assert getattr(one, column) == getattr(same, column), column
    assert decision.overturned_at is not None
    assert session().scalars(select(Flag.outcome)).all() == [Outcome.DECLINED]


def test_overturning_a_redaction_restores_words_tags_and_versions(app):
    author = make_member()
    question = make_question(
        asker=author, body="Birte Bo has the key. Who else?", tags=("birte", "key"), topic_id=make_topic().id
    )
    before = read(Question, question.id)
    decision = overturn(question, Kind.REDACT, author, kept=frozenset(), title="")
    after = read(Question, question.id)
    for column in (
        "title",
        "slug",
        "body",
        "body_html",
        "tag_names",
        "place",
        "is_stub",
        "closed_at",
        "locked_at",
    ):
        assert getattr(after, column) == getattr(before, column), column
    (revision,) = session().scalars(select(Revision).where(Revision.post_id == question.id)).all()
    assert (revision.title, revision.body) == (before.title, before.body)
    assert session().scalar(select(Tag.question_count).where(Tag.name == "birte")) == 1
    assert decision.taken is None


def test_overturning_a_suspension_lifts_it_unless_another_stands(app):
    author = make_member()
    decision = overturn(make_question(asker=author), Kind.SUSPEND, author)
    assert not actor(author.id).suspended
    assert decision.ended_at is not None
    posts = [make_question(asker=author), make_question(asker=author)]
    first, _second = [make_decision(post, Kind.SUSPEND) for post in posts]
    answer_to(contest(author, first))
    assert actor(author.id).suspended


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        (Kind.LOCK, "locked_at"),
        (Kind.CLOSE, "closed_at"),
        (Kind.DUPLICATE, "duplicate_of_id"),
        (Kind.MERGE, "hidden_at"),
    ],
)
def test_overturning_opens_the_question_again(app, kind, column):
    author = make_member()
    question = make_question(asker=author)
    overturn(
        question,
        kind,
        author,
        original_id=make_question().id if kind in (Kind.DUPLICATE, Kind.MERGE) else None,
    )
    assert getattr(read(Question, question.id), column) is None


def test_overturning_an_edit_goes_back_to_the_authors_words(app):
    author = make_member()
    question = make_question(asker=author, body="As I said it.")
    overturn(question, Kind.EDIT, author, title=question.title, body="As the moderator said it.")
    assert read(Post, question.id).body == "As I said it."


def test_who_flagged_may_contest_that_nothing_was_done_and_the_case_is_open_again(app):
    question, flagger = make_question(), make_member()
    make_flag(question, flagger)
    decision = make_decision(question, Kind.NO_ACTION)
    answer_to(contest(flagger, decision))
    assert find_case(question.id).state == State.OPEN
    assert session().scalars(select(Flag.outcome)).all() == [None]


def test_who_sent_a_notice_may_contest_it_by_the_link_in_the_mail(app, visitor):
    question = make_question()
    notifier = Notifier("Karen Krag", "karen@example.org", "https://example.org/posts/1")
    with transaction():
        flag = notify_of_post(
            ANONYMOUS, question.id, NewFlag(Reason.ILLEGAL, WORDS, True), notifier, "192.0.2.1"
        )
    (receipt,) = take_mails(app)
    decision = make_decision(question, Kind.NO_ACTION)
    (outcome,) = take_mails(app)
    assert outcome.to == "karen@example.org"
    link = next(line for line in receipt.text.splitlines() if "/notices/" in line)
    visitor.open(link[link.index("/notices/") :])
    page = visitor.submit("main form", words=WORDS)
    assert page.status == 200
    session().close()
    (made,) = session().scalars(select(Appeal)).all()
    assert (made.flag_id, made.decision_id, made.person_id) == (flag.id, decision.id, None)
    session().close()
    answer_to(made, Verdict.UPHOLD)
    assert BACK in take_mails(app)[0].text
    other = make_decision(make_question())
    with pytest.raises(NotFound), transaction():
        appeal_as_notifier(ANONYMOUS, other.id, flag.id, WORDS)


def test_strangers_cannot_contest_a_decision_nor_read_it(app, visit_as):
    decision = make_decision(make_question())
    stranger = make_member()
    with pytest.raises(NotFound):
        contest(stranger, decision)
    assert visit_as(stranger).open(f"/decisions/{decision.id}").status == 404
    assert visit_as(stranger).open(f"/decisions/{decision.id}/appeal").status == 404


def test_who_flagged_a_post_does_not_read_what_was_decided_on_its_author(app, visit_as):
    question, flagger = make_question(), make_member()
    make_flag(question, flagger)
    make_decision(question, Kind.HIDE, measure=Kind.WARN)
    hidden, warned = session().scalars(select(Decision.id).order_by(Decision.id)).all()
    session().close()
    assert visit_as(flagger).open(f"/decisions/{hidden}").status == 200
    assert visit_as(flagger).open(f"/decisions/{warned}").status == 404


def test_a_decision_is_contested_once_and_within_six_months(app):
    author = make_member()
    decision = make_decision(make_question(asker=author))
    with as_of(now() + timedelta(days=DAYS, hours=1)), pytest.raises(Conflict, match="six months"):
        contest(author, decision)
    with pytest.raises(Invalid):
        contest(author, decision, "No!")
    contest(author, decision)
    with pytest.raises(Conflict, match="already"):
        contest(author, decision)


def test_who_decided_never_decides_on_the_appeal(app):
    author, moderator = make_member(), make_moderator()
    made = contest(author, make_decision(make_question(asker=author), moderator=moderator))
    for who in (moderator, make_member(), author):
        with pytest.raises(NotAllowed):
            answer_to(made, moderator=who)
    answer_to(made)


def test_the_database_itself_refuses_that_who_decided_decides_again(app):
    author, moderator = make_member(), make_moderator()
    decision = make_decision(make_question(asker=author), moderator=moderator)
    row = {
        "decision_id": decision.id,
        "person_id": author.id,
        "against_id": moderator.id,
        "words": WORDS,
        "at": now(),
    }
    row |= {
        "decided_by_id": moderator.id,
        "decided_at": now(),
        "outcome": "uphold",
        "words_back": BACK,
        "unfounded": False,
    }
    with pytest.raises(IntegrityError, match="decided_by_another"), transaction() as current:
        current.execute(insert(Appeal).values(row))


def test_with_one_moderator_an_administrator_decides_on_appeals(app):
    author = make_member()
    question = make_question(asker=author)
    made = contest(author, make_decision(question))
    answer_to(made, moderator=make_administrator())
    assert not read(Post, question.id).hidden


def test_a_moderator_who_appeals_does_not_decide_on_it(app):
    author = make_member()
    made = contest(author, make_decision(make_question(asker=author)))
    with transaction():
        grant_role(SYSTEM, author.id, RoleKind.MODERATOR, None)
    with pytest.raises(NotAllowed):
        answer_to(made, moderator=actor(author.id))


def test_a_suspended_person_may_still_contest_it(app, visit_as):
    author = make_member()
    decision = make_decision(make_question(asker=author), Kind.SUSPEND)
    suspended = visit_as(author)
    suspended.open(f"/decisions/{decision.id}/appeal")
    assert suspended.submit("main form", words=WORDS).status == 200
    assert session().scalar(select(func.count()).select_from(Appeal)) == 1


def test_an_administrator_reads_the_post_as_long_as_they_may_have_to_decide(app, visit_as):
    """It is what the appeal is about; afterwards, as other cases, it is no business of theirs."""
    author, administrator = make_member(), make_administrator()
    made = contest(author, make_decision(make_question("Who keeps a cock in Møllegade?", asker=author)))
    paths = ("/staff/moderation/appeals", f"/staff/moderation/appeals/{made.id}")
    reader = visit_as(administrator)
    assert all("Møllegade" in reader.open(path).text for path in paths)
    answer_to(made, Verdict.UPHOLD)
    decided = (f"{paths[0]}?state=decided", paths[1])
    assert not any("Møllegade" in reader.open(path).text for path in decided)
    assert all("Møllegade" in visit_as(make_moderator()).open(path).text for path in decided)


def test_of_two_who_decide_an_appeal_at_once_one_is_told(app):
    author = make_member()
    made = contest(author, make_decision(make_question(asker=author)))
    deciders = [make_moderator(), make_moderator()]
    outcomes = race(
        app, 2, lambda number: decide_appeal(deciders[number], made.id, list(Verdict)[number], BACK)
    )
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1


def test_who_contests_is_told_in_the_words_of_who_decided(app):
    author = make_member()
    made = contest(author, make_decision(make_question(asker=author)))
    take_mails(app)
    answer_to(made, Verdict.UPHOLD)
    (mail,) = take_mails(app)
    assert BACK in mail.text
    assert "stands" in mail.text


def test_unfounded_appeals_are_warned_of_first(app):
    author = make_member()
    for _times in range(3):
        made = contest(author, make_decision(make_question(asker=author)))
        answer_to(made, Verdict.UPHOLD, unfounded=True)
    warned = session().scalars(select(Decision).where(Decision.scope == Scope.APPEALING)).all()
    assert [decision.kind for decision in warned] == [Kind.WARN]


def test_words_kept_for_appeals_are_forgotten_when_nobody_can_appeal_any_more(app):
    author = make_member()
    question = make_question(asker=author, body="Birte Bo has the key. Who else?")
    decision = make_decision(question, Kind.REDACT, kept=frozenset({1}), title=question.title)
    with as_of(now() + timedelta(days=DAYS)), transaction():
        assert forget_kept_words(SYSTEM) == 0
    with as_of(now() + timedelta(days=DAYS + 31)), transaction():
        assert forget_kept_words(SYSTEM) == 2
    assert read(Decision, decision.id).taken is None
    assert find_case(question.id).kept_body == ""
