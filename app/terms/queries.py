"""Every read of the terms."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.core.db import session
from app.core.errors import NotFound
from app.core.language import default_language
from app.terms.models import TermsSection, TermsVersion


def get_current_number() -> int:
    """Give the number of the version that stands; 0 while none was published."""
    return session().scalar(select(func.max(TermsVersion.number))) or 0


def get_version(number: int) -> TermsVersion:
    """Give a version, or raise NotFound."""
    version = session().get(TermsVersion, number)
    if version is None:
        raise NotFound(_("There is no such version of the terms."))
    return version


def list_versions() -> Sequence[TermsVersion]:
    """List every version, the newest first."""
    return session().scalars(select(TermsVersion).order_by(TermsVersion.number.desc())).all()


def list_sections(number: int, language: str) -> Sequence[TermsSection]:
    """List the sections of a version in a language, else in the site's own."""
    languages = (language, default_language())
    rows = session().scalars(
        select(TermsSection)
        .where(TermsSection.version == number, TermsSection.language.in_(languages))
        .order_by(TermsSection.number)
    )
    found = list(rows)
    return [row for row in found if row.language == language] or found


def list_section_titles(language: str) -> list[tuple[int, str]]:
    """List number and title of the sections that stand, for decisions to cite."""
    return [(row.number, row.title) for row in list_sections(get_current_number(), language)]
