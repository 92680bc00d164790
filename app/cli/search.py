"""Commands for the search index: `flask search rebuild` and `flask search check`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from app.core.outbox import waiting
from app.search import indexing
from app.search.backend import IndexBusy, IndexDamaged, IndexMissing
from app.search.reading import count_public_questions

search = AppGroup("search", help="The search index: build it anew, or compare it with the database.")


@search.command("rebuild")
@click.option("--progress/--quiet", default=True, help="Tell how far it is.")
def rebuild(progress: bool) -> None:
    """Build the index anew beside the one that serves, then swap them. The site goes on meanwhile."""
    with _unless_busy():
        count = rebuild_aloud() if progress else indexing.rebuild(_say_nothing)
    click.echo(f"The index holds {count} questions.")


@search.command("check")
@click.option("--repair", is_flag=True, help="Bring what differs up to date.")
def check(repair: bool) -> None:
    """Compare the index with the database, ids and content; exit with 1 if they differ and nothing was repaired."""
    with _unless_busy():
        try:
            differences = indexing.compare(_say_nothing)
        except (IndexMissing, IndexDamaged, FileNotFoundError) as fault:
            _answer_unreadable(fault, repair)
            return
        _report(differences)
        if repair and differences.question_ids:
            indexing.index_questions(differences.question_ids)
            click.echo(f"Repaired {len(differences.question_ids)} questions.")
        elif differences.question_ids:
            sys.exit(1)


def _answer_unreadable(fault: Exception, repair: bool) -> None:
    if not repair:
        raise click.ClickException(
            f"The index cannot be read ({fault}): run flask search rebuild."
        ) from fault
    click.echo(f"The index cannot be read ({fault}): building it anew.")
    click.echo(f"The index holds {rebuild_aloud()} questions.")


@contextmanager
def _unless_busy() -> Iterator[None]:
    """Say so in words where another process, such as the web server mending it, has the index in hand."""
    try:
        yield
    except IndexBusy as busy:
        raise click.ClickException(
            "The index is being rebuilt or written by another process. Try again when that is done."
        ) from busy


def _report(differences: indexing.Differences) -> None:
    for words, question_ids in (
        ("missing", differences.missing),
        ("outdated", differences.outdated),
        ("not public any more", differences.surplus),
    ):
        if question_ids:
            click.echo(f"{len(question_ids)} {words}: {_some(question_ids)}")
    if not differences.question_ids:
        click.echo("The index is what the database says.")
    elif waiting():
        click.echo(
            "Some events are still waiting to be handled; the worker may bring these up to date by itself."
        )


def _some(question_ids: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, question_ids[:10]))
    return f"{shown}, …" if len(question_ids) > 10 else shown


def rebuild_aloud() -> int:
    """Build the index anew and tell how far it is; how many questions it holds."""
    total = count_public_questions()
    return indexing.rebuild(lambda done: click.echo(f"{done} of {total} questions …", err=True))


def _say_nothing(done: int) -> None:
    """Tell nothing."""
