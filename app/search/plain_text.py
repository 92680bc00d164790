"""From a post's stored HTML to the plain text that is indexed and shown in snippets.

Parsed, never matched with regular expressions; what comes out is text and is escaped again where it is shown.
"""

import unicodedata
from html.parser import HTMLParser

_UNSEEN = frozenset({"script", "style", "template", "noscript", "title", "textarea"})
_INLINE = frozenset(
    {"a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span"}
    | {"strong", "sub", "sup", "u", "var"}
)


class _TextOfHtml(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen_depth += 1
        elif tag not in _INLINE:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen_depth = max(0, self._unseen_depth - 1)
        elif tag not in _INLINE:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen_depth:
            self.pieces.append(data)


def plain_text(html: str) -> str:
    """Text of some HTML, one line for each block; composed characters, no empty lines."""
    parser = _TextOfHtml()
    parser.feed(html)
    parser.close()
    return tidy("".join(parser.pieces))


def tidy(text: str) -> str:
    """Text with composed characters, single spaces and no empty lines or control characters."""
    composed = unicodedata.normalize("NFC", text)
    lines = (" ".join(line.split()) for line in composed.splitlines())
    kept = "\n".join(line for line in lines if line)
    return "".join(char for char in kept if char == "\n" or char.isprintable())
