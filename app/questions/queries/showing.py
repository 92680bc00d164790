"""One question with its answers and comments, in a fixed number of statements however many there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    case,
    cast,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.core.access import Actor
from app.core.db import at_most, each_of, one_of, read_made, read_rows
from app.core.errors import NotFound
from app.departments.models import Department, Topic
from app.departments.queries import Label, list_topic_path
from app.questions.models import Answer, Post, Question, SameQuestion, Vote, Watch
from app.questions.permissions import can_see_post, viewer_values, visible_to_viewer
from app.questions.queries.shown import (
    ShownPost,
    ShownQuestion,
    ShownTopic,
    label,
    select_shown,
    shown_post,
    shown_question,
)

ANSWERS_A_PAGE = 30
POSTS_A_PAGE = ANSWERS_A_PAGE + 1
# More than any page was ever seen to have; only keeps one page from growing without end.
COMMENTS_A_PAGE = 1000
MAX_PAGE = 1000


@dataclass(frozen=True)
class Earlier:
    """The earlier question that a duplicate leads to."""

    id: int
    slug: str
    title: str


@dataclass(frozen=True)
class Thread:
    """What stands on a question's page, whoever looks."""

    question: ShownQuestion
    earlier: Earlier | None
    topic_path: Sequence[Label]
    answers: tuple[ShownPost, ...]
    comments: Mapping[int, Sequence[ShownPost]]
    page: int
    more: bool

    @property
    def posts(self) -> list[ShownPost]:
        """The question and the answers shown."""
        return [self.question, *self.answers]


@dataclass(frozen=True)
class Mine:
    """What one person has said about the posts of a page."""

    votes: Mapping[int, int] = field(default_factory=dict)
    same: bool = False
    watching: bool = False


_topic, _department, _earlier, _claimer = aliased(Topic), aliased(Department), aliased(Post), aliased(Person)


def _in_order(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Narrow to a question's answers and put them in order: verified, accepted, then score, then oldest."""
    return query.where(
        Post.question_id == bindparam("question_id"),
        Post.kind == literal_column("'answer'"),
        visible_to_viewer(Post),
    ).order_by(
        _first(Post.verification_state.in_((literal_column("'verified'"), literal_column("'due'")))),
        _first(Post.accepted_at.is_not(None)),
        Post.score.desc(),
        Post.created_at,
        Post.id,
    )


def _first(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, literal_column("0")), else_=literal_column("1"))


# Put together once, since that takes longer than running them.
_QUESTION = (
    select_shown(
        Post.title, Post.slug, Post.place, Post.tag_names, Post.same_count, Post.view_count,
        Post.accepted_answer_id, Post.close_reason, Post.duplicate_of_id, Post.redacted_at, Post.is_stub,
        Post.topic_id, Post.routed_at, Post.answer_due_at, Post.clock_stopped_at, Post.settle_due_at, Post.settled_at,
        Post.claimed_by_id, Post.claimed_until, _claimer.name.label("claimer_name"),
        _topic.slug.label("topic_slug"), _topic.name.label("topic_name"), _topic.names.label("topic_names"),
        _topic.department_id.label("owner_id"),
        _department.slug.label("department_slug"), _department.name.label("department_name"),
        _department.names.label("department_names"),
        _earlier.id.label("earlier_id"), _earlier.slug.label("earlier_slug"), _earlier.title.label("earlier_title"),
    )
    .outerjoin(_topic, _topic.id == Post.topic_id)
    .outerjoin(_department, _department.id == Post.department_id)
    .outerjoin(_claimer, _claimer.id == Post.claimed_by_id)
    .outerjoin(_earlier, (_earlier.id == Post.duplicate_of_id) & _earlier.hidden_at.is_(None))
    .where(Post.id == bindparam("question_id"), Post.title.is_not(None))
)  # fmt: skip
_ANSWERS = _in_order(select_shown()).limit(at_most(ANSWERS_A_PAGE + 1)).offset(bindparam("skipped"))
_ANSWER_IDS = _in_order(select(Post.id))
_COMMENTS = (
    select_shown()
    .where(one_of(Post.parent_id, "parent", POSTS_A_PAGE), visible_to_viewer(Post))
    .order_by(Post.created_at, Post.id)
    .limit(at_most(COMMENTS_A_PAGE))
)
_MINE = union_all(
    select(literal("vote").label("what"), Vote.post_id.label("post_id"), Vote.value).where(
        Vote.person_id == bindparam("me"), one_of(Vote.post_id, "post", POSTS_A_PAGE)
    ),
    select(literal("same"), SameQuestion.question_id, cast(literal(1), Integer)).where(
        SameQuestion.person_id == bindparam("me"), SameQuestion.question_id == bindparam("question_id")
    ),
    select(literal("watch"), Watch.question_id, cast(literal(1), Integer)).where(
        Watch.person_id == bindparam("me"), Watch.question_id == bindparam("question_id")
    ),
)


