"""No template says a word that no translator will ever see."""

from pathlib import Path

import pytest

from tests.language.literals import literals

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.*")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_a_template_says_nothing_outside_gettext(path):
    assert literals(path.read_text()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Nothing here yet.</p>",
        "<p>{{ _('Kept') }} and more</p>",
        "{% if x %}<b>Yes</b>{% endif %}",
        "<a href='{{ y }}'{% if x %} title=\"Go there\"{% endif %}>{{ z }}</a>",
        "<img alt='A square'>",
        "{{ submit_button('Save') }}",
        "{% set words = {'a': 'Newest questions'} %}",
        "{{ _('%(n)s', n=x) if x else 'Nothing' }}",
    ],
)
def test_a_planted_sentence_is_found(planted):
    assert literals(planted)


@pytest.mark.parametrize(
    "said_well",
    [
        "<p>{{ _('Nothing here yet.') }}</p>",
        "<code>tag:passport</code> · 3 × {{ n }}",
        "<a class='action' href='{{ url_for('home.show') }}'>{{ ngettext('%(num)s Day', '%(num)s Days', n) }}</a>",
        "{# Words for who reads the template. #}",
    ],
)
def test_words_for_translators_and_for_machines_are_left_alone(said_well):
    assert literals(said_well) == []
