"""Streams the rows of a Stack Exchange dump out of a zip, a 7z archive or a folder.

A dump is one XML file a table, one `<row …/>` element a row. The file is cut at `<row`, and the rows are given to
expat a batch at a time: a batch that does not parse is tried row by row, a row that does not parse is mended, and a
row that cannot be mended is noted. So one bad byte costs at most its own row, memory stays flat, and what stands
outside the rows (a DOCTYPE, entity definitions) never reaches the parser. What the attributes mean is in `records`.
"""

import hashlib
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO
from xml.parsers import expat

import py7zr

from app.imports.report import Finding, Report

TABLES = ("Users", "Tags", "Posts", "PostHistory", "Comments", "Votes", "PostLinks", "Badges")
BLOCK_SIZE = 1 << 18
ROWS_PER_PARSE = 200
LONGEST_ROW = 1 << 23  # a post is 30,000 characters at most there; what passes this is no row but an attack

_ROW_START = b"<row"
_FILE_END = re.compile(rb"</\w+>\s*\Z")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_XML_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[1-24-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)
_LONE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_READ_ERRORS = (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError)

Attributes = dict[str, str]


class NotADump(Exception):
    """The path holds no table of a Stack Exchange dump, or is no archive at all."""


@dataclass(frozen=True)
class Table:
    """One table's file in a dump: its size in bytes, what tells its content apart, and how to open it."""

    size: int
    mark: str
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True)
class Dump:
    """The tables found in one dump, by name."""

    tables: dict[str, Table]

    @property
    def fingerprint(self) -> str:
        """The same for the same files, another for a newer dump; contents are not read for it."""
        marks = sorted((name, table.size, table.mark) for name, table in self.tables.items())
        return hashlib.sha256(repr(marks).encode()).hexdigest()

    def rows(
        self, name: str, report: Report, advance: Callable[[int], None] = lambda read: None
    ) -> Iterator[Attributes]:
        """Yield the attributes of each readable row, in file order; `advance` is told the bytes taken in."""
        with self.tables[name].open() as stream:
            pieces = _row_pieces(stream, name, report, advance)
            yield from _parsed(pieces, name, report)


@contextmanager
def open_dump(path: Path) -> Iterator[Dump]:
    """Open a zip, a 7z archive (unpacked to a temporary folder meanwhile) or a folder as a dump."""
    if path.is_dir():
        yield _checked(_tables_of_folder(path), path)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield _checked(_tables_of_zip(archive), path)
    elif path.is_file() and py7zr.is_7zfile(path):
        with tempfile.TemporaryDirectory(prefix="torv-import-") as folder:
            yield _checked(_tables_of_seven_zip(path, Path(folder)), path)
    else:
        raise NotADump(str(path))


def site_of(path: Path) -> str:
    """The site's name by the dump's file name: `travel.stackexchange.com-2024-04.7z` is `travel`."""
    name = path.name if path.is_dir() else path.stem
    undated = re.sub(r"[-_]\d{4}(?:-?\d{2}){0,2}$", "", name.lower())
    return undated.removesuffix(".stackexchange.com")


def _checked(tables: dict[str, Table], path: Path) -> Dump:
    if "Posts" not in tables:
        raise NotADump(str(path))
    return Dump(tables)


def _table_name(file_name: str) -> str | None:
    """The table a file holds, whatever folder it is in and however it is capitalised."""
    stem, _, extension = file_name.rpartition("/")[2].rpartition(".")
    known = {table.lower(): table for table in TABLES}
    return known.get(stem.lower()) if extension.lower() == "xml" else None


def _tables_of_folder(folder: Path) -> dict[str, Table]:
    tables = {}
    for file in sorted(folder.iterdir()):
        if (name := _table_name(file.name)) and file.is_file():
            facts = file.stat()
            tables[name] = Table(facts.st_size, str(facts.st_mtime_ns), partial(_read_from, file))
    return tables


def _read_from(file: Path) -> IO[bytes]:
    return file.open("rb")


