"""References that can be said, and codes that are hashed."""

import pytest

from app.tickets import references
from app.tickets.references import (
    LETTERS,
    claim_code_hash,
    new_claim_code,
    new_reference,
    read_claim_code,
    read_reference,
)


def test_a_reference_is_two_groups_of_four_that_look_like_nothing_else():
    for _ in range(200):
        first, second = new_reference().split("-")
        assert len(first) == len(second) == 4
        assert set(first + second) <= set(LETTERS)
    assert not set(LETTERS) & set("AEIOUV0158B6GSZ2LQ")


def test_references_do_not_follow_each_other():
    assert len({new_reference() for _ in range(500)}) == 500


@pytest.mark.parametrize(
    "typed", ["KD4R-7TXM", "kd4r7txm", " kd4r 7txm ", "KD4R – 7TXM".replace("–", "-"), "ＫＤ４Ｒ-7txm"]
)
def test_a_reference_is_read_as_people_write_it(typed):
    assert read_reference(typed) == "KD4R-7TXM"


@pytest.mark.parametrize("typed", ["", "KD4R", "KD4R-7TX0", "KD4R-7TXM-KD4R", "'; drop table tickets"])
def test_what_cannot_be_a_reference_stays_as_it_is(typed):
    assert read_reference(typed) == typed


def test_a_seed_makes_one_code_and_no_seed_another_each_time():
    seed = bytes(range(32))
    assert new_claim_code(seed) == new_claim_code(seed) != new_claim_code(seed[::-1])
    assert len({new_claim_code() for _ in range(200)}) == 200


def test_a_claim_code_is_kept_as_a_hash_that_is_good_for_its_reference_only():
    code = new_claim_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert read_claim_code(code.lower().replace("-", "")) == code
    assert code not in claim_code_hash("KD4R-7TXM", code)
    assert claim_code_hash("KD4R-7TXM", code) != claim_code_hash("KD4R-7TXN", code)
    assert len(LETTERS) ** (references.CODE_GROUPS * references.GROUP) > 10**15
