"""Publishing terms."""

from collections.abc import Mapping
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.access import Actor, require
from app.core.audit import record
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.language import languages
from app.core.prose import render
from app.terms import sections
from app.terms.models import TermsSection, TermsVersion
from app.terms.permissions import can_publish_terms
from app.terms.queries import get_current_number
from app.terms.sections import Part

FIRST = Path(__file__).parent / "first"
LONGEST_SUMMARY = 300


def publish_terms(actor: Actor, after: int, texts: Mapping[str, str], summary: str) -> int:
    """Publish the version that follows number `after`, written in every language; gives its number."""
    require(can_publish_terms(actor))
    if after != get_current_number():
        raise Conflict(_("Somebody published other terms meanwhile. Look at them and publish again."))
    summary = " ".join(summary.split())
    if not summary:
        raise Invalid(_("Say what is new, so that people need not compare."), field="summary")
    if len(summary) > LONGEST_SUMMARY:
        raise Invalid(_("Use at most %(max)d characters.", max=LONGEST_SUMMARY), field="summary")
    version = TermsVersion(number=after + 1, published_by_id=actor.id, summary=summary)
    _add(version, _sections_of(version.number, texts))
    record(actor, "terms_published", f"terms:{version.number}")
    return version.number


def publish_first_terms(actor: Actor) -> None:
    """Publish the terms that come with the program, where there are none yet."""
    if get_current_number() == 0:
        texts = {code: (FIRST / f"{code}.md").read_text() for code, _name in languages()}
        publish_terms(actor, 0, texts, "The first terms.")


def _add(version: TermsVersion, written: list[TermsSection]) -> None:
    try:
        with session().begin_nested():
            session().add(version)
            session().flush()
            session().add_all(written)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody published other terms meanwhile. Look at them and publish again.")
        ) from error


def _sections_of(number: int, texts: Mapping[str, str]) -> list[TermsSection]:
    parts = {code: _part(code, texts.get(code, "")) for code, _name in languages()}
    counts = {code: len(found) for code, found in parts.items()}
    first, *others = counts
    for code in others:
        if counts[code] != counts[first]:
            raise Invalid(
                _(
                    "Write the same sections in every language: here there are %(here)d, above %(there)d.",
                    here=counts[code],
                    there=counts[first],
                ),
                field=f"text_{code}",
            )
    return [
        _section(number, at, code, one)
        for code, found in parts.items()
        for at, one in enumerate(found, start=1)
    ]


def _part(code: str, text: str) -> tuple[Part, ...]:
    found = sections.part(text)
    if not found:
        raise Invalid(_("Begin each section with a heading: ## and its name."), field=f"text_{code}")
    if opening := sections.opening(text):
        raise Invalid(
            _("Put a heading above “%(words)s”: every word belongs to a section.", words=opening[:60]),
            field=f"text_{code}",
        )
    for one in found:
        if not one.title or not one.body:
            raise Invalid(
                _("Give every section a name and a text: “%(name)s” lacks one.", name=one.title),
                field=f"text_{code}",
            )
    return found


def _section(number: int, at: int, language: str, one: Part) -> TermsSection:
    return TermsSection(
        version=number,
        number=at,
        language=language,
        title=one.title,
        body=one.body,
        body_html=render(one.body),
    )
