"""The forms to flag a post, decide a case, contest a decision and decide on that."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import Choice, SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.core.addresses import number_in
from app.core.forms import Form, choices, one_line, trimmed
from app.core.language import choose_language, languages
from app.departments.queries import site_timezone
from app.moderation.kinds import TABLE, Ground, Kind, Reason, Verdict
from app.moderation.operations import appealing, flagging
from app.moderation.phrases import CHOICES, GROUNDS, REASONS
from app.moderation.rulings import Ruling
from app.moderation.statements import FACTS_MAX, LAW_MAX, Statement
from app.moderation.template_texts import IN_PASSING
from app.questions.models import Post
from app.questions.sentences import part
from app.terms.queries import list_section_titles


class Wanted:
    """A validator that finds nothing wrong, and keeps the page from calling a field optional: the rules ask for it."""

    field_flags = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Find nothing wrong."""


MEASURES = {"": _l("Nothing"), "warn": _l("Warn them"), "suspend": _l("Suspend them from posting")}


class FlagForm(Form):
    """Why a post should be looked at; with who says so, from people who are not signed in."""

    reason = RadioField(
        _l("What is wrong with it?"),
        [InputRequired(_l("Choose what is wrong with it."))],
        choices=choices(REASONS.items()),
    )
    words = TextAreaField(
        _l("Explain it"),
        [Length(max=flagging.WORDS_MAX)],
        filters=[trimmed],
        description=_l("Only moderators read this. It is needed for “Illegal” and “Something else”."),
    )
    notifier_name = StringField(
        _l("Your name"), [Length(max=flagging.NAME_MAX), Wanted()], filters=[one_line]
    )
    notifier_email = StringField(
        _l("E-mail address"),
        [Length(max=254)],
        filters=[trimmed],
        description=_l(
            "We write to it that we have your notice, and what became of it. Only moderators see it."
        ),
    )
    about_children = BooleanField(
        _l("It shows or concerns the sexual abuse of children: then you need not say who you are")
    )
    good_faith = BooleanField(_l("I believe in good faith that what I say here is true and complete"))
    homepage = StringField(_l("Leave this empty"))

    def ask_strangers(self) -> None:
        """Ask for what article 16 wants of people who are not signed in."""
        self.words.description = _("Only moderators read this.")
        for field in (self.words, self.notifier_email):
            field.flags.required = True

    def new_flag(self, language: str) -> flagging.NewFlag:
        """Give the flag that was typed."""
        return flagging.NewFlag(
            Reason(self.reason.data), self.words.data or "", bool(self.good_faith.data), language
        )

    def notifier(self, address: str) -> flagging.Notifier:
        """Give who sent the notice."""
        return flagging.Notifier(
            self.notifier_name.data or "",
            self.notifier_email.data or "",
            address,
            bool(self.about_children.data),
        )


class SectionField(StringField):  # type: ignore[misc]
    """A section of the terms that stand; its number is written where no terms were published yet."""

    sections: list[tuple[int, str]] = []

    def offer(self, sections: list[tuple[int, str]]) -> None:
        """Offer the sections to choose from."""
        self.sections = sections
        if sections:
            self.description = ""

    def iter_choices(self) -> Iterator[Choice]:
        """Give the sections by number and title; and what stands there although no such section does any more."""
        offered = {
            "": _("Choose a section"),
            **{str(number): f"{number}. {title}" for number, title in self.sections},
        }
        if self.data and self.data not in offered:
            offered[self.data] = self.data
        for value, words in offered.items():
            yield Choice(value, words, value == (self.data or ""), {})


