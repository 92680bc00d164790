"""Lists of questions: what stands in them, in which order, and that no page of any reads more than it shows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.core.clock import now
from app.core.db import session, transaction
from app.core.paging import Page, Place
from app.departments.models import Topic
from app.questions.models import Answer, Question, QuestionTag, Tag, Watch
from app.questions.queries import lists
from app.questions.queries.lists import Sort
from app.questions.queries.tags import page_of_tags
from tests.factories import (
    make_answer,
    make_department,
    make_official,
    make_person,
    make_question,
    make_topic,
)
from tests.plans import plans

START = datetime.fromisoformat("2026-11-01T12:00:00+00:00")


def change(question_id: int, **values: Any) -> None:
    with transaction() as current:
        current.execute(update(Question).where(Question.id == question_id).values(values))


def ask_many(number: int, topics: list[Topic] | None = None, **fields: Any) -> list[int]:
    """Write many questions straight into the tables, a minute apart, the first the oldest."""
    asker = make_person()
    with transaction() as current:
        tag = Tag(name="snow", question_count=number)
        current.add(tag)
        made = [
            Question(
                author_id=asker.id,
                title=f"Question {place}",
                slug=f"question-{place}",
                body="",
                body_html="",
                created_at=START + timedelta(minutes=place),
                active_at=START + timedelta(minutes=place),
                topic_id=topics[place % len(topics)].id if topics else None,
                **fields,
            )
            for place in range(number)
        ]
        current.add_all(made)
        current.flush()
        current.add_all(QuestionTag(question_id=q.id, tag_id=tag.id, asked_at=q.created_at) for q in made)
        current.add_all(Watch(person_id=asker.id, question_id=q.id, created_at=q.created_at) for q in made)
    return [question.id for question in made]


def walk(fetch: Callable[[Place], Page[Any]]) -> list[int]:
    """Go through a list page by page and give the ids on the way."""
    ids, place = [], Place()
    while True:
        page = fetch(place)
        ids += [row.id for row in page.rows]
        if page.next_cursor is None:
            return ids
        place = Place(before=page.next_cursor)


def ids_of(page: Page[Any]) -> list[int]:
    return [row.id for row in page.rows]


def questions(sort: Sort, place: Place = Place()) -> Page[lists.QuestionRow]:
    return lists.page_of_questions(sort, place, "en")


def test_a_row_says_who_asked_what_about_and_how_far_it_came(app) -> None:
    department = make_department("Roads", names={"da": "Veje"})
    topic = make_topic(department, "Winter", names={"da": "Vinter"})
    asker = make_person("Ada Berg")
    question = make_question("When is our street cleared?", asker, tags=("snow", "ice"), topic_id=topic.id)
    make_answer(question)
    row = questions(Sort.NEWEST).rows[0]
    assert (row.id, row.slug, row.title) == (question.id, question.slug, "When is our street cleared?")
    assert (row.author_id, row.author_name, row.hat_name) == (asker.id, "Ada Berg", None)
    assert (row.answer_count, row.verified, row.accepted) == (1, False, False)
    assert row.tag_names == "snow ice"
    assert row.topic is not None
    assert (row.topic.slug, row.topic.name_in("da"), row.topic.name_in("en")) == (
        topic.slug,
        "Vinter",
        "Winter",
    )


def test_a_hat_is_named_in_the_language_of_the_page(app) -> None:
    department = make_department("Roads", names={"da": "Veje"})
    question = make_question(asker=make_official(department))
    change(question.id, hat_department_id=department.id)
    assert lists.list_newest(1, "da")[0].hat_name == "Veje"
    assert lists.list_newest(1, "en")[0].hat_name == "Roads"


def test_a_post_without_author_is_by_a_former_member(app) -> None:
    change(make_question().id, author_id=None)
    assert questions(Sort.NEWEST).rows[0].author_name == "Former member"


def test_hidden_questions_are_in_no_list(app) -> None:
    department = make_department()
    topic = make_topic(department)
    question = make_question(tags=("snow",), topic_id=topic.id)
    tag_id = session().query(Tag.id).filter_by(name="snow").scalar()
    asker_id = question.author_id or 0
    every = [
        *(lambda place, sort=sort: questions(sort, place) for sort in Sort if sort is not Sort.VERIFIED),
        lambda place: lists.page_of_topics([topic.id], place, "en"),
        lambda place: lists.page_of_tag(tag_id, place, "en"),
        lambda place: lists.page_of_department(department.id, place, "en"),
        lambda place: lists.page_of_asker(asker_id, place, "en"),
        lambda place: lists.page_of_watcher(asker_id, place, "en"),
        lambda place: Page(lists.list_unanswered(5, "en", department.id), None, True),
        lambda place: Page(lists.list_rows([question.id], "en"), None, True),
    ]
    assert [walk(one) for one in every] == [[question.id]] * len(every)
    change(question.id, hidden_at=now())
    assert [walk(one) for one in every] == [[]] * len(every)


def test_an_asker_sees_their_hidden_question_among_their_own(app) -> None:
    question = make_question()
    change(question.id, hidden_at=now())
    (row,) = lists.page_of_asker(question.author_id or 0, Place(), "en", own=True).rows
    assert (row.id, row.hidden) == (question.id, True)


def test_answers_to_hidden_questions_and_hidden_answers_are_not_listed(app) -> None:
    answerer = make_person()
    kept, hidden, below_hidden = (make_answer(answerer=answerer) for _ in range(3))
    with transaction() as current:
        current.execute(update(Answer).where(Answer.id == hidden.id).values(hidden_at=now()))
    change(below_hidden.question_id or 0, hidden_at=now())
    assert ids_of(lists.page_of_answerer(answerer.id, Place())) == [kept.id]
    assert ids_of(lists.page_of_answerer(answerer.id, Place(), own=True)) == [hidden.id, kept.id]


def test_unanswered_are_open_questions_without_an_answer(app) -> None:
    waiting, answered, closed = (make_question() for _ in range(3))
    make_answer(answered)
    change(closed.id, closed_at=now())
    assert ids_of(questions(Sort.UNANSWERED)) == [waiting.id]


def test_verified_are_ordered_by_when_they_were_verified(app) -> None:
    first, second, third = (make_answer() for _ in range(3))
    with transaction() as current:
        for days, answer in ((3, third), (2, first), (1, second)):
            current.execute(
                update(Answer)
                .where(Answer.id == answer.id)
                .values(verification_state="verified", verified_at=now() - timedelta(days=days))
            )
            current.execute(
                update(Question).where(Question.id == answer.question_id).values(verified_answer_id=answer.id)
            )
    newest_first = [second.question_id, first.question_id, third.question_id]
    assert ids_of(questions(Sort.VERIFIED)) == newest_first
    assert [row.id for row in lists.list_recently_verified(2, "en")] == newest_first[:2]


def test_most_asked_for_runs_from_the_most_to_the_fewest(app) -> None:
    ids = ask_many(25)
    for place, same in ((3, 7), (5, 7), (9, 2)):
        change(ids[place], same_count=same)
    walked = walk(lambda place: questions(Sort.ASKED_FOR, place))
    assert walked[:3] == [ids[5], ids[3], ids[9]]
    assert sorted(walked) == ids


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.ACTIVE, Sort.UNANSWERED])
def test_every_question_is_met_once_on_the_way_through_a_list(app, sort: Sort) -> None:
    ids = ask_many(67)
    assert walk(lambda place: questions(sort, place)) == ids[::-1]


def test_questions_of_the_same_moment_are_not_lost_between_pages(app) -> None:
    ids = ask_many(45)
    with transaction() as current:
        current.execute(update(Question).values(created_at=START))
    assert walk(lambda place: questions(Sort.NEWEST, place)) == ids[::-1]


@pytest.mark.parametrize("topics", [1, 7, lists.MOST_ARMS + 5])
def test_a_topic_with_all_below_it_is_one_list_in_order(app, topics: int) -> None:
    department = make_department()
    branch = [make_topic(department) for _ in range(topics)]
    elsewhere = make_question(topic_id=make_topic().id)
    ids = ask_many(50, branch)
    found = walk(lambda place: lists.page_of_topics([topic.id for topic in branch], place, "en"))
    assert found == ids[::-1]
    assert elsewhere.id not in found


def test_tags_in_use_run_from_the_most_used_and_can_be_narrowed(app) -> None:
    with transaction() as current:
        current.add_all(Tag(name=f"tag-{count}", question_count=count) for count in range(70))
        current.add(Tag(name="50%_off", question_count=1))
    first = page_of_tags(Place())
    second = page_of_tags(Place(first.next_cursor))
    assert [tag.question_count for tag in [*first.rows, *second.rows]] == [*range(69, 0, -1), 1]
    assert [tag.name for tag in page_of_tags(Place(), "g-1").rows][:2] == ["tag-19", "tag-18"]
    assert [tag.name for tag in page_of_tags(Place(), "%").rows] == ["50%_off"]


def every_list() -> list[Callable[[Place], Any]]:
    """Give every list there is, over questions written by `ask_many`."""
    department = make_department()
    topics = [make_topic(department) for _ in range(5)]
    with transaction() as current:
        current.execute(update(Topic).values(department_id=department.id))
    ids = ask_many(60, topics, department_id=department.id)
    question = session().get(Question, ids[0])
    assert question is not None
    tag_id, person_id = session().query(Tag.id).scalar(), question.author_id or 0
    return [
        *(lambda place, sort=sort: questions(sort, place) for sort in Sort),
        lambda place: lists.page_of_topics([topic.id for topic in topics], place, "en"),
        lambda place: lists.page_of_topics([0] * (lists.MOST_ARMS + 1), place, "en"),
        lambda place: lists.page_of_tag(tag_id, place, "en"),
        lambda place: lists.page_of_department(department.id, place, "en"),
        lambda place: lists.page_of_asker(person_id, place, "en"),
        lambda place: lists.page_of_asker(person_id, place, "en", own=True),
        lambda place: lists.page_of_answerer(person_id, place),
        lambda place: lists.page_of_watcher(person_id, place, "en"),
        lambda place: lists.list_unanswered(5, "en", department.id),
        lambda place: lists.list_recently_verified(5, "en"),
        lambda place: page_of_tags(place),
    ]


@pytest.mark.parametrize("place", [Place(), Place(before="1795322170943956-20"), Place(after="5-20")])
def test_every_list_is_read_in_the_order_of_an_index(app, place: Place) -> None:
    every = every_list()
    with plans() as seen:
        for one in every:
            one(place)
    assert len(seen.statements) >= len(every)
    seen.check_seeks()


def test_narrow_lists_are_read_from_their_own_narrow_index(app) -> None:
    every_list()
    with plans() as seen:
        questions(Sort.UNANSWERED, Place("1795322170943956-20"))
        questions(Sort.VERIFIED, Place("1795322170943956-20"))
        lists.list_unanswered(5, "en", 1)
    used = [" ".join(steps) for steps in seen.steps()]
    assert "ix_questions_unanswered (answer_count=? AND created_at<?)" in used[0]
    assert "ix_answers_verified (verified_at<?)" in used[1]
    assert "ix_questions_department_unanswered" in used[2]


def test_the_five_hundredth_page_runs_as_the_second_does(app) -> None:
    ids = ask_many(10_050)
    with plans() as seen:
        second = questions(Sort.NEWEST, Place(questions(Sort.NEWEST).next_cursor))
        row_before = session().get(Question, ids[-500 * 20])
        assert row_before is not None
        far = questions(Sort.NEWEST, Place(lists.time_cursor(row_before.created_at, row_before.id)))
    assert ids_of(second) == ids[-21:-41:-1]
    assert ids_of(far) == ids[-10_001:-10_021:-1]
    lists_only = [
        steps for steps, (text, _values) in zip(seen.steps(), seen.statements, strict=True) if "LIMIT" in text
    ]
    assert lists_only[1] == lists_only[2]
    assert "SEARCH posts USING INDEX ix_questions_newest" in lists_only[2][0]


def test_a_list_takes_one_statement_however_many_rows(app, statements: list[str]) -> None:
    ask_many(1)
    statements.clear()
    questions(Sort.NEWEST)
    one = len(statements)
    with transaction() as current:
        current.execute(update(Tag).values(name="ice"))
    ask_many(30)
    statements.clear()
    questions(Sort.NEWEST)
    assert (one, len(statements)) == (1, 1)


def test_lists_read_no_bodies(app, statements: list[str]) -> None:
    every = every_list()
    statements.clear()
    for one in every:
        one(Place())
    assert not [text for text in statements if "body" in text]
