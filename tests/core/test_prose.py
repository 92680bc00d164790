"""What people write becomes HTML that cannot act, says what they meant and is made in bounded time."""

import gzip
import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from threading import Thread

import lxml.html
import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from app.core import prose
from app.core.errors import Invalid
from tests.effort import takes_less_than

INLINE = {"a", "br", "code", "em", "s", "strong"}
TAGS = INLINE | set(
    [
        "blockquote",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}}

# Each would act, load, imitate our own markup or break out of ours, if it got through.
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea></textarea><script>alert(1)</script>",
    "<xmp><script>alert(1)</script></xmp>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=//evil.example><input name=password></form>",
    "<!-- --!><script>alert(1)</script> -->",
    "<strong class='verified-badge'>Verified</strong>",
    "<p style='position:fixed;inset:0'>covers the page</p>",
    "<a href=/ onclick=alert(1)>x</a>",
    "</div></main><h1>Another page</h1>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#x0a;script:alert(1))",
    "[x](\u200bjava\u200dscript:alert(1))",
    "[x](&#1;javascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](<javascript:alert(1)>)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "![x](https://evil.example/pixel.png)",
    "[![x](javascript:alert(1))](javascript:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://a.example "title\\" onmouseover=alert(1)")',
    "[x](https://a.example/'onmouseover='alert(1))",
    'https://a.example/"onmouseover="alert(1)',
    '```"><script>alert(1)</script>\nx\n```',
    "`<script>alert(1)</script>`",
    "| <script>alert(1)</script> |\n|:-:|\n| x |",
    "*<img src=x onerror=alert(1)//*",
]


