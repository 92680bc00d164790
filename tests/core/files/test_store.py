"""The store keeps files whole, private and under names that tell nothing, and sweeps what nobody knows."""

import os
import stat
from datetime import UTC, datetime, timedelta

import pytest

from app.core.errors import NotFound, Unavailable
from app.core.files import store as storing
from app.core.files.kinds import CONTENT_TYPES, KINDS
from app.core.files.serving import download
from app.core.files.store import FileStore, file_store

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path / "attachments")


def test_what_is_kept_is_there_as_long_as_the_file_is(store):
    name = store.keep(b"a letter")
    assert store.path(name).read_bytes() == b"a letter"
    store.path(name).unlink()
    with pytest.raises(NotFound):
        store.path(name)


def test_the_same_content_gets_two_names_that_tell_nothing(store):
    first, second = store.keep(b"x"), store.keep(b"x")
    assert first != second
    assert len(first) == 32


def test_nobody_else_on_the_machine_may_read_a_file(store):
    before = os.umask(0)
    try:
        path = store.path(store.keep(b"x"))
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (path.parent, store.folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 32, "a" * 31, "a" * 32 + "\n", "/etc/passwd"])
def test_a_name_that_is_not_ours_is_refused(store, name):
    with pytest.raises(ValueError, match="not a name"):
        store.path(name)


def test_a_file_that_cannot_be_written_whole_is_not_there(store, monkeypatch, app):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storing.os, "fsync", full)
    with pytest.raises(Unavailable):
        store.keep(b"x")
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_what_nobody_knows_is_swept_away_once_it_is_old(store):
    known, orphan, fresh = store.keep(b"1"), store.keep(b"2"), store.keep(b"3")
    partial = store.path(known).with_suffix(".partial")
    partial.write_bytes(b"half")
    for path in (store.path(known), store.path(orphan), partial):
        os.utime(path, (LONG_AGO.timestamp(),) * 2)
    assert store.sweep({known}, LONG_AGO + timedelta(days=1)) == 2
    assert (store.path(known).read_bytes(), store.path(fresh).read_bytes()) == (b"1", b"3")
    assert not partial.exists()
    with pytest.raises(NotFound):
        store.path(orphan)


def test_there_is_nothing_to_sweep_in_a_store_never_used(store):
    assert store.sweep(set(), datetime.now(UTC)) == 0


def test_the_app_keeps_files_in_its_instance(app):
    name = file_store().keep(b"x")
    assert file_store().path(name).is_relative_to(app.extensions["torv_config"].instance)


@pytest.mark.parametrize("content_type", [*sorted(CONTENT_TYPES), "text/html", "image/svg+xml"])
def test_a_file_is_given_out_to_be_saved_and_never_shown(app, content_type):
    stored = file_store().keep(b"<script>alert(1)</script>")
    with app.test_request_context():
        response = download(stored, 'blå "æble".txt', content_type)
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''bl%C3%A5%20%22%C3%A6ble%22.txt" in disposition
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.content_type in {*CONTENT_TYPES, "application/octet-stream"}
    assert response.content_length == 25
    assert "Last-Modified" not in response.headers
    assert "ETag" not in response.headers


def test_a_name_cannot_write_a_header_of_its_own(app):
    stored = file_store().keep(b"x")
    with app.test_request_context():
        response = download(stored, "a;filename=b.exe.txt", KINDS["text"].content_type)
    assert 'filename="a;filename=b.exe.txt"' in response.headers["Content-Disposition"]


def test_a_file_that_is_lost_is_not_found(app):
    with app.test_request_context(), pytest.raises(NotFound):
        download("0" * 32, "a.txt", "text/plain")
