"""Plain text and highlights."""

from hypothesis import given
from hypothesis import strategies as st

from app.search.highlights import SNIPPET_LENGTH, marked, snippet
from app.search.plain_text import plain_text


def test_markup_is_dropped_and_blocks_become_lines() -> None:
    assert (
        plain_text("<p>One <em>two</em></p><ul><li>a&amp;b</li><li>&lt;c&gt;</li></ul>")
        == "One two\na&b\n<c>"
    )


def test_words_in_parts_stay_whole() -> None:
    assert plain_text("pass<b>port</b>") == "passport"


def test_what_is_not_shown_is_not_indexed() -> None:
    assert plain_text("<style>p{}</style>a<script>alert(1)</script>b") == "ab"


def test_letters_are_composed() -> None:
    assert plain_text("A\u030arhus") == "Århus"


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    plain_text(text)


def _is_heron(word: str) -> bool:
    return word.lower() == "heron"


@given(st.lists(st.sampled_from(["heron", " ", "\n", "<b>", '"', "word", "."]), max_size=300).map("".join))
def test_pieces_are_parts_of_the_text(text: str) -> None:
    assert "".join(piece.text for piece in marked(text, _is_heron)) == text
    pieces = snippet(text, _is_heron)
    cut = "".join(piece.text for piece in pieces)
    assert cut.removeprefix("… ").removesuffix(" …") in text
    assert len(cut) <= SNIPPET_LENGTH + 4
    assert all(piece.text.lower() == "heron" for piece in pieces if piece.marked)


def test_snippet_is_where_most_of_the_words_are() -> None:
    text = "heron " + "x " * 400 + "heron beside a stork" + " y" * 400
    cut = snippet(text, lambda word: word in ("heron", "stork"))
    assert [piece.text for piece in cut if piece.marked] == ["heron", "stork"]
