"""Opening hours as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.departments.hours_text import read_hours, write_hours


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", ()),
        ("  ", ()),
        ("9-16", ((540, 960),)),
        ("09:00–16:30", ((540, 990),)),
        ("9.30 — 17.15", ((570, 1035),)),
        ("13–16; 9–12", ((540, 720), (780, 960))),
        ("9-12,12-16", ((540, 720), (720, 960))),
        ("22–24", ((1320, 1440),)),
        ("22–0", ((1320, 1440),)),
        ("0–24", ((0, 1440),)),
    ],
)
def test_hours_are_read_as_people_write_them(text, hours):
    assert read_hours(text) == hours


@pytest.mark.parametrize(
    "text",
    [
        "9",
        "closed",
        "9-",
        "16-9",
        "9-9",
        "9-25",
        "24-25",
        "9:60-10",
        "9-12, 11-13",
        "9-12,",
        "-9-12",
        "9-16 9-16",
        "9:5-10",
    ],
)
def test_what_are_no_hours_is_refused(text):
    with pytest.raises(ValueError, match=r"hour|time"):
        read_hours(text)


@given(st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True).map(sorted))
def test_hours_that_are_written_are_read_as_they_were(edges):
    hours = tuple(zip(edges[::2], edges[1::2], strict=False))
    assert read_hours(write_hours(hours)) == hours


@given(st.text(alphabet="0123456789:.-–, x", max_size=30))
def test_nothing_typed_is_worse_than_refused(text):
    try:
        hours = read_hours(text)
    except ValueError:
        return
    assert all(0 <= opens < closes <= 1440 for opens, closes in hours)
