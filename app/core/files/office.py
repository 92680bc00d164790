"""Office files: Office Open XML and OpenDocument, without macros, without other files inside, fetching nothing.

What is looked at: the package (see `packages`); the kind it declares; names of parts; content types; every relationship
to something outside (links to click are fine); markers of scripts and DDE in the XML. Office files inside office files
(the table behind a chart) are looked at the same way, once.
"""

import re
from typing import Any
from zipfile import ZipFile, ZipInfo

from lxml import etree

from app.core.files import packages
from app.core.files.problems import FileProblem, Unfit

CONTENT_TYPES = "[Content_Types].xml"
MAX_DESCRIPTION = 1024 * 1024
MAX_RELATIONS = 4 * 1024 * 1024  # all of them together
MAX_EMBEDDED = 5 * 1024 * 1024
_MAIN = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    f"{_MAIN}wordprocessingml.document.main+xml": "docx",
    f"{_MAIN}spreadsheetml.sheet.main+xml": "xlsx",
    f"{_MAIN}presentationml.presentation.main+xml": "pptx",
}
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_ACTIVE_TYPE = re.compile(r"macro|vba|activex", re.I)
_FORBIDDEN_PARTS = (
    (FileProblem.ACTIVE, re.compile(r"vbaproject|vbadata|activex|macrosheet|^(?:basic|scripts|dialogs)/")),
    (FileProblem.FETCHES, re.compile(r"^xl/(?:externallinks/|connections\.xml|querytables/)")),
    (
        FileProblem.EMBEDDED,
        re.compile(
            r"oleobject|^object \d+$|embeddings/.*[^/](?<!\.xlsx)(?<!\.docx)(?<!\.pptx)$"
            r"|\.(?:exe|dll|com|scr|cpl|msi|lnk|bat|cmd|ps1|vb[es]|jse?|ws[fh]|hta|jar|py|sh|html?|mht|swf"
            r"|zip|7z|rar|iso|cab|docm|dotm|xlsm|xlsb|xltm|xlam|pptm|ppsm|potm|doc|xls|ppt|pdf)$"
        ),
    ),
)
_EMBEDDED_OFFICE = re.compile(r"\.(?:docx|xlsx|pptx)$", re.I)
_ACTIVE_MARKERS = re.compile(
    rb"script:event-listener|vnd\.sun\.star\.script|office:dde-source|DDEAUTO|<(?:\w+:)?ddeLink\b"
)
# A picture or an object that is somewhere else; `<text:a>` are links to click.
_FETCHING_MARKERS = re.compile(rb"<(?:draw|presentation):(?!a\b)[^<>]*xlink:href=\"(?:\w+:)?//")
_OVERLAP = 4096


def check_office(content: bytes) -> str:
    """Give the code of the kind an office file is; refuse what is none, or does more than stand there."""
    kind, _size = _looked_through(content, inside=False)
    return kind


def _looked_through(content: bytes, *, inside: bool) -> tuple[str, int]:
    """Look at every part; give the kind, and how many bytes it unpacked to with what is inside it."""
    with packages.opened(content) as package:
        kind = _kind(package)
        relations = [
            entry.file_size for entry in package.infolist() if entry.filename.casefold().endswith(".rels")
        ]
        if sum(relations) > MAX_RELATIONS:
            raise Unfit(FileProblem.BOMB)
        total = 0
        for entry in package.infolist():
            _check_name(entry.filename.casefold())
            total += _check_part(package, entry, inside)
            packages.check_size(total, content)
        return kind, total


def _kind(package: ZipFile) -> str:
    first = package.infolist()[0]
    if first.filename == "mimetype":
        kind = OPEN_DOCUMENTS.get(packages.whole(package, first, 200))
        if kind is None or not {"content.xml", "META-INF/manifest.xml"} <= set(package.namelist()):
            raise Unfit(FileProblem.KIND)
        return kind
    if CONTENT_TYPES not in package.namelist():
        raise Unfit(FileProblem.KIND)
    declared = _found(package, CONTENT_TYPES, "*/@ContentType")
    if any(_ACTIVE_TYPE.search(each) for each in declared):
        raise Unfit(FileProblem.ACTIVE)
    kinds = [MAIN_PARTS[each] for each in declared if each in MAIN_PARTS]
    if len(kinds) != 1:
        raise Unfit(FileProblem.KIND)
    return kinds[0]


def _found(package: ZipFile, name: str, path: str) -> list[Any]:
    """Read a small XML part and find in it what XPath says; one that defines entities or is not XML is refused."""
    text = packages.whole(package, package.getinfo(name), MAX_DESCRIPTION)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unfit(FileProblem.DAMAGED) from error
    if root.getroottree().docinfo.doctype:
        raise Unfit(FileProblem.DAMAGED)
    return list(root.xpath(path))


def _check_name(name: str) -> None:
    for problem, forbidden in _FORBIDDEN_PARTS:
        if forbidden.search(name):
            raise Unfit(problem)


def _check_part(package: ZipFile, entry: ZipInfo, inside: bool) -> int:
    """Look into a part; give how many bytes it unpacked to."""
    name = entry.filename.casefold()
    if name.endswith(".rels"):
        _check_relations(package, entry.filename)
    if name == "meta-inf/manifest.xml" and _encrypted(package, entry):
        raise Unfit(FileProblem.LOCKED)
    total = 0
    if _EMBEDDED_OFFICE.search(name):
        if inside:
            raise Unfit(FileProblem.EMBEDDED)
        _embedded, total = _looked_through(packages.whole(package, entry, MAX_EMBEDDED), inside=True)
    return total + _look_for_markers(package, entry)


def _encrypted(package: ZipFile, entry: ZipInfo) -> bool:
    return b"encryption-data" in packages.whole(package, entry, MAX_DESCRIPTION)


def _check_relations(package: ZipFile, name: str) -> None:
    if _found(package, name, "*[contains(@Type, 'aFChunk')]"):
        raise Unfit(FileProblem.EMBEDDED)
    outside = _found(package, name, "*[@TargetMode != 'Internal']")
    if any(not relation.get("Type", "").endswith("/hyperlink") for relation in outside):
        raise Unfit(FileProblem.FETCHES)


def _look_for_markers(package: ZipFile, entry: ZipInfo) -> int:
    """Unpack a part bit by bit, so that a large one takes little memory, and look for what acts or fetches."""
    total, end = 0, b""
    for chunk in packages.chunks(package, entry):
        total += len(chunk)
        part = end + chunk
        if _ACTIVE_MARKERS.search(part):
            raise Unfit(FileProblem.ACTIVE)
        if _FETCHING_MARKERS.search(part):
            raise Unfit(FileProblem.FETCHES)
        end = part[-_OVERLAP:]
    if total != entry.file_size:
        raise Unfit(FileProblem.DAMAGED)
    return total
