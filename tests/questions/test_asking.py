"""Asking: what is kept, where it goes, what is refused."""

import pytest
from sqlalchemy import select

from app.accounts.trust import TABLE, Act, Trust
from app.core.access import ANONYMOUS, Actor
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed, TooMany
from app.departments.models import Topic
from app.questions.models import AvoidedQuestion, PostingKey, Question, QuestionTag, Revision, Tag, Watch
from app.questions.operations.answering import answer
from app.questions.operations.asking import NewQuestion, answers_me, ask
from tests.factories import make_department, make_person, make_question, make_topic
from tests.racing import race

TITLE = "When is bulky waste collected?"


def rows(table, *columns):
    return session().execute(select(*columns or (table,))).all()


def test_a_question_is_kept_as_asked(app):
    asker = make_person()
    made = make_question(
        "  When is\tbulky  waste collected? ",
        asker,
        body="I have a **sofa**.\r\n",
        tags=("Bulky Waste", "sofa", "bulky-waste"),
        place="Nørregade",
    )
    kept = session().get(Question, made.id)
    assert (kept.title, kept.slug) == (TITLE, "when-is-bulky-waste-collected")
    assert (kept.body, kept.body_html) == ("I have a **sofa**.", "<p>I have a <strong>sofa</strong>.</p>")
    assert kept.tags == ["bulky-waste", "sofa"]
    assert (kept.place, kept.author_id, kept.language) == ("Nørregade", asker.id, "en")
    revision = session().scalars(select(Revision)).one()
    assert (revision.post_id, revision.number, revision.tag_names) == (kept.id, 1, "bulky-waste sofa")
    assert session().get(Watch, (asker.id, kept.id))


def test_the_language_is_seen_from_the_text_else_the_page(app):
    assert make_question("Hvornår bliver storskrald hentet hos os?", language="en").language == "da"
    assert make_question("2026: 1234 + 5678 = ?", language="da").language == "da"


def test_a_question_goes_to_its_topics_department_else_the_front_desk(app):
    topic, desk = make_topic(), make_department(front_desk=True)
    assert make_question(topic_id=topic.id).department_id == topic.department_id
    assert make_question().department_id == desk.id
    assert session().get(Topic, topic.id).question_count == 1


def test_tags_are_made_once_and_counted(app):
    make_question(tags=("waste",))
    make_question(tags=("waste", "sofa"))
    assert {tag.name: tag.question_count for (tag,) in rows(Tag)} == {"waste": 2, "sofa": 1}
    assert len(rows(QuestionTag)) == 3


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", {"title": "Too short"}),
        ("title", {"title": "x" * 151}),
        ("title", {"title": " \u202e\x00 " * 20}),
        ("body", {"body": "x" * 20_001}),
        ("tags", {"tags": ("a", "b", "c", "d", "e", "f")}),
        ("place", {"place": "x" * 101}),
        ("topic_id", {"topic_id": 999}),
    ],
)
def test_what_breaks_a_rule_is_refused_by_field(app, field, typed):
    asker = make_person()
    with pytest.raises(Invalid) as refused, transaction():
        ask(asker, NewQuestion(**{"title": TITLE, **typed}))
    assert refused.value.details["field"] == field
    assert refused.value.message
    assert rows(Question) == []


def test_control_characters_never_reach_the_database(app):
    made = make_question("When \x00is\x07 waste \u202ecollected?", body="so\x00fa")
    assert (made.title, made.body) == ("When is waste collected?", "sofa")


@pytest.mark.parametrize("who", [ANONYMOUS, Actor(id=1), Actor(id=1, confirmed=True, suspended=True)])
def test_only_confirmed_people_ask(app, who):
    with pytest.raises(NotAllowed) as refused, transaction():
        ask(who, NewQuestion(TITLE))
    assert refused.value.message


@pytest.mark.usefixtures("stopped_clock")
def test_nobody_asks_more_than_the_limit(app):
    asker = make_person()
    for _number in range(TABLE[Trust.MEMBER].rates[Act.ASK].hour):
        make_question(asker=asker)
    with pytest.raises(TooMany):
        make_question(asker=asker)
    make_question(asker=make_person())


def test_the_same_form_sent_twice_makes_one_question(app):
    asker = make_person()
    made = []
    for _time in range(2):
        with transaction():
            made.append(ask(asker, NewQuestion(TITLE), "key").id)
    assert made[0] == made[1]
    assert len(rows(Question)) == 1


def test_the_same_form_sent_at_once_makes_one_question(app):
    asker, made = make_person(), []
    outcomes = race(
        app, 4, lambda _number: made.append(ask(asker, NewQuestion(TITLE, tags=("waste",)), "key").id)
    )
    assert not any(outcomes)
    assert [question.id for (question,) in rows(Question)] == list(set(made))
    assert len(made) == 4
    assert rows(Tag)[0][0].question_count == 1


def test_a_posting_key_is_worth_nothing_to_others_or_for_other_things(app):
    first, second = make_person(), make_person()
    with transaction():
        made = ask(first, NewQuestion(TITLE), "key")
    with transaction():
        other = ask(second, NewQuestion(TITLE), "key")
    assert made.id != other.id
    with pytest.raises(Conflict), transaction():
        answer(first, other.id, "On the first Tuesday.", posting_key="key")


def test_a_refused_form_may_be_sent_again_with_its_key(app):
    asker = make_person()
    with pytest.raises(Invalid), transaction():
        ask(asker, NewQuestion("Short"), "key")
    with transaction():
        ask(asker, NewQuestion(TITLE), "key")
    assert rows(PostingKey)[0][0].post_id == rows(Question)[0][0].id


def test_answered_already_is_counted_once_for_each_person(app):
    question, person = make_question(), make_person()
    for who in (person, person, make_person(), ANONYMOUS, ANONYMOUS):
        with transaction():
            answers_me(who, question.id, "192.0.2.1")
    assert len(rows(AvoidedQuestion)) == 4


@pytest.mark.usefixtures("stopped_clock")
def test_signed_out_counting_is_limited_by_address(app):
    question = make_question()
    with pytest.raises(TooMany):
        for _time in range(21):
            with transaction():
                answers_me(ANONYMOUS, question.id, "192.0.2.1")
