"""People may be called what they are called, and nobody may pass for a department, an official or someone else."""

import gzip
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.names import MAX_NAME, NameProblem, check_name, name_key, tidy_name

GIVEN = [
    "Mette Holm", "Anna Sørensen", "Lars Nielsen", "Oliver Smith", "Ida Larsen", "William Brown", "Emma Wilson",
    "Camilla Olsen", "Peter Jørgensen", "Bodil Kjær", "Sofie Åkesson", "Mohammed Ali", "Clara Lund", "Ingrid Moe",
    "Leo Carlsen", "Karen Blixen", "Tom Dodson", "Nicoline Walther", "Aske Birk", "Zoe Campbell",
]  # fmt: skip
DEPARTMENTS = ["Roads and Parks", "Vej og Park", "Borger og Pas", "Library"]

CYRILLIC = str.maketrans("aeopcxyisjABEKMHOPCTXISJ", "аеорсхуіѕјАВЕКМНОРСТХІЅЈ")
GREEK = str.maketrans("oviABEHIKMNOPTXYZ", "ονιΑΒΕΗΙΚΜΝΟΡΤΧΥΖ")
SMALL_CAPITALS = str.maketrans("abcdeghijklmnoprtuvwyz", "ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ")
LEET = str.maketrans("oliestabgOLIESTABG", "011357489011357489")


def shifted(name: str, capital: int, small: int) -> str:
    return "".join(
        chr(capital + ord(c) - 65) if "A" <= c <= "Z" else chr(small + ord(c) - 97) if "a" <= c <= "z" else c
        for c in name
    )


def look_alikes(name: str) -> Iterator[str]:
    """Give a name as impostors write it."""
    yield from (
        name,
        name.upper(),
        name.lower(),
        name.swapcase(),
        name.replace(" ", "  "),
        name.replace(" ", "."),
    )
    yield from (
        name.replace(" ", ""),
        name.replace(" ", "-"),
        name.replace(" ", "_"),
        name.replace(" ", "\u00a0"),
    )
    for (
        invisible
    ) in "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u3164\ufe0f\u202e\u2066\u200e\u0007\ue000\U000e0041":
        yield from (name[:2] + invisible + name[2:], name + invisible, invisible + name)
    yield "\u202e" + name[::-1]
    for accent in "\u0301\u0308\u0323\u0335\u20dd\u0489":
        yield from (name[:2] + accent + name[2:], name + accent, accent.join(name))
    for table in (CYRILLIC, GREEK, SMALL_CAPITALS, LEET):
        yield from (name.translate(table), name.upper().translate(table))
        yield from (name.replace(letter, chr(table[ord(letter)])) for letter in name if ord(letter) in table)
    yield from (
        shifted(name, capital, small)
        for capital, small in [(0xFF21, 0xFF41), (0x1D400, 0x1D41A), (0x24B6, 0x24D0)]
    )
    for written, read in [
        ("l", "I"),
        ("l", "1"),
        ("i", "l"),
        ("m", "rn"),
        ("w", "vv"),
        ("d", "cl"),
        ("i", "ı"),
        ("a", "ɑ"),
        ("o", "ο"),
        ("l", "|"),
        ("ø", "o"),
        ("å", "a"),
        ("æ", "ae"),
    ]:
        yield name.replace(written, read)
    yield from (name + sign for sign in "✓✔☑✅⭐🏛🛡🔵★®™©")
    yield from (
        f"{name} (Roads)",
        f"{name}, Roads and Parks",
        f"{name} – Library",
        f"{name} | Official",
        f"{name}: Library",
    )


@pytest.mark.parametrize("name", GIVEN)
def test_no_look_alike_of_a_given_name_is_accepted(name: str) -> None:
    taken = {name_key(given) for given in GIVEN}
    accepted = [alike for alike in look_alikes(name) if not check_name(tidy_name(alike), taken, DEPARTMENTS)]

    assert check_name(name, set(), DEPARTMENTS) is None
    assert accepted == []


def test_whole_words_in_another_script_count_as_look_alikes() -> None:
    assert check_name("Сасо", {name_key("Caco")}) is NameProblem.TAKEN  # Cyrillic
    assert check_name("ΖΟΕ", {name_key("Zoe")}) is NameProblem.TAKEN  # Greek
    assert name_key("ИВАН") == name_key("Иван")


