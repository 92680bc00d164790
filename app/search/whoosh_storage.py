"""Files of a Whoosh index: private, mapped and read in place, synced to the disk, checked against damage.

Whoosh copies every segment into memory, never syncs, and unpickles what it reads. Here a segment is a view
on its mapped file, shared by all threads; segments and tables of contents are synced and get a checksum
beside them, which is verified before anything is unpickled; and only the few classes an index is made of are
unpickled at all.
"""

import fcntl
import mmap
import os
import pickle
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from app.search.backend import IndexBusy, IndexDamaged

CHECKSUM = ".crc"
_LASTING = (".seg", ".toc")
# Lines are only read for the names of classes in pickles.
_LONGEST_LINE = 1_000
_UNPICKLED = {
    ("whoosh.codec.whoosh3", "W3Segment"),
    ("whoosh.codec.whoosh3", "W3Codec"),
    ("collections", "defaultdict"),
    ("builtins", "int"),
    ("__builtin__", "int"),
    ("builtins", "set"),
    ("__builtin__", "set"),
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _UNPICKLED:
            raise IndexDamaged(f"{module}.{name} has no place in an index")
        return super().find_class(module, name)


class MappedFile(StructFile):  # type: ignore[misc] # Whoosh has no types
    """Part of a mapped file with the reading methods Whoosh uses. Has a position, so one for each thread."""

    def __init__(self, mapping: "_Mapping", view: memoryview, name: str) -> None:
        self._mapping = mapping
        self._view = view
        self._name = name
        self._position = 0
        self.onclose = None
        self.is_closed = False
        self.is_real = False

    def read(self, size: int = -1) -> bytes:
        start = self._position
        end = len(self._view) if size is None or size < 0 else start + size
        self._position = min(end, len(self._view))
        return bytes(self._view[start:end])

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readline(self, size: int = -1) -> bytes:
        start = self._position
        newline = bytes(self._view[start : start + _LONGEST_LINE]).find(b"\n")
        return self.read(-1 if newline < 0 else newline + 1)

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: len(self._view)}[whence]
        self._position = base + place
        return self._position

    def tell(self) -> int:
        return self._position

    def get(self, position: int, length: int) -> bytes:
        return bytes(self._view[position : position + length])

    def subset(self, position: int, length: int, name: str | None = None) -> "MappedFile":
        return MappedFile(self._mapping, self._view[position : position + length], name or self._name)

    def read_pickle(self) -> Any:
        return _Unpickler(self).load()

    def close(self) -> None:
        self.is_closed = True


class _Mapping:
    """One mapped file. Unmapped when the last view of it is gone, also after the file was removed."""

    def __init__(self, path: str) -> None:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            self._mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else None
        self.view = memoryview(self._mapped or b"")

    def let_go(self) -> None:
        """Take what was read out of the memory of this process; it is mapped again where it is needed."""
        if self._mapped:
            self._mapped.madvise(mmap.MADV_DONTNEED)


# Segments have random names and never change, so that a process needs to map and verify each only once.
_segments: WeakValueDictionary[str, _Mapping] = WeakValueDictionary()


def _verify(path: str, mapping: _Mapping) -> None:
    try:
        expected = Path(path + CHECKSUM).read_text("ascii")
    except FileNotFoundError as missing:
        if os.path.exists(path):
            raise IndexDamaged(f"{os.path.basename(path)} has no checksum") from missing
        raise
    found = _checksum(mapping.view)
    mapping.let_go()
    if expected != found:
        raise IndexDamaged(f"{os.path.basename(path)} is not what was written")


def _checksum(data: memoryview | bytes) -> str:
    return f"{zlib.crc32(data):08x}"


def sync_folder(folder: str | Path) -> None:
    """Make the names of the files in a folder last."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_synced(path: Path, content: str) -> None:
    """Write a small file whole or not at all, and make it last."""
    beside = path.with_name(path.name + ".new")
    with open(beside, "w", encoding="utf-8", opener=_private) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    sync_folder(path.parent)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class MappedStorage(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """A folder of index files."""

    supports_mmap = False  # Whoosh's own way of mapping copies; ours does not.

    def create(self) -> "MappedStorage":
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        return self

    def temp_storage(self, name: str | None = None) -> "MappedStorage":
        return MappedStorage(os.path.join(self.folder, name or "work.tmp")).create()

    def destroy(self) -> None:
        self.clean(ignore=True)
        os.rmdir(self.folder)

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **kwargs: Any) -> StructFile:
        file = open(self._fpath(name), mode, opener=_private)  # noqa: SIM115 Whoosh closes it
        lasting = any(ending in name for ending in _LASTING)
        return StructFile(file, name=name, onclose=self._make_last if lasting else None)

    def _make_last(self, file: StructFile) -> None:
        file.file.flush()
        os.fsync(file.file.fileno())
        path = self._fpath(str(file))
        with open(path + CHECKSUM, "w", encoding="ascii", opener=_private) as beside:
            beside.write(_checksum(_Mapping(path).view))
            beside.flush()
            os.fsync(beside.fileno())

    def open_file(self, name: str, **kwargs: Any) -> MappedFile:
        path = self._fpath(name)
        mapping = self._segment(path) if name.endswith(".seg") else _Mapping(path)
        if name.endswith(".toc"):
            _verify(path, mapping)
        return MappedFile(mapping, mapping.view, name)

    def _segment(self, path: str) -> _Mapping:
        mapping = _segments.get(path)
        if mapping is None:
            mapping = _Mapping(path)
            _verify(path, mapping)
            _segments[path] = mapping
        return mapping

    def verify(self, name: str) -> None:
        """Raise IndexDamaged unless a file is what was written, whatever was read of it before."""
        path = self._fpath(name)
        _verify(path, _Mapping(path))

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        # The checksum first: a table of contents is there only when it can be verified.
        os.replace(self._fpath(oldname + CHECKSUM), self._fpath(newname + CHECKSUM))
        os.replace(self._fpath(oldname), self._fpath(newname))
        sync_folder(self.folder)


@contextmanager
def exclusive(path: Path, seconds: float) -> Iterator[None]:
    """Hold a lock the kernel takes back when the process dies. Raises IndexBusy after waiting in vain."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(descriptor, time.monotonic() + seconds)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as held:
            if time.monotonic() >= deadline:
                raise IndexBusy("another writer holds the index") from held
            time.sleep(0.02)


def is_held(path: Path) -> bool:
    """Whether some process holds a lock."""
    try:
        with exclusive(path, 0):
            return False
    except IndexBusy:
        return True
