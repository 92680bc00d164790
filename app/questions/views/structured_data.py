"""A question as machines read it: schema.org QAPage."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.templating import absolute_url
from app.questions.queries.shown import ShownPost, ShownQuestion


def qa_page(question: ShownQuestion, answers: Sequence[ShownPost], address: str) -> dict[str, Any]:
    """Describe a question and its answers; the verified or accepted ones are the accepted ones there."""
    entity: dict[str, Any] = {
        "@type": "Question",
        "name": question.title,
        "text": question.body_html.striptags() or question.title,
        "answerCount": question.answer_count,
        **_facts(question),
    }
    groups: dict[str, list[dict[str, Any]]] = {"acceptedAnswer": [], "suggestedAnswer": []}
    for answer in answers:
        settled = answer.accepted_at is not None or answer.verification_state in ("verified", "due")
        groups["acceptedAnswer" if settled else "suggestedAnswer"].append(_answer(answer, address))
    entity.update({name: group for name, group in groups.items() if group})
    return {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": entity}


def _answer(answer: ShownPost, address: str) -> dict[str, Any]:
    return {
        "@type": "Answer",
        "text": answer.body_html.striptags(),
        "url": f"{address}#answer-{answer.id}",
        **_facts(answer),
    }


def _facts(post: ShownPost) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "upvoteCount": max(post.score, 0),
        "datePublished": post.created_at.isoformat(),
        "author": _author(post),
    }
    if post.edited_at:
        facts["dateModified"] = post.edited_at.isoformat()
    return facts


def _author(post: ShownPost) -> dict[str, str]:
    if post.hat:
        return {"@type": "GovernmentOrganization", "name": post.hat.name}
    if not post.author:
        return {"@type": "Person", "name": _("Former member")}
    address = url_for("people.show", person_id=post.author_id)
    return {"@type": "Person", "name": post.author.name, "url": absolute_url(address)}
