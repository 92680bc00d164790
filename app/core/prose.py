"""Markdown in, safe HTML out: the only place in Torv that makes markup from what people write.

Raw HTML is off, images become links, and bleach lets through only the tags and attributes listed here. Posts
store the HTML beside `RENDERER_VERSION`, so that a change here tells which of them to render again.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from threading import local

from bleach.sanitizer import Cleaner
from flask_babel import gettext as _
from linkify_it import LinkifyIt  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.linkify import linkify
from markdown_it.token import Token
from markupsafe import Markup
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from app.core.errors import Invalid

RENDERER_VERSION = 1
MAX_POST = 20_000  # characters; above it rendering time could pass two seconds

INLINE_TAGS = frozenset({"a", "br", "code", "em", "s", "strong"})
BLOCK_TAGS = frozenset(
    {"blockquote", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
    | {"table", "tbody", "td", "th", "thead", "tr"}
)
PROTOCOLS = frozenset({"http", "https", "mailto"})
# Links out of the site earn no rank, vouch for nothing and get no handle on our window.
RELATION = "nofollow ugc noopener"

# A page's own outline is h1 (title) and h2 (sections), so a post's headings begin below.
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
_ALIGNMENTS = {f"text-align:{side}": side for side in ("left", "center", "right")}
# The endings under which an address without https:// is seen as a link. Not every country: in "i morgen.Vi ses"
# or "see page.No" a missing space would otherwise become a link.
_BARE_ENDINGS = ["com", "dk", "edu", "eu", "fo", "gl", "gov", "info", "net", "org", "uk"]
# No XML can carry these, and an Atom feed carries every post.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINK_TARGET = re.compile(r"https?://[^/]|mailto:|/(?![/\\])|#", re.IGNORECASE)
_PLAIN_ADDRESS = re.compile("[!-~]*")  # ASCII, every character to be seen
_EXTERNAL = re.compile(r"https?:", re.IGNORECASE)
# Browsers lay out a few hundred levels at most, and bleach's parser takes quadratic time over them.
_MAX_INLINE_DEPTH = 20
# The longest real posts have some hundreds of paragraphs, items and cells. Above this a text is not parted into
# blocks: a table of 256 columns and rows can be written in 2 kB and is 650 kB of HTML.
_MAX_BLOCKS = 2_000
# Above this the inline rule for addresses, which looks back over the whole paragraph each time, is left out. The
# rule that runs over the finished text still makes them links.
_MAX_ADDRESSES = 200


class Prose(TypeDecorator[Markup]):
    """A column of HTML made here; what comes out of it may stand on a page as it is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Markup | str | None, dialect: Dialect) -> str | None:
        """Hand the database plain text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Markup | None:
        """Give back markup; nothing but `render` and `render_comment` fills the column."""
        return None if value is None else Markup(value)  # noqa: S704


def render(markdown: str) -> Markup:
    """Render a question's or an answer's Markdown as safe HTML; raise `Invalid` above `MAX_POST`."""
    text = _writable(markdown)
    tokens = _tools.posts.parse(text, {})
    if sum(token.nesting == 1 for token in tokens) > _MAX_BLOCKS:
        return render_comment(text)
    return _sanitised(tokens, _tools.posts, _tools.post_cleaner)


def render_comment(markdown: str) -> Markup:
    """Render a comment's Markdown as safe HTML: links, emphasis, code and line breaks, no blocks."""
    tokens = _tools.comments.parseInline(_writable(markdown).strip(), {})
    return _sanitised(tokens, _tools.comments, _tools.comment_cleaner)


def to_text(prose: str | Markup) -> str:
    """Return what a reader sees, a line per block. Markup is read as HTML, any other text as Markdown."""
    reader = _VisibleText()
    reader.feed(prose if isinstance(prose, Markup) else _unsanitised(prose))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).splitlines())
    return "\n".join(line for line in lines if line)


def excerpt(prose: str | Markup, length: int = 200) -> str:
    """Return a text's first words on one line, at most `length` characters, "…" included where it is cut."""
    text = " ".join(to_text(prose).split())
    if len(text) <= length:
        return text
    cut = text[:length].rpartition(" ")[0] or text[: length - 1]
    return cut.rstrip(" ,;:.–-") + "…"


def allowed_attribute(tag: str, name: str, value: str) -> bool:
    """Tell whether an attribute may stand in our HTML: none that gives an id, a class, a title or a style."""
    if (tag, name) == ("a", "href"):
        return allowed_address(value)
    if (tag, name) == ("a", "rel"):
        return value == RELATION
    if (tag, name) == ("ol", "start"):
        return bool(re.fullmatch(r"[0-9]{1,9}", value))
    return tag in ("td", "th") and name == "align" and value in _ALIGNMENTS.values()