class StatementForm(Form):
    """A statement of reasons."""

    ground = RadioField(
        _l("What it rests on"), [Optional()], choices=choices(GROUNDS.items()), validate_choice=False
    )
    rule = SectionField(
        _l("Section of the terms"),
        [Length(max=20), Wanted()],
        filters=[one_line],
        description=_l("Its number, such as 3.2."),
    )
    law = StringField(
        _l("Law and paragraph"),
        [Length(max=LAW_MAX), Wanted()],
        filters=[one_line],
    )
    facts = TextAreaField(
        _l("What is wrong with it"),
        [Length(max=FACTS_MAX), Wanted()],
        filters=[trimmed],
        description=_l(
            "The author is sent these words, and people who flagged the post can read them. When a question is closed, "
            "everybody reads how they begin."
        ),
    )
    language = SelectField(_l("Language of these words"), [Wanted()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices(languages())
        self.rule.offer(list_section_titles(choose_language()))

    def take_statement(self, statement: Statement) -> None:
        """Fill in the words of a template."""
        self.ground.data, self.rule.data = statement.ground, statement.rule
        self.law.data, self.facts.data = statement.law, statement.facts
        self.language.data = statement.language

    def statement(self) -> Statement:
        """Give the statement that was typed."""
        ground = self.ground.data
        return Statement(
            facts=self.facts.data or "",
            ground=Ground(ground) if ground in list(Ground) else None,
            rule=self.rule.data or "",
            law=self.law.data or "",
            language=self.language.data or "en",
        )


class RulingForm(StatementForm):
    """A decision on one post, with its statement of reasons and what its kind needs besides."""

    kind = RadioField(
        _l("Decision"), [InputRequired(_l("Choose a decision."))], choices=choices(CHOICES.items())
    )
    title = StringField(_l("The question as everybody will see it"), [Wanted()], filters=[one_line])
    body = TextAreaField(_l("Text"), [Wanted()])
    taken = SelectMultipleField(_l("Which sentences are taken out?"), coerce=int, validate_choice=False)
    original = StringField(
        _l("The earlier question"), [Wanted()], description=_l("Its address, or the number in it.")
    )
    measure = RadioField(
        _l("The author, besides"), choices=choices(MEASURES.items()), default="", validate_choice=False
    )
    until = DateField(_l("Last day of the suspension"), [Optional()])
    for_good = BooleanField(_l("For good"))
    unfounded = BooleanField(_l("The flags were plainly unfounded: count them as misuse"))
    version = HiddenField()
    post_version = HiddenField()

    def offer(self, post: Post, *, decided: bool, kind: Kind | None = None) -> None:
        """Offer what can be decided on a post, and begin with its words as they are."""
        self.choose_for(post, decided=decided)
        self.kind.data = kind if kind in [choice.value for choice in self.kind.choices] else None
        self.title.data, self.body.data = post.title, post.body
        self.post_version.data, self.measure.data = str(post.version), ""

    def choose_for(self, post: Post, *, decided: bool) -> None:
        """Leave out decisions that make no sense of this post, or while nothing was decided."""
        self.kind.choices = [
            SelectChoice(kind, words)
            for kind, words in CHOICES.items()
            if (post.title is not None or not TABLE[kind].questions_only)
            and (post.author_id is not None or not (TABLE[kind].on_person or kind == Kind.TICKET))
            and (post.kind != "comment" or kind != Kind.EDIT)
            and (decided or post.hidden or post.closed_at is not None or kind != Kind.RESTORE)
        ]

    def ruling(self, post: Post) -> Ruling:
        """Give the ruling that was typed."""
        taken = set(self.taken.data or ())
        kind = Kind(self.kind.data)
        measure = {"warn": Kind.WARN, "suspend": Kind.SUSPEND}.get(self.measure.data or "")
        return Ruling(
            kind=kind,
            statement=self.statement(),
            measure=None if TABLE[kind].on_person else measure,
            until=self.ends_at(),
            unfounded=bool(self.unfounded.data),
            title=self.title.data or "",
            body=(self.body.data or "").replace("\r\n", "\n"),
            kept=frozenset(one.number for one in part(post.body)) - taken,
            post_version=number_in(self.post_version.data),
            original_id=self._original_id() if kind in (Kind.DUPLICATE, Kind.MERGE) else None,
        )

    def validate_for_good(self, field: BooleanField) -> None:
        """Ask for a last day or for good, of who suspends."""
        suspends = Kind.SUSPEND in (self.kind.data, self.measure.data)
        if suspends and bool(field.data) == bool(self.until.data):
            self.until.errors = [*self.until.errors, _("Choose a last day, or for good.")]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Tell whether all is well, also what one field found wrong with another."""
        return bool(super().validate(*args, **kwargs)) and not self.until.errors

    def ends_at(self) -> datetime | None:
        """Give the instant a suspension ends: the midnight after its last day; None for good."""
        return midnight_after(self.until.data) if self.until.data else None

    def case_version(self) -> int:
        """Give the version of the case the form was made from."""
        return number_in(self.version.data)

    def _original_id(self) -> int:
        found = re.fullmatch(r"(?:.*/questions/)?(\d{1,18})(?:[/?#].*)?", (self.original.data or "").strip())
        return int(found[1]) if found else 0


LEAVE = "leave"


class BulkForm(StatementForm):
    """One decision on many posts, with one statement; or a mark on each: what it is hidden for, or that it is left."""

    kind = SelectField(
        _l("Decision"),
        [Wanted()],
        choices=[SelectChoice(kind, CHOICES[kind]) for kind, rules in TABLE.items() if rules.in_bulk],
    )
    case = SelectMultipleField(validate_choice=False)
    mark = SelectMultipleField(validate_choice=False)

    def marked(self) -> dict[int, tuple[int, str]]:
        """Give the cases that were marked, each with the version that was seen and what it was marked as."""
        parts = (text.split("-") for text in self.mark.data or ())
        known = {*IN_PASSING, LEAVE}
        return {
            number_in(one[0]): (number_in(one[1]), one[2])
            for one in parts
            if len(one) == 3 and one[2] in known
        }

    def chosen(self) -> list[tuple[int, int]]:
        """Give the cases that were chosen, each with the version that was seen."""
        pairs = (text.partition("-") for text in self.case.data or ())
        return [(number_in(case_id), number_in(version)) for case_id, _dash, version in pairs]


class TemplateForm(StatementForm):
    """Words to begin a statement with."""

    version = HiddenField()


class AppealForm(Form):
    """Why a decision is wrong."""

    words = TextAreaField(
        _l("Why is the decision wrong?"),
        [Length(max=appealing.WORDS_MAX), Wanted()],
        filters=[trimmed],
        description=_l(
            "Another moderator than the one who decided reads it, with the post and the statement."
        ),
    )


class AnswerForm(Form):
    """What becomes of an appeal."""

    outcome = RadioField(
        _l("Decision"),
        [InputRequired(_l("Choose a decision."))],
        choices=[
            SelectChoice(Verdict.UPHOLD, _l("Uphold: the decision stands")),
            SelectChoice(Verdict.OVERTURN, _l("Overturn: undo the decision, and restore what it restricted")),
        ],
    )
    words = TextAreaField(
        _l("Reasons"),
        [Length(max=appealing.WORDS_MAX), Wanted()],
        filters=[trimmed],
        description=_l("Whoever contested the decision is sent these words."),
    )
    unfounded = BooleanField(_l("The appeal was plainly unfounded: count it as misuse"))


def midnight_after(day: date) -> datetime:
    """Give the instant a day ends where the service is."""
    return datetime.combine(day + timedelta(days=1), time.min, site_timezone())
