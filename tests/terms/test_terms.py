"""Terms: versions in numbered sections, the same in every language, never changed once published."""

import pytest

from app.core.access import SYSTEM
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed
from app.terms.operations import publish_first_terms, publish_terms
from app.terms.queries import list_section_titles, list_sections
from app.terms.sections import Part, join, part
from tests.factories import make_administrator, make_moderator
from tests.racing import race

EN = "## Be kind\n\nTo *everybody*.\n\n## Keep to the subject\n\nAlways."
DA = "## Vær venlig\n\nMod *alle*.\n\n## Hold dig til emnet\n\nAltid."


def publish(actor=SYSTEM, after=0, summary="The first.", **texts):
    with transaction():
        return publish_terms(actor, after, {"en": EN, "da": DA} | texts, summary)


def test_a_text_is_parted_at_its_headings_and_joined_again():
    parts = part("left out\n## One ##\n\nA\r\n\r\n### deeper\n\n##Not one\n## 2. Two\nB")
    assert parts == (Part("One", "A\n\n### deeper\n\n##Not one"), Part("Two", "B"))
    assert part(join(parts)) == parts


def test_sections_are_given_in_the_readers_language_else_in_the_sites_own(app):
    publish()
    assert list_section_titles("da") == [(1, "Vær venlig"), (2, "Hold dig til emnet")]
    assert [section.title for section in list_sections(1, "fo")] == ["Be kind", "Keep to the subject"]


def test_a_new_version_follows_and_the_earlier_one_stays_readable(app, visitor):
    publish()
    publish(after=1, summary="Kinder.", en=EN.replace("Be kind", "Be kinder"))
    session().close()
    assert "Be kinder" in visitor.open("/terms").text
    earlier = visitor.open("/terms/1").text
    assert "Be kinder" not in earlier
    assert "no longer stand" in earlier


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"en": "no heading"}, "text_en"),
        ({"da": "## Kun ét\n\nAfsnit."}, "text_da"),
        ({"en": "Before.\n\n" + EN}, "text_en"),
        ({"en": "## Empty\n\n## Keep to the subject\n\nAlways."}, "text_en"),
    ],
)
def test_what_could_not_be_cited_is_refused_with_what_to_do(app, texts, field):
    with pytest.raises(Invalid) as refused:
        publish(**texts)
    assert refused.value.details["field"] == field


def test_without_a_word_on_what_is_new_nothing_is_published(app):
    with pytest.raises(Invalid):
        publish(summary=" ")


def test_only_administrators_publish(app):
    with pytest.raises(NotAllowed):
        publish(make_moderator())


def test_of_two_who_publish_over_the_same_version_one_is_told(app):
    publish()
    with pytest.raises(Conflict):
        publish(after=0)
    outcomes = race(app, 4, lambda _number: publish_terms(SYSTEM, 1, {"en": EN, "da": DA}, "New."))
    assert [type(outcome) for outcome in outcomes if outcome] == [Conflict] * 3


def test_the_first_terms_come_with_the_program_in_every_language_and_only_once(app):
    for _time in range(2):
        with transaction():
            publish_first_terms(SYSTEM)
    english, danish = list_section_titles("en"), list_section_titles("da")
    assert len(english) == len(danish) >= 10
    assert "Misbrug" in dict(danish).values()


def test_an_administrator_edits_the_terms_as_one_text_and_loses_nothing(app, visit_as):
    publish()
    visitor = visit_as(make_administrator())
    page = visitor.open("/admin/terms")
    assert page.one("#text_en").text_content().strip() == join(part(EN))
    refused = visitor.submit("main form", text_en=EN + "\n\n## Only here\n\nx", summary="More.")
    assert refused.status == 422
    assert "Only here" in refused.one("#text_en").text_content()
    visitor.submit("main form", text_en=EN.replace("kind", "fair"), summary="Fairer.")
    assert "Be fair" in visitor.open("/terms").text
