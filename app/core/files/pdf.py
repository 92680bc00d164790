"""PDF, as far as one sees without a reader of PDF: whole, alone in its file, and with nothing that acts.

What is looked at: the header at the first byte; the trailer, with nothing after it; the names of actions, scripts,
embedded files and encryption, plain or written with `#` escapes, in the file and in its object streams. What is not:
names inside content streams (they cannot act), and what only a broken reader would take for an action.
"""

import re
import zlib
from collections.abc import Iterator

from app.core.files.problems import FileProblem, Unfit

HEADER = re.compile(rb"%PDF-[12]\.\d")
TRAILER = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\0]*\Z")
ZIP_END = b"PK\x05\x06"
TAIL = 2048
MAX_UNPACKED = 32 * 1024 * 1024
MAX_OBJECT_STREAMS = 5_000
DESCRIPTION = 4096  # how far from a name its dictionary may begin and end


def _names(*names: bytes) -> re.Pattern[bytes]:
    """Find any of these names, each letter also where it is written as `#xx`."""
    spelled = (
        b"".join(b"(?:%c|#%02x|#%02X)" % (letter, letter, letter) for letter in name) for name in names
    )
    first = bytes({name[0] for name in names})  # most slashes begin another name, and need no closer look
    return re.compile(rb"/(?=[#" + first + rb"])(?:" + b"|".join(spelled) + rb")(?![A-Za-z0-9#_-])")


ACTIVE = (b"JavaScript", b"Launch", b"Rendition", b"RichMedia", b"XFA", b"ImportData", b"SubmitForm")
EMBEDDED = (b"EmbeddedFile", b"EmbeddedFiles", b"FileAttachment", b"GoToE")
LOCKED = (b"Encrypt",)
PROBLEMS = (
    (FileProblem.LOCKED, _names(*LOCKED)),
    (FileProblem.ACTIVE, _names(*ACTIVE)),
    (FileProblem.EMBEDDED, _names(*EMBEDDED)),
)
FORBIDDEN = _names(*LOCKED, *ACTIVE, *EMBEDDED)
OBJECT_STREAM = _names(b"ObjStm")
FILTER = _names(b"Filter")
PREDICTOR = _names(b"Predictor")
STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")


def check_pdf(content: bytes) -> None:
    """Refuse a PDF that is broken, locked, acts by itself, holds other files, or is something else as well."""
    if not HEADER.match(content) or not TRAILER.search(content[-TAIL:]):
        raise Unfit(FileProblem.DAMAGED)
    if ZIP_END in content[-65_600:]:
        raise Unfit(FileProblem.EMBEDDED)
    for part in (content, *_object_streams(content)):
        if FORBIDDEN.search(part):
            raise Unfit(next(problem for problem, names in PROBLEMS if names.search(part)))


def _object_streams(content: bytes) -> Iterator[bytes]:
    """Unpack the streams that hold objects; what cannot be looked into is refused."""
    left = MAX_UNPACKED
    for number, found in enumerate(OBJECT_STREAM.finditer(content)):
        stream = STREAM.search(content, found.end(), found.end() + DESCRIPTION)
        if stream is None or number >= MAX_OBJECT_STREAMS:
            raise Unfit(FileProblem.DAMAGED)
        begins = content.rfind(b"obj", max(0, found.start() - DESCRIPTION), found.start())
        description = content[max(begins, found.start() - DESCRIPTION, 0) : stream.start()]
        if not FILTER.search(description):
            continue  # plain, and so already looked at
        unpacked = _unpacked(content, stream.end(), left)
        if unpacked is None or PREDICTOR.search(description):
            raise Unfit(FileProblem.DAMAGED)
        left -= len(unpacked)
        yield unpacked


def _unpacked(content: bytes, start: int, most: int) -> bytes | None:
    unpacking = zlib.decompressobj()
    end = content.find(b"endstream", start)
    try:
        unpacked = unpacking.decompress(memoryview(content)[start : end if end > 0 else None], most + 1)
    except zlib.error:
        return None
    if len(unpacked) > most:
        raise Unfit(FileProblem.BOMB)
    return unpacked if unpacking.eof else None
