"""Small files of every kind, made by the tests themselves: good ones, and ones with something wrong."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile
from zlib import compress

from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 6), mode: str = "RGB", **saving: object) -> bytes:
    """Draw a picture whose left half is red, the other blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, max(1, size[0] // 2), size[1]))
    target = BytesIO()
    image.convert(mode).save(target, kind, **saving)
    return target.getvalue()


def pdf(inside: bytes = b"", trailer: bytes = b"", after: bytes = b"") -> bytes:
    """Write a PDF of one empty page, with something more in its catalogue, its trailer or behind its end."""
    body = b"%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R " + inside + b">> endobj\n"
    body += b"2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
    body += b"3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>> endobj\n"
    return body + b"trailer <</Root 1 0 R " + trailer + b">>\nstartxref\n9\n%%EOF\n" + after


def object_stream(objects: bytes, description: bytes = b"/Filter /FlateDecode") -> bytes:
    """Write an object stream, as it stands between two objects of a PDF."""
    packed = compress(objects)
    return (
        b">> endobj\n4 0 obj <</Type /ObjStm /N 1 /First 4 %s /Length %d>>\nstream\n"
        % (description, len(packed))
        + packed
        + b"\nendstream endobj\n5 0 obj <<"
    )


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """Zip parts; a part called mimetype is stored as it is."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as zipped:
        for name, part in parts.items():
            zipped.writestr(name, part, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
    return target.getvalue()


def office(main: str = WORD, more: Mapping[str, str | bytes] | None = None, types: str = "") -> bytes:
    """Make an Office Open XML file with these more parts and content types."""
    declared = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{types}</Types>'
    )
    return package({"[Content_Types].xml": declared, "word/document.xml": "<w/>", **(more or {})})


def relations(kind: str, target: str, mode: str = "External") -> str:
    """Write a part that relates to something."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATION}{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


def open_document(
    mimetype: str = ODT, more: Mapping[str, str | bytes] | None = None, content: str = "<o/>"
) -> bytes:
    """Make an OpenDocument file."""
    parts = {"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": "<m/>"}
    return package({**parts, **(more or {})})
