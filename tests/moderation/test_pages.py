"""The pages of moderation: flagging signed in and out, the queue, many cases at once, a case, templates."""

import pytest
from sqlalchemy import func, select

from app.core.access import SYSTEM
from app.core.db import session, transaction
from app.core.outbox import deliver_all
from app.moderation.kinds import Kind, Reason, Source, State
from app.moderation.models import Decision, Flag, ModerationCase, StatementTemplate
from app.moderation.operations.cases import open_case
from app.questions.models import Post
from app.terms.operations import publish_first_terms
from tests.factories import make_answer, make_moderator, make_question, make_topic
from tests.moderation.making import (
    decisions_on,
    find_case,
    make_case,
    make_decision,
    make_flag,
    make_member,
    read,
)

NOTICE = {
    "reason": "illegal",
    "words": "It shows where I live.",
    "notifier_name": "Karen Krag",
    "notifier_email": "karen@example.org",
    "good_faith": "y",
}
ENOUGH = 12  # statements


def count_flags() -> int:
    found = session().scalar(select(func.count()).select_from(Flag)) or 0
    session().close()
    return found


def test_a_visitor_flags_a_post_and_what_was_wrong_keeps_what_was_typed(app, visitor):
    question = make_question()
    visitor.open(f"/posts/{question.id}/flag")
    page = visitor.submit("main form", **{**NOTICE, "notifier_email": "karen"})
    assert page.status == 422
    assert "It shows where I live." in page.one("#words").text_content()
    assert page.one("#error-summary a").get("href") == "#notifier_email"
    visitor.submit("main form", notifier_email="karen@example.org")
    assert count_flags() == 1


def test_a_machine_that_fills_in_what_nobody_sees_flags_nothing(app, visitor):
    question = make_question()
    visitor.open(f"/posts/{question.id}/flag")
    page = visitor.submit("main form", **NOTICE, homepage="https://spam.example")
    assert page.status == 200
    assert count_flags() == 0


def test_a_signed_in_person_flags_with_one_choice(app, visit_as):
    question, person = make_question(), visit_as(make_member())
    person.open(f"/posts/{question.id}/flag")
    assert "Thank you" in person.submit("main form", reason="spam").text
    page = person.open(f"/posts/{question.id}/flag")
    assert person.submit("main form", reason="spam").status == 409
    assert page.all("#notifier_email") == []


def test_the_queue_takes_the_same_statements_however_long_it_is(app, visit_as, statements):
    moderator = visit_as(make_moderator())
    counts = []
    for _round in range(2):
        for number in range(4):
            make_flag(make_question() if number % 2 else make_answer())
        deliver_all()
        statements.clear()
        moderator.open("/staff/moderation")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= ENOUGH


def test_the_heaviest_case_stands_first_and_filters_narrow_the_queue(app, visit_as):
    topic = make_topic()
    light, heavy = make_question(topic_id=topic.id), make_question("Hvornår må man brænde haveaffald af?")
    make_flag(light, reason=Reason.SPAM)
    make_flag(heavy)
    make_flag(heavy)
    moderator = visit_as(make_moderator())

    def titles(query: str = "") -> list[str]:
        return [
            link.text_content()
            for link in moderator.open(f"/staff/moderation{query}").all("[data-case] h2 a")
        ]

    assert titles() == [heavy.title, light.title]
    assert titles("?reason=spam") == titles(f"?topic={topic.id}") == titles("?lang=en") == [light.title]
    assert titles("?mine=1") == titles("?state=decided") == []
    case = find_case(light.id)
    moderator.open(f"/staff/moderation/cases/{case.id}")
    moderator.submit("form.claim")
    assert titles("?mine=1") == [light.title]


def test_many_posts_are_decided_at_once_but_for_those_that_changed(app, visit_as):
    posts = [make_question() for _number in range(5)]
    for post in posts:
        make_case(post)
    moderator = visit_as(make_moderator())
    page = moderator.open("/staff/moderation")
    chosen = [box.get("value") for box in page.all("input[name=case]")]
    make_decision(posts[0], Kind.NO_ACTION)
    page = moderator.submit("form[data-queue]", case=chosen, kind="hide")
    assert "Decided: 4 posts" in page.text
    assert "1 post was left out" in page.text
    assert [read(Post, post.id).hidden for post in posts] == [False, True, True, True, True]
    facts = set(session().scalars(select(Decision.facts).where(Decision.kind == Kind.HIDE)))
    assert facts == {"The post advertises something that has nothing to do with the question."}


