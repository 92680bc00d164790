"""The demo town is whole, lively and fit to be shown: what its readers may rely on, said of the files themselves."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from app.accounts.names import check_name, name_key
from app.core.languages import guess_language
from app.core.prose import render
from app.core.slugs import tag_name
from app.demo.content import Answer, Question, Town
from app.demo.reading import FOLDER, read_town
from app.departments.ical import read_days

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
EIGHT_DIGITS = re.compile(r"(?<![\d.])(?:\+45 ?)?\d{2}[ .]?\d{2}[ .]?\d{2}[ .]?\d{2}(?!\d)")
CPR = re.compile(r"(?<!\d)\d{6}[- ]?\d{4}(?!\d)")
HOUSE_NUMBER = re.compile(r"\b[A-ZÆØÅ]\w*(?:vej|gade|stræde|allé|torv|plads|pladsen) \d")
LINK = re.compile(r"https?://([^/\s)\"]+)")
HREF = re.compile(r'href="([^"]*)"')
INSIDE = re.compile(r"\]\((/[^)]*)\)")
REAL = """Aabenraa Aalborg Aarhus Albertslund Allerød Assens Ballerup Billund Bornholm Brøndby Brønderslev
Dragør Egedal Esbjerg Fanø Favrskov Faxe Fredensborg Fredericia Frederiksberg Frederikshavn Frederikssund Furesø
Faaborg-Midtfyn Gentofte Gladsaxe Glostrup Greve Gribskov Guldborgsund Haderslev Halsnæs Hedensted Helsingør Herlev
Herning Hillerød Hjørring Holbæk Holstebro Horsens Hvidovre Høje-Taastrup Hørsholm Ikast-Brande Ishøj Jammerbugt
Kalundborg Kerteminde Kolding København Køge Langeland Lejre Lemvig Lolland Lyngby-Taarbæk Læsø Mariagerfjord
Middelfart Morsø Norddjurs Nordfyns Nyborg Næstved Odder Odense Odsherred Randers Rebild Ringkøbing-Skjern Ringsted
Roskilde Rudersdal Rødovre Samsø Silkeborg Skanderborg Skive Slagelse Solrød Sorø Stevns Struer Svendborg Syddjurs
Sønderborg Thisted Tønder Tårnby Vallensbæk Varde Vejen Vejle Vesthimmerlands Viborg Vordingborg Ærø"""


@pytest.fixture(scope="module")
def town() -> Town:
    """Give the town; reading it has checked every reference and every order of time."""
    return read_town()


@pytest.fixture(scope="module")
def answers(town: Town) -> list[Answer]:
    """Give every answer in the town."""
    return [answer for question in town.questions for answer in question.answers]


def posts_of(town: Town) -> list[tuple[str, str]]:
    """Give every text people wrote, with where it stands."""
    found = []
    for question in town.questions:
        found.append((question.key, f"{question.title}\n{question.body}"))
        found += [(question.key, each.body) for each in (*question.comments, *question.edits)]
        for answer in question.answers:
            where = f"{question.key}/{answer.key}"
            found.append((where, answer.body))
            found += [(where, each.body) for each in (*answer.comments, *answer.edits)]
    return found


def passed(answer: Answer) -> timedelta:
    """Give how long ago the review date of a verified answer was; negative when it is still to come."""
    assert answer.verification
    return answer.verification.ago - answer.verification.review_after


def test_the_town_is_big_enough_to_look_lived_in(town, answers):
    assert len(town.departments) in (7, 8)
    assert len(town.topics) >= 8
    assert all(3 <= len(topic.leaves) <= 5 for topic in town.topics)
    assert len(town.people) >= 25
    assert len(town.questions) >= 64
    assert len(answers) >= 160
    assert sum(len(post.comments) for post in (*town.questions, *answers)) >= 80


def test_the_municipality_is_no_real_one(town):
    assert town.name.da.removesuffix(" Kommune") not in REAL.split()
    assert len(REAL.split()) == 98


def test_both_languages_are_spoken_about_equally(town):
    spoken = Counter(question.language for question in town.questions)
    assert min(spoken.values()) * 5 >= sum(spoken.values()) * 2


def test_the_site_hears_every_question_in_its_language_whatever_the_page_speaks(town):
    other = {"da": "en", "en": "da"}
    asked = [(each, f"{each.title}\n{each.body}") for each in town.questions]
    assert not [
        each.key for each, text in asked if guess_language(text, other[each.language]) != each.language
    ]


def test_the_site_hears_every_answer_in_its_language(town):
    wrong = [
        (question.key, answer.key)
        for question in town.questions
        for answer in question.answers
        if guess_language(answer.body, question.language) != (answer.language or question.language)
    ]
    assert not wrong


def test_every_leaf_of_the_topic_tree_has_a_question(town):
    asked = {question.topic for question in town.questions}
    assert not [leaf.slug for topic in town.topics for leaf in topic.leaves if leaf.slug not in asked]


def test_every_department_has_an_official_and_a_caseworker(town):
    for kind in ("official", "caseworker"):
        staffed = {role.department for person in town.people for role in person.roles if role.kind == kind}
        assert staffed == {each.slug for each in town.departments}


def test_there_is_one_demo_login_of_each_kind_and_it_fits_the_role(town):
    logins = {person.login: {role.kind for role in person.roles} for person in town.people if person.login}
    assert set(logins) == {"citizen", "official", "caseworker", "moderator", "administrator"}
    assert logins.pop("citizen") == set()
    assert all(login in kinds for login, kinds in logins.items())


def test_staff_say_what_they_do(town):
    assert not [person.key for person in town.people if bool(person.roles) != bool(person.job)]


def test_two_moderators_and_one_administrator(town):
    kinds = Counter(role.kind for person in town.people for role in person.roles)
    assert kinds["moderator"] == 2
    assert kinds["administrator"] == 1


def test_the_newest_question_is_minutes_old_and_the_oldest_eighteen_months(town):
    assert town.questions[-1].ago < timedelta(hours=1)
    assert timedelta(days=520) < town.questions[0].ago < timedelta(days=560)


def test_questions_without_an_answer_are_of_different_age(town):
    ages = sorted(question.ago.days for question in town.questions if not question.answers)
    assert len(ages) >= 6
    assert ages[0] == 0
    assert ages[-1] > 100


def test_every_state_of_a_verification_can_be_seen(answers):
    verified = [answer for answer in answers if answer.verification]
    kept = [answer for answer in verified if answer.verification and not answer.verification.withdrawn]
    month = timedelta(days=30)
    assert len(verified) - len(kept) == 2
    assert sum(passed(answer) < timedelta() for answer in kept) >= 20
    assert sum(timedelta() <= passed(answer) < month for answer in kept) >= 4
    assert sum(passed(answer) > 2 * month for answer in kept) >= 3


def test_some_answers_were_edited_after_they_were_verified(answers):
    edited = [
        answer
        for answer in answers
        if answer.verification and any(edit.ago < answer.verification.ago for edit in answer.edits)
    ]
    assert len(edited) >= 2


def test_officials_confirm_what_citizens_wrote(town, answers):
    staff = {person.key for person in town.people if person.roles}
    assert sum(bool(answer.verification) and answer.by not in staff for answer in answers) >= 5


def test_officials_also_answer_as_themselves(town, answers):
    officials = {
        person.key for person in town.people if any(role.kind == "official" for role in person.roles)
    }
    assert sum(answer.by in officials and answer.hat is None for answer in answers) >= 4


def test_a_well_voted_wrong_answer_stands_below_the_right_one(town):
    def wrong(answer: Answer) -> bool:
        return len(answer.up) >= 4 and len(answer.down) >= 2 and not answer.verification

    def outdone(question: Question) -> bool:
        return any(map(wrong, question.answers)) and any(answer.verification for answer in question.answers)

    assert sum(map(outdone, town.questions)) >= 3


def test_one_question_is_a_duplicate_and_one_is_closed(town):
    assert sum(question.duplicate is not None for question in town.questions) == 1
    assert sum(question.closed is not None for question in town.questions) == 1


def test_links_that_leave_the_site_go_to_example_org_only(town):
    links = [link for _where, text in posts_of(town) for link in HREF.findall(render(text))]
    assert links
    assert not [link for link in links if not link.startswith(("/", "https://www.example.org/"))]


def test_links_inside_the_site_lead_to_a_topic_or_a_department(town):
    topics = {each.slug for topic in town.topics for each in (topic, *topic.leaves)}
    places = {f"/topics/{slug}" for slug in topics} | {
        f"/departments/{each.slug}" for each in town.departments
    }
    inside = [found for _where, text in posts_of(town) for found in INSIDE.findall(text)]
    assert inside
    assert not set(inside) - places


def test_nobody_says_the_same_thing_twice(town):
    texts = Counter(text for _where, text in posts_of(town))
    assert not [text for text, times in texts.items() if times > 1]


def test_tags_are_kept_as_they_are_written(town):
    assert not [tag for question in town.questions for tag in question.tags if tag_name(tag) != tag]


def test_everybody_has_a_name_the_site_would_let_them_take(town):
    departments = [name for each in town.departments for name in (each.name.en, each.name.da)]
    keys = Counter(name_key(person.name) for person in town.people)
    assert max(keys.values()) == 1
    assert not [person.name for person in town.people if check_name(person.name, departments=departments)]


def test_addresses_of_people_are_at_example_org(town):
    wrong = [
        person.email for person in town.people if not re.fullmatch(r"[a-z.]+@example\.org", person.email)
    ]
    assert not wrong


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.name)
def test_nothing_personal_or_real_is_in_the_files(file):
    text = file.read_text(encoding="utf-8")
    assert not [found for found in EMAIL.findall(text) if not found.endswith("@example.org")]
    assert not EIGHT_DIGITS.findall(text)
    assert not CPR.findall(text)
    assert not HOUSE_NUMBER.findall(text)
    assert not [host for host in LINK.findall(text) if host not in ("www.example.org", "example.org")]


def test_posts_hold_no_mail_address_at_all(town):
    assert not [where for where, text in posts_of(town) if EMAIL.search(text)]


def easter(year: int) -> date:
    """Compute Easter Sunday (Butcher's rule)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + i - 7 * ((a + 11 * h + 22 * i) // 451) + 114, 31)
    return date(year, month, day + 1)


def test_everybody_is_closed_on_the_danish_holidays_of_two_years(town: Town):
    found = read_days(town.holidays, date(2026, 11, 22))
    assert not found.left_out
    wanted = set()
    for year in (2026, 2027):
        after_easter = (-3, -2, 0, 1, 39, 49, 50)  # Great Prayer Day is none since 2024
        wanted |= {easter(year) + timedelta(days=days) for days in after_easter}
        fixed = ((1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31))
        wanted |= {date(year, month, day) for month, day in fixed}
    assert set(found.days) == wanted


def test_every_department_keeps_hours_and_answers_before_it_settles(town: Town):
    for each in town.departments:
        assert each.hours.mon, each.slug
        assert 0 < each.targets.question_first_reply < each.targets.question_resolution, each.slug
        assert 0 < each.targets.ticket_first_reply < each.targets.ticket_resolution, each.slug
