"""Reads of what was imported: where old things are now, and how far a run got."""

from collections.abc import Iterable

from sqlalchemy import select

from app.core.db import session
from app.imports.models import Imported, ImportRun
from app.questions.models import OldAddress, Post


def find_old_post(old_id: int, *kinds: str) -> Post | None:
    """Find the question or answer that had this number on an imported site; the earlier kind is preferred."""
    found = session().execute(
        select(OldAddress.kind, Post)
        .join(Post, Post.id == OldAddress.new_id)
        .where(OldAddress.kind.in_(kinds), OldAddress.old_id == old_id)
        .order_by(OldAddress.new_id)
    )
    posts = {kind: post for kind, post in reversed(found.all())}
    return next((posts[kind] for kind in kinds if kind in posts), None)


def list_new_ids(site: str, kind: str, old_ids: Iterable[int]) -> dict[int, int]:
    """Where things of this kind are now, by their old numbers; those not imported are missing."""
    found = session().execute(
        select(OldAddress.old_id, OldAddress.new_id).where(
            OldAddress.site == site, OldAddress.kind == kind, OldAddress.old_id.in_(set(old_ids))
        )
    )
    return {old_id: new_id for old_id, new_id in found}


def list_text_marks(site: str, kind: str, old_ids: Iterable[int]) -> dict[int, str]:
    """The marks of what people and posts said in the last dump, by their old numbers."""
    found = session().execute(
        select(OldAddress.old_id, Imported.text_mark)
        .join(Imported, Imported.new_id == OldAddress.new_id)
        .where(
            Imported.kind == ("person" if kind == "person" else "post"),
            OldAddress.site == site,
            OldAddress.kind == kind,
            OldAddress.old_id.in_(set(old_ids)),
        )
    )
    return {old_id: mark for old_id, mark in found}


def find_unfinished_run(site: str, fingerprint: str) -> ImportRun | None:
    """Find the run of this very dump that was interrupted."""
    return session().scalar(
        select(ImportRun)
        .where(ImportRun.site == site, ImportRun.fingerprint == fingerprint, ImportRun.finished_at.is_(None))
        .order_by(ImportRun.id.desc())
        .limit(1)
    )


def is_known_site(site: str) -> bool:
    """Whether a dump of the site was brought in to its end before."""
    finished = select(ImportRun.id).where(ImportRun.site == site, ImportRun.finished_at.is_not(None))
    return session().scalar(finished.limit(1)) is not None
