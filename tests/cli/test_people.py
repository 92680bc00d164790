"""`flask people`: what an administrator does where there is no administrator yet."""

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.accounts.queries import find_recognised
from tests.accounts.people import GOOD, find, person_with_password
from tests.factories import actor, make_administrator, make_department


@pytest.fixture
def run(app, tmp_path):
    """Run `flask people …`."""

    def run(*words: str, typed: str = ""):
        return app.test_cli_runner().invoke(args=["people", *words], input=typed)

    return run


def test_the_first_administrator_is_made_from_the_command_line(run):
    made = run("create", "Boss@example.org", "--name", "Bodil Berg", typed=f"{GOOD}\n{GOOD}\n")
    assert made.exit_code == 0, made.output
    assert GOOD not in made.output
    assert "Bodil Berg has an account" in made.output
    granted = run("grant", "boss@example.org", "administrator")
    assert granted.output == "Bodil Berg is administrator now.\n"
    person = find("boss@example.org")
    assert person.email_confirmed_at
    assert actor(person.id).administrator
    assert find_recognised("boss@example.org", GOOD).person_id == person.id


def test_a_password_is_read_from_the_first_line_of_a_file(run, tmp_path):
    file = tmp_path / "password"
    file.write_text(f"{GOOD}\nnot this\n")
    made = run(
        "create", "a@example.org", "--name", "Bodil Berg", "--language", "da", "--password-file", str(file)
    )
    assert made.exit_code == 0, made.output
    assert find("a@example.org").language == "da"
    assert find_recognised("a@example.org", GOOD)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("create", "nonsense", "--name", "Bodil Berg"), "not an e-mail address"),
        (("create", "a@example.org", "--name", "Bodil Berg", "--language", "de"), "does not speak de"),
        (("create", "jens@example.org", "--name", "Bodil Berg"), "Another account has this e-mail address"),
        (("create", "a@example.org", "--name", "Jens Jensen"), "Somebody has this name"),
        (("create", "a@example.org", "--name", "Torv admin"), "sounds like an authority"),
        (("grant", "nobody@example.org", "moderator"), "Nobody has the address"),
        (("grant", "jens@example.org", "king"), "'king' is not one of"),
        (("grant", "jens@example.org", "official"), "Choose the department"),
        (
            ("grant", "jens@example.org", "official", "--department", "nowhere"),
            "There is no department nowhere",
        ),
        (("revoke", "jens@example.org", "moderator"), "does not have this role"),
        (
            ("suspend", "jens@example.org", "--reason", "Posts nothing but spam"),
            "either --until or --for-good",
        ),
        (
            ("suspend", "jens@example.org", "--reason", "Posts nothing but spam", "--until", "2020-01-01"),
            "a time to come",
        ),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(run, words, said):
    person_with_password()
    done = run(*words, typed=f"{GOOD}\n{GOOD}\n")
    assert done.exit_code != 0
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_weak_password_is_refused_here_too(run):
    done = run("create", "a@example.org", "--name", "Bodil Berg", typed="bodil berg 1\nbodil berg 1\n")
    assert "your name or e-mail address" in done.output
    assert find("a@example.org") is None


def test_an_official_is_made_and_unmade(run):
    person = person_with_password()
    department = make_department("Roads")
    assert run("grant", "jens@example.org", "official", "--department", department.slug).exit_code == 0
    assert actor(person.id).official_of == {department.id}
    assert run("revoke", "jens@example.org", "official", "--department", department.slug).exit_code == 0
    assert actor(person.id).official_of == frozenset()


def test_a_person_is_suspended_and_let_back(run):
    person = person_with_password()
    done = run("suspend", "jens@example.org", "--until", "2099-03-04", "--reason", "Posts nothing but spam")
    assert done.output == "Jens Jensen is suspended until 2099-03-04.\n"
    assert actor(person.id).suspended
    assert run("lift", "jens@example.org").output == "Jens Jensen may post again.\n"
    assert not actor(person.id).suspended


def test_the_last_administrator_stays_here_too(run, app):
    from app.core.db import session

    last = make_administrator()
    email = session().scalar(select(Person.email).where(Person.id == last.id))
    session().close()
    assert "last administrator" in run("revoke", email, "administrator").output
    assert actor(last.id).administrator
