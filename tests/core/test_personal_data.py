"""What the finder of personal data finds in texts, and what it leaves alone."""

import pytest

from app.core.personal_data import Kind, Published, Strength, find, read_published
from tests.effort import takes_less_than


def found(text: str, published: Published | None = None) -> list[tuple[str, str]]:
    return [(one.kind.value, text[one.start : one.end]) for one in find(text, published or Published())]


STRONG = [
    ("Mit cpr-nummer er 170785-4321.", Kind.DANISH, "170785-4321"),
    ("cpr 01 02 03 12 34", Kind.DANISH, "01 02 03 12 34"),
    ("Min datter (210514 3344) begynder i skole", Kind.DANISH, "210514 3344"),
    ("My CPR is 2310624567", Kind.DANISH, "2310624567"),
    ("Erstatningsnummer: cpr 770785-1234", Kind.DANISH, "770785-1234"),
    ("Mitt personnummer är 640823-3234", Kind.SWEDISH, "640823-3234"),
    ("personnummer 19640823-3234", Kind.SWEDISH, "19640823-3234"),
    ("Fødselsnummeret er 13097248022", Kind.NORWEGIAN, "13097248022"),
    ("Henkilötunnus 131052-308T", Kind.FINNISH, "131052-308T"),
    ("Mijn BSN is 111.222.333", Kind.DUTCH, "111.222.333"),
    ("Meine Steuer-ID ist 86 095 742 719", Kind.GERMAN, "86 095 742 719"),
    ("Rentenversicherungsnummer 15 070649 C 103", Kind.GERMAN, "15 070649 C 103"),
    ("My NI number: JG 10 37 59 A", Kind.BRITISH, "JG 10 37 59 A"),
    ("NHS no 401 023 2137 please", Kind.NHS, "401 023 2137"),
    ("Kortet 4012 8888 8888 1881 12/29 123", Kind.CARD, "4012 8888 8888 1881"),
    ("Pay to GB33 BUKB 2020 1555 5555 55.", Kind.IBAN, "GB33 BUKB 2020 1555 5555 55"),
]
WEAK = [
    ("Ring på 22 33 44 55", Kind.PHONE, "22 33 44 55"),
    ("mobil 22334455", Kind.PHONE, "22334455"),
    ("Call +44 7911 123456 after five", Kind.PHONE, "+44 7911 123456"),
    ("Ring 070-145 82 67", Kind.PHONE, "070-145 82 67"),
    ("Write to anna.b@post.example.dk", Kind.EMAIL, "anna.b@post.example.dk"),
    ("anna(at)example.dk", Kind.EMAIL, "anna(at)example.dk"),
    ("Jeg bor Kirkevej 14, 2. th, 4000 Roskilde", Kind.STREET, "Kirkevej 14, 2. th, 4000 Roskilde"),
    ("We live at 9 Mill Lane, York YO1 7EP", Kind.STREET, "9 Mill Lane, York YO1 7EP"),
    ("Musterstraße 12, 10115 Berlin", Kind.STREET, "Musterstraße 12, 10115 Berlin"),
    ("my case number is 21/04567/FUL", Kind.CASE, "21/04567/FUL"),
    ("Mit sagsnummer er 2024-12345", Kind.CASE, "2024-12345"),
    ("Mitt ärende har nummer 2024-8812", Kind.CASE, "2024-8812"),
]
CLEAN = [
    "ISBN 978-87-02-38472-1", "EAN 5798000414273", "Ordrenummer 0102031234", "Faktura 010224-0045",
    "CVR 29189374", "Organisationsnummer 212000-0142", "§ 12, stk. 3, i lov nr. 1089 af 16/08/2023",
    "Fristen er 24-12-2024 kl. 12.00", "between 01/01/2024 and 31/12/2024", "55.67610, 12.56834",
    "Version 10.0.19041.388", "12.345.678,90 kr.", "I have 9 000, they want 27 000", "Do I enter 0000 0000 0000 0000?",
    "DDMMÅÅ-XXXX, for instance 111111-1111", "Ring 112 eller 1813", "Call the council on 0300 123 6600",
    "Ring til os på 70 10 20 30", "Skriv til info@kommune.example", "den 24. december 2024", "Bus 550S hvert 20. minut",
    "What is the reference 4111-2024-7788?", "Y-tunnus 0201256-6", "IMEI 352099001761481",
]  # fmt: skip


