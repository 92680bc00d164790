"""People as everybody sees them, with what they asked and answered."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from app.accounts.queries import list_badges
from app.core.doors import public
from app.core.paging import Page, Place
from app.core.templating import absolute_url, language
from app.questions.queries import lists
from app.questions.queries.people import get_profile

people = Blueprint("people", __name__)


@people.get("/people/<int:person_id>")
@public(cached=True)
def show(person_id: int) -> str:
    """Show a person's profile with their questions or answers (`?show=`); unasked, with what there is."""
    person, place, wanted = get_profile(person_id), Place.read(request.args), request.args.get("show")
    answers = wanted == "answers"
    page: Page[Any] = _page(person_id, place, answers=answers)
    if not wanted and not page.rows:
        answers, page = _answers_if_any(person_id, place, page)
    return render_template(
        "people/show.html",
        person=person,
        badges=list_badges(person_id),
        page=page,
        tab="answers" if answers else "questions",
        canonical=absolute_url(url_for("people.show", person_id=person_id)) if page.first else None,
    )


def _page(person_id: int, place: Place, *, answers: bool) -> Page[Any]:
    if answers:
        return lists.page_of_answerer(person_id, place)
    return lists.page_of_asker(person_id, place, language())


def _answers_if_any(person_id: int, place: Place, none_asked: Page[Any]) -> tuple[bool, Page[Any]]:
    """Give the answers of somebody who has asked nothing, else the empty page there is."""
    page = _page(person_id, place, answers=True)
    return (True, page) if page.rows else (False, none_asked)
