"""A text of a dump becomes ours: masked, converted, rendered, and checked against what it said."""

import pytest

from app.core.prose import MAX_POST
from app.imports.conversion import address, convert, convert_comment, convert_source
from app.imports.fidelity import appearance
from app.imports.report import Finding


def findings(html: str, source: str = "") -> list[Finding]:
    return [finding for finding, _ in convert(html, source).findings]


def test_a_text_is_stored_with_its_rendering() -> None:
    converted = convert("<p>Try <b>this</b>.</p>")
    assert (converted.body, converted.body_html) == ("Try **this**.", "<p>Try <strong>this</strong>.</p>")
    assert converted.findings == ()


def test_the_authors_own_markdown_is_kept_where_it_shows_the_same() -> None:
    html = '<p>See <a href="https://a.dk/">the <em>page</em></a>.</p>'
    source = "See [the _page_][1].\r\n\r\n  [1]: https://a.dk/"
    assert convert(html, source).body == "See [the _page_][1].\n\n  [1]: https://a.dk/"
    assert convert(html, source.replace("page", "wage")).body == "See [the *page*](https://a.dk/)."


def test_an_image_whose_author_left_the_editors_words_is_called_an_image() -> None:
    html = '<p><img src="https://a.dk/i.png" alt="enter image description here"></p>'
    assert convert(html).body == "[image](https://a.dk/i.png)"
    kept = convert(html, "![enter image description here](https://a.dk/i.png)")
    assert (kept.body, kept.findings) == ("![image](https://a.dk/i.png)", ())
    assert convert("<p>enter image description here</p>").body == "enter image description here"


def test_emphasis_that_markdown_cannot_say_is_given_up_for_the_text() -> None:
    html = "<p><em>a</em><strong>b</strong>c<em>(d)</em>e</p>"
    converted = convert(html)
    assert appearance(converted.body_html).text == "abc(d)e"
    assert converted.findings == ()


def test_a_text_that_comes_out_differently_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.imports.conversion.to_blocks", lambda *args, **options: ["other"])
    assert findings("<p>one</p>") == [Finding.CHANGED_TEXT]


def test_email_addresses_are_masked_in_text_and_links() -> None:
    html = '<p>Write to <a href="mailto:mette@example.dk">Mette</a> or jens.holm+x@sub.example.co.uk.</p>'
    converted = convert(html)
    assert converted.body == "Write to Mette or …@…."
    assert [finding for finding, _ in converted.findings] == [
        Finding.EMAIL_ADDRESS,
        Finding.EMAIL_ADDRESS,
        Finding.LOST_LINK,
    ]
    assert "@example.dk" in convert(html, keep_emails=True).body


@pytest.mark.parametrize(
    "text", ["@mette see https://medium.com/@mette.holm/a", "photos/5593@N00", "a @ b.dk", "1@2"]
)
def test_what_only_looks_like_an_email_address_stays(text: str) -> None:
    assert Finding.EMAIL_ADDRESS not in findings(f"<p>{text}</p>")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://a.dk/b", "https://a.dk/b"),
        ("//a.dk/b", "https://a.dk/b"),
        ("/questions/12/where-is-it", "/q/12"),
        ("/questions/12", "/q/12"),
        ("/q/12/7", "/q/12"),
        ("/a/15/7", "/a/15"),
        ("/questions/12/where-is-it/15#15", "/a/15"),
        ("/questions/12/where-is-it?rq=1#comment-3", "/q/12"),
        ("/questions/tagged/c%2b%2b", "/tags/c%2b%2b"),
        ("/tags/visas/info", "/tags/visas"),
        ("/help/on-topic", None),
        ("/users/1/mette", None),
        ("javascript:alert(1)", None),
        ("ftp://a.dk/", None),
        ("", None),
    ],
)
def test_old_links_lead_to_where_the_thing_is_now(old: str, new: str | None) -> None:
    assert address(old) == new


def test_links_that_lead_nowhere_keep_their_text_and_are_noted() -> None:
    converted = convert('<p>See <a href="/help">the help</a>.</p>')
    assert converted.body == "See the help."
    assert converted.findings == ((Finding.LOST_LINK, "/help"),)


def test_a_text_longer_than_a_post_is_rendered_whole_and_noted() -> None:
    html = "".join(f"<p>Paragraph {n} {'x ' * 40}</p>" for n in range(400))
    html += "<pre><code>" + "line of code\n" * 2500 + "</code></pre><p>" + "word " * 6000 + "</p>"
    converted = convert(html)
    assert len(converted.body) > MAX_POST
    assert appearance(converted.body_html).text == appearance(html).text
    assert [finding for finding, _ in converted.findings] == [Finding.LONG_BODY]
    assert converted.body_html.count("<pre>") == 2


def test_a_comment_is_taken_over_with_its_tags_as_links() -> None:
    converted = convert_comment("@mette *see* [tag:visas] <b>now</b>\n`x` me@example.dk")
    assert converted.body == "@mette *see* [visas](/tags/visas) <b>now</b>\n`x` …@…"
    assert '<a href="/tags/visas">visas</a> &lt;b&gt;now&lt;/b&gt;<br>' in converted.body_html
    assert converted.findings == ((Finding.EMAIL_ADDRESS, ""),)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("As *written*\r\n\r\n  [1]: https://a.dk", "As *written*\n\n  [1]: https://a.dk"),
        ("one<br>two <kbd>Ctrl</kbd>", "one\\\ntwo `Ctrl`"),
        ("<!-- language: none -->\n\n    code <b>", "```\ncode <b>\n```"),
        ("<https://a.dk/> <b>bold</b>", "<https://a.dk/> **bold**"),
        ("see [tag:visas]", "see [visas](/tags/visas)"),
    ],
)
def test_an_earlier_revision_stays_as_written_unless_it_holds_html(source: str, kept: str) -> None:
    assert convert_source(source) == kept
