"""The search page, and what the search box fetches while somebody types."""

from flask import Blueprint, Response, jsonify, render_template, request

from app.core.doors import public
from app.core.templating import language
from app.core.viewer import viewer
from app.search import queries
from app.search.backend import Sort
from app.search.facets import chips, facets
from app.search.query_language import LONGEST_TEXT, ParsedQuery, parse

search = Blueprint("search", __name__)


@search.get("/search")
@public
def show() -> str:
    """Show what was found, or how to search."""
    typed = request.args.get("q", "")[:LONGEST_TEXT]
    query = parse(typed)
    if not query:
        return render_template("search/start.html", typed=typed)
    results = queries.search(viewer(), query, _sort(), request.args.get("page", 1, type=int))
    names = queries.list_names(_slugs_of(query, results))
    return render_template(
        "search/show.html",
        typed=typed,
        query=query,
        results=results,
        sort=_sort(),
        chips=chips(query, names, language()),
        facets=facets(query, results, names, language()),
        meant=None if results.questions or results.degraded else queries.suggest(query),
    )


@search.get("/search/completions")
@public
def complete() -> Response:
    """Give completions of what is being typed, as a list."""
    return jsonify(queries.complete(request.args.get("q", "")[:LONGEST_TEXT]))


def _sort() -> Sort:
    wanted = request.args.get("sort", "")
    return Sort(wanted) if wanted in Sort.__members__.values() else Sort.RELEVANCE


def _slugs_of(query: ParsedQuery, results: queries.Results) -> set[str]:
    """The departments and topics the page names, such as "topic:roads"."""
    counted = {f"{facet}:{each.value}" for facet, values in results.facets.items() for each in values}
    return counted | {f"{condition.field}:{condition.value}" for condition in query.filters}