def test_each_post_is_decided_as_it_was_marked_without_javascript(app, visit_as):
    """In the words for the reason and the author's language; what changed is left out, what was not marked waits."""
    dane, moderator = make_member(language="da"), visit_as(make_moderator())
    spam, rude, fine, other, late = (
        make_question(asker=dane) if number == 0 else make_question() for number in range(5)
    )
    cases = [make_case(post) for post in (spam, rude, fine, other, late)]
    moderator.open("/staff/moderation")
    page = moderator.submit("form[data-queue]", button="decide=marked")
    assert (page.status, "Choose the posts" in page.text) == (422, True)
    make_decision(late, Kind.NO_ACTION)
    marks = [
        f"{case.id}-{case.version}-{mark}"
        for case, mark in zip(cases, ("spam", "abuse", "leave", "nonsense", "spam"), strict=True)
    ]
    page = moderator.submit("form[data-queue]", mark=marks, button="decide=marked")
    assert "Decided: 3 posts" in page.text
    assert "1 post was left out" in page.text
    (hidden,), (hidden_too,), (left,) = (decisions_on(post.id) for post in (spam, rude, fine))
    assert (hidden.kind, hidden.language, hidden.rule) == (Kind.HIDE, "da", "5")
    assert (hidden_too.kind, hidden_too.language, hidden_too.rule) == (Kind.HIDE, "en", "3")
    assert (left.kind, left.facts) == (Kind.NO_ACTION, "")
    assert (decisions_on(other.id), [one.kind for one in decisions_on(late.id)]) == ([], [Kind.NO_ACTION])


def test_what_everybody_reads_of_closing_is_looked_at_for_personal_data(app, visit_as):
    """For one and for many, before anything is decided; words of a decision that only few read are not refused."""
    posts, words = [make_question() for _number in range(3)], "The asker is 170785-4321, who asks daily."
    cases = [make_case(post) for post in posts]
    moderator = visit_as(make_moderator())
    page = moderator.open("/staff/moderation")
    chosen = [box.get("value") for box in page.all("input[name=case]")]
    page = moderator.submit("form[data-queue]", case=chosen, kind="close", facts=words)
    assert (page.status, page.one("#error-summary a").get("href")) == (422, "#facts")
    moderator.open(f"/staff/moderation/cases/{cases[0].id}")
    page = moderator.submit("form.ruling", kind="close", facts=words, ground="rule", rule="3")
    assert (page.status, page.one("#error-summary a").get("href")) == (422, "#facts")
    assert [read(Post, post.id).closed_at for post in posts] == [None] * 3
    moderator.submit("form.ruling", kind="lock")
    assert [one.kind for one in decisions_on(posts[0].id)] == [Kind.LOCK]


def test_nothing_is_decided_for_nothing_chosen(app, visit_as):
    make_case(make_question())
    moderator = visit_as(make_moderator())
    moderator.open("/staff/moderation")
    page = moderator.submit("form[data-queue]", kind="hide")
    assert page.status == 422
    assert "Choose the posts" in page.text


def test_words_of_a_template_are_filled_in_and_nothing_typed_is_lost(app, visit_as):
    case = make_case(make_question())
    moderator = visit_as(make_moderator())
    moderator.open(f"/staff/moderation/cases/{case.id}")
    page = moderator.submit("form.ruling", kind="hide", measure="warn", fill="spam")
    assert page.status == 200
    assert "advertises" in page.one("#facts").text_content()
    assert page.one("input[name=kind]:checked, input[name=kind][checked]").get("value") == "hide"
    assert page.one("input[name=measure][checked]").get("value") == "warn"
    assert decisions_on(case.post_id) == []


