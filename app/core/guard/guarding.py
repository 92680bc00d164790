"""Looking for personal data in what is to be public, and refusing it."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from flask_babel import gettext as _

from app.core.access import Actor
from app.core.errors import Invalid
from app.core.guard.counts import Outcome, count_outcome
from app.core.guard.found import Found, canonical
from app.core.guard.words import KINDS
from app.core.personal_data import Kind, Match, Published, find, words_of
from app.core.tokens import derive

Source = TypeVar("Source", bound=Callable[[], Published])
_sources: list[Callable[[], Published]] = []
_NEEDS_PUBLISHED = (Kind.EMAIL, Kind.PHONE)


class PersonalData(Invalid):
    """There is personal data in what was to be public; `found` shows its writer where. The message never does."""

    def __init__(self, found: Found) -> None:
        super().__init__(
            _("There seems to be personal data in this, which everybody could read. Take it out.")
        )
        self.found = found


def publishes(source: Source) -> Source:
    """Register a query for what the service publishes of itself; the feature that has it stands above this one."""
    _sources.append(source)
    return source


def guard(actor: Actor, texts: Mapping[str, str], before: Iterable[str] = (), consent: str = "") -> None:
    """Refuse personal data in texts that become public; what may be meant for all passes with consent to exactly that.

    What stood there `before` was decided then and is not asked about again.
    """
    found = look(actor, texts, before)
    if found is None:
        return
    if found.strong or consent != found.mark:
        raise PersonalData(found)
    count_outcome(found, Outcome.PUBLISHED)


def refuse_any(actor: Actor, texts: Mapping[str, str], before: Iterable[str] = ()) -> None:
    """Refuse personal data of any kind, naming only the kinds: where nobody can be asked, or nobody may say yes."""
    found = look(actor, texts, before)
    if found is not None:
        kinds = ", ".join(dict.fromkeys(str(KINDS[kind]) for kind, _strength in found.kinds))
        message = _("There is something personal in this (%(kinds)s). Take it out first.", kinds=kinds)
        raise Invalid(message, field=next(iter(found.matches)))


def look(actor: Actor, texts: Mapping[str, str], before: Iterable[str] = ()) -> Found | None:
    """Look for personal data that is new in the texts; None if there is none."""
    matches = {field: _find(field, text) for field, text in texts.items() if text}
    if any(matches.values()):
        known = {(one.kind, words_of(text, one)) for text in before for one in find(text or "")}
        matches = {
            field: tuple(one for one in ones if (one.kind, words_of(texts[field], one)) not in known)
            for field, ones in matches.items()
        }
    matches = {field: ones for field, ones in matches.items() if ones}
    if not matches:
        return None
    mark = derive("publish-anyway", f"{actor.id}:{canonical(texts, matches)}").hex()
    return Found(texts, matches, mark)


def _find(field: str, text: str) -> tuple[Match, ...]:
    """Find what is no business of everybody's; what the service publishes is asked for only when it matters."""
    found = find(text)
    if any(one.kind in _NEEDS_PUBLISHED for one in found):
        found = find(text, _published())
    # A place is there to be named: "the hole in the road at Nørregade 12".
    return tuple(one for one in found if field != "place" or one.kind is not Kind.STREET)


def _published() -> Published:
    known = [source() for source in _sources]
    return Published(
        frozenset().union(*(one.emails for one in known)), frozenset().union(*(one.phones for one in known))
    )
