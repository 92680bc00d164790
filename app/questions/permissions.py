"""Who may do what with questions, answers and comments.

Rules of standing only: whether a question is closed or locked is its state, which the operation checks after this
and answers with Conflict. `visible_posts` says in SQL what `can_see_post` says of rows.
"""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Boolean, ColumnElement, Integer, and_, bindparam, or_, true

from app.accounts.trust import TABLE, level_of
from app.core.access import Actor, permission
from app.questions.models import Kind, Post


class Standing(Protocol):
    """What these rules look at in a post: its row, or what a page holds of it."""

    @property
    def kind(self) -> Kind: ...
    @property
    def author_id(self) -> int | None: ...
    @property
    def hat_department_id(self) -> int | None: ...
    @property
    def department_id(self) -> int | None: ...
    @property
    def hidden_at(self) -> datetime | None: ...
    @property
    def hidden_by_id(self) -> int | None: ...
    @property
    def verification_state(self) -> str | None: ...
    @property
    def answer_count(self) -> int: ...


@permission
def can_see_post(actor: Actor, *posts: Standing) -> bool:
    """Whether the actor may see a post; give with it the posts it stands under, since it is hidden with them."""
    return all(post.hidden_at is None or _decides(actor) or _wrote(actor, post) for post in posts)


def visible_posts(actor: Actor, *entities: Any) -> ColumnElement[bool]:
    """Filter to what the actor may see; name every joined entity (`Answer`, aliased questions), or none for Post."""
    if _decides(actor):
        return true()
    return and_(*(_visible(entity, actor.id) for entity in entities or (Post,)))


def visible_to_viewer(*entities: Any) -> ColumnElement[bool]:
    """Filter like `visible_posts`, in a statement put together once: run it with the values of `viewer_values`."""
    decides, viewer_id = bindparam("viewer_decides", type_=Boolean), bindparam("viewer_id", type_=Integer)
    return or_(decides, and_(*(_visible(entity, viewer_id) for entity in entities)))


def viewer_values(actor: Actor) -> dict[str, Any]:
    """Give what a statement with `visible_to_viewer` has to know of the actor."""
    return {"viewer_decides": _decides(actor), "viewer_id": actor.id}


def _visible(entity: Any, viewer_id: Any) -> ColumnElement[bool]:
    public: ColumnElement[bool] = entity.hidden_at.is_(None)
    return public if viewer_id is None else or_(public, entity.author_id == viewer_id)


@permission
def can_ask(actor: Actor) -> bool:
    """Whether the actor may ask a question."""
    return actor.may_post


@permission
def can_answer(actor: Actor, question: Standing) -> bool:
    """Whether the actor may answer the question; the asker too may know better by now."""
    return actor.may_post and can_see_post(actor, question)


@permission
def can_comment(actor: Actor, *posts: Standing) -> bool:
    """Whether the actor may comment on a question or an answer, given with what it stands under."""
    return actor.may_post and can_see_post(actor, *posts)


@permission
def can_vote(actor: Actor, post: Standing) -> bool:
    """Whether the actor may vote on a question or an answer: never on their own."""
    return actor.may_post and post.hidden_at is None and not _wrote(actor, post) and not _is_comment(post)


@permission
def can_accept_answer(actor: Actor, question: Standing) -> bool:
    """Whether the actor may say which answer helped: only the asker."""
    return actor.may_post and _wrote(actor, question)


@permission
def can_have_same_question(actor: Actor, question: Standing) -> bool:
    """Whether the actor may join the question as their own too: not the asker, who has it already."""
    return actor.may_post and not _wrote(actor, question) and can_see_post(actor, question)


@permission
def can_watch(actor: Actor, question: Standing) -> bool:
    """Whether the actor may follow the question: whoever is signed in and sees it."""
    return actor.is_authenticated and can_see_post(actor, question)


@permission
def can_wear_hat(actor: Actor, department_id: int | None) -> bool:
    """Whether the actor may write for the department: its officials, and the site itself; as oneself (None), always."""
    return department_id is None or department_id in actor.official_of or actor.is_system


@permission
def can_edit_post(actor: Actor, post: Standing) -> bool:
    """Whether the actor may edit: the author; for a department, its officials; moderators anything but comments.

    Members too what citizens wrote and no department vouches for; newcomers suggest instead.
    """
    if not actor.may_post or (post.hidden_at is not None and not actor.moderator):
        return False
    if _wrote(actor, post) and can_wear_hat(actor, post.hat_department_id):
        return True
    if _is_comment(post):
        return False
    return actor.moderator or post.hat_department_id in actor.official_of or _edits_others(actor, post)


