"""Turns the HTML of a dump's posts into Markdown that `core.prose` renders to the same text and links.

Not here: what is done with a text that comes out differently all the same; `conversion` finds those. A converter of our
own, because the libraries do not heed the rules by which `*` opens and closes emphasis nor escape all that would start
a list or a link: of 2,817 real posts html2text changed the visible text of 98, markdownify of 25, this of 1.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import HTML, HTMLParser
from lxml.etree import _Element as Element

Address = Callable[[str], str | None]

_PARSER_OPTIONS = {"remove_comments": True, "remove_pis": True, "no_network": True, "huge_tree": False}
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "del": "~~", "s": "~~", "strike": "~~"}
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript"})
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SHIFTED = {"sup": _RAISED, "sub": _LOWERED}

# In running text these would start markup. `_` inside a word and `*` or `~` between spaces are harmless, and left alone
# because people will edit these texts.
_SPECIAL = re.compile(
    r"[\\`\[\]]|(?<!\s)\*|\*(?!\s)|^\*|(?<![^\W_])_|_(?![^\W_])|~(?=~|$)|(?<=~)~|^~|<(?=[a-zA-Z/!?])|&(?=#?\w{1,32};)"
    r"|(?<=http):(?=//)|(?<=https):(?=//)"
)
_LINE_START = re.compile(r"(#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|=+\s*$|-+\s*$|~~~|\|)|(\d{1,9})([.)](?=\s|$))")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BACKTICKS = re.compile(r"`+")
_SPAN_START, _SPAN_END = re.compile("`(?!`)"), re.compile(r"(?<![`\\])`$")


@dataclass(frozen=True, slots=True)
class _Marked:
    """Emphasised text, held back until its neighbours are known."""

    mark: str
    text: str


def to_markdown(html: str, address: Address = lambda href: href, *, emphasis: bool = True) -> str:
    """Write the HTML as Markdown. `address` gives each link's target, or None to keep its text only."""
    return "\n\n".join(to_blocks(html, address, emphasis=emphasis))


def to_blocks(html: str, address: Address = lambda href: href, *, emphasis: bool = True) -> list[str]:
    """The same as separate blocks: paragraphs, lists, tables, each of which renders alone."""
    body = _body(html)
    return [] if body is None else _Writer(address, emphasis).blocks(body)


def _body(html: str) -> Element | None:
    if not html.strip():
        return None
    root = HTML(f"<html><body>{html}</body></html>", HTMLParser(**_PARSER_OPTIONS))
    return None if root is None else root.find("body")


