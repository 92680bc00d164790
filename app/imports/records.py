"""What a row of each Stack Exchange table says, typed. Which fields the schema has: https://meta.stackexchange.com/a/2678

A field names its attribute and how to read it; a field without a default must be there. Attributes the schema has but
Torv has no use for stand in `unused`; any other attribute is noted as unknown.
"""

import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any, ClassVar, NamedTuple, TypeVar

from app.imports.reading import Attributes
from app.imports.report import Finding, Report
from app.questions.texts import one_line


class PostType(IntEnum):
    """The kinds of post that are read; all others (tag wikis, election pages) are counted and left out."""

    QUESTION = 1
    ANSWER = 2
    TAG_EXCERPT = 4


class VoteType(IntEnum):
    """The kinds of vote that mean something here; votes of other kinds are counted only."""

    ACCEPTED = 1
    FAVOURITE = 5
    BOUNTY = 8


class LinkType(IntEnum):
    """The kind of link that means something here; a plain link stands in the text anyway."""

    DUPLICATE = 3


class HistoryType(IntEnum):
    """The history rows that make revisions, and those that tell why a question was closed or locked."""

    INITIAL_TITLE = 1
    INITIAL_BODY = 2
    INITIAL_TAGS = 3
    EDIT_TITLE = 4
    EDIT_BODY = 5
    EDIT_TAGS = 6
    ROLLBACK_TITLE = 7
    ROLLBACK_BODY = 8
    ROLLBACK_TAGS = 9
    CLOSED = 10
    REOPENED = 11
    LOCKED = 14
    UNLOCKED = 15


LARGEST_NUMBER = 2**31 - 1
TITLES = frozenset({HistoryType.INITIAL_TITLE, HistoryType.EDIT_TITLE, HistoryType.ROLLBACK_TITLE})
BODIES = frozenset({HistoryType.INITIAL_BODY, HistoryType.EDIT_BODY, HistoryType.ROLLBACK_BODY})
TAG_LISTS = frozenset({HistoryType.INITIAL_TAGS, HistoryType.EDIT_TAGS, HistoryType.ROLLBACK_TAGS})


class Author(NamedTuple):
    """Who a row names: by number, by name, both or neither."""

    id: int | None
    name: str


def whole(value: str) -> int:
    """A whole number that a database column can hold."""
    number = int(value)
    if abs(number) > LARGEST_NUMBER:
        raise ValueError(value)
    return number


def instant(value: str) -> datetime:
    """A dump's time, which is UTC and says so nowhere."""
    read = datetime.fromisoformat(value)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def tag_names(value: str) -> tuple[str, ...]:
    """`<a><b>` in older dumps, `|a|b|` in newer ones; once each, in the order given."""
    return tuple(dict.fromkeys(name for name in re.split(r"[<>|\s]+", value.lower()) if name))


def filled(value: str) -> str:
    """A text that must say something."""
    text = one_line(value)
    if not text:
        raise ValueError(value)
    return text


def badge_class(value: str) -> int:
    """One of the three classes of badge."""
    number = int(value)
    if number not in (1, 2, 3):
        raise ValueError(value)
    return number