def test_what_stands_before_an_account_does_not_hide_it():
    """Two letters and a number begin like an IBAN, and went on into the one that followed."""
    for before in (
        "Mit CPR-nummer er 010190-1234 og kontoen er ",
        "Jeg er 46 og min konto er ",
        "på 12. kontoen: ",
    ):
        assert ("iban", "DK5000400440116243") in found(f"{before}DK5000400440116243.")


@pytest.mark.parametrize(("first", "kind", "words"), STRONG)
def test_two_in_one_text_are_both_found(first: str, kind: Kind, words: str):
    for second, other, its_words in STRONG:
        if {kind, other} != {Kind.DUTCH, Kind.GERMAN}:
            text = f"{first.rstrip('.')}, {second}"
            strong = {text[one.start : one.end] for one in find(text) if one.strength is Strength.STRONG}
            assert {words, its_words} <= strong, second


@pytest.mark.parametrize("after", [" 1. maj", "\n12. maj flytter vi", " 2024", " kl. 12", " 12.30"])
def test_a_day_or_a_year_behind_a_telephone_number_does_not_hide_it(after: str):
    for number in ("22 33 44 55", "22334455"):
        assert found(f"Ring på {number}{after}") == [("phone", number)]
        assert found(f"Ring på {number} 66") == []


@pytest.mark.parametrize(("text", "kind", "words"), STRONG)
def test_what_must_not_be_public_is_found_exactly_and_strong(text: str, kind: Kind, words: str):
    assert found(text) == [(kind.value, words)]
    assert find(text)[0].strength is Strength.STRONG


@pytest.mark.parametrize(("text", "kind", "words"), WEAK)
def test_what_may_be_meant_for_all_is_found_exactly_and_weak(text: str, kind: Kind, words: str):
    assert found(text) == [(kind.value, words)]
    assert find(text)[0].strength is Strength.WEAK


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_looks_like_it_is_left_alone(text: str):
    assert found(text) == []


@pytest.mark.parametrize(
    "typed",
    [
        "０１０２０３-１２３４", "0102\u200b03-1234", "010203\u20111234", "010203\u00a01234", "010203\n1234",
        "> 010203-\n> 1234",
        "**010203**-1234", "[010203](/a)-1234", "010203&#45;1234", "010203\\-1234", "010203 - 1234",
        "&#48;10203-1234", "0102**03**-1234",
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_found_however_it_is_typed(typed: str):
    (match,) = find(f"cpr {typed} er mit")
    assert match.kind is Kind.DANISH
    assert "1234" in typed[match.start - 4 :] or "１２３４" in typed
    masked = f"cpr {typed} er mit"[: match.start] + f"cpr {typed} er mit"[match.end :]
    assert find(masked) == ()


@pytest.mark.parametrize(
    "text", ["[write](mailto:me%40example.dk)", "<mailto:me@example.dk>", "tel:+4522334455"]
)
def test_links_are_looked_into(text: str):
    assert len(find(text)) == 1


def test_what_the_service_publishes_passes():
    published = read_published(["Town hall. Phone +45 89 40 20 21, veje@town.example"])
    assert found("Ring 89402021 eller veje@town.example, ikke 22334455", published) == [("phone", "22334455")]


def test_a_danish_sum_confirms_and_never_clears():
    assert find("Nummeret 0102031234")[0].strength is Strength.WEAK
    assert find("cpr 0102031234")[0].strength is Strength.STRONG


HOSTILE = [
    "1", "1 ", "4 ", "4-", "0 ", "+1", "+1 (", "a@", "@", "a", "A ", "Aa ", "Avej ", "Vej 1, ", "min sag ", "my ref ",
    "my case is 1 ", ".", "a.",
    "DK50 ", "GB82 A", "(0", "\n", "\n> ", "[a](", "](", "&#", "*", " ", "12 Acacia ", "4111 ",
    "010101 1234 ", "1/", "\u200b", "１", "my a b ref ", "(at)",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_longest_hostile_text_takes_a_moment(piece: str):
    text = (piece * 20_000)[:20_000]
    with takes_less_than(1.5):
        find(text)


def test_twenty_kilobytes_of_prose_take_less_than_fifty_milliseconds():
    text = (
        "Hvornår bliver Nørregade lavet? The council said it would take 3 weeks, until 12/05/2024. " * 300
    )[:20_000]
    with takes_less_than(5 * 0.05):
        for _turn in range(5):
            find(text)