class Shape(HTMLParser):
    """The tags, attributes and text of HTML, however written; line ends between blocks do not count."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[object, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, tuple(sorted(attrs))))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # <br /> is <br>

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(("/" + tag,))

    def handle_data(self, data: str) -> None:
        if data.strip() or "\n" not in data:
            self.parts.append(("", " ".join(data.split())))

    def handle_comment(self, data: str) -> None:
        self.parts.append(("!", data))


def shape(html: str) -> list[tuple[object, ...]]:
    reader = Shape()
    reader.feed(html)
    reader.close()
    return reader.parts


def without_web_addresses(html: str) -> list[tuple[object, ...]]:
    """nh3 takes away web addresses that lead nowhere ("http://a:99999"); these harm nobody: judge the rest."""
    return shape(re.sub(r' href="https?://[^"]*"', "", html))


def problems(html: str) -> list[str]:
    """List what is dangerous in HTML, by a walk with libxml2 and by nh3, which parses as browsers do."""
    found = []
    for element in lxml.html.document_fromstring(f"<body>{html}</body>").body.iterdescendants():
        if element.tag not in TAGS:
            found.append(f"tag {element.tag}")
        for name, value in element.attrib.items():
            if name not in ATTRIBUTES.get(str(element.tag), ()):
                found.append(f"attribute {name}")
            visible = "".join(c for c in value if unicodedata.category(c)[0] not in "CZ").lower()
            if name == "href" and not re.match(r"https?://|mailto:|/($|[^/\\])|#", visible):
                found.append(f"address {value}")
    judged = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=None
    )
    if without_web_addresses(judged) != without_web_addresses(html):
        found.append("nh3 would change it")
    return found


def test_judges_find_what_is_dangerous() -> None:
    raw = [text for text in HOSTILE if text.startswith("<") and not text.startswith("<javascript")]

    assert all(problems(text) for text in raw)
    assert problems('<a href="java&#x200b;script:alert(1)">x</a>')
    assert problems('<a href="//evil.example">x</a>')
    assert not problems('<p><a href="/questions">x</a></p>')


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_survives(text: str) -> None:
    assert not problems(prose.render(text))
    assert not problems(prose.render_comment(text))


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
@settings(max_examples=300)
def test_any_text_becomes_allowed_html(text: str) -> None:
    assert not problems(prose.render(text))
    assert not problems(prose.render_comment(text))


MARKDOWN_PIECES = [
    *[
        "*",
        "**",
        "_",
        "~~",
        "`",
        "[",
        "](",
        ")",
        "!",
        "<",
        ">",
        "&lt;",
        "&#0;",
        "\\",
        "|",
        "|-|",
        ":",
        "#",
        "-",
        "1.",
        "http://",
        "a@b.dk",
        "www.",
        "javascript:",
        '"',
        "'",
        "a",
        "é",
    ],
    *["\n", "\n\n", " ", "```\n", "    ", "\t", "\x00", "\u202e"],
]


@given(st.lists(st.sampled_from(MARKDOWN_PIECES), max_size=60).map("".join))
@settings(max_examples=500)
def test_any_mixture_of_markdown_becomes_allowed_html(text: str) -> None:
    assert not problems(prose.render(text))
    assert not problems(prose.render_comment(text))


def test_shared_payloads_do_nothing(shared: Path) -> None:
    with gzip.open(shared / "security" / "payloads.jsonl.gz", "rt") as lines:
        payloads = [json.loads(line)["payload"] for line in lines]
    texts = ["\n\n".join(payloads[start : start + 5]) for start in range(0, len(payloads), 5)]
    survivors = [text for text in texts if len(text) <= prose.MAX_POST and problems(prose.render(text))]

    assert len(payloads) > 10_000
    assert survivors == []


def test_shared_payloads_do_nothing_as_link_targets(shared: Path) -> None:
    with gzip.open(shared / "security" / "payloads.jsonl.gz", "rt") as lines:
        found = [json.loads(line) for line in lines]
    payloads = [p["payload"] for p in found if p["category"] in ("open_redirect", "html_xss", "svg_xss")]
    texts = [f"[x](<{text}>) [y]({text}) ![z]({text}) <{text}>" for text in payloads[::4]]

    assert [
        text for text in texts if len(text) <= prose.MAX_POST and problems(prose.render_comment(text))
    ] == []


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# Title", "<h3>Title</h3>"),
        ("###### Deep", "<h6>Deep</h6>"),
        ("**a** *b* ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("```py\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("[a](/questions/1#answer-2)", '<p><a href="/questions/1#answer-2">a</a></p>'),
        ("[a](mailto:a@b.dk)", '<p><a href="mailto:a@b.dk">a</a></p>'),
        ('[a](/x "Verified")', '<p><a href="/x">a</a></p>'),
        ("[a](ftp://x.dk/a)", "<p>[a](ftp://x.dk/a)</p>"),
        ("i morgen.Vi ses", "<p>i morgen.Vi ses</p>"),
        ("a\x00\x08b\ud800", "<p>ab</p>"),
    ],
)
def test_markdown_becomes(markdown: str, html: str) -> None:
    assert prose.render(markdown) == html


def test_links_out_vouch_for_nothing() -> None:
    outwards = '<a href="https://borger.dk/pas" rel="nofollow ugc noopener">'

    assert prose.render("[pas](https://borger.dk/pas)") == f"<p>{outwards}pas</a></p>"
    assert prose.render("https://borger.dk/pas") == f"<p>{outwards}https://borger.dk/pas</a></p>"
    assert 'rel="nofollow ugc noopener">borger.dk</a>' in prose.render("Se borger.dk.")


@pytest.mark.parametrize(
    ("markdown", "link"),
    [
        ("![a map](https://a.dk/m.png)", ("https://a.dk/m.png", "a map")),
        ("![](https://a.dk/m.png)", ("https://a.dk/m.png", "https://a.dk/m.png")),
        ("[![a map](https://a.dk/m.png)](https://b.dk/)", ("https://b.dk/", "a map")),
        ("![a [b](/c) d](https://a.dk/m.png)", ("https://a.dk/m.png", "a b d")),
    ],
)
def test_image_becomes_link_to_itself(markdown: str, link: tuple[str, str]) -> None:
    address, text = link

    assert prose.render(markdown) == f'<p><a href="{address}" rel="nofollow ugc noopener">{text}</a></p>'


def test_table_keeps_alignment_without_style() -> None:
    html = prose.render("| a | b |\n|:-:|--:|\n| 1 | 2 |")

    assert '<th align="center">a</th>' in html
    assert '<td align="right">2</td>' in html
    assert "style" not in html


def test_comment_has_no_blocks_and_keeps_line_breaks() -> None:
    html = prose.render_comment("# *a*\n- [b](/c)\n\n> `d`")

    assert html == '# <em>a</em><br>\n- <a href="/c">b</a><br>\n<br>\n&gt; <code>d</code>'


def test_too_long_text_is_refused_and_the_longest_is_not() -> None:
    assert "word" in prose.render("word " * (prose.MAX_POST // 5))
    with pytest.raises(Invalid, match="20001"):
        prose.render("x" * (prose.MAX_POST + 1))
    with pytest.raises(Invalid):
        prose.render_comment("x" * (prose.MAX_POST + 1))


def test_text_is_what_a_reader_sees() -> None:
    markdown = "# A title\n\nSome *words* and\n[a link](/a) &amp; `code`.\n\n| a | b |\n|---|---|\n| 1 | 2 |"

    assert prose.to_text(markdown) == "A title\nSome words and\na link & code.\na b\n1 2"
    assert prose.to_text(prose.render(markdown)) == prose.to_text(markdown)


def test_plain_text_with_angle_brackets_is_not_taken_for_html() -> None:
    assert prose.to_text("if 1 <b and b> 2") == "if 1 <b and b> 2"
    assert prose.to_text(Markup("<p>1 &lt; 2</p>")) == "1 < 2"


def test_excerpt_ends_between_words() -> None:
    assert prose.excerpt("A **short** one.", 40) == "A short one."
    assert prose.excerpt("One two, three four", 12) == "One two…"
    assert prose.excerpt("Donaudampfschifffahrt", 10) == "Donaudamp…"
    assert prose.excerpt("# One\n\ntwo", 40) == "One two"


@given(st.text(max_size=300), st.integers(min_value=2, max_value=100))
def test_excerpt_is_never_longer_than_asked(text: str, length: int) -> None:
    assert len(prose.excerpt(text, length)) <= length


# Where we mean to differ from CommonMark, by example number.
DIFFERENCES = {
    "raw HTML is shown, not obeyed": {21, 31, 163, 171, 189, 346, 478, 479, 618, 632, 633, 645, 646},
    "addresses relative to the page lead nowhere": {
        *(196, 197, 202, 205, 206, 486, 487, 488, 489, 494, 497, 498, 500, 501, 502, 504, 505, 506, 524, 569)
    },
    "only the web, mail and this site may be linked": {598, 600, 601, 603},
    "bare addresses become links": {604, 610, 613, 614},
}
HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}


def in_house_style(html: str) -> str:
    """Bring CommonMark's expected HTML into our headings and relations, without titles and classes."""
    html = re.sub(r"(</?)(h[1-5])>", lambda tag: f"{tag[1]}{HEADINGS[tag[2]]}>", html)
    html = re.sub(r' (?:title|class)="[^"]*"', "", html)
    return re.sub(r'(<a href="https?:[^"]*")', rf'\1 rel="{prose.RELATION}"', html, flags=re.IGNORECASE)


