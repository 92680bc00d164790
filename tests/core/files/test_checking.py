"""What is taken and what is refused, by content; and what is left of what is taken."""

import json
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.core.errors import Invalid
from app.core.files.checking import SentFile, check_file, check_number, fit
from app.core.files.limits import FileLimits
from app.core.files.problems import FileProblem, Unfit
from app.core.files.words import WORDS, words_for
from tests.core.files.makers import (
    EXCEL,
    ODS,
    ODT,
    POWERPOINT,
    WORD,
    object_stream,
    office,
    open_document,
    package,
    pdf,
    picture,
    relations,
)  # fmt: skip

LIMITS = FileLimits()
# Letters outside ASCII in the middle of a text of more than one line, as Danish people write.
TEXT = "\ufeffKære kommune\r\n\tMit æble, +45 12 34 56 78\f\n".encode()


def kind_of(name: str, content: bytes) -> str:
    return fit(SentFile(name, content), LIMITS)[0].code


def problem_of(name: str, content: bytes) -> FileProblem | None:
    try:
        kind_of(name, content)
    except Unfit as unfit:
        return unfit.problem
    return None


TAKEN = {
    "jpeg": ("a.jpg", picture("JPEG")),
    "png": ("a.png", picture("PNG")),
    "gif": ("a.gif", picture("GIF", mode="P")),
    "webp": ("a.webp", picture("WEBP")),
    "pdf": ("a.pdf", pdf()),
    "docx": ("a.docx", office(WORD)),
    "xlsx": ("a.xlsx", office(EXCEL)),
    "pptx": ("a.pptx", office(POWERPOINT)),
    "odt": ("a.odt", open_document(ODT)),
    "ods": ("a.ods", open_document(ODS)),
    "text": ("a.txt", TEXT),
    "csv": ("a.csv", 'navn;alder;beløb\n"Åse";42;-3,5\n-;+45 (33) 66 33 66;-\n'.encode()),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_a_file_of_every_kind_is_taken(kind):
    assert kind_of(*TAKEN[kind]) == kind


@pytest.mark.parametrize("kind", sorted(set(TAKEN) - {"text", "csv"}))
@pytest.mark.parametrize("name", ["a.exe", "a", "", "a.txt", "a.html"])
def test_the_content_decides_and_not_the_name(kind, name):
    assert kind_of(name, TAKEN[kind][1]) == kind


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.docx", "a.html", "a.exe", "a.svg", "a.js"])
def test_text_is_only_taken_under_a_name_of_text(name):
    assert problem_of(name, b"x = 1\n") is FileProblem.KIND


DAMAGED, ACTIVE, EMBEDDED = FileProblem.DAMAGED, FileProblem.ACTIVE, FileProblem.EMBEDDED
REFUSED = {
    "empty": ("a.txt", b"", FileProblem.EMPTY),
    "large": ("a.txt", b"x" * (LIMITS.file_bytes + 1), FileProblem.TOO_LARGE),
    "program": ("a.txt", b"MZ\x90\x00\x03", FileProblem.CHARACTERS),
    "elf": ("a.png", b"\x7fELF\x02\x01", FileProblem.KIND),
    "heic": ("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0", FileProblem.HEIC),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, FileProblem.OLD_OFFICE),
    "cut picture": ("a.jpg", picture("JPEG", (400, 400))[:-400], DAMAGED),
    "picture in name only": ("a.png", b"\x89PNG\r\n\x1a\n<?php echo 1;", DAMAGED),
    "wide picture": ("a.png", picture("PNG", (20_000, 1)), FileProblem.DIMENSIONS),
    "large picture": ("a.png", picture("PNG", (4100, 4100)), FileProblem.DIMENSIONS),
    "large webp": ("a.webp", picture("WEBP", (3000, 3000), method=0), FileProblem.DIMENSIONS),
    "pdf without end": ("a.pdf", pdf()[:-10], DAMAGED),
    "pdf with page behind": ("a.pdf", pdf(after=b"<script>alert(1)</script>"), DAMAGED),
    "pdf with zip behind": ("a.pdf", pdf() + package({"a": "b"}) + pdf(), EMBEDDED),
    "pdf javascript": ("a.pdf", pdf(b"/OpenAction <</S /JavaScript /JS (app.alert(1))>>"), ACTIVE),
    "pdf escaped": ("a.pdf", pdf(b"/OpenAction <</S /J#61va#53cript /JS (1)>>"), ACTIVE),
    "pdf launch": ("a.pdf", pdf(b"/OpenAction <</S/Launch/F(calc.exe)>>"), ACTIVE),
    "pdf xfa": ("a.pdf", pdf(b"/AcroForm <</XFA [1 0 R]>>"), ACTIVE),
    "pdf files": ("a.pdf", pdf(b"/Names <</EmbeddedFiles 4 0 R>>"), EMBEDDED),
    "pdf locked": ("a.pdf", pdf(trailer=b"/Encrypt 4 0 R"), FileProblem.LOCKED),
    "pdf packed": ("a.pdf", pdf(object_stream(b"5 0 <</S /JavaScript /JS (x)>>")), ACTIVE),
    "pdf escaped stream": (
        "a.pdf", pdf(object_stream(b"<</S /Launch>>").replace(b"/ObjStm", b"/Obj#53tm")), ACTIVE
    ),
    "pdf otherwise packed": ("a.pdf", pdf(object_stream(b"x").replace(b"\nstream\n", b"\nstream\n!")), DAMAGED),
    "pdf predicted": (
        "a.pdf", pdf(object_stream(b"x", b"/Filter /FlateDecode /DecodeParms <</Predictor 12>>")), DAMAGED
    ),
    "pdf bomb": ("a.pdf", pdf(object_stream(b" " * 34_000_000)), FileProblem.BOMB),
    "zip": ("a.zip", package({"a.txt": "b"}), FileProblem.KIND),
    "jar": ("a.docx", package({"META-INF/MANIFEST.MF": "b", "A.class": b"\xca\xfe"}), FileProblem.KIND),
    "template": ("a.dotx", office(WORD.replace("document.main", "template.main")), FileProblem.KIND),
    "macros": ("a.docx", office(more={"word/vbaProject.bin": "x"}), ACTIVE),
    "macros of another name": (
        "a.docx",
        office(types='<Override PartName="/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>'),
        ACTIVE,
    ),
    "docm": ("a.docx", office("application/vnd.ms-word.document.macroEnabled.main+xml"), ACTIVE),
    "macros of excel 4": ("a.xlsx", office(EXCEL, {"xl/macrosheets/sheet1.xml": "x"}), ACTIVE),
    "activex": ("a.docx", office(more={"word/activeX/activeX1.xml": "x"}), ACTIVE),
    "dde": ("a.docx", office(more={"word/a.xml": "x" * 262_140 + "DDEAUTO c:\\cmd.exe"}), ACTIVE),
    "dde in excel": ("a.xlsx", office(EXCEL, {"xl/a.xml": '<x:ddeLink ddeService="cmd"/>'}), ACTIVE),
    "object": ("a.docx", office(more={"word/embeddings/oleObject1.bin": "MZ"}), EMBEDDED),
    "program inside": ("a.docx", office(more={"word/media/image1.exe": "MZ"}), EMBEDDED),
    "any file inside": ("a.docx", office(more={"word/embeddings/x.dat": "MZ"}), EMBEDDED),
    "foreign text": (
        "a.docx", office(more={"word/_rels/d.xml.rels": relations("aFChunk", "x.html", "Internal")}), EMBEDDED
    ),
    "foreign template": (
        "a.docx",
        office(more={"word/_rels/s.xml.rels": relations("attachedTemplate", "http://x.example/t.dotm")}),
        FileProblem.FETCHES,
    ),
    "foreign picture": (
        "a.docx",
        office(more={"word/_rels/d.xml.rels": relations("image", "file://x/y.png")}),
        FileProblem.FETCHES,
    ),
    "data connection": ("a.xlsx", office(EXCEL, {"xl/connections.xml": "x"}), FileProblem.FETCHES),
    "entities": (
        "a.docx",
        office(more={"_rels/.rels": '<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>'}),
        DAMAGED,
    ),
    "macros inside": (
        "a.docx", office(more={"word/embeddings/t.xlsx": office(EXCEL, {"xl/vbaProject.bin": "x"})}), ACTIVE
    ),
    "inside the inside": (
        "a.docx",
        office(more={"word/embeddings/t.xlsx": office(EXCEL, {"xl/embeddings/u.xlsx": office(EXCEL)})}),
        EMBEDDED,
    ),
    "bomb": ("a.docx", office(more={"word/a.xml": b"\0" * 11_000_000}), FileProblem.BOMB),
    "bombs inside": (
        "a.docx",
        office(
            more={
                f"word/embeddings/{number}.xlsx": office(EXCEL, {"xl/a.xml": b"\0" * 9_000_000})
                for number in range(12)
            }
        ),
        FileProblem.BOMB,
    ),
    "zip with page before": ("a.docx", b"PK\x03\x04<script>" + office(), DAMAGED),
    "zip with more behind": ("a.docx", office() + b"<script>", DAMAGED),
    "path": ("a.docx", office(more={"../../etc/passwd": "x"}), DAMAGED),
    "broken zip": ("a.docx", office()[:-30] + b"PK\x05\x06" + b"\0" * 18, DAMAGED),
    "odf macros": ("a.odt", open_document(more={"Basic/Standard/script-lb.xml": "x"}), ACTIVE),
    "odf listener": ("a.odt", open_document(content="<o><script:event-listener/></o>"), ACTIVE),
    "odf locked": (
        "a.odt", open_document(more={"META-INF/manifest.xml": "<m:encryption-data/>"}), FileProblem.LOCKED
    ),
    "odf picture": (
        "a.odt",
        open_document(content='<o><draw:image a="b" xlink:href="https://x.example/p.png"/></o>'),
        FileProblem.FETCHES,
    ),
    "odf object": ("a.odt", open_document(more={"Object 1": "MZ"}), EMBEDDED),
    "odf of another kind": ("a.odt", open_document("application/vnd.oasis.opendocument.base"), FileProblem.KIND),
    "svg": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', FileProblem.KIND),
    "page as text": ("a.txt", b"\xef\xbb\xbf \n<!DOCTYPE html><script>", FileProblem.KIND),
    "script as text": ("a.txt", b"#!/bin/sh\nrm -rf /", FileProblem.KIND),
    "latin-1": ("a.txt", "Kære".encode("latin-1"), FileProblem.CHARACTERS),
    "utf-16": ("a.txt", "Kære".encode("utf-16"), FileProblem.CHARACTERS),
    "control": ("a.txt", b"a\x1b[2Jb", FileProblem.CHARACTERS),
    "turned": ("a.txt", "a\u202eb".encode(), FileProblem.CHARACTERS),
    "formula": ("a.csv", b"a;b\n1;=HYPERLINK(A1)\n", FileProblem.FORMULAS),
    "formula quoted": ("a.csv", b'a,b\n1,"=1+1"\n', FileProblem.FORMULAS),
    "command": ("a.csv", b"a,b\n-2+3+cmd|' /C calc'!A0,1\n", FileProblem.FORMULAS),
    "function": ("a.csv", b"@SUM(A1)\n", FileProblem.FORMULAS),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_an_unfit_file_is_refused_for_its_reason(name):
    sent, content, problem = REFUSED[name]
    assert problem_of(sent, content) is problem


def test_links_to_click_and_tables_behind_charts_are_fine():
    parts = {
        "word/_rels/document.xml.rels": relations("hyperlink", "https://www.borger.dk"),
        "word/embeddings/": "",
        "word/embeddings/sheet1.xlsx": office(EXCEL),
        "word/media/image1.svg": "<svg/>",
        "xl/printerSettings/printerSettings1.bin": "x",
    }
    assert kind_of("a.docx", office(more=parts)) == "docx"
    link = '<text:a xlink:href="https://www.borger.dk">b</text:a><draw:a xlink:href="https://x.example">c</draw:a>'
    parts = {"Object 1/content.xml": "<o/>", "ObjectReplacements/Object 1": "x"}
    assert kind_of("a.odt", open_document(content=f"<o>{link}</o>", more=parts)) == "odt"


def test_a_package_with_two_entries_of_one_name_is_refused():
    target = BytesIO(office())
    with pytest.warns(UserWarning, match="Duplicate name"), ZipFile(target, "a") as zipped:
        zipped.writestr("word/document.xml", "another")
    assert problem_of("a.docx", target.getvalue()) is DAMAGED


def test_a_package_whose_list_lies_about_a_size_is_refused():
    sound = office(more={"word/long.xml": "long " * 50})
    assert problem_of("a.docx", sound) is None
    at = sound.rfind(b"PK\x01\x02") + 24
    lying = sound[:at] + (40).to_bytes(4, "little") + sound[at + 4 :]
    assert problem_of("a.docx", lying) is DAMAGED


def test_a_plain_pdf_with_object_streams_fills_and_links_is_taken():
    inside = b"/OpenAction [3 0 R /Fit] /AcroForm <</Fields []>> /A <</S /URI /URI (https://www.borger.dk)>>"
    assert kind_of("a.pdf", pdf(object_stream(b"5 0 <</Type /Font>>") + inside)) == "pdf"
    assert kind_of("a.pdf", pdf(b"/JavaScripting 1 /XFAX 2") + b"\r\n\0") == "pdf"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_loses_everything_but_its_pixels(kind):
    exif = Image.Exif()
    exif[0x010E] = "Hjemme hos mig"
    exif.get_ifd(0x8825)[1] = "N"
    more = {"comment": b"Hjemme hos mig"} if kind == "JPEG" else {}
    sent = (
        picture(kind, exif=exif.tobytes(), icc_profile=b"Hjemme hos mig" * 20, **more)
        + b"<script>Hjemme</script>"
    )
    assert b"Hjemme" in sent
    _kind, kept = fit(SentFile("a", sent), LIMITS)
    assert b"Hjemme" not in kept
    assert b"script" not in kept
    with Image.open(BytesIO(kept)) as image:
        assert (image.format, image.size) == (kind, (8, 6))
        assert not image.getexif()
        assert "icc_profile" not in image.info


def test_comments_in_a_png_and_a_gif_go():
    png = BytesIO()
    words = PngInfo()
    words.add_text("Author", "Hjemme")
    Image.new("RGB", (2, 2)).save(png, "PNG", pnginfo=words)
    for sent in (png.getvalue(), picture("GIF", mode="P", comment=b"Hjemme")):
        assert b"Hjemme" in sent
        assert b"Hjemme" not in fit(SentFile("a", sent), LIMITS)[1]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_upright(kind):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held so that a quarter turn to the right is needed
    _kind, kept = fit(SentFile("a", picture(kind, (80, 60), exif=exif.tobytes())), LIMITS)
    with Image.open(BytesIO(kept)) as image:
        assert image.size == (60, 80)
        top, bottom = (image.convert("RGB").getpixel((30, y)) for y in (5, 75))
        assert top[0] > 200 > 60 > top[2]
        assert bottom[2] > 200 > 60 > bottom[0]


def test_a_large_photo_is_kept_smaller():
    _kind, kept = fit(SentFile("a.jpg", picture("JPEG", (6000, 4000))), LIMITS)
    with Image.open(BytesIO(kept)) as image:
        assert image.size == (3000, 2000)


def test_a_large_photo_in_many_scans_is_refused_since_it_would_be_held_whole():
    assert problem_of("a.jpg", picture("JPEG", (6000, 4000), progressive=True)) is FileProblem.DIMENSIONS
    assert problem_of("a.jpg", picture("JPEG", (4000, 3000), progressive=True)) is None


def test_a_photo_of_a_thousand_scans_is_refused():
    sound = picture("JPEG", (80, 60), progressive=True)
    start = sound.rfind(b"\xff\xda")
    scan = sound[start:-2]
    assert problem_of("a.jpg", sound) is None
    assert problem_of("a.jpg", sound[:-2] + scan * 100 + sound[-2:]) is DAMAGED


def moving(size: tuple[int, int], frames: int, kind: str = "GIF") -> bytes:
    pictures = [Image.new("RGB", size, (number * 37 % 256, number // 7 % 256, 9)) for number in range(frames)]
    target = BytesIO()
    pictures[0].save(target, kind, save_all=True, append_images=pictures[1:], duration=40, loop=0)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_short_moving_picture_goes_on_moving(kind):
    _kind, kept = fit(SentFile("a", moving((20, 10), 7, kind)), LIMITS)
    with Image.open(BytesIO(kept)) as image:
        assert (image.n_frames, image.size) == (7, (20, 10))


@pytest.mark.parametrize(("size", "frames"), [((1, 1), 301), ((1000, 900), 9)])
def test_a_long_or_large_moving_picture_is_refused(size, frames):
    assert problem_of("a.gif", moving(size, frames)) is FileProblem.MOVING


def test_a_colour_that_is_transparent_stays_so():
    drawing = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    drawing.putpixel((1, 1), (255, 0, 0, 255))
    target = BytesIO()
    drawing.save(target, "PNG")
    _kind, kept = fit(SentFile("a", target.getvalue()), LIMITS)
    with Image.open(BytesIO(kept)) as image:
        assert image.convert("RGBA").getpixel((0, 0))[3] == 0


def test_what_is_taken_has_a_clean_name_a_hash_and_a_size(app):
    checked = check_file(SentFile("C:\\mine\\Brev.exe", pdf()), LIMITS)
    assert (checked.name, checked.kind, checked.size) == ("Brev.pdf", "pdf", len(pdf()))
    assert checked.sha256 == sha256(pdf()).hexdigest()
    assert "%PDF" not in repr(checked)


def test_a_refusal_names_the_file_and_says_what_to_do(app):
    with pytest.raises(Invalid, match=r"^hus.svg: This kind of file cannot be sent. You can send pictures"):
        check_file(SentFile("\u202ehus.svg", b"<svg/>"), LIMITS)


def test_every_problem_has_words_with_the_limits_in_them(app):
    assert set(WORDS) == set(FileProblem)
    limits = FileLimits(file_megabytes=3, files=7, ticket_megabytes=11)
    for problem in FileProblem:
        assert "%" not in words_for(problem, limits)
    assert "3 MB" in words_for(FileProblem.TOO_LARGE, limits)
    assert "7 files" in words_for(FileProblem.TOO_MANY, limits)
    assert "11 MB" in words_for(FileProblem.FULL, limits)


def test_the_number_and_the_sum_of_files_have_limits(app):
    check_number(5, LIMITS.ticket_bytes, 0, LIMITS)
    check_number(0, 0, LIMITS.ticket_bytes + 1, LIMITS)
    for files, new, kept in [(6, 1, 0), (1, 1, LIMITS.ticket_bytes)]:
        with pytest.raises(Invalid) as refusal:
            check_number(files, new, kept, LIMITS)
        assert refusal.value.details["field"] == "files"


def test_real_uploads_get_the_decision_expected_of_them(shared):
    expected = json.loads((shared / "security" / "uploads.json").read_text())
    assert len(expected) == 30
    with ZipFile(shared / "security" / "uploads.zip") as files:
        for upload in expected:
            sent = SentFile(upload["upload_name"], files.read(upload["file"]))
            if upload["expect"] == "reject_or_sanitize":
                assert problem_of(*sent) is FileProblem.KIND, upload
                continue
            checked = check_file(sent, LIMITS)
            assert checked.content != sent.content, upload
            assert checked.name.endswith((".png", ".jpg", ".JPG", ".gif", ".webp")), upload
            assert not set(checked.name) & set('/\\\0\r\n<>:"|?*\u202e'), upload
            assert 5 <= len(checked.name) <= 100, upload
            assert b"Hjemme" not in checked.content