def get_thread(actor: Actor, question_id: int, page: int = 1) -> Thread:
    """Get a question with one page of its answers, in at most four statements; what is hidden is not there."""
    page = min(max(page, 1), MAX_PAGE)
    question, earlier = _get_question(actor, question_id)
    answers = _list_answers(actor, question, page)
    shown = tuple(answers[:ANSWERS_A_PAGE])
    return Thread(
        question, earlier, list_topic_path(question.topic_id), shown, _comments_on(actor, question, shown),
        page, len(answers) > ANSWERS_A_PAGE,
    )  # fmt: skip


def get_page_of_answer(actor: Actor, answer: Answer, question: Question) -> int:
    """Tell on which page of its question an answer stands."""
    order = [row.id for row in read_rows(_ANSWER_IDS, question_id=question.id, **viewer_values(actor))]
    return order.index(answer.id) // ANSWERS_A_PAGE + 1 if answer.id in order else 1


def get_mine(actor: Actor, posts: Sequence[ShownPost]) -> Mine:
    """Get the actor's votes on the posts, the first of which is the question, and whether they follow it."""
    shown = each_of("post", POSTS_A_PAGE, [post.id for post in posts])
    rows = read_rows(_MINE, me=actor.id, question_id=posts[0].id, **shown)
    kinds = {what for what, _post_id, _value in rows}
    votes = {post_id: value for what, post_id, value in rows if what == "vote"}
    return Mine(votes, "same" in kinds, "watch" in kinds)


def _get_question(actor: Actor, question_id: int) -> tuple[ShownQuestion, Earlier | None]:
    found = read_made(_QUESTION, _question, question_id=question_id)
    if not found or not can_see_post(actor, found[0][0]):
        raise NotFound()
    return found[0]


def _question(row: Any) -> tuple[ShownQuestion, Earlier | None]:
    topic = (
        ShownTopic(row.topic_slug, row.topic_name, row.topic_names, row.owner_id) if row.topic_slug else None
    )
    department = label(row.department_slug, row.department_name, row.department_names)
    earlier = Earlier(row.earlier_id, row.earlier_slug, row.earlier_title) if row.earlier_id else None
    return shown_question(row, topic, department), earlier


def _list_answers(actor: Actor, question: ShownQuestion, page: int) -> list[ShownPost]:
    """List the answers of a page and one more; a count of none is believed for those who see only what is public."""
    if not question.answer_count and actor.is_anonymous:
        return []
    return read_made(
        _ANSWERS,
        shown_post,
        question_id=question.id,
        skipped=(page - 1) * ANSWERS_A_PAGE,
        **viewer_values(actor),
    )


def _comments_on(
    actor: Actor, question: ShownQuestion, answers: Sequence[ShownPost]
) -> Mapping[int, Sequence[ShownPost]]:
    commented = [post.id for post in (question, *answers) if post.comment_count or actor.is_authenticated]
    by_post: defaultdict[int, list[ShownPost]] = defaultdict(list)
    if commented:
        parents = each_of("parent", POSTS_A_PAGE, commented)
        for comment in read_made(_COMMENTS, shown_post, **parents, **viewer_values(actor)):
            by_post[comment.parent_id or 0].append(comment)
    return dict(by_post)