def without_breaks(html: str) -> list[tuple[object, ...]]:
    """Leave out line breaks: every line end is one here, and only some are one in CommonMark."""
    return shape(re.sub(r"<br\s*/?>", "", html))


def test_commonmark_is_kept_but_for_known_differences(shared: Path) -> None:
    examples = json.loads((shared / "security" / "commonmark_spec_examples.json").read_text())
    ours = TAGS - {"table", "td", "th", "tr", "s"} | {"h1", "h2"}
    tags = re.compile(r"<!?/?([A-Za-z][\w-]*|[?!])")
    judged = [one for one in examples if {tag.lower() for tag in tags.findall(one["html"])} <= ours]
    differing = {
        one["example"]
        for one in judged
        if without_breaks(prose.render(one["markdown"])) != without_breaks(in_house_style(one["html"]))
    }

    assert len(judged) > 550
    assert differing == set().union(*DIFFERENCES.values())


# Raw HTML, images, and what the importing sites alone make of a tag or of a bare address of their own.
SITE_MARKUP = re.compile(r"</?[a-zA-Z!]|<!--|!\[|\[(?:meta-)?tag:|(?m:(?:^|[\s>*-])https?://)")


def test_real_posts_say_the_same_words_as_on_their_own_site(shared: Path) -> None:
    with gzip.open(shared / "stackexchange" / "markdown-html-pairs.jsonl.gz", "rt") as lines:
        pairs = [json.loads(line) for line in lines]
    plain = [pair for pair in pairs if not SITE_MARKUP.search(pair["markdown"])]
    same = [
        re.findall(r"\w+", prose.to_text(prose.render(pair["markdown"])))
        == re.findall(r"\w+", prose.to_text(Markup(pair["html"])))
        for pair in plain
    ]

    assert len(plain) > 1_500
    assert sum(same) / len(same) > 0.99