class _Writer:
    """Writes elements as Markdown: `blocks` for what holds paragraphs, `line` for what stands in one."""

    def __init__(self, address: Address, emphasis: bool) -> None:
        self.address = address
        self.emphasis = emphasis
        self.block_writers: dict[str, Callable[[Element], list[str]]] = {
            **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), self._heading),
            **dict.fromkeys(("ul", "ol"), self._list),
            **dict.fromkeys(
                ("div", "section", "article", "center", "details", "dl", "figure", "li"), self.blocks
            ),
            **dict.fromkeys(("p", "dt", "dd", "summary", "figcaption", "address"), self.blocks),
            "hr": lambda element: ["___"],
            "pre": lambda element: self.blocks(element) if _leads(element) else [_fenced(element)],
            "blockquote": lambda element: [_prefixed("\n\n".join(self.blocks(element)), "> ", "> ")],
            "table": self._table,
        }

    # Blocks

    def blocks(self, container: Element) -> list[str]:
        """The container's blocks; loose text between them makes paragraphs."""
        blocks: list[str] = []
        loose: list[str | _Marked] = [_plain(container.text)]
        last_list = ""
        for child in container:
            tag = str(child.tag)
            if tag in self.block_writers:
                blocks += _paragraph(loose)
                written = self.block_writers[tag](child)
                follows_list = tag == last_list and not _visible(loose)
                blocks += _apart(written, tag) if follows_list else written
                last_list = tag if tag in ("ul", "ol") and not follows_list else ""
                loose = [_plain(child.tail)]
            else:
                loose += [*self._inline(child), _plain(child.tail)]
        return blocks + _paragraph(loose)

    def _heading(self, element: Element) -> list[str]:
        text = self._one_line(element)
        closed = re.sub(r"(?<!\\)#(?=#*$)", r"\\#", text)
        return [f"{'#' * int(element.tag[1])} {closed}"] if text else []

    def _list(self, element: Element) -> list[str]:
        if element.find("li") is None:
            return self.blocks(element)
        items = list(self._items(element))
        loose = any("\n\n" in item for item in items) or element.find("li/p") is not None
        number = _whole(element.get("start"), 1)
        written = [
            _prefixed(item, marker, " " * len(marker))
            for marker, item in zip(_markers(element, number, len(items)), items, strict=True)
        ]
        return [("\n\n" if loose else "\n").join(written)] if written else []

    def _items(self, element: Element) -> Iterator[str]:
        """The list's items. A list right inside a list (old HTML) continues the item before it."""
        for child in element:
            tight = child.find("p") is None
            yield ("\n" if tight and not child.findall("pre") else "\n\n").join(self._item(child))

    def _item(self, child: Element) -> list[str]:
        if child.tag == "li":
            return self.blocks(child)
        writer = self.block_writers.get(str(child.tag))
        return writer(child) if writer else _paragraph(list(self._inline(child)))

    def _table(self, element: Element) -> list[str]:
        rows = [
            [self._cell(cell) for cell in row if cell.tag in ("td", "th")]
            for row in element.iter("tr")
            if len(row)
        ]
        width = max(map(len, rows), default=0)
        if not width:
            return self.blocks(element)
        head, *body = [row + [""] * (width - len(row)) for row in rows]
        lines = [head, ["---"] * width, *body]
        return ["\n".join(f"| {' | '.join(line)} |" for line in lines)]

    def _cell(self, cell: Element) -> str:
        return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", self._one_line(cell))

    # Lines

    def _one_line(self, element: Element) -> str:
        return _SPACE.sub(" ", _joined(self._parts(element)).replace("\\\n", " ")).strip()

    def _parts(self, element: Element) -> list[str | _Marked]:
        parts: list[str | _Marked] = [_plain(element.text)]
        for child in element:
            spaced = str(child.tag) in self.block_writers
            parts += [" " * spaced, *self._inline(child), " " * spaced, _plain(child.tail)]
        return parts

    def _inline(self, element: Element) -> Iterable[str | _Marked]:
        tag = str(element.tag)
        if tag in _SILENT:
            return []
        if tag == "br":
            return ["\\\n"]
        if tag == "img":
            return [self._image(element)]
        if tag == "a":
            return self._link(element)
        if tag in _CODE and not _leads(element):
            return [_code_span("".join(element.itertext()))]
        if tag in _SHIFTED:
            return [_shifted(element, tag) or _joined(self._parts(element))]
        if tag in _MARKS and self.emphasis:
            return self._emphasised(element, _MARKS[tag])
        return self._parts(element)

    def _emphasised(self, element: Element, mark: str) -> Iterable[str | _Marked]:
        """Emphasis must begin and end with something visible, so the spaces at its edges move out."""
        text = _joined(self._parts(element))
        inner = (
            text.strip(" \n").removesuffix("\\").rstrip(" \n") if text.endswith("\\\n") else text.strip(" \n")
        )
        if not inner or "\\\n" in inner[:2]:
            return [text]
        before, _, after = text.partition(inner)
        return [before, _Marked(mark, inner), after]

    def _link(self, element: Element) -> Iterable[str | _Marked]:
        href = (element.get("href") or "").strip()
        target = self.address(href) if href else None
        text = _joined(self._parts(element)).replace("\\\n", " ")
        if target is None or not text.strip():
            return [text]
        return [_linked(text, target)]

    def _image(self, element: Element) -> str:
        """Our pages show no images: a link says what is there, an image without a name is its address."""
        target = self.address((element.get("src") or "").strip())
        name = _SPACE.sub(" ", element.get("alt") or element.get("title") or "").strip()
        inside_link = next(element.iterancestors("a"), None) is not None
        if not target or inside_link:
            return _plain(name or target)
        return _linked(_plain(name or target), target)


def _markers(element: Element, first: int, count: int) -> list[str]:
    if element.tag == "ul":
        return ["- "] * count
    return [f"{min(first + i, 999_999_999)}. " for i in range(count)]


