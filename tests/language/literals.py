"""Finds what a template says without asking gettext: words between tags, in visible attributes, in string constants."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

ENVIRONMENT = Environment(
    extensions=["jinja2.ext.do", "jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, autoescape=True
)
GETTEXT = {"_", "gettext", "ngettext"}
SEEN_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "label", "content"}
SILENT = {"code", "script", "style", "svg"}  # what one types, or what nobody reads
WORD = re.compile(r"[^\W\d_]{2,}")
# Words that are the same in every language or not for people: machines' values in <meta>, names, WTForms' types.
ALLOWED = {
    "noindex", "follow", "website", "summary_large_image", "light dark", "width=device-width, initial-scale=1",
    "RadioField", "noindex, follow", 'aria-describedby="0"', "Control+Enter", "Control+Shift+Enter",
}  # fmt: skip


def literals(source: str) -> list[str]:
    """List the words of a template that no translator will ever see."""
    found = [*_between_tags(source), *_constants(source)]
    return [text for text in found if WORD.search(text) and text not in ALLOWED]


def _between_tags(source: str) -> Iterator[str]:
    reader = _Reader()
    reader.feed(_without_jinja(source))
    reader.close()
    yield from reader.found


def _without_jinja(source: str) -> str:
    """Leave the literal text; an expression becomes a digit, so that what stands around it stays apart."""
    parts = []
    for _line, kind, value in ENVIRONMENT.lex(source):
        if kind == "data":
            parts.append(value)
        elif kind == "variable_end":
            parts.append("0")
    return "".join(parts)


def _constants(source: str) -> Iterator[str]:
    """Give the string constants that look like words for people: those that begin with a capital letter."""
    template = ENVIRONMENT.parse(source)
    asked = {
        id(constant)
        for call in template.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in GETTEXT
        for constant in call.find_all(nodes.Const)
    }
    for constant in template.find_all(nodes.Const):
        if isinstance(constant.value, str) and id(constant) not in asked and constant.value[:1].isupper():
            yield constant.value


class _Reader(HTMLParser):
    """Keeps what a reader would see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes that are read out or shown."""
        self.found += [value.strip() for name, value in attrs if value and name in SEEN_ATTRIBUTES]
        if tag in SILENT:
            self.silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element that says nothing."""
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        """Keep text that is shown."""
        if not self.silent:
            self.found.append(" ".join(data.split()))
