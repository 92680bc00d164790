"""Names of files as we keep and show them: one line, no path, no deceit, and an ending that tells what is inside."""

import re
import unicodedata

MAX_NAME = 100
_MAX_BYTES = 200  # file systems stop at 255
# Separators of paths, and what file systems forbid in a name; `:` also hides streams of NTFS.
_PATH = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
# Control, format (directions, zero width), surrogate, private, unassigned; line and paragraph separators.
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_ENDING = re.compile(r"\.(?=\w*[^\W\d_])\w{1,5}$", re.ASCII)
# Names of devices on Windows, with any ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.I)


def clean_name(name: str, extensions: tuple[str, ...], fallback: str) -> str:
    """Make a safe name out of the one a file came with; what it pretends to be gives way to what it is."""
    stem = _PATH.split(unicodedata.normalize("NFC", name))[-1]
    stem = "".join(" " if char in "\t\r\n" else char for char in stem if _shows(char) or char in "\t\r\n")
    stem = _trimmed(_FORBIDDEN.sub("_", stem))
    extension = next((end for end in extensions if stem.lower().endswith(f".{end}")), extensions[0])
    stem = _without_ending(stem, extension) or fallback
    stem = _DEVICE.sub(lambda device: f"{device[0]}_", stem, count=1) if _DEVICE.match(stem) else stem
    return f"{_shortened(stem, len(extension) + 1)}.{extension}"


def shown_name(name: str) -> str:
    """Write the name a file came with so that it can stand in a sentence."""
    return "".join(char for char in name if _shows(char)).strip()[:MAX_NAME]


def extension_of(name: str) -> str:
    """Tell how a name ends, in lower case; empty if it has no ending."""
    return _PATH.split(name)[-1].rpartition(".")[2].lower() if "." in name else ""


def _shows(char: str) -> bool:
    return unicodedata.category(char) not in _INVISIBLE


def _trimmed(stem: str) -> str:
    """Fold white space; no dot or dash at the edges, where they hide a file or make it an option of a command."""
    return " ".join(stem.split()).strip(" .-~")


def _without_ending(stem: str, extension: str) -> str:
    """Take the ending off, be it right or wrong, and then the right one as often as it is there."""
    stem = "" if stem.lower() == extension else _ENDING.sub("", stem)
    while stem.lower().endswith(f".{extension}"):
        stem = stem[: -len(extension) - 1]
    return _trimmed(stem)


def _shortened(stem: str, ending: int) -> str:
    stem = stem[: MAX_NAME - ending]
    while len(stem.encode()) > _MAX_BYTES - ending:
        stem = stem[:-1]
    return stem.rstrip(" .-")
