"""The one place where files of people are kept: a private folder of the instance, under names that tell nothing.

A file is written whole or not at all, before the transaction that names it commits; what no row names after a while is
swept away. Nothing is ever overwritten.
"""

import os
import re
from collections.abc import Container, Iterator
from datetime import UTC, datetime
from pathlib import Path

import structlog
from flask import Flask, current_app
from flask_babel import gettext as _

from app.core.errors import NotFound, Unavailable

log = structlog.get_logger("torv.files")
STORED_NAME = re.compile(r"[0-9a-f]{32}")


class FileStore:
    """Files in a folder, spread over subfolders by their names' first letters; only our own user may read them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes) -> str:
        """Keep bytes for good and give the random name they have from now on."""
        name = os.urandom(16).hex()
        path = self._path(name)
        partial = path.with_suffix(".partial")
        try:
            for folder in (self.folder, path.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            _write(partial, content)
            partial.rename(path)
            _sync_folder(path.parent)
        except OSError as error:
            partial.unlink(missing_ok=True)
            log.error("file_not_kept", error=type(error).__name__)
            raise Unavailable(_("The file could not be kept just now. Send it again in a while.")) from error
        return name

    def path(self, name: str) -> Path:
        """Find a file; raises NotFound if it is not there."""
        path = self._path(name)
        if not path.is_file():
            log.error("file_missing", stored_name=name)
            raise NotFound()
        return path

    def sweep(self, known: Container[str], before: datetime) -> int:
        """Remove what was written before this instant and nobody knows; give how many files that were."""
        swept = 0
        for path in self._files():
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if path.name not in known and written < before:
                path.unlink(missing_ok=True)
                swept += 1
        return swept

    def _files(self) -> Iterator[Path]:
        yield from (path for path in sorted(self.folder.glob("??/*")) if path.is_file())

    def _path(self, name: str) -> Path:
        if not STORED_NAME.fullmatch(name):
            raise ValueError("not a name of this store")
        return self.folder / name[:2] / name


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(content)
        target.flush()
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def init_app(app: Flask, folder: Path) -> None:
    """Give the app its store."""
    app.extensions["torv_files"] = FileStore(folder)


def file_store() -> FileStore:
    """Give the store of this app."""
    store: FileStore = current_app.extensions["torv_files"]
    return store
