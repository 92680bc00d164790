"""What every form shares: a CSRF token, a place for errors the domain finds, and for posting forms a key."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, make_response, render_template
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.core.errors import Conflict, DomainError, Invalid, TooMany
from app.core.field_words import FieldWords
from app.core.guard import Found, PersonalData
from app.core.guard.answering import count_interruption
from app.core.pieces import posting_key
from app.core.robots import OpenedField, TrapField, find_robot


class Form(FlaskForm):  # type: ignore[misc]
    """A form of Torv."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How every form is made."""

        def get_translations(self, _form: FlaskForm) -> FieldWords:
            """Give the words of fields that have none of their own."""
            return FieldWords()

    refusal: DomainError | None = None
    # What the guard found in it, and whether it was just taken out.
    personal_data: Found | None = None
    taken_out = False

    def take(self, error: DomainError) -> None:
        """Show an error of the domain beside the field it names, else above the form."""
        self.refusal = error
        if isinstance(error, PersonalData):
            self.interrupt(error.found)
            return
        field = self._fields.get(str(error.details.get("field", "")))
        if field is None:
            self.form_errors.append(error.message)
        else:
            field.errors = [*field.errors, error.message]

    def interrupt(self, found: Found) -> None:
        """Show what the guard found, with the ways on."""
        self.personal_data = found
        count_interruption(found)

    @contextmanager
    def taking(self) -> Iterator[None]:
        """Take what the person can put right; other errors have pages of their own."""
        try:
            yield
        except (Invalid, Conflict, TooMany) as error:
            self.take(error)


class PeoplesForm(Form):
    """A form that programs like to fill in; of those who are trusted a little it does not ask that they take time."""

    website = TrapField()
    opened = OpenedField()

    @property
    def in_a_hurry(self) -> bool:
        """Whether it may come back as soon as it was opened."""
        return False

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse what a program seems to have sent, with what to do."""
        sound: bool = super().validate(extra_validators)
        found = find_robot(self.website, self.opened, in_a_hurry=self.in_a_hurry)
        if found:
            self.form_errors.append(found)
        return sound and not found


class PostingForm(Form):
    """A form that makes a post. Sent twice with the same key, it makes one."""

    posting_key = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.posting_key.data:
            self.posting_key.data = posting_key()


class Kept:
    """A validator: the text can be kept as `clean` keeps it. Tells the page the longest it may be."""

    def __init__(
        self, clean: Callable[[str], Any], longest: int | None = None, *, needed: bool = False
    ) -> None:
        self.clean = clean
        self.field_flags = {"maxlength": longest} if longest else {}
        if needed:
            self.field_flags["required"] = True

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Say in the rule's own words what is wrong."""
        try:
            self.clean(field.data or "")
        except Invalid as error:
            raise ValidationError(error.message) from error


def form_page(template: str, form: Form, **facts: Any) -> Response:
    """Show a page with a form; after a refusal with its status, and what was typed still in it."""
    status = form.refusal.status if form.refusal else 422 if form.errors else 200
    response = make_response(render_template(template, form=form, **facts), status)
    if isinstance(form.refusal, TooMany):
        response.headers["Retry-After"] = str(form.refusal.details["retry_after"])
    return response


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Make what a field offers of pairs of value and words; the words may be lazy."""
    return [SelectChoice(value, words) for value, words in pairs]


def one_line(text: Any) -> Any:
    """Fold white space, so that a name or a title is one line without edges."""
    return " ".join(text.split()) if isinstance(text, str) else text


def trimmed(text: Any) -> Any:
    """Cut white space off both ends of a longer text."""
    return text.strip() if isinstance(text, str) else text
