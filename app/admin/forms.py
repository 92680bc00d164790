"""The forms of the administration area. What has words has them in every language of the site."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from app.accounts.models import RoleKind
from app.core.addresses import LARGEST_ID
from app.core.errors import DomainError
from app.core.forms import Form, choices, one_line, trimmed
from app.core.language import default_language, languages
from app.core.slugs import slug_for
from app.departments.models import Department, Topic
from app.departments.queries import Branch
from app.moderation.statements import Statement, rests_on
from app.terms.operations import LONGEST_SUMMARY

LONGEST_NAME, LONGEST_SLUG, LONGEST_TEXT, LONGEST_TERMS = 80, 60, 2000, 100_000
ADDRESS = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class NamedForm(Form):
    """What departments and topics share: an address and, in every language, a name and a description."""

    version = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_ID)], widget=HiddenInput())
    slug = StringField(
        _l("Address"),
        [
            DataRequired(_l("Enter an address.")),
            Length(max=LONGEST_SLUG, message=_l("Use at most %(max)d characters.")),
            Regexp(ADDRESS, message=_l("Use small letters a to z, digits, and hyphens between them.")),
        ],
        filters=[trimmed],
        description=_l(
            "The last part of its page's address. If you leave it empty, it is made of the name. "
            "Changing it breaks links others have made."
        ),
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        own = self[f"name_{default_language()}"]
        own.validators = [DataRequired(_("Enter a name in the site's own language.")), *own.validators]
        own.flags.required = True
        self.slug.flags.required = False

    def validate(self, extra_validators: Any = None) -> bool:
        """Make an address of the name where none was entered, and check everything."""
        name = self[f"name_{default_language()}"].data
        if name and not self.slug.data:
            self.slug.data = slug_for(name)[:LONGEST_SLUG].strip("-")
        return bool(super().validate(extra_validators))

    def words(self, what: str) -> dict[str, str]:
        """Give what was entered in each language."""
        return {code: self[f"{what}_{code}"].data or "" for code, _name in languages()}

    def fields_of(self, what: str) -> Iterable[Any]:
        """Give the fields of something in every language."""
        return [self[f"{what}_{code}"] for code, _name in languages()]


class DepartmentForm(NamedForm):
    """A department."""

    front_desk = BooleanField(
        _l("This is the front desk: it gets what belongs to no other department"),
    )


class TopicForm(NamedForm):
    """A topic: where it stands, who owns it, and the words people use for it."""

    parent_id = SelectField(_l("Belongs below"), [InputRequired()], coerce=int)
    department_id = SelectField(
        _l("Owned by"), [InputRequired()], coerce=int, description=_l("Its officials verify the answers.")
    )
    keywords = TextAreaField(
        _l("Words people use"),
        [Length(max=LONGEST_TEXT, message=_l("Use at most %(max)d characters."))],
        filters=[one_line],
        description=_l("They help to suggest this topic. Put spaces between them."),
    )
    position = IntegerField(
        _l("Order in the list"),
        [NumberRange(-999, 999, message=_l("Enter a whole number from -999 to 999.")), Optional()],
        description=_l("Low numbers come first. Equal ones are sorted by name."),
    )

    def offer(self, branches: list[Branch], departments: list[Department], besides: int | None) -> None:
        """Offer the owners, and the places that are not below the topic itself."""
        self.department_id.choices = choices((one.id, one.name) for one in departments)
        self.parent_id.choices = choices(
            [(0, _("Nothing: it is a main topic")), *_places(branches, besides, 0)]
        )


class TermsForm(Form):
    """A new version of the terms, over the version whose number is `after`."""

    after = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_ID)], widget=HiddenInput())
    summary = StringField(
        _l("What is new"),
        [Length(max=LONGEST_SUMMARY, message=_l("Use at most %(max)d characters."))],
        filters=[one_line],
        description=_l("Shown in the list of versions, so that people need not compare."),
    )

    def texts(self) -> Iterable[Any]:
        """Give the fields of the text in every language."""
        return [self[f"text_{code}"] for code, _name in languages()]


def _places(branches: list[Branch], besides: int | None, depth: int) -> Iterable[tuple[int, str]]:
    for branch in branches:
        if branch.topic.id != besides:
            yield branch.topic.id, "\u2003" * depth + branch.topic.name
            yield from _places(branch.children, besides, depth + 1)


def _add_words(form: type[NamedForm], what: str, label: Any, longest: int, long: bool) -> None:
    """Give a form a field for each language."""
    for code, language in languages():
        checks = [Length(max=longest, message=_l("Use at most %(max)d characters."))]
        kind, clean = (TextAreaField, trimmed) if long else (StringField, one_line)
        setattr(form, f"{what}_{code}", kind(label(language), checks, filters=[clean]))


for _code, _language in languages():
    _text = TextAreaField(
        _l("Text (%(language)s)", language=_language),
        [Length(max=LONGEST_TERMS, message=_l("Use at most %(max)d characters."))],
        filters=[trimmed],
        description=_l(
            "In Markdown. Each section begins with ## and its name; sections are numbered for you."
        ),
    )
    setattr(TermsForm, f"text_{_code}", _text)

for _form in (DepartmentForm, TopicForm):
    _add_words(_form, "name", lambda name: _l("Name (%(language)s)", language=name), LONGEST_NAME, long=False)
    _add_words(
        _form,
        "description",
        lambda name: _l("Description (%(language)s)", language=name),
        LONGEST_TEXT,
        long=True,
    )
_add_words(
    DepartmentForm,
    "contact",
    lambda name: _l("How to reach it (%(language)s)", language=name),
    LONGEST_TEXT,
    long=True,
)


def facts_of(row: Department | Topic) -> dict[str, Any]:
    """Give a stored row as the form shows it."""
    facts: dict[str, Any] = {"version": row.version, "slug": row.slug}
    facts |= _spread("name", row.names, row.name) | _spread("description", row.descriptions, row.description)
    if isinstance(row, Department):
        return facts | _spread("contact", row.contacts, row.contact) | {"front_desk": row.front_desk}
    return facts | {
        "parent_id": row.parent_id or 0,
        "department_id": row.department_id,
        "keywords": row.keywords,
        "position": row.position,
    }


def _spread(what: str, words: dict[str, str], own: str) -> dict[str, str]:
    return {f"{what}_{code}": text for code, text in ({default_language(): own} | words).items()}


def both_versions(typed: Form, saved: Form) -> list[tuple[str, str, str]]:
    """List what differs between what was typed and what is saved: label, typed, saved."""
    pairs = [(field, saved[field.name]) for field in typed if field.name not in ("csrf_token", "version")]
    return [
        (one.label.text, _shown(one), _shown(two))
        for one, two in pairs
        if (one.data or "") != (two.data or "")
    ]


def _shown(field: Any) -> str:
    if isinstance(field, SelectField):
        return next((str(one.label).strip() for one in field.choices if one.value == field.data), "")
    if isinstance(field, BooleanField):
        return str(_("Yes") if field.data else _("No"))
    return str(field.data if field.data is not None else "")


class RoleForm(Form):
    """A role to give."""

    kind = SelectField(_l("Role"), [InputRequired()])
    department_id = SelectField(
        _l("Department"), coerce=int, description=_l("For officials and caseworkers.")
    )

    def offer(self, departments: list[Department]) -> None:
        """Offer every role and department."""
        self.kind.choices = choices(role_words().items())
        self.department_id.choices = choices([(0, _("None")), *((one.id, one.name) for one in departments)])


def role_words() -> dict[str, str]:
    """Give the roles in words."""
    return {
        RoleKind.OFFICIAL: _("Official"),
        RoleKind.CASEWORKER: _("Caseworker"),
        RoleKind.MODERATOR: _("Moderator"),
        RoleKind.ADMINISTRATOR: _("Administrator"),
    }


class SuspendForm(Form):
    """Until when a person may only read, and why."""

    until = DateField(
        _l("Last day of the suspension"), [Optional()], description=_l("Leave empty only if it is for good.")
    )
    for_good = BooleanField(_l("For good"))
    reason = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Say why, so that the person knows.")),
            Length(max=LONGEST_TEXT, message=_l("Use at most %(max)d characters.")),
        ],
        filters=[trimmed],
        description=_l("The person reads it in an e-mail and when they sign in."),
    )
    rule = StringField(
        _l("What it rests on"),
        [DataRequired(_l("Name the section of the terms, such as 3 or 3.2.")), Length(max=200)],
        filters=[one_line],
        description=_l("The section of the terms, such as 3.2, or the law and its paragraph."),
    )

    def validate_for_good(self, field: BooleanField) -> None:
        """Ask for one of the two."""
        if bool(field.data) == bool(self.until.data):
            raise ValidationError(_("Choose a last day, or for good."))

    def statement(self, spoken: str) -> Statement:
        """Give the statement of reasons, in the language the administrator writes."""
        return Statement(facts=self.reason.data, language=spoken, **rests_on(self.rule.data))

    def take(self, error: DomainError) -> None:
        """Show what is wrong with the statement beside the field of this form it came from."""
        super().take(error)
        field = {"facts": self.reason, "law": self.rule, "ground": self.rule}.get(
            error.details.get("field", "")
        )
        if field is not None:
            self.form_errors.remove(error.message)
            field.errors = [*field.errors, error.message]

    def ends_at(self) -> datetime | None:
        """Give the instant it ends: the midnight after the day, where the service is; None for good."""
        return None if self.until.data is None else _midnight_after(self.until.data)


def _midnight_after(day: date) -> datetime:
    zone = current_app.extensions["torv_config"].timezone
    return datetime.combine(day + timedelta(days=1), time.min, zone)
