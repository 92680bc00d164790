"""A town that is not right is refused, and the message names file and key."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from app.demo.reading import FOLDER, TownError, duration, read_town


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a copy of the town that may be spoiled."""
    shutil.copytree(FOLDER, tmp_path / "town")
    return tmp_path / "town"


def spoil(folder: Path, file: str, before: str, after: str) -> None:
    """Replace the first occurrence of a text in one file."""
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")


SPOILED = {
    "unknown key": (
        "questions-waste.toml", 'views = 1874', 'visits = 1874',
        "questions-waste.toml: question[pizza-box] unknown key visits, missing key views",
    ),
    "wrong type": (
        "questions-waste.toml", 'views = 1874', 'views = "many"',
        "questions-waste.toml: question[pizza-box] views expected a whole number",
    ),
    "bad time": (
        "questions-waste.toml", 'ago = "412d 3h"', 'ago = "yesterday"',
        "questions-waste.toml: question[pizza-box] ago expected a time like",
    ),
    "unknown language": (
        "people.toml", 'language = "en"', 'language = "sv"',
        "people.toml: person[emily] language expected one of da, en",
    ),
    "empty text": (
        "people.toml", 'name = "Emily Carter"', 'name = " "', "people.toml: person[emily] name expected a text",
    ),
    "hours that are none": (
        "town.toml", 'mon = "10–15"', 'mon = "15–10"', "town.toml: citizen-service: hours: mon: hours overlap or",
    ),
    "caseworker of another department": (
        "casework.toml", 'by = "peter"', 'by = "soren"',
        "casework.toml: name-in-passport: step answer: soren may not do this",
    ),
    "a step before the one it follows": (
        "casework.toml", 'ago = "19d 1h"', 'ago = "20d"',
        "casework.toml: name-in-passport: step answer: by peter, is not after what came before",
    ),
    "broken file": ("town.toml", "[welcome]", "[welcome", "town.toml: "),
    "unknown person": (
        "questions-waste.toml", 'asked_by = "emily"', 'asked_by = "nobody"',
        "questions-waste.toml: pizza-box: author: unknown person nobody",
    ),
    "unknown topic": (
        "questions-waste.toml", 'topic = "waste-sorting"', 'topic = "waste-and-water"',
        "questions-waste.toml: pizza-box: topic: waste-and-water is not a leaf",
    ),
    "vote on one's own": (
        "questions-waste.toml", 'same = ["maja", "sofie"', 'same = ["emily", "sofie"',
        "questions-waste.toml: pizza-box: same: emily wrote it",
    ),
    "twice the same title": (
        "questions-waste.toml", "Does somebody collect an old mattress? I have no car",
        "Where does a greasy pizza box go?", "questions: title: where does a greasy pizza box go? is there 2 times",
    ),
    "too short a title": (
        "questions-waste.toml", "Where does a greasy pizza box go?", "Pizza?",
        "questions-waste.toml: pizza-box: title: 6 characters",
    ),
    "too many tags": (
        "questions-waste.toml", '"sorting", "cardboard", "food-waste"', '"a", "b", "c", "d", "e", "f"',
        "questions-waste.toml: pizza-box: tags: 6, at most 5",
    ),
    "answer before its question": (
        "questions-waste.toml", 'ago = "412d 1h"', 'ago = "413d"',
        "questions-waste.toml: pizza-box: answer lid: ago: the answer is older than its question",
    ),
    "verified by another department": (
        "questions-waste.toml", 'verification = { by = "anders"', 'verification = { by = "mette"',
        "pizza-box: answer lid: verification: by: mette is no official of waste-and-environment",
    ),
    "verified before it was written": (
        "questions-waste.toml", 'by = "anders", ago = "409d 22h"', 'by = "anders", ago = "420d"',
        "pizza-box: answer lid: verification: time: by anders, is older than what it refers to",
    ),
    "a citizen with a hat": (
        "questions-waste.toml", 'by = "sofie"\nago = "412d 1h"',
        'by = "sofie"\nhat = "waste-and-environment"\nago = "412d 1h"',
        "pizza-box: answer lid: hat: sofie is no official of waste-and-environment",
    ),
    "duplicate of nothing": (
        "questions-waste.toml", 'of = "storskrald-sofa"', 'of = "sofa"',
        "mattress-pickup: duplicate: sofa is not an earlier question",
    ),
    "answer to a closed question": (
        "questions-culture.toml", 'by = "karen", ago = "190d 4h"', 'by = "karen", ago = "212d"',
        "lindetraeer: closed: something was written afterwards",
    ),
    "comment under a duplicate": (
        "questions-waste.toml", 'by = "yusuf"\nago = "95d 20h"', 'by = "yusuf"\nago = "95d 18h"',
        "mattress-pickup: duplicate: something was written afterwards",
    ),
    "too short a comment": (
        "questions-waste.toml", 'body = "My husband has been informed."', 'body = "Ha."',
        "pizza-box: answer lid: comment: 3 characters",
    ),
    "owner unknown": (
        "topics.toml", 'department = "citizen-service"', 'department = "police"',
        "topics.toml: papers-and-moving: department: unknown department police",
    ),
    "no front desk": (
        "town.toml", "front_desk = true", "front_desk = false",
        "town.toml: front_desk: exactly one department is the front desk",
    ),
    "two people of one name": (
        "people.toml", 'name = "Bent Kjær"', 'name = "Emily Carter"',
        "people.toml: name: Emily Carter is there 2 times",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "before", "after", "message"), SPOILED.values(), ids=SPOILED)
def test_a_spoiled_town_is_refused_with_file_and_key(folder, file, before, after, message):
    spoil(folder, file, before, after)
    with pytest.raises(TownError) as refused:
        read_town(folder)
    assert message in str(refused.value)


def test_all_problems_are_told_at_once(folder):
    spoil(folder, "questions-waste.toml", 'asked_by = "emily"', 'asked_by = "nobody"')
    spoil(folder, "questions-roads.toml", 'asked_by = "emily"', 'asked_by = "no-one"')
    with pytest.raises(TownError) as refused:
        read_town(folder)
    assert "nobody" in str(refused.value)
    assert "no-one" in str(refused.value)


def test_a_missing_file_is_named(folder):
    (folder / "people.toml").unlink()
    with pytest.raises(TownError, match=r"people\.toml: the file is missing"):
        read_town(folder)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("14m", timedelta(minutes=14)),
        ("2h 30m", timedelta(hours=2, minutes=30)),
        ("3d 4h", timedelta(days=3, hours=4)),
        ("548d", timedelta(days=548)),
    ],
)
def test_times_are_read(text, length):
    assert duration(text) == length


@pytest.mark.parametrize("text", ["", " ", "3", "d", "4h 3d", "-3d", "3 d", "3d4h x"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match="expected a time"):
        duration(text)