@permission
def can_suggest_edit(actor: Actor, post: Standing) -> bool:
    """Whether the actor may suggest new words for a post of others that they cannot edit; never for comments."""
    if not actor.may_post or post.hidden_at is not None or _is_comment(post) or _wrote(actor, post):
        return False
    return not can_edit_post(actor, post)


@permission
def can_review_suggestions(actor: Actor) -> bool:
    """Whether the actor may see the queue of suggested edits: trusted people, officials, moderators."""
    return actor.may_post and (TABLE[level_of(actor)].reviews or bool(actor.official_of) or actor.moderator)


@permission
def can_review_suggestion(actor: Actor, post: Standing, question: Standing, suggested_by_id: int) -> bool:
    """Whether the actor may decide on an edit that somebody else suggested for a post.

    The post's author, moderators, the question's department, which alone decides on what stands in its own hat; trusted
    people on what they may edit themselves. While the post is out of sight, nobody: it waits until that is back.
    """
    in_sight = post.hidden_at is None and question.hidden_at is None
    if not actor.may_post or suggested_by_id == actor.id or not in_sight:
        return False
    if actor.moderator or (_wrote(actor, post) and can_edit_post(actor, post)):
        return True
    owner_id = post.hat_department_id or question.department_id
    return owner_id in actor.official_of or (can_review_suggestions(actor) and can_edit_post(actor, post))


@permission
def can_choose_topic(actor: Actor, question: Standing) -> bool:
    """Whether the actor may give the question another topic by editing: its asker too, until somebody answers."""
    return can_move_question(actor, question) or (_wrote(actor, question) and question.answer_count == 0)


@permission
def can_close_question(actor: Actor, question: Standing) -> bool:
    """Whether the actor may close, reopen or link it as a duplicate: moderators, officials of its department."""
    return actor.may_post and (actor.moderator or question.department_id in actor.official_of)


@permission
def can_close_in_office(actor: Actor, question: Standing) -> bool:
    """Whether the actor may close, reopen or link it as an official; moderators decide with a statement of reasons."""
    return actor.may_post and question.department_id in actor.official_of


@permission
def can_move_question(actor: Actor, question: Standing) -> bool:
    """Whether the actor may give the question another topic or department: the same people."""
    return can_close_question(actor, question)


@permission
def can_redact_question(actor: Actor, question: Standing) -> bool:
    """Whether the actor may take text out of a question for good: its asker, its department's officials, moderators."""
    return actor.may_post and (_wrote(actor, question) or can_close_question(actor, question))


@permission
def can_redact_in_office(actor: Actor, question: Standing) -> bool:
    """Whether the actor may do so as its asker or an official; moderators decide with a statement of reasons."""
    return actor.may_post and (_wrote(actor, question) or can_close_in_office(actor, question))


@permission
def can_hide_post(actor: Actor, post: Standing) -> bool:
    """Whether the actor may take a post out of sight and bring it back: moderators."""
    return _decides(actor)


@permission
def can_merge_questions(actor: Actor, question: Standing) -> bool:
    """Whether the actor may merge a question into another, and undo it: moderators."""
    return _decides(actor) and question.kind == Kind.QUESTION


@permission
def can_take_down_post(actor: Actor, post: Standing) -> bool:
    """Whether the actor may take their own post out of sight; what they wrote for a department, while its official."""
    own = _wrote(actor, post) and can_wear_hat(actor, post.hat_department_id)
    return actor.may_post and own and post.hidden_at is None


@permission
def can_restore_post(actor: Actor, post: Standing) -> bool:
    """Whether the actor may bring a hidden post back: moderators any, authors what they took down themselves."""
    if post.hidden_at is None:
        return False
    return _decides(actor) or (actor.may_post and _wrote(actor, post) and post.hidden_by_id == actor.id)


@permission
def can_put_back_post(actor: Actor, post: Standing) -> bool:
    """Whether the actor may bring back what they took down themselves."""
    return can_restore_post(actor, post) and _wrote(actor, post) and post.hidden_by_id == actor.id


def _edits_others(actor: Actor, post: Standing) -> bool:
    vouched_for = post.verification_state in ("verified", "due")
    return TABLE[level_of(actor)].edits_others and post.hat_department_id is None and not vouched_for


def _decides(actor: Actor) -> bool:
    return actor.is_system or (actor.moderator and not actor.suspended)


def _wrote(actor: Actor, post: Standing) -> bool:
    return actor.id is not None and post.author_id == actor.id


def _is_comment(post: Standing) -> bool:
    return post.kind == Kind.COMMENT
