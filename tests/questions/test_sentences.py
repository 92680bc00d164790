"""Parting texts into sentences: where they end in English and Danish, and that nothing of the text is lost."""

import random

import pytest

from app.questions.sentences import join, part, repeats, telling_runs, telling_words
from tests.effort import takes_less_than


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in part(text)]


@pytest.mark.parametrize(
    "text",
    [
        "One. | Two! | Three? | Four… | And five.",
        "It is so. | it is not so, writes who has no shift key.",
        "He said: “No.” | Then he left.",
        "It is open (always!) | And it is free.",
        "**It is blue.** | It is _old._ | It is mine.",
        "She asked me why. | I do not know.",
        "The fee is 3.50 a day. | It was 2.75.",
        "Mr. Hansen and Dr. Lee wrote to J. Smith, e.g. on Monday. | Then nothing.",
        "Bring papers, photographs etc. | They keep them.",
        "We came at 9 a.m. and left at 5 p.m. | Nobody came.",
        "The answer is no. | I asked twice. | See no. 5 in the list.",
        "See https://example.org/a.b?c=d. | It says so.",
        "See [page 2. Or 3.](https://example.org/a) about it. | It says so.",
        "Run `stop. Now` first. | Then wait.",
    ],
)
def test_english(text: str) -> None:
    assert sentences(text.replace(" | ", " ")) == text.split(" | ")


@pytest.mark.parametrize(
    "text",
    [
        "Det er kl. 12 og kl. 12.30. | Så lukker I.",
        "Jeg har f.eks. søgt om hjælp, bl.a. til medicin. | Det gik ikke.",
        "Jeg bor på Nørregade 5, 2. tv. | Min nabo bor på nr. 7, st. th. | Han er væk.",
        "Mødet er den 5. maj 2026. | Er det rigtigt?",
        "Det koster 1.250 kr. om måneden. | Det er ca. 15 pct. mere.",
        "Det koster 1.250 kr. | Det er for meget.",
        "Tag pas, sygesikring osv. med. | Hils hr. Holm.",
        "Sagen er nr. 4711. | hvornår er I færdige?",
        "Jf. lovens § 5, stk. 2, skal I svare. | I har ikke svaret pga. ferie.",
        "Æbler samles ind. | Østers gør ikke. | Åbningstiden er kl. 8.",
    ],
)
def test_danish(text: str) -> None:
    assert sentences(text.replace(" | ", " ")) == text.split(" | ")


def test_lines_lists_and_quotes() -> None:
    text = (
        "## My case\n\nDear town,\nI live at the\nend of the road. It is dark.\n\n"
        "- The lamp is out. Since May.\n- So is the other\n\n> You wrote to me\n> that you would come.\n\n"
        "Kind regards\nAnna Berg"
    )
    assert sentences(text) == [
        "My case", "Dear town,", "I live at the\nend of the road.", "It is dark.", "The lamp is out.", "Since May.",
        "So is the other", "You wrote to me", "that you would come.", "Kind regards", "Anna Berg",
    ]  # fmt: skip


def test_code_is_one_sentence() -> None:
    text = "Before. After:\n\n```\nOne. Two.\n\nThree.\n```\nBehind."
    assert sentences(text) == ["Before.", "After:", "```\nOne. Two.\n\nThree.\n```", "Behind."]


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("One. Two. Three.", {1}, "One. Three."),
        ("One. Two.\n\nThree.", {1}, "One.\n\nThree."),
        ("One.\n\nTwo. Three.", {1}, "One.\n\nThree."),
        ("One.\n\nTwo.\n\nThree.", {0, 1}, "Three."),
        ("- One. Two.\n- Three.", {0}, "- Two.\n- Three."),
        ("- One. Two.\n- Three.", {0, 1}, "- Three."),
        ("One:\n\n1. Two\n2. Three", {1}, "One:\n\n2. Three"),
        ("> One. Two.\n\nThree.", {0}, "> Two.\n\nThree."),
        ("One. Two.", {0, 1}, ""),
    ],
)
def test_what_is_left_keeps_its_shape(text: str, gone: set[int], left: str) -> None:
    parted = part(text)
    assert join(parted, [one.number for one in parted if one.number not in gone]) == left


PIECES = [
    "a", "B", " ", ". ", "\n", "\n\n", "- ", "> ", "```", "1. ", "`", "[x](", "http://x.y/", "!", "kl. ", "|", "~~~ ",
    "\t", ".", "*", "😀", "å", "# ", "\xa0",
]  # fmt: skip


def test_nothing_is_ever_lost() -> None:
    chance = random.Random(7)
    for _time in range(5000):
        text = "".join(chance.choice(PIECES) for _piece in range(chance.randint(0, 25))).strip()
        parted = part(text)
        assert join(parted, range(len(parted))) == text
        assert all(text[one.start : one.end] == one.text and one.text.strip() for one in parted)
        assert [one.number for one in parted] == list(range(len(parted)))


@pytest.mark.parametrize(
    "piece",
    [
        ".",
        "a.",
        ". ",
        "`",
        "[",
        "<",
        "<a",
        "http://",
        "- ",
        ">",
        "a\n",
        "```\n",
        ".*",
        "[a](",
        " ",
        "\t",
        " \n",
    ],
)
def test_the_longest_text_takes_a_moment(piece: str) -> None:
    text = "b\n" + (piece * 20_000)[:19_990] + "\nc"
    with takes_less_than(1.5):
        parted = part(text)
        repeats(text, telling_runs(text))
        join(parted, range(0, len(parted), 2))


def test_words_that_tell() -> None:
    assert telling_words("I am in flat 5 of Åvej, No. 12b.") == {"flat", "5", "åvej", "12b"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You write: my mother has not been paid, but why?", True),
        ("> My **mother** has\n> not been paid", True),
        ("You were given 4711-22 as a number, were you?", True),
        ("I have cancer, too", True),
        ("My mother has it as well", False),
        ("Thank you! It is 22.", False),
    ],
)
def test_repeating(text: str, found: bool) -> None:
    private = "My mother has not been paid since May. The number is 4711-22. I have cancer. Thank you!"
    assert repeats(text, telling_runs(private)) is found
