"""A revision page shows which words came and went, whatever the texts and however long they are."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.differences import Piece, differences
from app.core.prose import MAX_POST
from tests.effort import takes_less_than

WORDS = st.lists(st.sampled_from(["a", "b", "c", "å", " ", "\n", ".", "two words", "\U000f0000"])).map(
    "".join
)


def test_changed_word_is_removed_and_added_whole() -> None:
    pieces = differences("The pool opens at 8.", "The pool closes at 8.")

    assert pieces == [
        Piece("same", "The pool "),
        Piece("removed", "opens"),
        Piece("added", "closes"),
        Piece("same", " at 8."),
    ]


def test_equal_texts_are_one_piece() -> None:
    assert differences("Same æøå.", "Same æøå.") == [Piece("same", "Same æøå.")]
    assert differences("", "") == []


def test_words_that_share_letters_are_not_mixed() -> None:
    assert [piece.text for piece in differences("affald", "affaldsspand")] == ["affald", "affaldsspand"]


@given(st.one_of(WORDS, st.text()), st.one_of(WORDS, st.text()))
def test_pieces_make_both_texts(old: str, new: str) -> None:
    pieces = differences(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
    assert all(piece.text for piece in pieces)


def test_longest_texts_with_nothing_in_common_take_less_than_two_seconds() -> None:
    old = " ".join(f"{number:x}" for number in range(10_000))[:MAX_POST]
    new = " ".join(f"{number * 7919 % 65521:x}" for number in range(10_000))[:MAX_POST]
    with takes_less_than(2):
        pieces = differences(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
