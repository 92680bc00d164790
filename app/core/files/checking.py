"""Whether a file is taken, and as what: decided by its content, before any transaction, since pictures take time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from flask_babel import gettext as _

from app.core.errors import Invalid
from app.core.files.images import redrawn
from app.core.files.kinds import KINDS, Kind
from app.core.files.limits import FileLimits
from app.core.files.names import clean_name, extension_of, shown_name
from app.core.files.office import check_office
from app.core.files.pdf import check_pdf
from app.core.files.problems import FileProblem, Unfit
from app.core.files.texts import check_csv, check_text
from app.core.files.words import words_for

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept and given out: its own name is safe, and its content is what `kind` says."""

    name: str
    kind: str
    content: bytes = field(repr=False)
    sha256: str

    @property
    def size(self) -> int:
        """How many bytes there are to keep."""
        return len(self.content)


class SentFile(NamedTuple):
    """A file as it came."""

    name: str
    content: bytes


def check_file(sent: SentFile, limits: FileLimits) -> CheckedFile:
    """Take a file, or refuse it with words that name it and say what to do."""
    try:
        kind, content = fit(sent, limits)
    except Unfit as unfit:
        words = words_for(unfit.problem, limits)
        name = shown_name(sent.name)
        raise Invalid(f"{name}: {words}" if name else words, problem=unfit.problem) from unfit
    name = clean_name(sent.name, kind.extensions, _("file"))
    return CheckedFile(name, kind.code, content, sha256(content).hexdigest())


def check_number(files: int, new_bytes: int, kept_bytes: int, limits: FileLimits) -> None:
    """Refuse more files than may go with one message, or more bytes than a ticket may have."""
    problem = None
    if files > limits.files:
        problem = FileProblem.TOO_MANY
    elif files and kept_bytes + new_bytes > limits.ticket_bytes:
        problem = FileProblem.FULL
    if problem:
        raise Invalid(words_for(problem, limits), field="files", problem=problem)


def fit(sent: SentFile, limits: FileLimits) -> tuple[Kind, bytes]:
    """Tell what a file is and give what of it may be kept; raises Unfit."""
    _check_size(len(sent.content), limits)
    for kind, pillow_kind, begins in _PICTURES:
        if begins(sent.content):
            return KINDS[kind], redrawn(sent.content, pillow_kind)
    if sent.content.startswith(b"%PDF-"):
        check_pdf(sent.content)
        return KINDS["pdf"], sent.content
    if sent.content.startswith(b"PK\x03\x04"):
        return KINDS[check_office(sent.content)], sent.content
    return _text(sent), sent.content


def _check_size(size: int, limits: FileLimits) -> None:
    if not size:
        raise Unfit(FileProblem.EMPTY)
    if size > limits.file_bytes:
        raise Unfit(FileProblem.TOO_LARGE)


def _text(sent: SentFile) -> Kind:
    """Plain text has no shape of its own: here the name must say that it is text, and of which kind."""
    if sent.content.startswith(_OLD_OFFICE):
        raise Unfit(FileProblem.OLD_OFFICE)
    if sent.content[4:8] == b"ftyp" and sent.content[8:12] in _HEIC:
        raise Unfit(FileProblem.HEIC)
    extension = extension_of(sent.name)
    if extension in KINDS["csv"].extensions:
        check_csv(sent.content)
        return KINDS["csv"]
    if extension and extension not in KINDS["text"].extensions:
        raise Unfit(FileProblem.KIND)
    check_text(sent.content)
    return KINDS["text"]


def _starts(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(beginnings)


def _webp(content: bytes) -> bool:
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP"


_PICTURES: tuple[tuple[str, str, Callable[[bytes], bool]], ...] = (
    ("jpeg", "JPEG", _starts(b"\xff\xd8\xff")),
    ("png", "PNG", _starts(b"\x89PNG\r\n\x1a\n")),
    ("gif", "GIF", _starts(b"GIF87a", b"GIF89a")),
    ("webp", "WEBP", _webp),
)
