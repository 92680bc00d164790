"""No attack that comes as a file is kept as it was given, and no file is ever shown by the browser."""

import json
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask, send_file
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core.db import session
from app.core.files.kinds import CONTENT_TYPES
from app.core.files.store import file_store
from app.tickets.models import TicketAttachment
from tests.core.files.makers import EXCEL, office, open_document, package, pdf, picture, relations
from tests.core.files.test_checking import TAKEN
from tests.security.conftest import Town

SCRIPT = b"<script>alert('attack')</script>"
PHP = b"<?php system($_GET['attack']); ?>"
ZIP = package({"attack.js": "alert('attack')"})
# By what it pretends to be. Each holds the word "attack", which must not be found in what is kept.
ATTACKS = {
    "page called a picture": ("a.png", b"<!doctype html>" + SCRIPT),
    "page called a text": ("a.txt", b"\xef\xbb\xbf\n <html>" + SCRIPT),
    "page called nothing": ("", b"<html>" + SCRIPT),
    "drawing": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="attack()"/>'),
    "drawing called a picture": ("a.jpg", b'<?xml version="1.0"?><svg onload="attack()"/>'),
    "entities": ("a.txt", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/attack">]><a>&b;</a>'),
    "script": ("a.js", b"attack()"),
    "settings of a server": (".htaccess", b"AddType application/x-httpd-php .txt # attack"),
    "batch file": ("a.bat", b"@echo attack"),
    "shell script": ("a.txt", b"#!/bin/sh\nattack"),
    "short cut": ("a.url", b"[InternetShortcut]\nURL=file://attack"),
    "mail with a page": ("a.txt", b"MIME-Version: 1.0\nContent-Type: text/html\n\nattack"),
    "program": ("a.pdf", b"MZ\x90\0attack"),
    "program called a text": ("a.txt", b"\x7fELF\0attack"),
    "picture and page": ("a.gif", picture("GIF", mode="P") + SCRIPT),
    "picture that begins a script": ("a.gif", b"GIF89a/*" + picture("GIF", mode="P")[6:] + b"*/=1;attack()"),
    "picture and archive": ("a.gif", picture("GIF", mode="P") + ZIP),
    "picture with a program in its comment": ("a.php.jpg", picture("JPEG", comment=PHP)),
    "picture with a page in its description": ("a.jpg", picture("JPEG", exif=b"Exif\0\0" + SCRIPT)),
    "picture with a page in its colours": ("a.webp", picture("WEBP", icc_profile=SCRIPT)),
    "broken picture": ("a.png", b"\x89PNG\r\n\x1a\n" + SCRIPT),
    "pdf with a script": ("a.pdf", pdf(b"/OpenAction <</S /JavaScript /JS (attack)>>")),
    "pdf and page": ("a.pdf", pdf(after=SCRIPT)),
    "pdf and archive": ("a.pdf", pdf(after=ZIP)),
    "page and pdf": ("a.pdf", SCRIPT + pdf()),
    "pdf with a file": ("a.pdf", pdf(b"/Names <</EmbeddedFiles <</attack 1>>>>")),
    "macros": ("a.docx", office(more={"word/vbaProject.bin": "attack"})),
    "macros called a table": ("a.csv", office(EXCEL, {"xl/vbaProject.bin": "attack"})),
    "foreign template": (
        "a.docx", office(more={"word/_rels/s.xml.rels": relations("attachedTemplate", "http://attack.example/")})
    ),
    "macros in an open document": ("a.odt", open_document(more={"Basic/Standard/attack.xml": "attack"})),
    "office file and page": ("a.docx", office() + SCRIPT),
    "page and office file": ("a.docx", SCRIPT + office()),
    "archive": ("a.zip", ZIP),
    "bomb": ("a.xlsx", office(EXCEL, {"xl/attack.xml": b"attack" * 4_000_000})),
    "formulas": ("a.csv", b"a;b\n=cmd|'/C attack'!A0;1\n"),
}  # fmt: skip
NAMES = (
    "../../attack.txt", "..\\..\\attack.txt", "/etc/attack.txt", "C:\\attack.txt",
    "attack.txt\x00.php.txt", "\u202etxt.attack.txt",
    '"attack"; filename="a.exe.txt', "<img src=x onerror=alert(1)>.txt",
    "con.txt", "=attack().txt", "%2e%2e%2fattack.txt", "x" * 400 + ".txt",
)  # fmt: skip
FORMS = {
    "/tickets/new": {"subject": "The letter about my rent", "body": "Here it is.", "topic_id": "{topic.id}"},
    "/tickets/{ticket.reference}/messages": {"body": "Here it is.", "version": "9"},
}


@pytest.fixture
def kept_before(town: Town) -> Iterator[set[str]]:
    """Give the stored names there are before anything is sent, those other tests left on the disk too."""
    before = set(session().scalars(select(TicketAttachment.stored_name))) | names_on_disk()
    yield before
    for path in file_store().folder.glob("??/*"):
        if path.name not in before:
            path.unlink()


def names_on_disk() -> set[str]:
    return {path.name for path in file_store().folder.glob("??/*")}


def send(town: Town, path: str, *files: tuple[str, bytes]) -> TestResponse:
    form: dict[str, object] = {name: town.world.fill(value) for name, value in FORMS[path].items()}
    form["files"] = [(BytesIO(content), name) for name, content in files]
    browser = town.browser("asker")
    return browser.send("POST", town.world.fill(path), form, content_type="multipart/form-data")


def new_files(before: set[str]) -> list[TicketAttachment]:
    session().close()  # what it read before is what it would go on reading
    rows = session().scalars(select(TicketAttachment).order_by(TicketAttachment.id))
    return [row for row in rows if row.stored_name not in before]


def faults(response: TestResponse) -> list[str]:
    """Tell in which ways a browser could take an answer for something to show, or anybody keep it."""
    headers = response.headers
    sound = {
        "shown": headers.get("Content-Disposition", "").startswith("attachment;"),
        "guessed at": headers.get("X-Content-Type-Options") == "nosniff",
        "kept": headers.get("Cache-Control") == "no-store",
        "let run": headers.get("Content-Security-Policy") == "default-src 'none'; sandbox",
        "of a foreign type": response.content_type in CONTENT_TYPES,
        "with a name of two lines": not {"\r", "\n"} & set(headers.get("Content-Disposition", "")),
    }
    return [fault for fault, well in sound.items() if not well]


def test_the_control_is_found_fault_with():
    app = Flask("planted", static_folder=None)
    app.add_url_rule("/", "page", lambda: send_file(BytesIO(SCRIPT), mimetype="text/html"))
    assert len(faults(app.test_client().get("/"))) >= 5


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_is_kept_as_it_was_given(town: Town, kept_before: set[str], path: str, name: str):
    sent = ATTACKS[name]
    response = send(town, path, sent)
    files = new_files(kept_before)
    assert response.status_code == (303 if files or not sent[0] else 422)
    for file in files:
        kept = file_store().path(file.stored_name).read_bytes()
        assert kept != sent[1]
        assert b"attack" not in kept
    assert names_on_disk() - kept_before == {file.stored_name for file in files}


def test_attacks_are_refused_or_drawn_anew_as_they_should(town: Town, kept_before: set[str]):
    """Pictures lose what was hidden in them; everything else of the attacks is refused."""
    taken = set()
    for name, sent in ATTACKS.items():
        before = {file.stored_name for file in new_files(kept_before)} | kept_before
        send(town, "/tickets/{ticket.reference}/messages", sent)
        taken |= {name for _file in new_files(before)}
    assert taken == {name for name in ATTACKS if name.startswith("picture")}


@pytest.mark.parametrize("kind", TAKEN)
def test_every_kind_of_file_is_given_out_and_never_shown(town: Town, kept_before: set[str], kind: str):
    assert send(town, "/tickets/{ticket.reference}/messages", TAKEN[kind]).status_code == 303
    (file,) = new_files(kept_before)
    path = town.world.fill(f"/tickets/{{ticket.reference}}/attachments/{file.id}")
    for asked in (path, f"{path}?inline=1&download=0"):
        response = town.browser("caseworker").send("GET", asked, headers={"Accept": "text/html,image/*"})
        assert response.status_code == 200
        assert faults(response) == []
        assert response.get_data() == file_store().path(file.stored_name).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_made_harmless(town: Town, kept_before: set[str], name: str):
    send(town, "/tickets/{ticket.reference}/messages", (name, b"A letter."))
    (file,) = new_files(kept_before)
    assert not set(file.name) & set('/\\<>:"|?*\r\n\0\u202e')
    assert file.name.endswith(".txt")
    assert len(file.name) <= 100
    assert file.stored_name not in name
    path = town.world.fill(f"/tickets/{{ticket.reference}}/attachments/{file.id}")
    assert faults(town.browser("asker").send("GET", path)) == []


def test_a_stored_name_leads_nowhere(town: Town, kept_before: set[str]):
    send(town, "/tickets/{ticket.reference}/messages", ("a.txt", b"A letter."))
    (file,) = new_files(kept_before)
    name, reference = file.stored_name, town.world.fill("{ticket.reference}")
    for path in (
        f"/attachments/{name[:2]}/{name}",
        f"/static/../attachments/{name[:2]}/{name}",
        f"/static/%2e%2e/attachments/{name[:2]}/{name}",
        f"/tickets/{reference}/attachments/{name}",
    ):
        assert town.browser("asker").send("GET", path).status_code == 404


def test_real_uploads_are_refused_or_kept_anew(town: Town, kept_before: set[str], shared):
    expected = json.loads((shared / "security" / "uploads.json").read_text())
    with ZipFile(shared / "security" / "uploads.zip") as files:
        for upload in expected:
            before = {file.stored_name for file in new_files(kept_before)} | kept_before
            sent = (upload["upload_name"], files.read(upload["file"]))
            response = send(town, "/tickets/{ticket.reference}/messages", sent)
            if upload["expect"] == "reject_or_sanitize":
                assert response.status_code == 422, upload
                continue
            assert response.status_code == 303, upload
            for file in new_files(before):
                assert file_store().path(file.stored_name).read_bytes() != sent[1], upload
