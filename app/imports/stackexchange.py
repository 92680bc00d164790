"""Imports a Stack Exchange dump: the stages in their order, in batches that each commit with a checkpoint.

An interrupted run goes on after its last batch when the same dump is imported again. While one batch is written,
worker processes convert the texts of the next.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from threading import Thread
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import update

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session, transaction
from app.core.slugs import tag_name
from app.departments.queries import get_department_id_for
from app.imports.comments import choose_comments, convert_work, write_comments
from app.imports.gone import TABLES as REMEMBERED
from app.imports.gone import note_gone
from app.imports.history import History, open_history
from app.imports.importing import Importing, Options, mark_of
from app.imports.marks import write_badges, write_links, write_votes
from app.imports.models import ImportRun
from app.imports.people import choose_people, convert_about, write_people
from app.imports.permissions import can_import
from app.imports.post_texts import convert_post
from app.imports.posts import choose_posts, write_posts
from app.imports.queries import find_unfinished_run, is_known_site
from app.imports.reading import TABLES, Dump, open_dump
from app.imports.records import (
    BadgeRow,
    CommentRow,
    HistoryRow,
    LinkRow,
    PostRow,
    PostType,
    TagRow,
    UserRow,
    VoteRow,
    read_row,
)
from app.imports.report import Finding, Report
from app.imports.settling import gather_statistics, list_stretches, settle_posts, settle_tags
from app.imports.stages import Stage, choose_all
from app.imports.tags import choose_excerpts, describe_tags, write_tags

BATCH = 500  # rows
PLAIN_BATCH = 5_000  # rows, where no texts are converted: a commit costs more than what it commits
WORTH_PROCESSES = 2_000_000  # bytes of posts, below which starting workers takes longer than they save
PART = 25  # texts given to a worker at a time
SETTLING = "settling"
GONE = "what is gone"


class Progress(NamedTuple):
    """How an import tells how far it is: the bytes there are to read, then each stage and what it has read."""

    begin: Callable[[int], None]
    stage: Callable[[str], None]
    advance: Callable[[int], None]


def silent() -> Progress:
    """Make a progress that tells nobody."""
    return Progress(lambda size: None, lambda name: None, lambda size: None)


class _TakenBack(Exception):
    """Ends a dry run's transaction, so that nothing of it stays."""


def import_dump(
    actor: Actor, path: Path, options: Options, progress: Progress | None = None, processes: int = 0
) -> Report:
    """Import the dump at `path`; a dry run does it all in one transaction and takes it back."""
    require(can_import(actor))
    with ExitStack() as opened:
        dump = opened.enter_context(open_dump(path))
        history = opened.enter_context(open_history())
        small = dump.tables["Posts"].size < WORTH_PROCESSES
        convert = opened.enter_context(_converter(0 if small else processes))
        run = _Run(dump, history, options, convert, progress or silent())
        if options.dry_run:
            run.rehearse()
        else:
            run.perform()
        return run.importing.report


class _Batch(NamedTuple):
    """Rows on their way: what was noted while reading them, and the conversion that runs meanwhile."""

    rows_done: int
    report: Report
    tasks: list[Any]
    converted: Callable[[], list[Any]]