def filled(piece: str) -> str:
    return (piece * (prose.MAX_POST // len(piece) + 1))[: prose.MAX_POST]


PATHOLOGICAL = {
    "open brackets": filled("["),
    "open images": filled("!["),
    "nested links": filled("[")[:10_000] + filled("](a)")[:10_000],
    "nested images": (("![" * 20 + "a" + "](b)" * 20) * 190)[: prose.MAX_POST],
    "nested emphasis": filled("*_")[:9_990] + "a" + filled("_*")[:9_990],
    "unmatched emphasis": filled("*a **b *c _d "),
    "nested quotes": filled("> "),
    "nested lists": filled("- "),
    "lists in quotes": filled("> - > - > - a\n"),
    "loose list": "- a\n\n" + filled("- a\n")[:-10],
    "paragraphs": filled("a\n\n"),
    "backticks": "".join("`" * length + " " for length in range(1, 199)),
    "table that fills itself up": "|a" * 256 + "|\n" + "|-" * 256 + "|\n" + "a\n" * 9_000,
    "table": "|a|b|\n|-|-|\n" + filled("|1|2|\n")[:-20],
    "references": filled("[a]: b\n"),
    "schemes without address": filled("a://"),
    "addresses in one word": filled("http://a"),
    "addresses with quotes": filled("http://a.dk/'"),
    "addresses for mail": filled("a@b.dk "),
    "colons": filled(":"),
    "less-than signs": filled("<http:"),
    "entities": filled("&amp;"),
}


@pytest.mark.parametrize("text", PATHOLOGICAL.values(), ids=PATHOLOGICAL.keys())
@pytest.mark.parametrize("job", [prose.render, prose.render_comment, prose.excerpt])
def test_longest_pathological_text_takes_less_than_two_seconds(job, text) -> None:
    with takes_less_than(2):
        job(text)


def test_page_cannot_be_nested_or_filled_without_measure() -> None:
    deep = lxml.html.document_fromstring(prose.render("*a **b " * 700 + "c** d* " * 700))
    wide = prose.render(PATHOLOGICAL["table that fills itself up"])

    assert (
        max(element.xpath("count(ancestor-or-self::*[self::em or self::strong])") for element in deep.iter())
        == 20
    )
    assert len(wide) < 4 * prose.MAX_POST


def test_text_of_thousands_of_blocks_is_left_whole() -> None:
    assert prose.render("- *a*\n" * 2_001).startswith("- <em>a</em><br>\n- <em>a</em>")
    assert prose.render("- *a*\n" * 900).count("<li>") == 900


def test_threads_do_not_disturb_each_other() -> None:
    texts = [f"# {n}\n\nhttps://a{n}.dk and *b* `c`\n\n" * 20 for n in range(4)]
    expected = [prose.render(text) for text in texts]
    wrong: list[str] = []

    def work(text: str, html: str) -> None:
        wrong.extend(text for _ in range(10) if prose.render(text) != html)

    threads = [Thread(target=work, args=pair) for pair in zip(texts, expected, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
