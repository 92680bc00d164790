"""Keeping the index true to the database: after each change, all at once, and by comparing the two."""

import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

import structlog
from flask import Flask

from app.core.db import session
from app.search.backend import IndexBusy, IndexDamaged, IndexMissing, Progress
from app.search.engine import engine
from app.search.reading import CHUNK, all_public_documents, public_documents

log = structlog.get_logger("torv.search")


def index_questions(question_ids: Collection[int]) -> None:
    """Bring questions in the index up to date, safe on the disk when this returns.

    Without an index nothing is lost: the rebuild that makes one reads everything.
    """
    try:
        engine().refresh(question_ids, public_documents)
    except IndexMissing:
        log.warning("index_missing", questions=len(question_ids))


def rebuild(progress: Progress) -> int:
    """Build the index anew from the database while the site serves; how many questions it holds."""
    return engine().rebuild(all_public_documents(), public_documents, progress)


def make_usable() -> None:
    """Build the index if it is missing, damaged or of another version; leave it to whoever is at it already."""
    if _fault() is not None:
        with suppress(IndexBusy):
            rebuild(lambda _done: None)


def heal(app: Flask) -> threading.Thread | None:
    """Make the index usable in a thread of its own, so that other work goes on meanwhile."""
    fault = _fault()
    if fault is None:
        return None
    log.warning("index_unusable", reason=type(fault).__name__)
    thread = threading.Thread(target=_rebuild_alone, args=(app,), name="torv-rebuild", daemon=True)
    thread.start()
    return thread


def _fault() -> Exception | None:
    """Tell what is wrong with the index, if anything."""
    try:
        engine().verify()
    except (IndexMissing, IndexDamaged, FileNotFoundError) as fault:
        return fault
    return None


def _rebuild_alone(app: Flask) -> None:
    with app.app_context():
        try:
            log.info("index_rebuilt", questions=rebuild(lambda _done: None))
        except IndexBusy:
            log.info("index_is_being_rebuilt")
        except Exception:
            log.exception("index_not_rebuilt")
        finally:
            session().close()


@dataclass(frozen=True)
class Differences:
    """What the index has otherwise than the database: ids of questions."""

    missing: tuple[int, ...]
    outdated: tuple[int, ...]
    surplus: tuple[int, ...]

    @property
    def question_ids(self) -> tuple[int, ...]:
        """All of them."""
        return (*self.missing, *self.outdated, *self.surplus)


def compare(progress: Progress) -> Differences:
    """Compare every public question with its document in the index, content included."""
    engine().verify()
    indexed = engine().ids_and_fingerprints()
    missing, outdated = [], []
    for done, document in enumerate(all_public_documents(), start=1):
        fingerprint = indexed.pop(document.question_id, None)
        if fingerprint is None:
            missing.append(document.question_id)
        elif fingerprint != document.fingerprint:
            outdated.append(document.question_id)
        if done % CHUNK == 0:
            progress(done)
    return Differences(tuple(missing), tuple(outdated), tuple(sorted(indexed)))