class _Run:
    """One reading of one dump."""

    def __init__(
        self, dump: Dump, history: History, options: Options, convert: "_Convert", progress: Progress
    ) -> None:
        self.dump, self.history, self.options, self.convert = dump, history, options, convert
        self.progress = progress
        self.report = Report()
        self.importing = Importing(options, get_department_id_for(None), _("Former member"))
        self.transaction: Callable[[], AbstractContextManager[Any]] = transaction
        self.stages = [stage for stage in _stages(history) if stage.table in dump.tables]
        self.run_id = 0
        self.remembered: list[str] = []

    def perform(self) -> None:
        """Read the whole dump, or what an interrupted run left."""
        run = find_unfinished_run(self.options.site, self._fingerprint())
        self._read(run)

    def rehearse(self) -> None:
        """Do all of it inside one transaction, and take it back."""
        self.transaction = nullcontext
        try:
            with transaction():
                self._read(None)
                raise _TakenBack
        except _TakenBack:
            return

    def _read(self, run: ImportRun | None) -> None:
        if is_known_site(self.options.site):
            self.remembered = [table for table in REMEMBERED if table in self.dump.tables]
        self.progress.begin(self._size())
        begun, rows_done = self._begin(run)
        self._read_history(resumed=run is not None)
        self._read_excerpts()
        names = [*(stage.name for stage in self.stages), SETTLING]
        first = names.index(begun) if begun in names else 0
        for stage in self.stages[:first]:
            self.progress.advance(self.dump.tables[stage.table].size)
        for number, stage in enumerate(self.stages[first:]):
            self._perform(stage, rows_done if number == 0 else 0)
        self._settle(rows_done if begun == SETTLING else 0)

    def _begin(self, run: ImportRun | None) -> tuple[str, int]:
        """Take up the interrupted run, or begin a new one; gives the stage and the rows of it that are done."""
        if run is not None:
            self.run_id, self.report = run.id, Report.from_data(run.report)
            taken = [self.report.tallies[f"questions {what}"] for what in ("added", "changed", "unchanged")]
            self.importing.questions_taken = sum(taken)
            return run.stage, run.rows_done
        for table in TABLES:
            if table not in self.dump.tables:
                self.report.note(Finding.MISSING_TABLE, f"{table}.xml")
        with self.transaction():
            begun = ImportRun(
                site=self.options.site, fingerprint=self._fingerprint(), report=self.report.as_data()
            )
            session().add(begun)
            session().flush()
            self.run_id = begun.id
        return "", 0

    def _fingerprint(self) -> str:
        return mark_of(self.dump.fingerprint, self.options.limit, self.options.keep_emails)

    def _size(self) -> int:
        tables = [stage.table for stage in self.stages] + self.remembered
        tables += ["PostHistory"] if "PostHistory" in self.dump.tables else []
        return sum(self.dump.tables[table].size for table in tables)

    def _read_history(self, *, resumed: bool) -> None:
        """Put PostHistory aside by post. A resumed run does so again, without noting its troubles again."""
        if "PostHistory" not in self.dump.tables:
            return
        self.progress.stage("PostHistory")
        report = Report() if resumed else self.report
        rows = (read_row(HistoryRow, found, report) for found in self._rows("PostHistory", report))
        self.history.add(row for row in rows if row is not None)

    def _read_excerpts(self) -> None:
        """Learn which posts say what a tag is about. The stage of Tags notes what is wrong with them."""
        if "Tags" in self.dump.tables:
            unheard = Report()
            rows = (read_row(TagRow, found, unheard) for found in self.dump.rows("Tags", unheard))
            tags = {row.excerpt_id: tag_name(row.name) for row in rows if row is not None}
            self.importing.excerpts = {post: name for post, name in tags.items() if post and name}

    def _rows(self, table: str, report: Report) -> Iterator[dict[str, str]]:
        return self.dump.rows(table, report, self.progress.advance)

    def _perform(self, stage: Stage, rows_done: int) -> None:
        self.progress.stage(stage.name)
        for batch in _one_ahead(self._batches(stage, rows_done)):
            self.importing.report = batch.report
            with self.transaction():
                done = list(zip((task.row for task in batch.tasks), batch.converted(), strict=True))
                if done:
                    stage.write(self.importing, done)
                self._checkpoint(stage.name, batch.rows_done, batch.report)

    def _batches(self, stage: Stage, rows_done: int) -> Iterator[_Batch]:
        """The table's rows from where the last run stopped; the last batch is empty and brings the last notes."""
        reading = Report()
        size = BATCH if stage.convert else PLAIN_BATCH
        rows = self._rows(stage.table, reading)
        deque(islice(rows, rows_done), maxlen=0)
        reading.take()
        while True:
            found = list(islice(rows, size))
            typed = [read_row(stage.kind, attributes, reading) for attributes in found]
            noted = reading.take()
            self.importing.report = Report() if stage.again else noted
            rows_done += len(found)
            if rows_done == 0 and not stage.again:
                self.importing.report.note(Finding.TABLE_WITHOUT_ROWS, f"{stage.table}.xml")
            tasks = stage.choose(self.importing, [row for row in typed if row is not None])
            work = self.convert(stage.convert, [task.work for task in tasks])
            yield _Batch(rows_done, self.importing.report, tasks, work)
            if not found:
                return

    def _settle(self, done: int) -> None:
        self.progress.stage(SETTLING)
        with self.transaction():
            gather_statistics()
        stretches = list_stretches(self.options.site)
        for number, (first, last) in enumerate(stretches[done:], done + 1):
            self.importing.report = Report()
            with self.transaction():
                settle_posts(self.importing, first, last)
                self._checkpoint(SETTLING, number, self.importing.report)
        self._note_gone()
        with self.transaction():
            settle_tags()
            finished = {"finished_at": now(), "report": self.report.as_data()}
            session().execute(update(ImportRun).where(ImportRun.id == self.run_id).values(finished))

    def _note_gone(self) -> None:
        """Count what an earlier dump had and this one has not; a first import has nothing to compare with."""
        self.importing.report = self.report
        for table in self.remembered:
            self.progress.stage(GONE)
            note_gone(self.importing, table, self._rows(table, Report()))

    def _checkpoint(self, stage: str, rows_done: int, report: Report) -> None:
        self.report.merge(report)
        session().execute(
            update(ImportRun)
            .where(ImportRun.id == self.run_id)
            .values(stage=stage, rows_done=rows_done, report=self.report.as_data())
        )


