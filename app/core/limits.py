"""How often somebody may do something. Counted in the database, so that every process counts together.

Fixed windows: one row for each key and window, counted up atomically; never one for the whole site.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base, session
from app.core.errors import TooMany


@dataclass(frozen=True)
class Limit:
    """At most `times` in `seconds`, for each key."""

    name: str
    times: int
    seconds: int


class LimitCount(Base):
    """How often one key was counted in one window."""

    __tablename__ = "limit_counts"

    key: Mapped[str] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    times: Mapped[int]


def count(limit: Limit, key: str | int) -> None:
    """Count one more for the key, inside a transaction; TooMany when that is more than allowed."""
    times, ends_at = _add(limit, str(key))
    if times > limit.times:
        wait = max(1, int((ends_at - now()).total_seconds()))
        raise TooMany(
            _(
                "That was too often in a short time. Wait a little and try again; what you wrote is still here."
            ),
            retry_after=wait,
        )


def take_back(limit: Limit, key: str | int) -> None:
    """Uncount one, for what turned out not to count, such as a sign-in that succeeded."""
    row, _ends_at = _window(limit, str(key))
    session().execute(
        update(LimitCount)
        .where(LimitCount.key == row, LimitCount.times > 0)
        .values(times=LimitCount.times - 1)
        .execution_options(synchronize_session=False)
    )


def forget_old_counts() -> None:
    """Remove the windows that are over."""
    session().execute(delete(LimitCount).where(LimitCount.ends_at < now()))


def _add(limit: Limit, key: str) -> tuple[int, datetime]:
    row, ends_at = _window(limit, key)
    insert = sqlite.insert if session().get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(LimitCount).values(key=row, ends_at=ends_at, times=1)
    counted = statement.on_conflict_do_update(
        index_elements=[LimitCount.key], set_={"times": LimitCount.times + 1}
    ).returning(LimitCount.times)
    return session().scalars(counted).one(), ends_at


def _window(limit: Limit, key: str) -> tuple[str, datetime]:
    window = int(now().timestamp()) // limit.seconds
    return f"{limit.name}:{key}:{window}", datetime.fromtimestamp((window + 1) * limit.seconds, UTC)
