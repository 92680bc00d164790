"""What a town is made of, frozen: the fields are the keys of the TOML files (see `town/README.md`).

A field without a default must be in the file. Times are lengths before the moment of loading.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

Language = Literal["da", "en"]
RoleKind = Literal["official", "caseworker", "moderator", "administrator"]
StepKind = Literal[
    "write", "answer", "ask", "close", "reopen", "rate", "note", "claim", "put_off", "transfer", "draft", "approve"
]  # fmt: skip
Login = Literal["citizen", "official", "caseworker", "moderator", "administrator"]


def tables(key: str) -> Any:
    """Declare a field that a file spells as a repeated table with a name in the singular."""
    return field(default=(), metadata={"key": key})


@dataclass(frozen=True, slots=True)
class Words:
    """One text in each of the town's languages."""

    en: str
    da: str


@dataclass(frozen=True, slots=True)
class Week:
    """The opening hours of each day as an administrator types them; a day without is closed."""

    mon: str = ""
    tue: str = ""
    wed: str = ""
    thu: str = ""
    fri: str = ""
    sat: str = ""
    sun: str = ""


@dataclass(frozen=True, slots=True)
class Targets:
    """What a department allows itself, in open hours."""

    question_first_reply: int
    question_resolution: int
    ticket_first_reply: int
    ticket_resolution: int


@dataclass(frozen=True, slots=True)
class Department:
    """A part of the municipality; exactly one is the front desk."""

    slug: str
    name: Words
    description: Words
    contact: Words
    hours: Week
    targets: Targets
    front_desk: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A topic of the second level, the one questions are filed under."""

    slug: str
    name: Words
    department: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the first level, with its leaves."""

    slug: str
    name: Words
    description: Words
    department: str
    leaves: tuple[Leaf, ...] = tables("leaf")


@dataclass(frozen=True, slots=True)
class Role:
    """What a person may do: officials and caseworkers for one department, the others for the site."""

    kind: RoleKind
    department: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """`job` is the work role of staff; `login` marks the five people shown on the sign-in page."""

    key: str
    name: str
    email: str
    language: Language
    joined: timedelta
    about: str
    job: str | None = None
    roles: tuple[Role, ...] = ()
    login: Login | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """A later state of a post: the whole text as it then stood, not the difference."""

    by: str
    ago: timedelta
    summary: str
    body: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A short remark under a question or an answer."""

    by: str
    ago: timedelta
    body: str
    hat: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A verification taken back, with the reason shown in public."""

    by: str
    ago: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    """Stands for the answer as it was `ago`; its review date is `review_after` later."""

    by: str
    ago: timedelta
    source: str
    review_after: timedelta
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, with what became of it; `accepted` is when the asker accepted it."""

    key: str
    by: str
    ago: timedelta
    body: str
    hat: str | None = None
    language: Language | None = None
    up: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    accepted: timedelta | None = None
    verification: Verification | None = None
    edits: tuple[Edit, ...] = tables("edit")
    comments: tuple[Comment, ...] = tables("comment")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The link from a question to the older one that answers it."""

    of: str
    by: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a question: nothing is answered afterwards."""

    by: str
    ago: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """A question given to another department; `not_ours` says that it came to the wrong one."""

    by: str
    ago: timedelta
    to: str
    note: str
    not_ours: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """That an official looks into a question, for four hours."""

    by: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class Question:
    """One question with everything under it; `same` are the people who have it too."""

    key: str
    title: str
    body: str
    language: Language
    asked_by: str
    ago: timedelta
    views: int
    topic: str | None = None
    tags: tuple[str, ...] = ()
    place: str | None = None
    same: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    up: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    duplicate: Duplicate | None = None
    closed: Closing | None = None
    claim: Claim | None = None
    transfers: tuple[Transfer, ...] = tables("transfer")
    edits: tuple[Edit, ...] = tables("edit")
    comments: tuple[Comment, ...] = tables("comment")
    answers: tuple[Answer, ...] = tables("answer")


@dataclass(frozen=True, slots=True)
class Flag:
    """That somebody flagged a post; `post` is the key of a question, or of it and an answer: `pizza-box/food`."""

    post: str
    by: str
    ago: timedelta
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Appeal:
    """That the author of a post contests what was decided about it; nobody has answered yet."""

    ago: timedelta
    words: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator decided on a post, with the statement of reasons; `rule` is a section of the terms."""

    post: str
    by: str
    ago: timedelta
    kind: str
    facts: str = ""
    rule: str = ""
    language: Language = "da"
    appeal: Appeal | None = None


@dataclass(frozen=True, slots=True)
class CannedReply:
    """A reply a department has ready."""

    department: str
    language: Language
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing somebody did with a ticket; `text` is what they wrote, the other fields belong to one `do` each."""

    by: str
    ago: timedelta
    do: StepKind
    text: str = ""
    title: str = ""
    to: str | None = None
    days: int = 0
    stars: int = 0


@dataclass(frozen=True, slots=True)
class Ticket:
    """A case somebody brought in private; with a `caller` it is theirs, and `asked_by` wrote it down."""

    key: str
    subject: str
    body: str
    language: Language
    department: str
    asked_by: str
    ago: timedelta
    caller: str | None = None
    contact: str = ""
    priority: Literal["low", "normal", "high", "urgent"] = "normal"
    steps: tuple[Step, ...] = tables("step")


@dataclass(frozen=True, slots=True)
class Town:
    """Everything there is, questions oldest first; the days on which all are closed are an iCal text."""

    name: Words
    welcome: Words
    holidays: str
    departments: tuple[Department, ...]
    topics: tuple[Topic, ...]
    people: tuple[Person, ...]
    questions: tuple[Question, ...]
    flags: tuple[Flag, ...] = ()
    decisions: tuple[Decision, ...] = ()
    canned: tuple[CannedReply, ...] = ()
    tickets: tuple[Ticket, ...] = ()
