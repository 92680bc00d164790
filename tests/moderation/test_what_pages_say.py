"""What the pages of moderation say is true, complete, and in the language of who reads it."""

from app.accounts.models import Person
from app.core.db import transaction
from app.core.outbox import deliver_all
from app.moderation.kinds import Reason, Source
from app.moderation.operations.cases import open_case
from app.trust.spam.judging import SIGNS
from tests.factories import make_answer, make_moderator, make_person
from tests.moderation.making import STATEMENT, find_case, make_flag


def label(page, field):
    return page.one(f"label[for={field}]").text_content()


def test_a_visitor_is_not_told_that_what_article_16_asks_for_is_optional(app, visitor):
    post = make_answer()
    page = visitor.open(f"/posts/{post.id}/flag")
    for field in ("words", "notifier_name", "notifier_email"):
        assert "optional" not in label(page, field)
    assert "Only moderators see it" in page.text


def test_who_is_signed_in_is_told_when_an_explanation_is_needed(app, visit_as):
    page = visit_as(make_person()).open(f"/posts/{make_answer().id}/flag")
    assert "optional" in label(page, "words")
    assert "needed for “Illegal” and “Something else”" in page.text


def test_a_case_names_its_author_and_leads_to_all_they_did(app, visit_as):
    author = make_person("Solbriller Nu", trust="newcomer")
    post = make_answer(answerer=author)
    make_flag(post)
    page = visit_as(make_moderator()).open(f"/staff/moderation/cases/{find_case(post.id).id}")
    assert "Solbriller Nu" in page.one("[aria-labelledby=author]").text_content()
    assert len(page.all(f"a[href='/staff/people/{author.id}/remove-posts']")) == 1


def held_as_spam():
    post = make_answer()
    moderator = make_moderator()
    with transaction() as current:
        current.get_one(Person, moderator.id).language = "da"
    with transaction():
        open_case(moderator, post.id, Source.SPAM, "it has several links to other sites", hold=STATEMENT)
    deliver_all(20)
    return moderator, find_case(post.id)


def test_what_the_site_saw_is_read_in_the_language_of_the_moderator(app, visit_as):
    moderator, case = held_as_spam()
    page = visit_as(moderator).open(f"/staff/moderation/cases/{case.id}")
    assert "flere links" in page.text
    assert "several links" not in page.text


def test_the_words_for_spam_are_ready_where_the_site_saw_spam(app, visit_as):
    moderator, case = held_as_spam()
    page = visit_as(moderator).open(f"/staff/moderation/cases/{case.id}")
    assert "advertises" in page.one("textarea[name=facts]").text


def test_no_sign_of_spam_speaks_to_its_reader_as_the_author():
    assert not [sign for sign in SIGNS if "you" in str(sign.words).split()]


def test_a_removal_begins_with_words_for_all_of_it(app, visit_as):
    who = make_person(trust="newcomer")
    page = visit_as(make_moderator()).open(f"/staff/people/{who.id}/remove-posts")
    assert "The account" in page.one("textarea[name=facts]").text


def test_every_number_of_the_report_says_on_a_phone_what_it_counts(app, visitor):
    make_flag(make_answer(), reason=Reason.SPAM)
    page = visitor.open("/moderation/report")
    assert all(cell.get("data-label") for cell in page.all("tbody td"))