def _apart(written: list[str], tag: str) -> list[str]:
    """Give a list that follows another of its kind the other marker, or the two would be one."""
    if tag == "ul":
        return [re.sub(r"(?m)^-(?= |$)", "+", block) for block in written]
    return [re.sub(r"(?m)^(\d+)\.(?= |$)", r"\1)", block) for block in written]


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and re.fullmatch(r"\d{1,9}", value) else default


def _prefixed(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    rest = [f"{others}{line}" if line else others.rstrip() for line in lines[1:]]
    return "\n".join([f"{first}{lines[0]}".rstrip(), *rest])


def _leads(element: Element) -> bool:
    """Whether it holds a link or an image, which code cannot show."""
    return element.find(".//a") is not None or element.find(".//img") is not None


def _fenced(element: Element) -> str:
    text = "".join(element.itertext()).removeprefix("\n").removesuffix("\n")
    fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(text)), default=0))
    return f"{fence}\n{text}\n{fence}"


def _code_span(text: str) -> str:
    line = text.replace("\n", " ")
    if not line.strip():
        return line
    fence = "`" * (1 + max(map(len, _BACKTICKS.findall(line)), default=0))
    pad = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _shifted(element: Element, tag: str) -> str | None:
    """`10<sup>6</sup>` as 10⁶: left as it is, the number would be another one. Words (1<sup>er</sup>) stay words."""
    text, table = (element.text or "").strip(), _SHIFTED[tag]
    plain = text and not len(element) and all(ord(character) in table for character in text)
    return text.translate(table) if plain else None


def _plain(text: str | None) -> str:
    """Running text with its spaces folded and everything that could be markup escaped."""
    return _SPECIAL.sub(r"\\\g<0>", _SPACE.sub(" ", text)) if text else ""


def _linked(text: str, target: str) -> str:
    if re.fullmatch(r"https?://[\w./?=&#:,;+-]+", target) and text.replace("\\", "") == target:
        return f"<{target}>"
    escaped = re.sub(r"[\\()*_`\[\]]|&(?=#?\w{1,32};)", r"\\\g<0>", target)
    for character in " <>\t\n\r":
        escaped = escaped.replace(character, f"%{ord(character):02X}")
    return f"[{text}]({escaped})"


def _paragraph(parts: list[str | _Marked]) -> list[str]:
    text = _joined(parts).strip(" ")
    while text.endswith("\\\n") or text.startswith("\\\n"):
        text = text.removesuffix("\\\n").removeprefix("\\\n").strip(" ")
    if not text.strip():
        return []
    lines = [_LINE_START.sub(_escape_start, line.strip(" "), count=1) for line in text.split("\n")]
    return ["\n".join(lines)]


def _escape_start(match: re.Match[str]) -> str:
    if match.start():
        return match.group()
    sign, number, dot = match.groups()
    return f"\\{sign}" if sign else f"{number}\\{dot}"


def _visible(parts: list[str | _Marked]) -> bool:
    return any(isinstance(part, _Marked) or part.strip() for part in parts)


def _joined(parts: Iterable[str | _Marked]) -> str:
    """Put the parts together, with emphasis only where Markdown will see it begin and end."""
    waiting = [part for part in parts if part]
    text = ""
    for part, following in zip(waiting, [*waiting[1:], ""], strict=False):
        if isinstance(part, _Marked):
            after = following.mark if isinstance(following, _Marked) else following
            text += f"{part.mark}{part.text}{part.mark}" if _fits(part, text, after) else part.text
        elif text.endswith("!") and part.startswith("["):
            text = f"{text[:-1]}\\!{part}"
        elif _SPAN_END.search(text) and _SPAN_START.match(part):
            text = text[:-1] + part[1:]  # two code spans side by side would read as one with longer fences
        else:
            text += part.lstrip(" ") if text.endswith(" ") else part
    return text


def _fits(part: _Marked, before: str, after: str) -> bool:
    """CommonMark's flanking rules: https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run"""
    sign = part.mark[0]
    if before.endswith(sign) or after.startswith(sign):
        return False
    opens = not _is_punctuation(part.text[0]) or _is_edge(before[-1:])
    closes = not _is_punctuation(part.text[-1]) or _is_edge(after[:1])
    return opens and closes


def _is_edge(character: str) -> bool:
    return not character or character.isspace() or _is_punctuation(character)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
