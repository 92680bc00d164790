"""Small dumps written by hand, and where the large ones are when they are here."""

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

Rows = Iterable[dict[str, object]]


def xml_of(table: str, rows: Rows) -> str:
    """A table as the dumps write it: a row a line, everything in attributes."""
    lines = [
        "  <row "
        + " ".join(f"{key}={quoteattr(str(value))}" for key, value in row.items() if value is not None)
        + " />\n"
        for row in rows
    ]
    root = table.lower()
    return f'\ufeff<?xml version="1.0" encoding="utf-8"?>\n<{root}>\n{"".join(lines)}</{root}>'


def write_folder(folder: Path, tables: dict[str, Rows]) -> Path:
    """A dump as a folder of XML files."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        (folder / f"{table}.xml").write_text(xml_of(table, rows), encoding="utf-8")
    return folder


def write_zip(path: Path, tables: dict[str, Rows]) -> Path:
    """A dump as a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, rows in tables.items():
            archive.writestr(f"{table}.xml", xml_of(table, rows))
    return path


@pytest.fixture
def write_posts(tmp_path: Path) -> Callable[[bytes], Path]:
    """Write Posts.xml byte by byte, to plant what no writer of XML would write."""

    def write(content: bytes) -> Path:
        (tmp_path / "Posts.xml").write_bytes(content)
        return tmp_path

    return write


@pytest.fixture
def dumps(shared: Path) -> Path:
    """The folder of real Stack Exchange dumps; without it the test is skipped, and says so."""
    return shared / "stackexchange"
