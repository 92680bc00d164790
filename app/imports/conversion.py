"""Makes one text of a dump ours: addresses masked, Markdown written, rendered, and checked against what it said.

Pure, and made of plain values in and out, so that it can run in worker processes; the caller puts the findings into
its report.
"""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

from app.core import prose
from app.imports.fidelity import Appearance, appearance
from app.imports.html_to_markdown import to_blocks
from app.imports.report import Finding

MASKED_EMAIL = "…@…"

_EMAIL = re.compile(r"(?<![\w.+%/@-])[\w.+%-]{1,64}@(?:[a-zA-Z0-9-]{1,63}\.){1,8}[a-zA-Z]{2,24}\b")
# What the old sites' editor put in the place of a description, in English and in French.
_UNDESCRIBED = re.compile(
    r"""(?:(?<=alt=["'])|(?<=!\[))(?:enter image description here|entrez la description de l'image ici)(?=["'\]])"""
)
_RAW_HTML = re.compile(r"<[a-zA-Z/!]")
_TAG_LINK = re.compile(r"\[(?:meta-)?tag:([\w.+#-]+)\]")
_OLD_POST = re.compile(r"/(?:questions/\d+/[^/?#]*/(\d+)|a/(\d+)|(?:q|questions)/(\d+))(?:[/?#].*)?\Z")
_OLD_TAG = re.compile(r"/(?:questions/tagged|tags)/([\w.+#%-]+)(?:[/?#].*)?\Z")

# The authors' dialect. Its raw HTML is only ever read back by `to_blocks`, never shown.
_dialect = MarkdownIt("commonmark", {"html": True}).enable(["strikethrough", "table"])

Findings = tuple[tuple[Finding, str], ...]


@dataclass(frozen=True, slots=True)
class Converted:
    """A text as it will be stored, and what was found on the way, each with a detail that may be empty."""

    body: str
    body_html: str
    findings: Findings = ()


def convert(html: str, source: str = "", *, keep_emails: bool = False) -> Converted:
    """Convert a post's HTML; the author's own Markdown (`source`) is kept where it shows the same here.

    What comes out differently is tried again without emphasis, the part of Markdown with the subtlest rules. What
    differs even then is kept, and noted.
    """
    html = _UNDESCRIBED.sub("image", html)
    html, addresses = (html, 0) if keep_emails else masked(html)
    said = appearance(html)
    wanted = Appearance(said.text, frozenset(filter(None, map(address, said.links))))
    findings = [(Finding.EMAIL_ADDRESS, "")] * addresses
    findings += [(Finding.LOST_LINK, link) for link in sorted(said.links) if address(link) is None]
    for blocks in _attempts(html, source, keep_emails):
        shown = _rendered(blocks)
        if appearance(shown).holds(wanted):
            break
    else:
        findings.append((Finding.CHANGED_TEXT, ""))
    body = "\n\n".join(blocks)
    if len(body) > prose.MAX_POST:
        findings.append((Finding.LONG_BODY, str(len(body))))
    return Converted(body, shown, tuple(findings))


def masked(text: str) -> tuple[str, int]:
    """The text with every e-mail address masked, and how many different ones that were."""
    if "@" not in text:
        return text, 0
    return _EMAIL.sub(MASKED_EMAIL, text), len(set(_EMAIL.findall(text)))


def convert_comment(text: str, *, keep_emails: bool = False) -> Converted:
    """Take over a comment, whose Markdown is nearly ours: emphasis, code, links, and the short form for a tag."""
    body, addresses = (text, 0) if keep_emails else masked(text)
    findings = ((Finding.EMAIL_ADDRESS, ""),) * addresses
    body = _TAG_LINK.sub(r"[\1](/tags/\1)", body)
    if len(body) > prose.MAX_POST:
        findings += ((Finding.LONG_BODY, str(len(body))),)
        body = body[: prose.MAX_POST]
    return Converted(body, str(prose.render_comment(body)), findings)


def convert_source(markdown: str, *, keep_emails: bool = False) -> str:
    """Take over an earlier revision: as its author wrote it, unless it holds HTML, which we would show as text."""
    body = _UNDESCRIBED.sub("image", markdown).replace("\r\n", "\n").strip("\n")
    if not keep_emails:
        body, _addresses = masked(body)
    body = _TAG_LINK.sub(r"[\1](/tags/\1)", body)
    if not _RAW_HTML.search(body):
        return body
    return "\n\n".join(to_blocks(str(_dialect.render(body)), address))


def address(href: str) -> str | None:
    """Where an old link leads now; None when it led somewhere only the old site had, or is none our pages allow."""
    if href.startswith("//"):
        return f"https:{href}"
    if MASKED_EMAIL in href:
        return None
    if not href.startswith("/"):
        return href if href and prose.allowed_address(href) else None
    if post := _OLD_POST.match(href):
        answer, short_answer, question = post.groups()
        return f"/q/{question}" if question else f"/a/{answer or short_answer}"
    if tag := _OLD_TAG.match(href):
        return f"/tags/{tag.group(1)}"
    return None


def _attempts(html: str, source: str, keep_emails: bool) -> Iterator[list[str]]:
    if source and len(source) <= prose.MAX_POST:
        yield [convert_source(source, keep_emails=keep_emails)]
    yield to_blocks(html, address)
    yield to_blocks(html, address, emphasis=False)


def _rendered(blocks: list[str]) -> str:
    """Render block by block where the whole is longer than the renderer takes at once."""
    parts = [""]
    for block in blocks:
        for piece in _cut(block):
            if len(parts[-1]) + len(piece) + 2 > prose.MAX_POST:
                parts.append("")
            parts[-1] += f"\n\n{piece}"
    return "\n".join(str(prose.render(part.strip("\n"))) for part in parts)


def _cut(block: str) -> list[str]:
    """A block that is too long alone, in pieces that end with a line; code stays code."""
    if len(block) < prose.MAX_POST:
        return [block]
    fence = block.partition("\n")[0] if block.startswith("```") else ""
    text = block.removeprefix(f"{fence}\n").removesuffix(f"\n{fence}") if fence else block
    pieces = textwrap.wrap(text, prose.MAX_POST - 200, replace_whitespace=False, drop_whitespace=False)
    return [f"{fence}\n{piece}\n{fence}" if fence else piece for piece in pieces]
