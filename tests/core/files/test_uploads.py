"""How files come in with a form: as many and as large as allowed, with every word kept when they are not."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask, Response, jsonify, render_template_string
from wtforms import StringField

from app import create_app
from app.core.db import Base, db
from app.core.doors import public
from app.core.files import fields
from app.core.files.fields import FilesField
from app.core.files.limits import MEGABYTE
from app.core.files.uploads import CappedFile, takes_files
from app.core.forms import Form
from app.core.limits import Limit
from tests.conftest import drop_database, fresh_config
from tests.core.files.makers import pdf, picture
from tests.factories import make_person
from tests.web import Visitor

PAGE = """<!doctype html><html lang="en"><title>Try</title><h1>Try</h1>{% from "components/files_field.html" import
files_field %}<main><form method="post" enctype="multipart/form-data">{{ csrf_field() }}
<label for="words">Words</label><input id="words" name="words">{{ files_field(form.files) }}</form></main></html>"""


class TryForm(Form):
    """A form with words and files."""

    words = StringField("Words")
    files = FilesField("Files")


@takes_files
@public
def show() -> Response | str:
    """Take what is sent and tell what came of it."""
    form = TryForm()
    if not form.is_submitted():
        return render_template_string(PAGE, form=form)
    return jsonify(
        valid=form.validate(),
        words=form.words.data,
        chosen=form.files.chosen_names,
        errors=form.files.errors,
        kept=[[one.name, one.kind, one.size] for one in form.files.checked],
    )


@pytest.fixture(scope="module")
def upload_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give an app with a page that takes files, and one that does not."""
    app = create_app(fresh_config(tmp_path_factory.mktemp("uploads"), "uploads"))
    app.add_url_rule("/try", view_func=show, methods=["GET", "POST"])
    app.add_url_rule("/plain", "plain", public(lambda: show()), methods=["GET", "POST"])
    with app.app_context():
        with db.engine.connect().execution_options(writes=True, postgresql_readonly=False) as connection:
            with connection.begin():
                Base.metadata.create_all(connection)
    yield app
    drop_database(app)


@pytest.fixture
def sender(upload_app: Flask) -> Visitor:
    """Give somebody who is signed in and has the page with the form open."""
    with upload_app.app_context():
        visitor = Visitor(upload_app).sign_in(make_person().id)
    visitor.open("/try")
    return visitor


def send(visitor: Visitor, *files: tuple[str, bytes], path: str = "/try", words: str = "Every word"):
    token = visitor.page.one("[name=csrf_token]").get("value")
    sent = [(BytesIO(content), name) for name, content in files]
    data = {"csrf_token": token, "words": words, "files": sent}
    return visitor.client.post(path, data=data, content_type="multipart/form-data")


def test_the_form_offers_several_files_and_says_what_may_be_sent(sender):
    field = sender.page.one("input[type=file]")
    assert field.get("multiple") is not None
    assert ".pdf" in field.get("accept")
    assert "At most 5 files, each of 10 MB at most." in sender.page.text


def test_files_are_taken(sender):
    answer = send(sender, ("a.pdf", pdf()), ("b.exe", picture())).json
    assert answer["valid"]
    assert [one[:2] for one in answer["kept"]] == [["a.pdf", "pdf"], ["b.png", "png"]]


@pytest.mark.parametrize("files", [(), (("", b""),)])
def test_no_file_is_no_error(sender, files):
    answer = send(sender, *files).json
    assert answer["valid"]
    assert answer["kept"] == answer["chosen"] == []


def test_each_refused_file_is_named_and_the_words_are_kept(sender):
    answer = send(sender, ("a.pdf", pdf()), ("b.svg", b"<svg/>"), ("c.txt", b"\xff\xfe")).json
    assert not answer["valid"]
    assert [error[:6] for error in answer["errors"]] == ["b.svg:", "c.txt:"]
    assert answer["words"] == "Every word"
    assert answer["chosen"] == ["a.pdf", "b.svg", "c.txt"]


def test_more_files_than_allowed_are_refused_unread(sender):
    answer = send(sender, *[("a.pdf", pdf())] * 6).json
    assert answer["errors"] == [
        "At most 5 files can go with one message. Send the others with another message."
    ]
    assert answer["kept"] == []


def test_a_file_far_too_large_is_refused_on_the_form_and_the_words_are_kept(sender):
    answer = send(sender, ("film.pdf", pdf() + b" " * 30 * MEGABYTE)).json
    assert answer["errors"] == ["film.pdf: The file is larger than 10 MB. Make it smaller, or divide it."]
    assert answer["words"] == "Every word"


def test_a_file_of_the_largest_size_is_taken(sender):
    letter = b"a" * 10 * MEGABYTE
    assert send(sender, ("a.txt", letter)).json["kept"] == [["a.txt", "text", len(letter)]]


def test_a_request_beyond_all_measure_is_refused_and_says_why(sender, monkeypatch):
    monkeypatch.setattr("app.core.files.uploads.TIMES_TOO_MUCH", 0)
    response = send(sender, ("a.txt", b"a" * MEGABYTE))
    assert response.status_code == 413
    assert "too much" in response.get_data(as_text=True)


def test_where_no_files_are_taken_a_request_stays_small(sender):
    assert send(sender, ("a.txt", b"a" * MEGABYTE), path="/plain").status_code == 413


def test_of_signed_out_people_no_file_is_kept(upload_app):
    visitor = Visitor(upload_app)
    with upload_app.app_context():
        visitor.open("/try")
    answer = send(visitor, ("a.pdf", pdf())).json
    assert answer["words"] == "Every word"
    assert answer["kept"] == []
    assert answer["errors"]


def test_nobody_sends_files_all_the_time(sender, monkeypatch):
    monkeypatch.setattr(fields, "SENDING", Limit("sending-files", 2, 3600))
    for _time in range(2):
        assert send(sender, ("a.pdf", pdf())).json["valid"]
        assert send(sender).json["valid"]
    answer = send(sender, ("a.pdf", pdf())).json
    assert not answer["valid"]
    assert "too often" in answer["errors"][0]
    assert answer["words"] == "Every word"


def test_a_capped_file_lets_the_rest_go_by():
    with CappedFile(5) as capped:
        assert [capped.write(b"abc"), capped.write(b"defg"), capped.write(b"h")] == [3, 4, 1]
        capped.seek(0)
        assert capped.read() == b"abcde"
