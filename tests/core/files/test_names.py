"""Names of files: safe to keep, to show and to save on any system, and still recognised."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.files.names import MAX_NAME, clean_name, shown_name

PNG = ("png",)


@pytest.mark.parametrize(
    ("sent", "clean"),
    [
        ("photo.png", "photo.png"),
        ("IMG_0001.PNG", "IMG_0001.png"),
        ("æøå billede – kopi (1).png", "æøå billede – kopi (1).png"),
        ("../../etc/passwd.png", "passwd.png"),
        ("..\\..\\windows\\x.png", "x.png"),
        ("C:\\x\\y.png", "y.png"),
        ("con.png", "con_.png"),
        ("COM1", "COM1_.png"),
        ("console.png", "console.png"),
        (".htaccess", "htaccess.png"),
        ("x.png\x00.php", "x.png"),
        ("photo.png\u202egpj.exe", "photo.pnggpj.png"),
        ("\u202egnp.exe", "gnp.png"),
        ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
        ("\r\nSet-Cookie: a=b.png", "Set-Cookie_ a=b.png"),
        ("", "file.png"),
        (".", "file.png"),
        ("..", "file.png"),
        ("  .png", "file.png"),
        ("--rf.png", "rf.png"),
        ("brev 2.1", "brev 2.1.png"),
        ("Brev fra a.b. Jensen", "Brev fra a.b. Jensen.png"),
        ("x.png.PNG.png", "x.png"),
        ("a\u0308pfel.png", "äpfel.png"),
        ("a\nb.png", "a b.png"),
    ],
)
def test_a_name_is_cleaned(sent, clean):
    assert clean_name(sent, PNG, "file") == clean


def test_the_ending_may_be_any_that_fits():
    assert clean_name("a.jpeg", ("jpg", "jpeg"), "file") == "a.jpeg"
    assert clean_name("a.png", ("jpg", "jpeg"), "file") == "a.jpg"


def test_a_long_name_is_cut_before_its_ending():
    assert clean_name("a" * 300 + ".png", PNG, "file") == "a" * (MAX_NAME - 4) + ".png"
    assert len(clean_name("😀" * 300, PNG, "file").encode()) <= 200


@given(st.text(max_size=300))
def test_no_name_is_dangerous(sent):
    name = clean_name(sent, PNG, "file")
    assert name.endswith(".png")
    assert len(name) <= MAX_NAME
    assert len(name.encode()) <= 200
    assert name[0] not in " .-"
    assert not set(name) & set('/\\<>:"|?*')
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in name)
    assert clean_name(name, PNG, "file") == name


def test_a_name_in_a_sentence_has_nothing_invisible():
    assert shown_name("\u202ea\x00b\r\n.txt ") == "ab.txt"
