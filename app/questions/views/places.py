"""Where a post is found."""

from flask import url_for

from app.questions.models import Kind, Post, Question


def place_of(post: Post, question: Question) -> str:
    """Give the address of a question, or the one that leads to the post's place on its question's pages."""
    if post.kind == Kind.QUESTION:
        return url_for("questions.show", id=question.id, slug=question.slug)
    return url_for("questions.post", post_id=post.id)
