"""Parting the terms, written as one text, into their sections. Pure."""

import re
from dataclasses import dataclass

# A heading of the second level begins a section; its number, if one was written, is counted anew.
_HEADING = re.compile(r"^##[ \t]+(?:\d+[.)]?[ \t]+)?(.*?)[ \t#]*$", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """One section as it was written."""

    title: str
    body: str


def part(text: str) -> tuple[Part, ...]:
    """Part a text at its headings; what stands before the first belongs to no section and is left out."""
    pieces = _HEADING.split(text.replace("\r\n", "\n"))
    return tuple(
        Part(title.strip(), body.strip()) for title, body in zip(pieces[1::2], pieces[2::2], strict=True)
    )


def opening(text: str) -> str:
    """Give what stands before the first heading."""
    return _HEADING.split(text, maxsplit=1)[0].strip()


def join(parts: tuple[Part, ...]) -> str:
    """Write sections as one text again, to be edited."""
    return "\n\n".join(f"## {number}. {one.title}\n\n{one.body}" for number, one in enumerate(parts, start=1))
