"""The lists of all questions."""

from flask import render_template, request, url_for

from app.core.doors import public
from app.core.paging import Place
from app.core.templating import absolute_url, language
from app.questions.queries import lists
from app.questions.views.blueprint import questions


@questions.get("/questions", endpoint="list")
@public(cached=True)
def list_questions() -> str:
    """Show all questions, sorted as the address asks; a sort we do not know is the newest first."""
    sort = lists.SORTS.get(request.args.get("sort", ""), lists.Sort.NEWEST)
    page = lists.page_of_questions(sort, Place.read(request.args), language())
    asked_for = None if sort is lists.Sort.NEWEST else sort.value
    return render_template(
        "questions/list.html",
        page=page,
        sort=sort.value,
        canonical=absolute_url(url_for("questions.list", sort=asked_for)) if page.first else None,
    )
