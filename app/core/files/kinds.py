"""The kinds of file we take. The content alone decides which one a file is, save between two kinds of plain text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of file: its content type when it is given out, and how its name may end, the usual way first."""

    code: str
    content_type: str
    extensions: tuple[str, ...]

    @property
    def extension(self) -> str:
        """How names of this kind end unless they already end rightly."""
        return self.extensions[0]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_KINDS = (
    Kind("jpeg", "image/jpeg", ("jpg", "jpeg")),
    Kind("png", "image/png", ("png",)),
    Kind("gif", "image/gif", ("gif",)),
    Kind("webp", "image/webp", ("webp",)),
    Kind("pdf", "application/pdf", ("pdf",)),
    Kind("docx", f"{_OFFICE}wordprocessingml.document", ("docx",)),
    Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", ("xlsx",)),
    Kind("pptx", f"{_OFFICE}presentationml.presentation", ("pptx",)),
    Kind("odt", f"{_OPEN}text", ("odt",)),
    Kind("ods", f"{_OPEN}spreadsheet", ("ods",)),
    Kind("csv", "text/csv; charset=utf-8", ("csv",)),
    Kind("text", "text/plain; charset=utf-8", ("txt", "text", "log", "md")),
)
KINDS = {kind.code: kind for kind in _KINDS}
CONTENT_TYPES = frozenset(kind.content_type for kind in _KINDS)


def accepted_extensions() -> str:
    """List what a file field may offer for choosing, as its `accept` attribute wants it."""
    return ",".join(f".{extension}" for kind in _KINDS for extension in kind.extensions)
