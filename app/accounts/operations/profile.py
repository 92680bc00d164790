"""What a person shows of themselves, and how they want to be written to."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.accounts.events import PersonRenamed
from app.accounts.models import Person
from app.accounts.names import name_key
from app.accounts.permissions import can_change_public_profile, can_keep_account
from app.accounts.queries import get_person
from app.accounts.reserved_names import NameTaken, accept_name
from app.core import prose
from app.core.access import Actor, require
from app.core.db import session
from app.core.errors import Conflict
from app.core.guard import guard
from app.core.outbox import emit


@dataclass(frozen=True)
class Profile:
    """What a person may say of themselves and choose."""

    name: str
    about: str
    language: str
    mail_on_watched: bool


def update_profile(actor: Actor, version: int, profile: Profile, *, consent: str = "") -> None:
    """Change one's own profile; a suspended person may only choose language and mail."""
    person = get_person(actor.id or 0)
    require(can_keep_account(actor, person), _("Sign in to do this."))
    renamed = profile.name != person.name
    if renamed or profile.about != person.about:
        require(
            can_change_public_profile(actor, person),
            _("Your account is suspended, so you cannot change what others see of you."),
        )
        shown = {"name": profile.name, "about": profile.about}
        guard(actor, shown, before=[person.name, person.about], consent=consent)
    changes = _public_changes(person, profile) | {
        "language": profile.language,
        "mail_on_watched": profile.mail_on_watched,
    }
    _update(person, version, changes)
    if renamed:
        emit(PersonRenamed(person.id))


def _public_changes(person: Person, profile: Profile) -> dict[str, object]:
    changes: dict[str, object] = {}
    if profile.name != person.name:
        name = accept_name(profile.name, besides=person.id)
        changes |= {"name": name, "name_key": name_key(name)}
    if profile.about != person.about:
        changes |= {"about": profile.about, "about_html": prose.render(profile.about)}
    return changes


def _update(person: Person, version: int, changes: dict[str, object]) -> None:
    """Write over the version that was read; two at once are a Conflict, a name that is taken is Invalid."""
    statement = (
        update(Person)
        .where(Person.id == person.id, Person.version == version)
        .values(version=version + 1, **changes)
        .returning(Person.id)
        .execution_options(synchronize_session=False)
    )
    try:
        with session().begin_nested():
            written = session().scalar(statement)
    except IntegrityError as error:
        raise NameTaken() from error
    if written is None:
        raise Conflict(
            _("You changed your profile in another window meanwhile. Look at both and save again.")
        )