REAL_NAMES = """
Søren Ærø|O'Neil|Seán O’Neill|Nguyễn|Nguyễn Thị Minh Khai|Müller-Lüdenscheidt|Αλέξης|Αλέξης Τσίπρας|Иван
Иван Петрович|李小龙|محمد|محمد بن سلمان|Jean-Luc Picard|Anne-Marie|José María Aznar|Đặng Văn Lâm
Łukasz Wałęsa|Björk Guðmundsdóttir|Þórarinn|Zoë Kravitz|Ngũgĩ wa Thiong'o|D'Angelo|van der Meer
Ólafur Ragnar|Şükrü Saracoğlu|İbrahim|Ýmir|Øyvind Bø|Åse Å|Bo Ek|Jens Peter Hansen|Mette Frederiksen
Lars Løkke Rasmussen|Birgitte Nyborg|Kasper Juul|Bent Sejrø|Inuk Petersen|Aviâja|Høgni Djurhuus
Páll Jóannesson|Aqqaluk Lynge|Lene Kielsen|Nivi Olsen|J. K. Rowling|J.R.R. Tolkien|Martin Luther King Jr.
Mary-Kate O'Brien|Siân Phillips|Llŷr Evans|Gruffudd ap Llywelyn|Niamh Ní Bhriain|Caoimhe|Fiadh
Tadhg Mac an tSaoir|Mohammed Al-Fayed|Fatima Zahra|Aïcha Benali|Youssef Ben Ali|Ahmed Aboutaleb|علی رضایی
حمید‌رضا صدر|نور|فاطمة الزهراء|יוסי כהן|דוד בן־גוריון|שרה|नरेन्द्र मोदी|प्रिया शर्मा|अमिताभ बच्चन
কাজী নজরুল ইসলাম|রবীন্দ্রনাথ ঠাকুর|ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ|રાહુલ પટેલ|தமிழ்ச்செல்வி|சுப்பிரமணியம்|శ్రీనివాస్|ಕುವೆಂಪು
മോഹൻലാൽ|ප්‍රසාද්|ශ්‍රී|สมชาย|น้ำฝน ใจดี|ນາງ|မောင်မောင်|ភីម|བསྟན་འཛིན|김민준|이서연|박지성|田中太郎|山田 花子
佐藤さくら|ひろし|タナカ ヒロシ|高橋メアリー|金子 みすゞ|王芳|陳大文|毛泽东|歐陽修|張偉|林書豪
Владимир Зеленський|Оксана Петрів|Юлія Тимошенко|Ђорђе Балашевић|Љубица|Стоян Стоянов|Наталья|Ольга Ивановна
Пётр|Ёлкин|Ґалаґан|Ўктам|Қайрат|Нұрсұлтан|Γιώργος Παπανδρέου|Μαρία|Ελένη Φουρέιρα|Նարեկ|Արամ Խաչատրյան
გიორგი|ნინო ბურჯანაძე|አበበ ቢቂላ|ሰላም|Ọláolúwa|Chimamanda Ngozi Adichie|Kwamé Nkrumah|Nelson Mandela|Thabo Mbeki
Ɓala Ɗan Ƙasa|Nǃxau|Ravi Shankar|Priyanka Chopra|Satya Nadella|Sundar Pichai|Zhang Wei|Li Na|Xi|Yo-Yo Ma
Kim Jong|Park Chan-wook|Ban Ki-moon|Haruki Murakami|Naomi Ōsaka|Yayoi Kusama|Akira Kurosawa|Kenji|Ng|Wu|Io
Al|Jo|Bø|Ib|Åh|Eva-Lotta|Per-Ole|Ann Sofie|Gabriel García Márquez|Frida Kahlo|Lluís Companys|Núria Espert
Xoán|Begoña|Gaël Monfils|François Hollande|Chloë|Loïc|Giuseppe Dell'Acqua|Niccolò|Nicolò D’Amico
Władysław Żeleński|Świętosława|Józef Piłsudski|Čeněk|Řehoř|Dvořák|Žižek|Ľudovít Štúr|Őrs|Gyöngyi Szűcs
Ștefan Țuțea|Ioan|Hristo Ţepeş|Mãe|João Gonçalves|Conceição|Inês|Jūratė|Žydrūnas|Ģirts|Õnne Põld|Mäki|Väinö
Sámi Áillohaš|Biret Máret|Ŋulla|Ahti|Kekkonen|kim_92|Bo2|Rosa Parks|Staffan Berg|Serviceman Hansen
Adminda Torvaldsen|Torvald Roots|Mads Modsen|Teamu Hill|Sentera Kontorowicz
"""


def real_names() -> list[str]:
    return [name for name in REAL_NAMES.replace("\n", "|").split("|") if name]


