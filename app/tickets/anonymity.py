"""Whether a text for the public names whom a case was about: their name, their addresses and numbers. Pure.

`tells` finds what must not stand there, `hints` what readers should look at twice. It finds what a program can. That
the story alone does not tell who it was, a second reader judges, and the requester.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from app.questions.personal_case import find_personal_case

_EMAIL = re.compile(r"[^\s@<>()]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}")
# Six digits and more, as people part them: telephones, national numbers, accounts, case numbers. Not years or sums.
_NUMBER = re.compile(r"(?<![\w.,])\+?\d(?:[ .\-/]?\d){5,18}(?!\w)")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
# So many words in a row that stand in a letter too are a copy; fewer are how everybody speaks.
COPIED = 7
_SUM = re.compile(r"\d{1,3}(?:[ .,]\d{3})+")


class Tells(StrEnum):
    """What a text tells of somebody."""

    NAME = "name"
    ADDRESS = "address"
    NUMBER = "number"
    REFERENCE = "reference"


class Hint(StrEnum):
    """What in a text may let somebody guess whose case it was."""

    COPIED = "copied"
    CASE = "case"
    DAY = "day"


def hints(text: str, letters: Iterable[str]) -> list[tuple[Hint, str]]:
    """Find what is copied word for word from the person's letters, reads like one person's case, or names a day."""
    found = [
        (Hint.COPIED, _copied(text, letters)),
        (Hint.CASE, find_personal_case(text) or ""),
        (Hint.DAY, next((match[0] for match in _DATE.finditer(text)), "")),
    ]
    return [(hint, words) for hint, words in found if words]


def _copied(text: str, letters: Iterable[str]) -> str:
    """Give the first run of words that stands in a letter too, as it is spelled in the text; empty if there is none."""
    words = list(_WORD.finditer(text))
    runs = {run for letter in letters for run in _runs([word[0] for word in _WORD.finditer(letter)])}
    own = _runs([word[0] for word in words])
    begin = next((place for place, run in enumerate(own) if run in runs), None)
    if begin is None:
        return ""
    last = begin
    while last + 1 < len(own) and own[last + 1] in runs:
        last += 1
    return text[words[begin].start() : words[last + COPIED - 1].end()]


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    folded = [word.casefold() for word in words]
    return [tuple(folded[place : place + COPIED]) for place in range(len(folded) - COPIED + 1)]


def tells(text: str, names: Iterable[str], addresses: Iterable[str], reference: str) -> Tells | None:
    """Tell what in a text leads to the person: a name of theirs, an address, a number, or the ticket's reference."""
    said = _folded(text)
    if any(_has_words(said, name) for name in names):
        return Tells.NAME
    if _EMAIL.search(text) or any(_folded(address) in said for address in addresses if _folded(address)):
        return Tells.ADDRESS
    if re.sub(r"[\W_]", "", reference).casefold() in re.sub(r"[\W_]", "", said):
        return Tells.REFERENCE
    numbers = (match.group() for match in _NUMBER.finditer(text))
    return Tells.NUMBER if any(not _harmless(number) for number in numbers) else None


def _harmless(number: str) -> bool:
    return bool(_DATE.fullmatch(number) or _SUM.fullmatch(number))


def _has_words(said: str, name: str) -> bool:
    """Tell whether the whole name stands in the text, or a part of it that is no everyday word: the last one."""
    parts = _folded(name).split()
    wanted = [" ".join(parts), *(part for part in parts[1:] if len(part) > 2)]
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", said) for one in wanted if one)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
