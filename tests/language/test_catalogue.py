"""The Danish catalogue says everything the code says now, with every placeholder in its place."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "app/translations/da/LC_MESSAGES/messages.po"
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[sd]|\{\w+\}")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Extract what the code and the templates say, as `make catalogue` does."""
    pot = tmp_path_factory.mktemp("words") / "messages.pot"
    arguments = ["--quiet", "extract", "--mapping", str(ROOT / "pyproject.toml"), "--keywords", "_l"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        CommandLineInterface().run(["pybabel", *arguments, "--output", str(pot), "."])
    with pot.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def danish() -> Catalog:
    """Read the catalogue that is committed."""
    with PO.open("rb") as file:
        return read_po(file, locale="da")


def ids(catalog: Catalog) -> set[str | tuple[str, ...]]:
    return {tuple(message.id) if message.pluralizable else message.id for message in catalog if message.id}


def faults(message: Message) -> list[str]:
    """List what is wrong with one translation."""
    pairs = (
        zip(message.id, message.string, strict=False)
        if message.pluralizable
        else [(message.id, message.string)]
    )
    found = ["fuzzy"] if message.fuzzy else []
    for english, translated in pairs:
        if not translated.strip():
            found.append("untranslated")
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(translated)):
            found.append("placeholders differ")
        if re.search('[“”"]', translated):
            found.append("quotation marks that are not »…«")
    return found


def test_the_catalogue_has_all_that_is_said_and_nothing_else(said, danish):
    missing, left_over = ids(said) - ids(danish), ids(danish) - ids(said)
    assert (missing, left_over) == (set(), set()), "run `make catalogue` and translate what is new"


def test_enough_is_said_for_the_extraction_to_have_worked(said):
    assert {"Ask a question", "Hello %(name)s", "Sign in to do this.", "Enter your password."} <= ids(said)


def test_every_translation_is_there_and_whole(danish):
    wrong = {str(message.id): faults(message) for message in danish if message.id and faults(message)}
    assert wrong == {}


def test_danish_has_its_two_plurals(danish):
    assert (danish.num_plurals, danish.plural_expr) == (2, "(n != 1)")


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Message("Hello %(name)s", "Hej"), "placeholders differ"),
        (Message("Left %%{count}", "Tilbage %{count}"), "placeholders differ"),
        (Message(("%(num)s answer", "%(num)s answers"), ("%(num)s svar", "")), "untranslated"),
        (Message("Save", ""), "untranslated"),
        (Message("Save", "Gem", flags={"fuzzy"}), "fuzzy"),
        (Message("About “%(tag)s”", "Om “%(tag)s”"), "quotation marks that are not »…«"),
    ],
)
def test_a_planted_fault_is_found(message, fault):
    assert fault in faults(message)