def _stages(history: History) -> list[Stage]:
    return [
        Stage("people", UserRow, choose_people, write_people, convert_about),
        Stage("tags", TagRow, choose_all, write_tags),
        Stage("questions", PostRow, choose_posts(PostType.QUESTION, history), write_posts, convert_post),
        Stage("answers", PostRow, choose_posts(PostType.ANSWER, history), write_posts, convert_post, True),
        Stage("descriptions of tags", PostRow, choose_excerpts, describe_tags, again=True),
        Stage("comments", CommentRow, choose_comments, write_comments, convert_work),
        Stage("votes", VoteRow, choose_all, write_votes),
        Stage("links", LinkRow, choose_all, write_links),
        Stage("badges", BadgeRow, choose_all, write_badges),
    ]


def _one_ahead(batches: Iterable[_Batch]) -> Iterator[_Batch]:
    """Begin the next batch before this one is taken up, so that its conversion runs meanwhile."""
    waiting: deque[_Batch] = deque()
    for batch in batches:
        waiting.append(batch)
        if len(waiting) > 1:
            yield waiting.popleft()
    yield from waiting


_Convert = Callable[[Callable[[Any], Any] | None, list[Any]], Callable[[], list[Any]]]


@contextmanager
def _converter(processes: int) -> Iterator[_Convert]:
    """Give what starts the conversion of a batch and tells how to wait for it: in worker processes, or here."""
    if not processes:
        yield lambda convert, works: lambda: _convert_all(convert, works)
        return
    # Not forked: a copy of this process would hold its database connections too.
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=_begin_worker) as pool:
        try:
            yield lambda convert, works: _convert_in(pool, convert, works)
        finally:
            pool.shutdown(cancel_futures=True)


def _convert_in(
    pool: ProcessPoolExecutor, convert: Callable[[Any], Any] | None, works: list[Any]
) -> Callable[[], list[Any]]:
    parts = [works[start : start + PART] for start in range(0, len(works), PART)]
    futures = [pool.submit(_convert_all, convert, part) for part in parts if convert]
    return lambda: (
        [text for future in futures for text in future.result()] if convert else [None] * len(works)
    )


def _convert_all(convert: Callable[[Any], Any] | None, works: list[Any]) -> list[Any]:
    return [convert(work) if convert and work is not None else None for work in works]


def _begin_worker() -> None:
    """Leave Ctrl-C to the main process, which stops the workers itself; end when it has been killed."""
    signal(SIGINT, SIG_IGN)
    Thread(target=_end_with_main, daemon=True).start()


def _end_with_main() -> None:
    main = parent_process()
    if main is not None:
        main.join()
        os._exit(1)
