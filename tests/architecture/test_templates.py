"""What holds for every template."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, meta

from app.core.templating import grouped

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FORBIDDEN = {
    "markup from text": re.compile(r"\|\s*safe\b|autoescape\s+false"),
    "an inline style": re.compile(r"<style|\sstyle=", re.I),
    "an inline handler": re.compile(r"\son[a-z]+=\"", re.I),
    "an inline script": re.compile(r"<script(?![^>]*(\ssrc=|application/ld\+json))", re.I),
    "an address from elsewhere": re.compile(r"(src|href)=\"(https?:)?//", re.I),
}


def problems(text: str) -> list[str]:
    found = [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]
    return found + (["more than 200 lines"] if len(text.splitlines()) > 200 else [])


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.*")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_a_template_makes_no_markup_and_no_inline_code(path):
    assert problems(path.read_text()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "{{ body|safe }}", "<p style='x'>", '<a onclick="x()">', "<script>x</script>",
        '<script src="https://cdn.example/x.js"></script>', "x\n" * 201,
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(planted):
    assert problems(planted)


# What a remembered piece may name: it depends on nothing but what it is given, the language and the site.
ALLOWED = {
    "_", "ngettext", "url_for", "static_url", "absolute_url", "moment", "day", "csrf_field", "answer_form", "qa_page",
    "range", "remembered",
}  # fmt: skip
IMPORT = re.compile(r'{%-? from "([^"]+)" import ([^%]+?) -?%}')


def pieces() -> set[str]:
    """The templates whose macros are remembered, and those they import."""
    found: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        asked = set(re.findall(r"remembered\((\w+)", text))
        found |= {name for name, macros in IMPORT.findall(text) if asked & set(re.split(r"[,\s]+", macros))}
    return found | {one for name in found for one in imported(name)}


def imported(name: str) -> set[str]:
    direct = {found for found, _macros in IMPORT.findall((TEMPLATES / name).read_text())}
    return direct | {below for one in direct for below in imported(one)}


def named_in(text: str) -> set[str]:
    environment = Environment(extensions=["jinja2.ext.do"])
    environment.filters["grouped"] = grouped
    return meta.find_undeclared_variables(environment.parse(text))


@pytest.mark.parametrize("name", sorted(pieces()))
def test_a_remembered_piece_names_nothing_that_differs_by_viewer_or_moment(name):
    assert named_in((TEMPLATES / name).read_text()) <= ALLOWED


def test_the_pieces_are_found_and_a_planted_question_about_the_viewer_too():
    assert {"pieces/answer.html", "components/person_menu.html", "components/author.html"} <= pieces()
    assert named_in("{% macro x(a) %}{{ can('y', a) }}{{ viewer.id }}{% endmacro %}") - ALLOWED == {
        "can",
        "viewer",
    }