def _tables_of_zip(archive: zipfile.ZipFile) -> dict[str, Table]:
    return {
        name: Table(entry.file_size, str(entry.CRC), partial(archive.open, entry))
        for entry in archive.infolist()
        if (name := _table_name(entry.filename))
    }


def _tables_of_seven_zip(path: Path, folder: Path) -> dict[str, Table]:
    """Unpack the tables only: a solid 7z block can be read forwards once, and posts are read twice."""
    try:
        with py7zr.SevenZipFile(path) as archive:
            entries = {name: entry for entry in archive.list() if (name := _table_name(entry.filename))}
            archive.extract(folder, targets=[entry.filename for entry in entries.values()])
    except (py7zr.exceptions.ArchiveError, *_READ_ERRORS) as error:
        raise NotADump(f"{path}: {error}") from error
    return {
        name: Table(entry.uncompressed, str(entry.crc32), partial(_read_from, folder / entry.filename))
        for name, entry in entries.items()
    }


def _row_pieces(
    stream: IO[bytes], name: str, report: Report, advance: Callable[[int], None]
) -> Iterator[bytes]:
    """Cut the file at every `<row`; the prologue is dropped, the closing tag must be there."""
    rest, in_rows = b"", False
    for block in _blocks(stream, name, report):
        advance(len(block))
        *pieces, rest = (rest + block).split(_ROW_START)
        if pieces and not in_rows:
            in_rows, pieces = True, pieces[1:]
        yield from pieces
        if len(rest) > LONGEST_ROW:
            rest = b" the row is longer than any can be"
    last, closed = _FILE_END.subn(b"", rest)
    if not closed:
        report.note(Finding.CUT_SHORT, f"{name}.xml")
    if in_rows:
        yield last


def _blocks(stream: IO[bytes], name: str, report: Report) -> Iterator[bytes]:
    """Read to the end, or as far as a damaged archive can be read."""
    try:
        while block := stream.read(BLOCK_SIZE):
            yield block
    except _READ_ERRORS as error:
        report.note(Finding.CUT_SHORT, f"{name}.xml: {error}")


def _parsed(pieces: Iterator[bytes], name: str, report: Report) -> Iterator[Attributes]:
    batch: list[bytes] = []
    for piece in pieces:
        batch.append(piece)
        if len(batch) == ROWS_PER_PARSE:
            yield from _rows_of(batch, name, report)
            batch = []
    yield from _rows_of(batch, name, report)


def _rows_of(batch: list[bytes], name: str, report: Report) -> Iterator[Attributes]:
    try:
        yield from _parse(batch)
    except expat.ExpatError:
        for piece in batch:
            if (row := _row_of(piece, name, report)) is not None:
                yield row


def _row_of(piece: bytes, name: str, report: Report) -> Attributes | None:
    for attempt, finding in ((piece, None), (_mended(piece), Finding.MENDED_ROW)):
        try:
            (row,) = _parse([attempt])
        except expat.ExpatError:
            continue
        if finding:
            report.note(finding, f"{name}.xml: {_example(piece)}")
        return row
    report.note(Finding.UNREADABLE_ROW, f"{name}.xml: {_example(piece)}")
    return None


def _parse(pieces: list[bytes]) -> list[Attributes]:
    """The attributes of whole rows. Anything that is not exactly one element a piece is an error."""
    rows: list[Attributes] = []
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda element, attributes: rows.append(attributes)
    parser.Parse(b"<rows>" + b"".join(_ROW_START + piece for piece in pieces) + b"</rows>", True)
    if len(rows) != len(pieces) + 1:
        raise expat.ExpatError("rows inside rows")
    return rows[1:]


def _mended(piece: bytes) -> bytes:
    """Replace bytes that are not UTF-8, take out characters XML forbids, and escape a lone `&` or `<`."""
    text = piece.decode("utf-8", "replace").rstrip().removesuffix("</row>")
    text = _NOT_XML_REFERENCE.sub("", _NOT_XML.sub("", text))
    text = _LONE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;")
    return (text if text.endswith("/>") else text + "</row>").encode()


def _example(piece: bytes) -> str:
    return (_ROW_START + piece[:200]).decode("utf-8", "replace")
