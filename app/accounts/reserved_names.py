"""Whether a person may take a name, given whom the site has: officials, and what other features ask to keep.

How a name must look is ruled by `names`; whether another person has it is decided by the constraint on `name_key`.
"""

from collections.abc import Callable, Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Person, Role, RoleKind
from app.accounts.names import MAX_NAME, MIN_NAME, NameProblem, check_name, name_key, tidy_name
from app.core.db import session
from app.core.errors import Invalid

Source = Callable[[], Iterable[str]]
_sources: list[Source] = []


class NameTaken(Invalid):
    """Another person has the name, or one that looks like it."""

    def __init__(self) -> None:
        super().__init__(_explain(NameProblem.TAKEN), field="name")


def reserves_names(source: Source) -> Source:
    """Register a query for names of departments; the feature that has them stands above this one."""
    _sources.append(source)
    return source


def accept_name(name: str, besides: int | None = None) -> str:
    """Give the name as it is stored, or refuse it; `besides` is who asks, perhaps an official themselves."""
    name = tidy_name(name)
    officials = frozenset(name_key(official) for official in _officials(besides))
    problem = check_name(name, officials, [reserved for source in _sources for reserved in source()])
    if problem is not None:
        raise Invalid(_explain(problem), field="name")
    return name


def _officials(besides: int | None) -> Iterable[str]:
    names = select(Person.name).join(Role, Role.person_id == Person.id)
    return session().scalars(
        names.where(Role.kind == RoleKind.OFFICIAL, Person.id != (besides or 0)).distinct()
    )


def _explain(problem: NameProblem) -> str:
    words: dict[NameProblem, str] = {
        NameProblem.TOO_SHORT: _("Use at least %(number)s characters, letters among them.", number=MIN_NAME),
        NameProblem.TOO_LONG: _("Use at most %(number)s characters for your name.", number=MAX_NAME),
        NameProblem.INVISIBLE: _("This name holds characters that cannot be seen. Type it again."),
        NameProblem.SYMBOL: _("Use plain letters, without symbols, emoji or ornaments."),
        NameProblem.SHAPE: _("Leave out brackets, commas and other signs that do not belong to a name."),
        NameProblem.MIXED_SCRIPTS: _("This name mixes letters of several alphabets in one word. Use one."),
        NameProblem.OFFICIAL: _("This name sounds like an authority or a role here. Choose another."),
        NameProblem.TAKEN: _(
            "Somebody has this name, or one that looks like it. Add an initial or another name."
        ),
    }
    return words[problem]
