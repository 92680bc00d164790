"""Zip packages, as office files are: opened within bounds, alone in their file, unpacked to the end to be believed."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.core.files.problems import FileProblem, Unfit

START = b"PK\x03\x04"
END = struct.Struct("<4s4H2LH")  # the record a zip file ends with
END_SIGNATURE = b"PK\x05\x06"
MAX_DIRECTORY = 1024 * 1024  # bytes of the list of entries, of which Python makes some ten times as many
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100
ALWAYS_ALLOWED = 10 * 1024 * 1024  # below this a high ratio is no bomb, only a table of the same words
CHUNK = 256 * 1024
LOCKED_FLAGS = 0x1 | 0x40 | 0x2000
DAMAGED = (BadZipFile, NotImplementedError, UnicodeError, struct.error, zlib.error, EOFError, OSError)


def opened(content: bytes) -> ZipFile:
    """Open a package after its list of entries was found sound; refuse one that is part of something else as well."""
    _check_ends(content)
    try:
        package = ZipFile(BytesIO(content))
    except DAMAGED as error:
        raise Unfit(FileProblem.DAMAGED) from error
    entries = package.infolist()
    names = {entry.filename.casefold() for entry in entries}
    if len(names) < max(1, len(entries)) or min(entry.header_offset for entry in entries) != 0:
        raise Unfit(FileProblem.DAMAGED)
    for entry in entries:
        _check_entry(entry)
    check_size(sum(entry.file_size for entry in entries), content)
    return package


def _check_ends(content: bytes) -> None:
    """The file begins with an entry and ends with the end record: nothing before, nothing after, no comment."""
    if not content.startswith(START) or len(content) < END.size:
        raise Unfit(FileProblem.DAMAGED)
    signature, *_numbers, directory, at, comment = END.unpack(content[-END.size :])
    sound = signature == END_SIGNATURE and comment == 0 and at + directory + END.size == len(content)
    if not sound or directory > MAX_DIRECTORY:
        raise Unfit(FileProblem.DAMAGED)


def _check_entry(entry: ZipInfo) -> None:
    if entry.flag_bits & LOCKED_FLAGS:
        raise Unfit(FileProblem.LOCKED)
    path = entry.filename.split("/")
    outside = ".." in path or path[0] in ("", ".") or "\\" in entry.filename or ":" in entry.filename
    if outside or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Unfit(FileProblem.DAMAGED)


def check_size(unpacked: int, content: bytes) -> None:
    """Refuse what unpacks to more than anybody writes, or to far more than was sent."""
    if unpacked > MAX_UNPACKED or unpacked > max(ALWAYS_ALLOWED, MAX_RATIO * len(content)):
        raise Unfit(FileProblem.BOMB)


def chunks(package: ZipFile, entry: ZipInfo) -> Iterator[bytes]:
    """Unpack an entry bit by bit; refuse one that is not what the package's list says."""
    try:
        with package.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except DAMAGED as error:
        raise Unfit(FileProblem.DAMAGED) from error


def whole(package: ZipFile, entry: ZipInfo, most: int) -> bytes:
    """Unpack an entry of at most so many bytes."""
    if entry.file_size > most:
        raise Unfit(FileProblem.BOMB)
    return b"".join(chunks(package, entry))
