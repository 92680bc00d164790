"""What happens by the clock. Each job runs in one process at a time, at most once in its period, and may run again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.operations.tidying import forget_what_is_over
from app.core.access import SYSTEM
from app.core.clock import now
from app.core.db import Base, session, transaction
from app.core.limits import forget_old_counts
from app.moderation import clockwork as moderation
from app.questions import clockwork as questions
from app.routing import clockwork as routing
from app.search import clockwork as search
from app.tickets import clockwork as tickets
from app.trust import clockwork as trust
from app.verification import clockwork as verification

log = structlog.get_logger("torv.schedule")


class ScheduledRun(Base):
    """When a job by the clock is due again."""

    __tablename__ = "scheduled_runs"

    name: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]


@dataclass(frozen=True)
class Job:
    """A piece of work and how often it is done; it opens its own transactions."""

    name: str
    every: timedelta
    work: Callable[[], None]


def _forget_accounts_that_are_over() -> None:
    with transaction():
        forget_what_is_over(SYSTEM)


def _forget_old_counts() -> None:
    with transaction():
        forget_old_counts()


JOBS: list[Job] = [
    Job("accounts.forget_what_is_over", timedelta(days=1), _forget_accounts_that_are_over),
    Job("limits.forget_old_counts", timedelta(hours=1), _forget_old_counts),
    Job("questions.forget_drafts", timedelta(days=1), questions.forget_drafts),
    Job("verification.age", timedelta(hours=1), verification.age),
    Job("moderation.forget", timedelta(days=1), moderation.forget),
    Job("tickets.look_at_clock", timedelta(minutes=1), tickets.look_at_clock),
    Job("tickets.sweep_files", timedelta(hours=6), tickets.sweep_files),
    Job("tickets.tidy", timedelta(days=1), tickets.tidy),
    Job("routing.watch_clock", timedelta(minutes=1), routing.watch_clock),
    Job("routing.learn", timedelta(hours=1), routing.learn),
    Job("trust.learn_spam", timedelta(hours=1), trust.learn_spam),
    Job("trust.forget_traces", timedelta(days=1), trust.forget_traces),
    Job("trust.end_crises", timedelta(minutes=5), trust.end_crises),
    Job("trust.settle_everybody", timedelta(days=1), trust.settle_everybody),
    Job("search.look_after_index", timedelta(minutes=1), search.look_after_index),
]


def run_due() -> None:
    """Run every job that is due, unless another process has just taken it."""
    for job in due_jobs():
        if _take(job):
            try:
                job.work()
            except Exception:
                log.exception("job_failed", job=job.name)
                session().close()


def due_jobs() -> list[Job]:
    """List the jobs whose time has come."""
    later = {run.name for run in session().scalars(select(ScheduledRun).where(ScheduledRun.next_at > now()))}
    session().close()
    return [job for job in JOBS if job.name not in later]


def _take(job: Job) -> bool:
    """Move the job's next time on; False when somebody else did so first."""
    insert = sqlite.insert if session().get_bind().dialect.name == "sqlite" else postgresql.insert
    taken = (
        insert(ScheduledRun)
        .values(name=job.name, next_at=now() + job.every)
        .on_conflict_do_update(
            index_elements=[ScheduledRun.name],
            set_={"next_at": now() + job.every},
            where=ScheduledRun.next_at <= now(),
        )
        .returning(ScheduledRun.name)
    )
    session().close()
    with transaction() as current:
        return current.scalar(taken) is not None
