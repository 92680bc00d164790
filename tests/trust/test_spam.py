"""What newcomers post is judged where it is posted; what is held waits, and comes back to its true place."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.access import SYSTEM, Actor
from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.errors import Invalid, TooMany
from app.moderation.kinds import Ground, Kind, Reason, Source, State
from app.moderation.models import Decision, ModerationCase
from app.moderation.operations.deciding import decide
from app.moderation.rulings import Ruling
from app.moderation.statements import Statement
from app.moderation.template_texts import section_of
from app.questions.models import Post
from app.trust.clockwork import learn_spam
from app.trust.operations.learning import is_learned_from
from app.trust.queries.lessons import get_model, list_decided
from app.trust.spam.judging import Signals, find_signs, is_suspicious
from app.trust.spam.learned import Model, learn
from app.trust.spam.mail_domains import is_disposable
from app.trust.spam.repetition import is_alike, shingles
from app.trust.spam.seeds import LESSONS
from tests.factories import make_answer, make_comment, make_moderator, make_person, make_question

SPAM = (
    "Make money fast! Join our forex trading signals group, free for the first 50 members: "
    "https://fast-cash.example/join or message the manager at https://chat.example/boss"
)


def newcomer(**fields: Any) -> Actor:
    return make_person(trust="newcomer", **fields)


def case_of(post: Post) -> ModerationCase | None:
    session().expire_all()
    return session().scalar(select(ModerationCase).where(ModerationCase.post_id == post.id))


def test_spam_of_a_newcomer_is_held_and_its_author_is_told_why(app, visit_as, visitor):
    who = newcomer()
    answer = make_answer(body=SPAM, answerer=who)
    case = case_of(answer)
    assert case is not None
    assert (case.source, case.state, case.held_at is not None) == (Source.SPAM, State.OPEN, True)
    decision = session().scalars(select(Decision)).one()
    assert (decision.kind, decision.automated, decision.person_id) == (Kind.HOLD, True, who.id)
    assert "links to other sites" in decision.facts
    page = f"/questions/{answer.question_id}"
    assert "forex" not in visitor.open(page).text
    assert "forex" in visit_as(who).open(page).text


def test_a_member_is_not_held(app):
    assert case_of(make_answer(body=SPAM.replace("https://", ""))) is None


@pytest.mark.parametrize(
    "body", ["You find it at https://www.torup.example/snow. They come on Tuesday.", "Thank you!"]
)
def test_a_newcomers_plain_answer_is_not_held(app, body):
    assert case_of(make_answer(body=body, answerer=newcomer())) is None


def test_what_a_moderator_lets_stand_is_back_in_its_true_place(app):
    who, moderator = newcomer(), make_moderator()
    with as_of(now() - timedelta(days=2)):
        question = make_question("Where can I join a trading group?", body=SPAM, asker=who)
    asked_at, case = question.created_at, case_of(question)
    assert case is not None
    later = make_question()
    with transaction():
        decide(moderator, case.id, case.version, Ruling(Kind.NO_ACTION, Statement()))
    back = session().get_one(Post, question.id)
    assert not back.hidden
    assert back.created_at == asked_at < later.created_at


def test_the_same_text_from_another_account_is_held(app):
    text = (
        "Our family business cleans gutters and roofs all over town, quickly and well, just ask for a price."
    )
    first = make_answer(body=text, answerer=newcomer())
    second = make_answer(body=text.replace("quickly", "Quickly") + "!!", answerer=newcomer())
    assert case_of(first) is None
    assert case_of(second) is not None


def test_a_comment_is_judged_too(app):
    assert case_of(make_comment(body=SPAM, author=newcomer())) is not None


def test_links_are_bounded_by_the_level_and_the_refusal_says_so(app):
    many = " ".join(f"https://site{number}.example" for number in range(3))
    with pytest.raises(Invalid) as refused:
        make_answer(body=f"See {many}", answerer=newcomer())
    assert "newcomer" in refused.value.message
    assert refused.value.details["field"] == "body"
    make_answer(body=f"See {many}", answerer=make_person())
    with pytest.raises(Invalid):
        make_answer(body="![a](x.png) ![b](y.png)", answerer=newcomer())


@pytest.mark.usefixtures("stopped_clock")
def test_too_often_says_what_the_level_is_and_when_to_go_on(app):
    who = newcomer()
    with pytest.raises(TooMany) as refused:
        for number in range(9):
            make_answer(body=f"Answer number {number}.", answerer=who)
    assert "newcomer" in refused.value.message
    assert refused.value.details["retry_after"] <= 3600


def test_the_score_learns_from_what_moderators_decide(app):
    moderator = make_moderator()
    strange = "Zibber zabber zonk and wibble flombar, the finest of their kind."
    before = get_model().score(strange)
    for number in range(6):
        post = make_answer(body=f"{strange} {SPAM} {number}", answerer=newcomer())
        case = case_of(post)
        assert case is not None
        reasons = Statement("It advertises and nothing else.", Ground.RULE, section_of(Reason.SPAM))
        with transaction():
            decide(moderator, case.id, case.version, Ruling(Kind.HIDE, reasons))
    assert len(list_decided()) == 6
    session().close()
    learn_spam()
    assert get_model().score(strange) > before + 0.2
    assert not is_learned_from(SYSTEM, "")
    learn_spam()


def test_the_model_is_the_same_for_the_same_texts_and_keeps_no_words():
    model = learn(LESSONS)
    assert model.dump() == learn(LESSONS).dump()
    assert Model.load(model.dump()).score(SPAM) == pytest.approx(model.score(SPAM), abs=1e-4)
    assert b"casino" not in model.dump()


def test_it_raises_no_alarm_on_what_people_ask_a_public_service():
    model = learn(LESSONS)
    for lesson in LESSONS:
        if not lesson.is_spam:
            assert not is_suspicious(find_signs(Signals(score=model.score(lesson.text), links=1))), (
                lesson.text
            )


def test_traces_know_a_text_again_though_words_and_numbers_changed():
    text = "Call our friendly customer support line today for instant help with every printer and router, 24 hours"
    one, other = shingles(text), shingles(text.upper().replace("24", "12") + " now!")
    assert is_alike(len(one & other), one)
    assert not shingles("Thank you, that helped a lot")


def test_throw_away_addresses_are_known_and_the_sites_own_list_has_the_last_word(tmp_path):
    own = tmp_path / "domains.txt"
    own.write_text("# ours\nwegwerf.example\n-mailinator.com\n")
    assert is_disposable("a@mailinator.com")
    assert is_disposable("a@sub.mailinator.com")
    assert not is_disposable("a@kommune.dk")
    assert is_disposable("a@wegwerf.example", own)
    assert not is_disposable("a@mailinator.com", own)


def test_a_filled_trap_is_refused_with_everything_kept(app, visit_as):
    question = make_question()
    visitor = visit_as(newcomer())
    visitor.open(f"/questions/{question.id}/{question.slug}")
    body = "They come on Tuesday, if it does not snow."
    page = visitor.submit("form[action$='/answers']", body=body, website="https://buy.example")
    assert page.status == 422
    assert "people do not see" in page.text
    assert page.one("textarea[name=body]").text.strip() == body
    assert visitor.submit("main form", follow=False).status == 303


def test_a_form_that_comes_back_at_once_is_refused_for_newcomers_alone(app, visit_as, monkeypatch):
    question = make_question()
    config = app.extensions["torv_config"]
    object.__setattr__(config, "form_seconds", 3)
    try:
        for who, status in ((newcomer(), 422), (make_person(), 303)):
            visitor = visit_as(who)
            visitor.open(f"/questions/{question.id}/{question.slug}")
            sent = visitor.submit("form[action$='/answers']", body="They come on Tuesday.", follow=False)
            assert sent.status == status
            if status == 422:
                with as_of(now() + timedelta(seconds=5)):
                    assert visitor.submit("main form", follow=False).status == 303
    finally:
        object.__setattr__(config, "form_seconds", 0)
