"""What the questions of a feed say."""

from collections.abc import Sequence

from markupsafe import Markup
from sqlalchemy import select

from app.core.db import session
from app.questions.models import Post
from app.questions.queries.lists import PUBLIC_QUESTION


def list_bodies(question_ids: Sequence[int]) -> dict[int, tuple[str, Markup]]:
    """List the language and the text of public questions, by id."""
    found = session().execute(
        select(Post.id, Post.language, Post.body_html).where(Post.id.in_(question_ids), *PUBLIC_QUESTION)
    )
    return {row.id: (row.language, row.body_html) for row in found}
