"""What the components make of what they are given: fields wired for screen readers, hats and badges nobody can fake."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from lxml import html
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.core.files.fields import FilesField
from app.core.templating import STATIC

TEMPLATES = STATIC.parent / "templates"
CHOICES = [SelectChoice("one", "One"), SelectChoice("two", "Two")]
WHEN = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
FIELDS = [
    ("text_field", "title"),
    ("text_area", "about"),
    ("markdown_editor", "body"),
    ("select_field", "topic"),
    ("radios_field", "hat"),
    ("checkbox_field", "agreed"),
    ("files_field", "files"),
]


class Everything(Form):
    """A form with a field of every kind, each with a hint, each refusing to stay empty."""

    refusal = None
    title = StringField("Title", [InputRequired()], description="A hint")
    about = TextAreaField("About", [InputRequired(), Length(max=200)], description="A hint")
    body = TextAreaField("Details", [InputRequired(), Length(max=20_000)], description="A hint")
    topic = SelectField("Topic", [InputRequired()], choices=CHOICES, description="A hint")
    hat = RadioField("Hat", [InputRequired()], choices=CHOICES, description="A hint")
    agreed = BooleanField("Agreed", [InputRequired()], description="A hint")
    files = FilesField("Files", [InputRequired()])


@pytest.fixture
def draw(app: Flask) -> Iterator[Any]:
    """Give a function that renders a component's macro and parses what came out."""

    def rendered(name: str, *args: Any, **kwargs: Any) -> Any:
        module: Any = app.jinja_env.get_template(f"components/{name}.html").module
        return html.fragment_fromstring(str(getattr(module, name)(*args, **kwargs)), create_parent="div")

    with app.test_request_context("/"):
        yield rendered


def symbols() -> set[str]:
    return set(html.parse(STATIC / "img" / "icons.svg").xpath("//symbol/@id"))


def refused() -> Everything:
    form = Everything(MultiDict({"title": "", "topic": "one"}))
    form.validate()
    form.topic.errors = ["Choose one."]
    return form


@pytest.mark.parametrize(("macro", "name"), FIELDS)
def test_a_field_says_its_name_its_hint_and_what_is_wrong_with_it(draw, macro, name):
    part = draw(macro, refused()[name])
    described = part.xpath("//*[@aria-describedby]")[0].get("aria-describedby").split()
    assert described[:2] == [f"{name}-hint", f"{name}-error"]
    ids = part.xpath("//@id")
    assert set(described) <= set(ids)
    assert len(ids) == len(set(ids))
    controls = part.xpath("//input | //select | //textarea")
    assert {control.get("id") for control in controls} == set(part.xpath("//label/@for"))


@pytest.mark.parametrize(("macro", "name"), FIELDS)
def test_a_field_in_order_has_no_error(draw, macro, name):
    form = Everything(MultiDict({name: "one"}))
    part = draw(macro, form[name])
    assert not part.xpath(f"//*[@id='{name}-error'] | //*[contains(@class, 'error')]")


@pytest.mark.parametrize(("macro", "name"), FIELDS[:3])
def test_what_was_typed_comes_back_as_text(draw, macro, name):
    typed = '\n<script>alert("1")</script> & "more"'
    part = draw(macro, Everything(MultiDict({name: typed}))[name])
    control = part.xpath("//textarea | //input")[0]
    assert not part.xpath("//script")
    assert (control.get("value") or control.text_content()).strip() == typed.strip()


def test_every_line_of_the_error_summary_leads_to_its_field(draw):
    form = refused()
    summary = draw("error_summary", form)
    targets = [link.removeprefix("#") for link in summary.xpath("//a/@href")]
    assert targets == ["title", "about", "body", "topic", "hat-0", "agreed", "files"]
    for macro, name in FIELDS:
        assert set(draw(macro, form[name]).xpath("//@id")) & set(targets)


def test_a_form_in_order_has_no_error_summary(draw):
    assert not draw("error_summary", Everything()).xpath("./*")


def test_only_a_hat_gets_the_official_mark(draw):
    pretender = draw("author", "Mette Holm, Citizen Service (official)", None, None)
    official = draw("author", "Mette Holm", None, "Citizen Service")
    assert official.xpath("//*[contains(@class, 'author--official')]//use")
    assert not pretender.xpath("//*[contains(@class, 'official')] | //use")


def test_each_state_of_a_verification_has_its_own_drawing_and_words(draw):
    states = ("verified", "due", "expired", "withdrawn", "earlier")
    badges = [draw("verified_badge", state, "Citizen Service", WHEN) for state in states]
    drawings = {badge.xpath("//use/@href")[0].rpartition("#")[2] for badge in badges}
    words = {badge.text_content() for badge in badges}
    assert len(drawings) == len(words) == len(states)
    assert drawings <= symbols()
    assert all("Citizen Service" in text and "3 Nov 2026" in text for text in words)


def test_every_drawing_that_is_asked_for_is_there():
    asked = {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(r"icon\(\"([a-z-]+)\"", template.read_text())
    }
    assert asked <= symbols()
    assert {"hat", "up", "down", "search"} <= asked
