"""Tells whether a text still says the same after conversion: the same visible characters, the same links.

Reads HTML with another parser than the conversion does, so that the two do not err together.
"""

import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser

from markdown_it.common.normalize_url import normalizeLink

_SILENT = frozenset({"script", "style"})


@dataclass(frozen=True)
class Appearance:
    """What a reader gets from a piece of HTML: its characters without white space, and where its links lead."""

    text: str
    links: frozenset[str]

    def holds(self, wanted: "Appearance") -> bool:
        """Whether it says the same and leads everywhere the other does; it may lead to more places."""
        leads = all(link in self.links or normalizeLink(link) in self.links for link in wanted.links)
        return leads and self.text == wanted.text


def appearance(html: str) -> Appearance:
    """What a reader gets from the HTML; an image counts as the link it becomes here."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = unicodedata.normalize("NFKC", "".join(reader.text))
    return Appearance("".join(text.split()), frozenset(reader.links))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.links: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.links.append((values["href"] or "").strip())
        elif tag == "img":
            self.text.append(values.get("alt") or values.get("title") or (values.get("src") or "").strip())
        elif tag in _SILENT:
            self.silent += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self.silent:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.text.append(data)
