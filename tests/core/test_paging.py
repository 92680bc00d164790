"""Pages of long lists: cursors go into addresses and come back exactly; nonsense in them does no harm."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core.paging import Cut, Page, Place, fetch_page, number_cursor, read_cursor, time_cursor

NUMBERS = list(range(45, 0, -1))  # a list of 45 rows from the highest down


def fetch(cut: Cut) -> list[int]:
    start = cut.start[0] if cut.start else None
    if cut.backwards:
        return [number for number in reversed(NUMBERS) if start is None or number > start][: cut.limit]
    return [number for number in NUMBERS if start is None or number < start][: cut.limit]


def page(before: str | None = None, after: str | None = None) -> Page[int]:
    return fetch_page(fetch, lambda number: number_cursor(number, number), Place(before, after), 20)


def test_pages_follow_each_other_without_gap_or_overlap() -> None:
    first = page()
    second = page(before=first.next_cursor)
    third = page(before=second.next_cursor)
    assert [*first.rows, *second.rows, *third.rows] == NUMBERS
    assert (first.first, second.first, third.next_cursor) == (True, False, None)


def test_the_way_back_leads_over_the_same_pages() -> None:
    first = page()
    second = page(before=first.next_cursor)
    third = page(before=second.next_cursor)
    assert page(after=third.newer_cursor).rows == second.rows
    assert page(after=page(after=third.newer_cursor).newer_cursor) == first


def test_a_page_ahead_that_is_not_full_is_the_first_one_filled_up() -> None:
    assert page(after=number_cursor(40, 40)) == page()


@pytest.mark.parametrize("microsecond", [0, 1, 122, 123, 499_999, 500_001, 999_999])
def test_a_moment_comes_back_exactly_from_its_cursor(microsecond: int) -> None:
    moment = datetime(2026, 11, 22, 4, 45, 30, microsecond, tzinfo=UTC)
    number, row_id = read_cursor(time_cursor(moment, 7)) or (0, 0)
    assert (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number), row_id) == (moment, 7)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "-",
        "1",
        "a-b",
        "1-b",
        "1.5-2",
        "٣-٣",
        "1-" + "9" * 30,
        "9" * 30 + "-1",
        "9" * 39 + "-1",
        "²-1",
        "--1-1",
    ],
)
def test_nonsense_is_the_beginning_of_the_list(text: str | None) -> None:
    assert read_cursor(text) is None
    assert page(before=text) == page()
    assert page(after=text) == page()


def test_a_negative_number_is_a_place_too() -> None:
    assert read_cursor("-5-12") == (-5, 12)