def test_words_that_were_only_filled_in_do_not_say_what_is_wrong_when_nothing_is(app, visit_as):
    question = make_question()
    make_flag(question, reason=Reason.SPAM)
    case, moderator = find_case(question.id), visit_as(make_moderator())
    moderator.open(f"/staff/moderation/cases/{case.id}")
    moderator.submit("form.ruling", kind="no_action")
    (left,) = decisions_on(question.id)
    assert (left.facts, left.ground) == ("", None)


def test_a_moderator_decides_unasked_from_the_posts_own_menu(app, visit_as):
    question, moderator = make_question(), visit_as(make_moderator())
    moderator.open(f"/posts/{question.id}/moderate?kind=hide")
    page = moderator.submit("form.ruling", facts="", rule="3")
    assert (page.status, page.one("#error-summary a").get("href")) == (422, "#facts")
    moderator.submit("form.ruling", facts="It names a neighbour.")
    assert read(Post, question.id).hidden
    assert find_case(question.id).state == State.DECIDED
    assert find_case(question.id).source == Source.MODERATOR


def test_a_suspension_without_an_end_or_none_is_refused(app, visit_as):
    case, moderator = make_case(make_question()), visit_as(make_moderator())
    moderator.open(f"/staff/moderation/cases/{case.id}")
    page = moderator.submit(
        "form.ruling", kind="hide", measure="suspend", facts="It is rude again.", rule="3"
    )
    assert (page.status, page.one("#error-summary a").get("href")) == (422, "#until")
    moderator.submit("form.ruling", for_good="y")
    assert [decision.kind for decision in decisions_on(case.post_id)] == [Kind.HIDE, Kind.SUSPEND]


def test_moderators_write_their_own_words_for_reasons(app, visit_as):
    moderator = visit_as(make_moderator())
    assert len(moderator.open("/staff/moderation/templates").all("h2 a")) == 2 * len(Reason)
    moderator.open("/staff/moderation/templates/spam/da")
    moderator.submit("main form", facts="Det er reklame.", rule="5")
    assert read(StatementTemplate, (Reason.SPAM, "da")).facts == "Det er reklame."
    moderator.open("/staff/moderation/templates/spam/da")
    moderator.submit("form[action$='/forget']")
    assert read(StatementTemplate, (Reason.SPAM, "da")) is None


@pytest.mark.parametrize("source", [Source.SPAM, Source.CRISIS])
def test_a_case_says_what_the_site_saw(app, visit_as, source):
    answer = make_answer()
    with transaction():
        case = open_case(SYSTEM, answer.id, source, "Seven links in four lines")
    assert "Seven links" in visit_as(make_moderator()).open(f"/staff/moderation/cases/{case.id}").text
    assert session().scalar(select(func.count()).select_from(ModerationCase)) == 1


def test_the_section_is_chosen_among_those_that_stand_and_typed_where_there_are_none(app, visit_as):
    case, moderator = make_case(make_question()), visit_as(make_moderator())
    path = f"/staff/moderation/cases/{case.id}"
    assert moderator.open(path).one("#rule").tag == "input"
    with transaction():
        publish_first_terms(SYSTEM)
    page = moderator.open(path)
    chosen = [option.text_content() for option in page.all("#rule option")]
    assert chosen[0] == "Choose a section"
    assert chosen[5] == "5. No advertising"
    page = moderator.submit("form.ruling", kind="hide", facts="It sells sunglasses.", ground="rule", rule="")
    assert (page.status, page.one("#error-summary a").get("href")) == (422, "#rule")
    moderator.submit("form.ruling", rule="5")
    (left,) = decisions_on(case.post_id)
    assert (left.rule, left.terms_number) == ("5", 1)


def test_a_section_that_does_not_stand_any_more_is_kept_in_the_words_for_a_reason(app, visit_as):
    moderator = visit_as(make_moderator())
    moderator.open("/staff/moderation/templates/spam/da")
    moderator.submit("main form", facts="Det er reklame.", ground="rule", rule="3.4")
    with transaction():
        publish_first_terms(SYSTEM)
    page = moderator.open("/staff/moderation/templates/spam/da")
    assert page.one("#rule option[selected]").get("value") == "3.4"
