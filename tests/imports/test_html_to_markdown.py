"""Old HTML becomes the Markdown a person would have written, and means the same when rendered."""

import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.prose import render
from app.imports.fidelity import appearance
from app.imports.html_to_markdown import to_markdown

WRITTEN = {
    "<p>One</p><p>Two <em>three</em> <strong>four</strong></p>": "One\n\nTwo *three* **four**",
    "<p>first<br>second<br/></p>": "first\\\nsecond",
    "<h2>Where?</h2><hr/><h5>C#</h5>": "## Where?\n\n___\n\n##### C\\#",
    "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>": "- a\n- b\n  - c",
    "<ol start='3'><li>a</li><li>b</li></ol>": "3. a\n4. b",
    "<ul><li><p>a</p></li><li><p>b</p><p>c</p></li></ul>": "- a\n\n- b\n\n  c",
    "<ul><li>a</li></ul><ul><li>b</li></ul>": "- a\n\n+ b",
    "<ol><li>a</li></ol>\n<ol><li>b</li></ol>": "1. a\n\n1) b",
    "<blockquote><p>a</p><blockquote>b</blockquote></blockquote>": "> a\n>\n> > b",
    "<pre><code>if a &lt; b:\n    go()\n</code></pre>": "```\nif a < b:\n    go()\n```",
    "<pre><code>```\nx\n```</code></pre>": "````\n```\nx\n```\n````",
    "<p><code>a`b</code> <kbd>Ctrl</kbd></p>": "``a`b`` `Ctrl`",
    "<p><code>a</code><code>b</code></p>": "`ab`",
    '<p><kbd><a href="https://a.dk/">press</a></kbd></p>': "[press](https://a.dk/)",
    '<pre>See <img src="https://a.dk/i.png" alt="it"></pre>': "See [it](https://a.dk/i.png)",
    '<p><a href="https://a.dk/x_(y)">see *</a></p>': "[see \\*](https://a.dk/x\\_\\(y\\))",
    '<p><a href="https://a.dk/x">https://a.dk/x</a></p>': "<https://a.dk/x>",
    '<p><img src="https://a.dk/i.png" alt="the square"></p>': "[the square](https://a.dk/i.png)",
    '<p><a href="https://a.dk/"><img src="https://a.dk/i.png" alt="big"></a></p>': "[big](https://a.dk/)",
    "<p>10<sup>6</sup> m<sup>2</sup>, H<sub>2</sub>O, 1<sup>er</sup></p>": "10⁶ m², H₂O, 1er",
    "<p><del>old</del> <s>older</s> <strike>oldest</strike></p>": "~~old~~ ~~older~~ ~~oldest~~",
    "<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td></tr></table>": "| a | b\\|c |\n| --- | --- |\n| 1 |  |",
    "<p>5 * 3 * 2, snake_case, ~5 km</p>": "5 * 3 * 2, snake_case, ~5 km",
    "<p>1. no list</p><p># no heading</p><p>- nor this</p>": "1\\. no list\n\n\\# no heading\n\n\\- nor this",
    "<p>a <em> b </em>c</p>": "a *b* c",
    '<p>«<strong>"quoted"</strong>word»</p>': '«"quoted"word»',
    "loose text<p>then more</p>and the end": "loose text\n\nthen more\n\nand the end",
    "<p>a<!-- unseen -->b<script>alert(1)</script></p>": "ab",
    "<p>Look!<a href='https://a.dk/'>there</a></p>": "Look\\![there](https://a.dk/)",
    "<ul>- a<br>- b</ul>": "\\- a\\\n\\- b",
    "": "",
    "<p> </p><ul></ul>": "",
}

PIECES = st.sampled_from(
    [*"*_`~[]()<>&!#|\\-+=.:1@/ \nab æ", "http://", "www.a.dk", "&amp;", "<b>", "```", "~~", "  \n"]
)


@pytest.mark.parametrize(("html", "markdown"), WRITTEN.items())
def test_html_is_written_as_a_person_would(html: str, markdown: str) -> None:
    assert to_markdown(html) == markdown


@pytest.mark.parametrize("html", WRITTEN)
def test_what_was_written_shows_the_same_when_rendered(html: str) -> None:
    assert appearance(str(render(to_markdown(html)))).holds(appearance(html))


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<li>a\n<ul>\n<li>b</li>"),
        (
            "<ol><li><p>a</p><pre>x\n\ny</pre></li><li>b</li></ol>",
            "<pre><code>x\n\ny\n</code></pre>\n</li>\n<li>\n<p>b</p>",
        ),
        ("<p><em>a <strong>b</strong></em></p>", "<em>a <strong>b</strong></em>"),
        ("<p><strong><em>a</em></strong></p>", "<em><strong>a</strong></em>"),
        ("<p>a<br>1. b</p>", "<p>a<br>\n1. b</p>"),
        ("<blockquote><ul><li>a</li></ul></blockquote>", "<blockquote>\n<ul>\n<li>a</li>"),
    ],
)
def test_the_structure_stays(html: str, shown: str) -> None:
    assert shown in render(to_markdown(html))


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_running_text_turns_into_markup(text: str) -> None:
    html = f"<p>{escape(text)}</p>"
    shown = str(render(to_markdown(html)))
    assert appearance(shown).text == appearance(html).text
    assert set(_tags(shown)) <= {"p", "a"}, shown


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_code_is_kept_to_the_letter(text: str) -> None:
    shown = str(render(to_markdown(f"<pre><code>{escape(text)}</code></pre>")))
    assert appearance(shown).text == appearance(f"<pre>{escape(text)}</pre>").text
    assert set(_tags(shown)) <= {"pre", "code"}


def test_addresses_are_given_by_the_caller() -> None:
    html = '<p><a href="/here">here</a> <a href="/gone">gone</a></p>'
    assert to_markdown(html, {"/here": "/there"}.get) == "[here](/there) gone"


def test_html_nested_without_end_is_read_as_far_as_it_goes() -> None:
    assert "deep" in to_markdown("<blockquote>" * 60 + "deep" + "</blockquote>" * 60)
    to_markdown("<blockquote>" * 5000 + "too deep")
    to_markdown("<em>" * 5000 + "too deep")


def _tags(html: str) -> list[str]:
    return re.findall(r"</?([a-z0-9]+)", html)
