"""The private folder of a Whoosh index, and what of it one thread has open.

`CURRENT` names the generation that serves; each generation is a folder beside it. A rebuilt index is another
generation, and replacing one small file swaps them.
"""

import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from whoosh.index import TOC, EmptyIndexError

from app.search.backend import IndexDamaged, IndexMissing, SearchError
from app.search.documents import INDEXED_AS
from app.search.whoosh_schema import INDEX_NAME
from app.search.whoosh_segments import SegmentReader
from app.search.whoosh_storage import MappedStorage, exclusive, is_held, write_synced
from app.search.whoosh_writing import create, table_of_contents

# An index made by another version is as good as none: a rebuild replaces it.
GENERATION = f"generation-{INDEXED_AS}-"
SECONDS_TO_WAIT_FOR_WRITER = 30.0
# A reader that loses the race with a writer removing files tries again with the new ones.
TRIES_TO_OPEN = 10


class IndexFolder:
    """The folder of the index: which generation serves, who may write, what changed during a rebuild."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._current = path / "CURRENT"
        self._writing = path / "writing.lock"
        self._rebuilding = path / "rebuilding.lock"
        self._changed = path / "changed-meanwhile"

    def ensure(self) -> None:
        """Make the folder, for nobody else to look into: it holds posts and is unpickled."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.chmod(0o700)

    def storage(self) -> MappedStorage:
        """The generation that serves. Raises IndexMissing."""
        try:
            name = self._current.read_text("ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError) as fault:
            raise IndexMissing("nothing serves") from fault
        if not name.startswith(GENERATION):
            raise IndexMissing("what serves was made by another version")
        return self._generation(name)

    def _generation(self, name: str) -> MappedStorage:
        return MappedStorage(str(self.path / name))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one writer, in a folder where nothing lies about."""
        self.ensure()
        with exclusive(self._writing, SECONDS_TO_WAIT_FOR_WRITER):
            if not is_held(self._rebuilding):
                self._remove_unserved()
            yield

    def _remove_unserved(self) -> None:
        """Remove what a killed rebuild left: it holds text that may since have been hidden."""
        serving = self._current.read_text("ascii").strip() if self._current.exists() else None
        for folder in self.path.glob("generation-*"):
            if folder.name != serving:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Be the one that rebuilds; what others write from now on is noted. Raises IndexBusy at once."""
        self.ensure()
        with exclusive(self._rebuilding, 0):
            self._changed.unlink(missing_ok=True)
            yield

    def note_changed(self, question_ids: Iterable[int]) -> None:
        """Let a rebuild that is under way know what it must read again. Call it while writing."""
        if is_held(self._rebuilding):
            with open(self._changed, "a", encoding="ascii") as noted:
                noted.writelines(f"{question_id}\n" for question_id in question_ids)

    def changed_meanwhile(self) -> list[int]:
        """What others wrote since the rebuild began."""
        if not self._changed.exists():
            return []
        return sorted({int(line) for line in self._changed.read_text("ascii").split()})

    def new_generation(self) -> MappedStorage:
        """An empty index that does not serve yet."""
        storage = self._generation(GENERATION + secrets.token_hex(8))
        create(storage)
        return storage

    def swap(self, storage: MappedStorage) -> None:
        """Let a generation serve, and remove every other."""
        write_synced(self._current, Path(storage.folder).name + "\n")
        self._remove_unserved()


@dataclass(slots=True)
class Snapshot:
    """The segments of one generation as one thread has them open."""

    generation: str
    segments: list[SegmentReader]


class Snapshots:
    """What each thread has open: a reader used by two threads gives wrong answers."""

    def __init__(self, folder: IndexFolder) -> None:
        self._folder = folder
        self._of_thread = threading.local()

    def newest(self) -> Snapshot:
        """The newest state of the index, opened anew for this thread when it has changed."""
        for _ in range(TRIES_TO_OPEN):
            try:
                return self._newest()
            except FileNotFoundError as lost_race:
                fault = lost_race
        raise IndexDamaged("files of the index are missing") from fault

    def generation(self) -> str:
        """What the newest state is called."""
        storage = self._folder.storage()
        return f"{Path(storage.folder).name}.{TOC._latest_generation(storage, INDEX_NAME)}"

    def _newest(self) -> Snapshot:
        known: Snapshot | None = getattr(self._of_thread, "snapshot", None)
        if known and known.generation == self.generation():
            return known
        newest = self._of_thread.snapshot = self._open(known)
        return newest

    def _open(self, known: Snapshot | None) -> Snapshot:
        storage = self._folder.storage()
        contents = table_of_contents(storage)
        open_already = {segment.name: segment for segment in known.segments} if known else {}
        segments = []
        for segment in contents.segments:
            reader = open_already.pop(segment.segment_id(), None)
            segments.append(reader.as_of(segment) if reader else SegmentReader(storage, segment))
        for gone in open_already.values():
            gone.close()
        return Snapshot(f"{Path(storage.folder).name}.{contents.generation}", segments)


@contextmanager
def engine_faults() -> Iterator[None]:
    """Turn whatever Whoosh raises over a broken index into errors of ours; those of the system stay."""
    try:
        yield
    except (SearchError, OSError):
        raise
    except EmptyIndexError as fault:
        raise IndexMissing("no table of contents") from fault
    except Exception as fault:
        raise IndexDamaged(f"{type(fault).__name__} while reading the index") from fault
