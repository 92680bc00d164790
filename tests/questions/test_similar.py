"""Similar questions from the database alone, and tags while typing."""

from sqlalchemy import update

from app.core.access import ANONYMOUS
from app.core.clock import now
from app.core.db import transaction
from app.questions.models import Post, Tag
from app.questions.queries.completing import list_tags_beginning
from app.questions.queries.similar import list_ids_by_words, list_summaries
from tests.factories import make_answer, make_question


def mark(post, **values):
    with transaction() as current:
        current.execute(update(Post).where(Post.id == post.id).values(**values))


def test_questions_sharing_most_long_words_are_similar(app):
    waste = make_question("When is bulky waste collected in town?")
    make_question("Where can I park my bike in town?")
    assert list_ids_by_words("Is bulky waste being collected?") == [waste.id]
    assert list_ids_by_words("is it so") == []
    assert list_ids_by_words("100% _ \\ '") == []


def test_hidden_questions_are_not_similar_to_anything(app):
    question = make_question("When is bulky waste collected in town?")
    mark(question, hidden_at=now())
    assert list_ids_by_words("When is bulky waste collected?") == []
    assert list_summaries(ANONYMOUS, [question.id]) == []


def test_verified_ones_come_first_then_answered_ones(app):
    plain, answered, verified = (
        make_question(f"When is bulky waste number {n} collected?") for n in range(3)
    )
    make_answer(answered)
    right = make_answer(verified, "On the *first* Tuesday, from six in the morning.")
    mark(verified, verified_answer_id=right.id)
    found = list_summaries(ANONYMOUS, [plain.id, answered.id, verified.id])
    assert [one.id for one in found] == [verified.id, answered.id, plain.id]
    assert found[0].verified
    assert found[0].excerpt == "On the first Tuesday, from six in the morning."
    assert found[2].excerpt == ""


def test_the_best_answer_is_shown(app):
    question = make_question()
    make_answer(question, "The oldest answer of all.")
    liked = make_answer(question, "An answer that people like.")
    hidden = make_answer(question, "What nobody may see.")
    mark(liked, score=3)
    mark(hidden, score=9, hidden_at=now())
    assert list_summaries(ANONYMOUS, [question.id])[0].excerpt == "An answer that people like."
    accepted = make_answer(question, "What helped the asker most.")
    mark(question, accepted_answer_id=accepted.id)
    assert list_summaries(ANONYMOUS, [question.id])[0].excerpt == "What helped the asker most."


def test_similar_questions_cost_two_statements_however_many(app, statements):
    made = [make_question() for _number in range(6)]
    for question in made:
        make_answer(question)
    del statements[:]
    list_summaries(ANONYMOUS, [question.id for question in made])
    assert len(statements) == 2


def test_tags_are_completed_from_the_most_used(app):
    make_question(tags=("waste", "water", "bike"))
    make_question(tags=("water",))
    assert list_tags_beginning("Wa") == ["water", "waste"]
    assert list_tags_beginning("") == []
    assert list_tags_beginning("%") == []
    with transaction() as current:
        current.execute(update(Tag).values(question_count=0))
    assert list_tags_beginning("wa") == []