def source(attribute: str, read: Callable[[str], Any]) -> dict[str, Any]:
    """Where a field comes from: the attribute and how to read it."""
    return {"attribute": attribute, "read": read}


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow:
    """A person. Those who left without a trace, or moved, keep an id and little else."""

    table: ClassVar[str] = "Users"
    unused: ClassVar[frozenset[str]] = frozenset(
        {
            "LastAccessDate",
            "WebsiteUrl",
            "Location",
            "Views",
            "UpVotes",
            "DownVotes",
            "ProfileImageUrl",
            "EmailHash",
            "Age",
        }
    )
    id: int = field(metadata=source("Id", whole))
    name: str = field(metadata=source("DisplayName", one_line), default="")
    reputation: int = field(metadata=source("Reputation", whole), default=0)
    joined_at: datetime | None = field(metadata=source("CreationDate", instant), default=None)
    about: str = field(metadata=source("AboutMe", str), default="")
    account_id: int | None = field(metadata=source("AccountId", whole), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRow:
    """A tag and how often it was used at the time of the dump."""

    table: ClassVar[str] = "Tags"
    unused: ClassVar[frozenset[str]] = frozenset({"Count", "WikiPostId", "IsRequired", "IsModeratorOnly"})
    id: int = field(metadata=source("Id", whole))
    name: str = field(metadata=source("TagName", lambda value: value.strip().lower()))
    excerpt_id: int | None = field(metadata=source("ExcerptPostId", whole), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """A question, an answer, what a tag is about, or one of the kinds left out."""

    table: ClassVar[str] = "Posts"
    unused: ClassVar[frozenset[str]] = frozenset(
        {
            "AnswerCount",
            "CommentCount",
            "FavoriteCount",
            "ContentLicense",
            "DeletionDate",
            "LastEditorDisplayName",
            "LastEditorUserId",
            "CommunityOwnedDate",
        }
    )
    id: int = field(metadata=source("Id", whole))
    type: int = field(metadata=source("PostTypeId", whole))
    created_at: datetime = field(metadata=source("CreationDate", instant))
    parent_id: int | None = field(metadata=source("ParentId", whole), default=None)
    accepted_id: int | None = field(metadata=source("AcceptedAnswerId", whole), default=None)
    score: int = field(metadata=source("Score", whole), default=0)
    views: int = field(metadata=source("ViewCount", whole), default=0)
    body: str = field(metadata=source("Body", str), default="")
    author_id: int | None = field(metadata=source("OwnerUserId", whole), default=None)
    author_name: str = field(metadata=source("OwnerDisplayName", one_line), default="")
    edited_at: datetime | None = field(metadata=source("LastEditDate", instant), default=None)
    active_at: datetime | None = field(metadata=source("LastActivityDate", instant), default=None)
    closed_at: datetime | None = field(metadata=source("ClosedDate", instant), default=None)
    title: str = field(metadata=source("Title", one_line), default="")
    tags: tuple[str, ...] = field(metadata=source("Tags", tag_names), default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRow:
    """A comment under a question or an answer, in the site's reduced Markdown."""

    table: ClassVar[str] = "Comments"
    unused: ClassVar[frozenset[str]] = frozenset({"ContentLicense"})
    id: int = field(metadata=source("Id", whole))
    post_id: int = field(metadata=source("PostId", whole))
    text: str = field(metadata=source("Text", str))
    created_at: datetime = field(metadata=source("CreationDate", instant))
    score: int = field(metadata=source("Score", whole), default=0)
    author_id: int | None = field(metadata=source("UserId", whole), default=None)
    author_name: str = field(metadata=source("UserDisplayName", one_line), default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRow:
    """A vote; who cast it is told for favourites and bounties only."""

    table: ClassVar[str] = "Votes"
    unused: ClassVar[frozenset[str]] = frozenset({"BountyAmount"})
    id: int = field(metadata=source("Id", whole))
    post_id: int = field(metadata=source("PostId", whole))
    type: int = field(metadata=source("VoteTypeId", whole))
    person_id: int | None = field(metadata=source("UserId", whole), default=None)
    cast_at: datetime | None = field(metadata=source("CreationDate", instant), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """One question pointing at another."""

    table: ClassVar[str] = "PostLinks"
    unused: ClassVar[frozenset[str]] = frozenset({"CreationDate"})
    id: int = field(metadata=source("Id", whole))
    post_id: int = field(metadata=source("PostId", whole))
    related_id: int = field(metadata=source("RelatedPostId", whole))
    type: int = field(metadata=source("LinkTypeId", whole))


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """Something that happened to a post. Rows of one act (title, body and tags) share their `act`."""

    table: ClassVar[str] = "PostHistory"
    unused: ClassVar[frozenset[str]] = frozenset({"ContentLicense", "CloseReasonId"})
    id: int = field(metadata=source("Id", whole))
    type: int = field(metadata=source("PostHistoryTypeId", whole))
    post_id: int = field(metadata=source("PostId", whole))
    happened_at: datetime = field(metadata=source("CreationDate", instant))
    act: str = field(metadata=source("RevisionGUID", str), default="")
    person_id: int | None = field(metadata=source("UserId", whole), default=None)
    person_name: str = field(metadata=source("UserDisplayName", one_line), default="")
    comment: str = field(metadata=source("Comment", one_line), default="")
    text: str = field(metadata=source("Text", str), default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeRow:
    """A badge a person was given: 1 gold, 2 silver, 3 bronze. Older dumps do not tell which."""

    table: ClassVar[str] = "Badges"
    unused: ClassVar[frozenset[str]] = frozenset({"TagBased"})
    id: int = field(metadata=source("Id", whole))
    person_id: int = field(metadata=source("UserId", whole))
    name: str = field(metadata=source("Name", filled))
    awarded_at: datetime = field(metadata=source("Date", instant))
    rank: int = field(metadata=source("Class", badge_class), default=3)


Row = UserRow | TagRow | PostRow | CommentRow | VoteRow | LinkRow | HistoryRow | BadgeRow
R = TypeVar("R", UserRow, TagRow, PostRow, CommentRow, VoteRow, LinkRow, HistoryRow, BadgeRow)


def read_row(kind: type[R], attributes: Attributes, report: Report) -> R | None:
    """The typed row, or None when what it must have is missing or senseless; every doubt is noted."""
    columns, known = _SCHEMAS[kind]
    for name in sorted(attributes.keys() - known):
        report.note(Finding.UNKNOWN_ATTRIBUTE, f"{kind.table}.xml: {name}")
    values: dict[str, Any] = {}
    for column in columns:
        if column.attribute in attributes:
            try:
                values[column.name] = column.read(attributes[column.attribute])
            except (ValueError, OverflowError):
                _note(Finding.BAD_VALUE, kind, column, attributes, report)
        elif column.required:
            _note(Finding.INCOMPLETE_ROW, kind, column, attributes, report)
        if column.required and column.name not in values:
            return None
    return kind(**values)


def _note(
    finding: Finding, kind: type[Row], column: "_Column", attributes: Attributes, report: Report
) -> None:
    value = attributes.get(column.attribute, "")[:40]
    report.note(finding, f"{kind.table}.xml, row {attributes.get('Id', '?')}: {column.attribute}={value!r}")


class _Column(NamedTuple):
    name: str
    attribute: str
    read: Callable[[str], Any]
    required: bool


class _Schema(NamedTuple):
    columns: tuple[_Column, ...]
    known: frozenset[str]


def _schema(kind: type[Row]) -> _Schema:
    columns = tuple(
        _Column(f.name, f.metadata["attribute"], f.metadata["read"], f.default is MISSING)
        for f in fields(kind)
    )
    return _Schema(columns, kind.unused.union(column.attribute for column in columns))


_SCHEMAS: dict[type[Any], _Schema] = {
    kind: _schema(kind)
    for kind in (UserRow, TagRow, PostRow, CommentRow, VoteRow, LinkRow, HistoryRow, BadgeRow)
}