def test_real_names_are_accepted() -> None:
    refused = {
        name: problem for name in real_names() if (problem := check_name(tidy_name(name), set(), DEPARTMENTS))
    }

    assert len(real_names()) >= 200
    assert refused == {}


def test_real_names_differ_from_each_other() -> None:
    keys: dict[str, list[str]] = {}
    for name in real_names():
        keys.setdefault(name_key(name), []).append(name)

    assert [alike for alike in keys.values() if len(alike) > 1] == []


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", NameProblem.TOO_SHORT),
        ("A", NameProblem.TOO_SHORT),
        ("12345", NameProblem.TOO_SHORT),
        ("...", NameProblem.TOO_SHORT),
        ("x" * (MAX_NAME + 1), NameProblem.TOO_LONG),
        ("Mette\u200bHolm", NameProblem.INVISIBLE),
        ("Mette\u202eHolm", NameProblem.INVISIBLE),
        ("Mette\nHolm", NameProblem.INVISIBLE),
        ("Mette\u3164", NameProblem.INVISIBLE),
        ("Mette\ue000", NameProblem.INVISIBLE),
        ("Mette ✓", NameProblem.SYMBOL),
        ("Mette ✅", NameProblem.SYMBOL),
        ("🏛 Mette", NameProblem.SYMBOL),
        ("𝓜𝓮𝓽𝓽𝓮", NameProblem.SYMBOL),
        ("Ⓜette", NameProblem.SYMBOL),
        ("M\u0301\u0301\u0301\u0301ette", NameProblem.SYMBOL),
        ("Mette, Roads", NameProblem.SHAPE),
        ("Mette (Library)", NameProblem.SHAPE),
        ("Mette - Library", NameProblem.SHAPE),
        ("Mette / Library", NameProblem.SHAPE),
        ("<b>Mette</b>", NameProblem.SYMBOL),
        ("--help", NameProblem.SHAPE),
        ("cheap-shoes.com", NameProblem.SHAPE),
        ("mette@kommune.dk", NameProblem.SHAPE),
        ("Меtte", NameProblem.MIXED_SCRIPTS),
        ("Moderator", NameProblem.OFFICIAL),
        ("m0derat0r", NameProblem.OFFICIAL),
        ("Ver ified Mette", NameProblem.OFFICIAL),
        ("Mette Officiel", NameProblem.OFFICIAL),
        ("Torvby Kommune", NameProblem.OFFICIAL),
        ("Aarhuskommunen", NameProblem.OFFICIAL),
        ("Borger-service", NameProblem.OFFICIAL),
        ("Admin2", NameProblem.OFFICIAL),
        ("Torv Support", NameProblem.OFFICIAL),
        ("Den Officielle", NameProblem.OFFICIAL),
        ("City Council", NameProblem.OFFICIAL),
        ("Former member", NameProblem.OFFICIAL),
        ("Tidligere medlem", NameProblem.OFFICIAL),
        ("R0ads and Parks", NameProblem.TAKEN),
        ("Roads and Parks Mette", NameProblem.TAKEN),
        ("Vej-og-Park", NameProblem.TAKEN),
        ("LIBRARY", NameProblem.TAKEN),
        ("mette holm", NameProblem.TAKEN),
    ],
)
def test_name_is_refused_because(name: str, problem: NameProblem) -> None:
    assert check_name(tidy_name(name), {name_key("Mette Holm")}, DEPARTMENTS) is problem


def test_tidy_name_composes_and_closes_gaps() -> None:
    assert tidy_name("  O´Neil   A\u030ase ") == "O'Neil Åse"


@given(st.text(max_size=80))
def test_any_text_gets_an_answer_and_a_stable_key(name: str) -> None:
    problem = check_name(tidy_name(name))

    assert problem is None or problem in NameProblem
    assert name_key(name_key(name)) == name_key(name)
    assert problem or name_key(name)


def test_naughty_strings_leave_nothing_that_deceives(shared: Path) -> None:
    with gzip.open(shared / "security" / "payloads.jsonl.gz", "rt") as lines:
        found = [json.loads(line) for line in lines]
    naughty = [
        one["payload"] for one in found if one["category"] in ("naughty_string", "html_xss", "svg_xss")
    ]
    accepted = [name for one in naughty if check_name(name := tidy_name(one)) is None]
    kinds = {unicodedata.category(sign) for name in accepted for sign in name}

    assert kinds <= {"Lu", "Ll", "Lo", "Lm", "Mn", "Mc", "Nd", "Zs", "Pd", "Po", "Pc", "Pf"}
    assert len(accepted) < len(naughty) / 20
    assert not [name for name in accepted if set(name) & set('<>&"=/\\(){}[]$;:|')]