def allowed_address(address: str) -> bool:
    """Tell whether a link may lead there: the web, mail, or this site. Invisible characters do not count."""
    if not _PLAIN_ADDRESS.fullmatch(address):
        address = "".join(c for c in address if unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp"))
    return bool(_LINK_TARGET.match(address))


def _writable(markdown: str) -> str:
    if len(markdown) > MAX_POST:
        raise Invalid(
            _(
                "The text is %(length)s characters long. Shorten it to %(limit)s.",
                length=len(markdown),
                limit=MAX_POST,
            )
        )
    return _UNWRITABLE.sub("", markdown.replace("\r\n", "\n"))


def _sanitised(tokens: Sequence[Token], parser: MarkdownIt, cleaner: Cleaner) -> Markup:
    return Markup(cleaner.clean(parser.renderer.render(tokens, parser.options, {})).strip())  # noqa: S704


def _unsanitised(markdown: str) -> str:
    """For reading text from only: half the work of `render`."""
    return str(_tools.posts.render(_writable(markdown[:MAX_POST])))


class _VisibleText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.preformatted = False

    def handle_data(self, data: str) -> None:
        self.pieces.append(data if self.preformatted else data.replace("\n", " "))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.preformatted = self.preformatted or tag == "pre"
        self._separate(tag)

    def handle_endtag(self, tag: str) -> None:
        self.preformatted = self.preformatted and tag != "pre"
        self._separate(tag)

    def _separate(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.pieces.append(" ")
        elif tag == "br" or tag in BLOCK_TAGS:
            self.pieces.append("\n")


def _house_style(state: StateCore) -> None:
    """The last step of parsing: bring the tokens into the shape our pages allow."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _HEADINGS[token.tag]
        elif token.type in ("td_open", "th_open"):
            _align(token)
        elif token.type == "fence":
            token.info = ""  # the language would become a class
        elif token.children:
            token.children = list(_bounded(_images_as_links(token.children)))


def _align(cell: Token) -> None:
    side = _ALIGNMENTS.get(str(cell.attrs.pop("style", "")))
    if side:
        cell.attrs["align"] = side


def _images_as_links(tokens: Iterable[Token]) -> Iterator[Token]:
    inside_link = False
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            inside_link = token.type == "link_open"
            _relate(token)
            yield token
        elif token.type == "image":
            yield from _image_as_link(token, inside_link)
        else:
            yield token


def _image_as_link(image: Token, inside_link: bool) -> Iterator[Token]:
    address = str(image.attrs["src"])
    alternative = "".join(part.content or " " for part in image.children or [] if part.nesting == 0)
    text = Token("text", "", 0, content=alternative or address)
    if inside_link:
        yield text
        return
    link = Token("link_open", "a", 1, attrs={"href": address})
    _relate(link)
    yield from (link, text, Token("link_close", "a", -1))


def _relate(link: Token) -> None:
    link.attrs.pop("title", None)
    if _EXTERNAL.match(str(link.attrs.get("href", ""))):
        link.attrs["rel"] = RELATION


def _bounded(tokens: Iterable[Token]) -> Iterator[Token]:
    """Drop the tags nested deeper than any reader could tell apart, keeping their text."""
    depth = 0
    for token in tokens:
        depth += token.nesting
        if token.nesting == 0 or depth + (token.nesting < 0) <= _MAX_INLINE_DEPTH:
            yield token


def _modest_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The table rule, where it cannot fill up missing cells without measure."""
    columns = state.src.count("|", state.bMarks[start], state.eMarks[start]) + 1
    return columns * (end - start) <= _MAX_BLOCKS and table(state, start, end, silent)


def _modest_linkify(state: StateInline, silent: bool) -> bool:
    at_address = state.src.startswith("://", state.pos)
    return at_address and state.src.count("://") <= _MAX_ADDRESSES and linkify(state, silent)


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        return allowed_address(url)


def _parser() -> MarkdownIt:
    # A line end is a line end: people write letters ("Kind regards" and a name below it), not Markdown.
    parser = _Parser("commonmark", {"html": False, "linkify": True, "breaks": True, "xhtmlOut": False})
    parser.enable(["linkify", "strikethrough", "table"])
    parser.block.ruler.at("table", _modest_table, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.at("linkify", _modest_linkify)
    parser.linkify = LinkifyIt().tlds(_BARE_ENDINGS)
    parser.core.ruler.push("house_style", _house_style)
    return parser


def _cleaner(tags: frozenset[str]) -> Cleaner:
    return Cleaner(
        tags=tags, attributes=allowed_attribute, protocols=PROTOCOLS, strip=True, strip_comments=True
    )


class _Tools(local):
    """One set a thread: bleach's Cleaner and linkify-it keep their place in the text on themselves."""

    def __init__(self) -> None:
        self.posts = _parser()
        self.comments = _parser()
        self.post_cleaner = _cleaner(INLINE_TAGS | BLOCK_TAGS)
        self.comment_cleaner = _cleaner(INLINE_TAGS)


_tools = _Tools()
