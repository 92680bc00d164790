"""Reads the demo town from its TOML files into the frozen values of `content`, or says what is wrong.

Nothing here knows the database or the site.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from datetime import timedelta
from pathlib import Path
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from app.demo.case_checking import case_problems
from app.demo.checking import frame_problems, moderation_problems, question_problems
from app.demo.content import (
    CannedReply,
    Decision,
    Department,
    Flag,
    Person,
    Question,
    Ticket,
    Topic,
    Town,
    Words,
    tables,
)

FOLDER = Path(__file__).with_name("town")
DURATION = re.compile(r"(?!$)(?:(\d+)d)?(?: ?\b(\d+)h)?(?: ?\b(\d+)m)?")

T = TypeVar("T")


class TownError(ValueError):
    """What is wrong with the town's files; one line a problem, each naming file and key."""


@dataclass(frozen=True, slots=True)
class _TownFile:
    name: Words
    welcome: Words
    departments: tuple[Department, ...] = tables("department")


@dataclass(frozen=True, slots=True)
class _TopicsFile:
    topics: tuple[Topic, ...] = tables("topic")


@dataclass(frozen=True, slots=True)
class _PeopleFile:
    people: tuple[Person, ...] = tables("person")


@dataclass(frozen=True, slots=True)
class _CaseworkFile:
    canned: tuple[CannedReply, ...] = tables("canned")
    tickets: tuple[Ticket, ...] = tables("ticket")


@dataclass(frozen=True, slots=True)
class _QuestionsFile:
    questions: tuple[Question, ...] = tables("question")


@dataclass(frozen=True, slots=True)
class _ModerationFile:
    flags: tuple[Flag, ...] = tables("flag")
    decisions: tuple[Decision, ...] = tables("decision")


def read_town(folder: Path = FOLDER) -> Town:
    """Read and check every file of a town; questions come oldest first."""
    frame = _read_file(folder / "town.toml", _TownFile)
    topics = _read_file(folder / "topics.toml", _TopicsFile).topics
    people = _read_file(folder / "people.toml", _PeopleFile).people
    moderation = _read_file(folder / "moderation.toml", _ModerationFile)
    files = {
        path.name: _read_file(path, _QuestionsFile).questions
        for path in sorted(folder.glob("questions-*.toml"))
    }
    questions = sorted(
        (each for group in files.values() for each in group), key=lambda each: each.ago, reverse=True
    )
    holidays = (folder / "holidays.ics").read_text(encoding="utf-8")
    cases = _read_file(folder / "casework.toml", _CaseworkFile)
    town = Town(
        frame.name,
        frame.welcome,
        holidays,
        frame.departments,
        topics,
        people,
        tuple(questions),
        flags=moderation.flags,
        decisions=moderation.decisions,
        canned=cases.canned,
        tickets=cases.tickets,
    )
    problems = [
        *frame_problems(town),
        *question_problems(town, files),
        *moderation_problems(town),
        *case_problems(town),
    ]
    if problems:
        raise TownError("\n".join(problems))
    return town


def duration(text: str) -> timedelta:
    """Read "3d 4h", "2h 30m" or "12m" as a length of time."""
    found = DURATION.fullmatch(text)
    if found is None:
        raise ValueError(f'expected a time like "3d 4h" or "12m", found {text!r}')
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


# Building: a table becomes a dataclass by its type hints, so the format is said once.


def _read_file(path: Path, kind: type[T]) -> T:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise TownError(f"{path.name}: the file is missing") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TownError(f"{path.name}: {error}") from error
    return _build(kind, raw, path.name + ":")


def _build(kind: type[T], raw: Any, where: str) -> T:
    if not isinstance(raw, dict):
        raise TownError(f"{where} expected a table, found {raw!r}")
    known: dict[str, Field[Any]] = {each.metadata.get("key", each.name): each for each in fields(kind)}  # type: ignore[arg-type]
    unknown = raw.keys() - known.keys()
    missing = {key for key, each in known.items() if each.default is MISSING} - raw.keys()
    if unknown or missing:
        wrong = [f"unknown key {key}" for key in sorted(unknown)] + [
            f"missing key {key}" for key in sorted(missing)
        ]
        raise TownError(f"{where} {', '.join(wrong)}")
    hints = get_type_hints(kind)
    values = {
        each.name: _value(hints[each.name], raw[key], f"{where} {key}")
        for key, each in known.items()
        if key in raw
    }
    return kind(**values)


def _value(hint: Any, raw: Any, where: str) -> Any:
    if NoneType in get_args(hint):
        hint = get_args(hint)[0]
    if get_origin(hint) is tuple:
        return _list(get_args(hint)[0], raw, where)
    if get_origin(hint) is Literal:
        return _choice(get_args(hint), raw, where)
    if hint in _SCALARS:
        return _SCALARS[hint](raw, where)
    return _build(hint, raw, where)


def _list(hint: Any, raw: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        raise TownError(f"{where} expected a list, found {raw!r}")
    return tuple(_value(hint, each, f"{where}[{_label(each, number)}]") for number, each in enumerate(raw, 1))


def _label(raw: Any, number: int) -> str:
    named = isinstance(raw, dict) and (raw.get("key") or raw.get("slug"))
    return str(named or number)


def _choice(choices: tuple[str, ...], raw: Any, where: str) -> str:
    if raw not in choices:
        raise TownError(f"{where} expected one of {', '.join(choices)}, found {raw!r}")
    return str(raw)


def _text(raw: Any, where: str) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise TownError(f"{where} expected a text, found {raw!r}")
    return raw.strip()


def _whole(raw: Any, where: str) -> int:
    if type(raw) is not int or raw < 0:
        raise TownError(f"{where} expected a whole number, found {raw!r}")
    return raw


def _truth(raw: Any, where: str) -> bool:
    if not isinstance(raw, bool):
        raise TownError(f"{where} expected true or false, found {raw!r}")
    return raw


def _span(raw: Any, where: str) -> timedelta:
    text = _text(raw, where)
    try:
        return duration(text)
    except ValueError as error:
        raise TownError(f"{where} {error}") from error


_SCALARS: Mapping[type, Any] = {str: _text, int: _whole, bool: _truth, timedelta: _span}
