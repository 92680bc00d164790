"""From the database to documents: public rows only, read by id. Nothing hidden ever leaves this module."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, select

from app.accounts.models import Person
from app.core.access import ANONYMOUS
from app.core.db import session
from app.departments.models import Department, Topic
from app.questions.models import Answer, Kind, Post, Question
from app.questions.permissions import visible_posts
from app.search.documents import SearchDocument
from app.search.plain_text import plain_text

# Questions read at a time: few statements, little memory.
CHUNK = 200

_QUESTION = (
    Question.id, Question.language, Question.title, Question.body_html, Question.tag_names, Question.topic_id,
    Question.department_id, Question.score, Question.created_at, Question.accepted_answer_id,
    Question.verified_answer_id, Question.official_answer_at, Question.duplicate_of_id, Person.name.label("author"),
)  # fmt: skip
# Who reads a stub learns nothing from it, so nobody is to find one.
_PUBLIC = (visible_posts(ANONYMOUS, Question), Question.is_stub.is_(False))


@dataclass(frozen=True)
class _Places:
    """Departments and topics by their ids."""

    departments: Mapping[int, str]
    topics: Mapping[int, tuple[str, ...]]


@dataclass
class _Answers:
    """The public answers of one question."""

    verified: str = ""
    others: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    ids: set[int] = field(default_factory=set)


def public_documents(question_ids: Sequence[int]) -> list[SearchDocument]:
    """Read questions as anybody may see them; those that are not public are left out."""
    places = _places()
    documents = [
        document
        for start in range(0, len(question_ids), CHUNK)
        for document in _documents(question_ids[start : start + CHUNK], places)
    ]
    session().close()
    return documents


def all_public_documents() -> Iterator[SearchDocument]:
    """Read every public question, oldest first, a chunk in a transaction."""
    places = _places()
    last = 0
    while True:
        public = select(Question.id).where(Question.id > last, *_PUBLIC)
        ids = session().scalars(public.order_by(Question.id).limit(CHUNK)).all()
        if not ids:
            break
        yield from _documents(ids, places)
        session().close()
        last = ids[-1]
    session().close()


def count_public_questions() -> int:
    """Count the questions that `all_public_documents` reads."""
    count = session().scalar(select(func.count()).select_from(Question).where(*_PUBLIC)) or 0
    session().close()
    return count


def question_ids_of_people(person_ids: Collection[int]) -> set[int]:
    """The questions people asked or answered."""
    of_post = func.coalesce(Post.question_id, Post.id)
    written = select(of_post).where(Post.author_id.in_(person_ids), Post.kind != Kind.COMMENT).distinct()
    found = set(session().scalars(written))
    session().close()
    return found


def _places() -> _Places:
    departments = {row.id: row.slug for row in session().execute(select(Department.id, Department.slug))}
    topics = {
        row.id: (row.slug, row.parent_id)
        for row in session().execute(select(Topic.id, Topic.slug, Topic.parent_id))
    }
    return _Places(departments, {topic: tuple(_with_ancestors(topic, topics)) for topic in topics})


def _with_ancestors(topic: int | None, topics: Mapping[int, tuple[str, int | None]]) -> Iterator[str]:
    # A circle in the tree must not keep the indexer for ever.
    for _ in range(len(topics)):
        if topic is None:
            return
        slug, topic = topics[topic]
        yield slug


def _documents(question_ids: Sequence[int], places: _Places) -> Iterable[SearchDocument]:
    wanted = (
        select(*_QUESTION)
        .outerjoin(Person, Person.id == Question.author_id)
        .where(Question.id.in_(question_ids), *_PUBLIC)
        .order_by(Question.id)
    )
    questions = session().execute(wanted).all()
    answers = _answers({row.id: row.verified_answer_id for row in questions})
    return [_document(row, answers[row.id], places) for row in questions]


def _answers(verified: Mapping[int, int | None]) -> defaultdict[int, _Answers]:
    wanted = (
        select(Answer.id, Answer.question_id, Answer.body_html, Person.name.label("author"))
        .outerjoin(Person, Person.id == Answer.author_id)
        .where(Answer.question_id.in_(verified), visible_posts(ANONYMOUS, Answer))
        .order_by(Answer.created_at, Answer.id)
    )
    found: defaultdict[int, _Answers] = defaultdict(_Answers)
    for row in session().execute(wanted):
        answers = found[row.question_id]
        answers.ids.add(row.id)
        if row.author:
            answers.authors.append(row.author)
        if row.id == verified[row.question_id]:
            answers.verified = plain_text(row.body_html)
        else:
            answers.others.append(plain_text(row.body_html))
    return found


def _document(row: Row[*tuple[Any, ...]], answers: _Answers, places: _Places) -> SearchDocument:
    authors = ([row.author] if row.author else []) + answers.authors
    return SearchDocument(
        question_id=row.id,
        language=row.language,
        title=row.title,
        body=plain_text(row.body_html),
        answers=tuple(answers.others),
        verified_answer=answers.verified,
        tags=tuple(row.tag_names.split()),
        topics=places.topics.get(row.topic_id, ()),
        department=places.departments.get(row.department_id),
        authors=tuple(dict.fromkeys(authors)),
        states=frozenset(_states(row, answers)),
        score=row.score,
        created_at=row.created_at,
    )


def _states(row: Row[*tuple[Any, ...]], answers: _Answers) -> Iterator[str]:
    yield "answered" if answers.ids else "unanswered"
    if row.verified_answer_id in answers.ids:
        yield "verified"
    if row.accepted_answer_id in answers.ids:
        yield "accepted"
    if row.official_answer_at is not None and answers.ids:
        yield "official"
    if row.duplicate_of_id is not None:
        yield "duplicate"
