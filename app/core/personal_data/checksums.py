"""The sums by which numbers tell a slip of the pen. They confirm what a pattern found; few of them clear anything."""

from collections.abc import Sequence

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def luhn(digits: str) -> bool:
    """Tell whether the last digit fits the others: cards, Swedish numbers."""
    kept = sum(map(int, digits[-1::-2]))
    return (kept + sum(_DOUBLED[int(digit)] for digit in digits[-2::-2])) % 10 == 0


def mod_97(account: str) -> bool:
    """Tell whether the two check digits of an IBAN fit."""
    return int("".join(str(int(letter, 36)) for letter in account[4:] + account[:4])) % 97 == 1


def weighed(digits: str, weights: Sequence[int]) -> bool:
    """Tell whether the weighed sum of the digits is a multiple of eleven."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 0


def danish(digits: str) -> bool:
    """Tell whether a CPR number fits the old sum. Those given since 2007 need not: it confirms and never clears."""
    return weighed(digits, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1))


def norwegian(digits: str) -> bool:
    """Tell whether both check digits of a fødselsnummer fit."""
    return weighed(digits[:10], (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) and weighed(
        digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    )


def dutch(digits: str) -> bool:
    """Tell whether a BSN passes its elfproef."""
    return weighed(digits.zfill(9), (9, 8, 7, 6, 5, 4, 3, 2, -1))


def british_health(digits: str) -> bool:
    """Tell whether an NHS number fits."""
    return weighed(digits, (10, 9, 8, 7, 6, 5, 4, 3, 2, 1))


def finnish(digits: str, mark: str) -> bool:
    """Tell whether the mark at the end of a henkilötunnus fits its nine digits."""
    return _FINNISH[int(digits) % 31] == mark.upper()


def german_tax(digits: str) -> bool:
    """Tell whether a Steuer-ID fits: ISO 7064, and one or two of its first ten digits are repeats."""
    rest = 10
    for digit in digits[:10]:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return (11 - rest) % 10 == int(digits[10]) and len(set(digits[:10])) in (8, 9)
