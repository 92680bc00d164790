"""The posts of a page as one viewer sees them: what they may do, how they voted, how long ago each was written.

These are all the values that the remembered pieces of a question's page are made of (`core.pieces`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.access import Actor, can
from app.core.templating import ages
from app.questions.models import Kind
from app.questions.queries.showing import Mine, Thread
from app.questions.queries.shown import ShownPost, ShownQuestion

# The permissions that are asked of each kind of post alone.
_ANY = ("edit_post", "suggest_edit", "take_down_post", "put_back_post", "flag_post", "moderate_post")
_POSSIBLE: dict[Kind, tuple[str, ...]] = {
    Kind.QUESTION: (
        *_ANY,
        "redact_in_office",
        "close_in_office",
        "have_same_question",
        "watch",
    ),
    Kind.ANSWER: (*_ANY, "withdraw_verification"),
    Kind.COMMENT: _ANY,
}
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SeenPost:
    """A post as one viewer sees it; `may` names the permissions they have for it."""

    post: ShownPost
    may: frozenset[str]
    signed_in: bool
    own: bool
    vote: int
    asked: str
    edited: str
    comments: tuple["SeenPost", ...] = ()


def see_posts(actor: Actor, thread: Thread, mine: Mine) -> list[SeenPost]:
    """See the question of a thread and its answers, each with its comments."""
    question, ago, signed_in = thread.question, ages(), actor.is_authenticated

    def see(post: ShownPost, comments: Sequence[ShownPost] = ()) -> SeenPost:
        return SeenPost(
            post,
            frozenset(_may(actor, post, question)) if signed_in else _NOTHING,
            signed_in,
            signed_in and post.author_id == actor.id,
            mine.votes.get(post.id, 0),
            ago(post.created_at),
            ago(post.edited_at) if post.edited_at else "",
            tuple([see(comment) for comment in comments]),
        )

    return [see(post, thread.comments.get(post.id, ())) for post in thread.posts]


def _may(actor: Actor, post: ShownPost, question: ShownQuestion) -> list[str]:
    kind = post.kind
    names = [name for name in _POSSIBLE[kind] if can(actor, name, post)]
    if kind == Kind.ANSWER and can(actor, "verify_answer", post, question):
        names.append("verify_answer")
    if kind == Kind.ANSWER and can(actor, "accept_answer", question):
        names.append("accept_answer")
    open_for_posts = question.open_for_posts and post.open_for_posts
    if kind != Kind.COMMENT and open_for_posts and can(actor, "comment", post, question):
        names.append("comment")
    return names
