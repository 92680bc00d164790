"""Several at the same moment in trust: a suggestion, a removal, its undoing; one wins, and nothing doubles."""

from collections.abc import Callable

from sqlalchemy import func, select

from app.accounts.models import Person
from app.core.access import SYSTEM, Actor
from app.core.db import session, transaction
from app.core.errors import Conflict
from app.core.outbox import deliver_all
from app.moderation.kinds import Kind, State
from app.moderation.models import Decision, ModerationCase
from app.moderation.operations.deciding import decide
from app.moderation.rulings import Ruling
from app.questions.models import EditSuggestion, Post, Question, Revision
from app.questions.operations.editing import Edit, EditedMeanwhile, edit_post
from app.questions.operations.redacting_replies import redact_reply
from app.questions.operations.suggesting import (
    accept_suggestion,
    decline_suggestion,
    suggest_edit,
    withdraw_suggestion,
)
from app.trust.models import Removal, RemovalState, RemovedPost
from app.trust.operations.removing import go_on, remove_posts, undo_removal
from tests.factories import actor, make_answer, make_moderator, make_person, make_question
from tests.moderation.making import STATEMENT, find_case, make_flag
from tests.racing import race

TIMES = 5
BETTER = "It is answered on Tuesday, at noon."


def suggest(post: Post) -> tuple[Actor, int]:
    who = make_person(trust="newcomer")
    with transaction():
        return who, suggest_edit(who, post.id, Edit(BETTER, "Named the hour"), 1).id


def run(app, *works: Callable[[], object]) -> list[Exception | None]:
    return race(app, len(works), lambda number: works[number]())


def row(kind, key):
    session().close()
    found = session().get_one(kind, key)
    session().close()
    return found


def revisions(post: Post) -> list[str]:
    session().close()
    said = select(Revision.body).where(Revision.post_id == post.id).order_by(Revision.number)
    return list(session().scalars(said))


def test_a_suggestion_accepted_by_three_at_once_is_one_revision(app):
    for _time in range(TIMES):
        answer = make_answer()
        _who, suggestion = suggest(answer)
        reviewers = [actor(answer.author_id or 0), make_moderator(), make_moderator()]
        outcomes = race(
            app, 3, lambda number, by=reviewers, one=suggestion: accept_suggestion(by[number], one, 1)
        )
        assert outcomes.count(None) == 1
        assert {type(outcome) for outcome in outcomes} == {type(None), Conflict}
        assert revisions(answer) == [answer.body, BETTER]
        assert row(EditSuggestion, suggestion).decided_by_id == reviewers[outcomes.index(None)].id


def test_a_suggestion_is_accepted_declined_or_taken_back_but_only_one_of_them(app):
    for _time in range(TIMES):
        answer = make_answer()
        who, suggestion = suggest(answer)
        one, other = make_moderator(), make_moderator()
        outcomes = run(
            app,
            lambda one=one, found=suggestion: accept_suggestion(one, found, 1),
            lambda other=other, found=suggestion: decline_suggestion(other, found, "The hour differs."),
            lambda who=who, found=suggestion: withdraw_suggestion(who, found),
        )
        assert {type(outcome) for outcome in outcomes} == {type(None), Conflict}
        state = ("accepted", "declined", "withdrawn")[outcomes.index(None)]
        assert (outcomes.count(None), row(EditSuggestion, suggestion).state) == (1, state)
        assert revisions(answer) == ([answer.body, BETTER] if state == "accepted" else [answer.body])


def test_a_suggestion_accepted_while_the_post_is_edited_loses_nothing(app):
    for _time in range(TIMES):
        answer = make_answer()
        _who, suggestion = suggest(answer)
        author, moderator = actor(answer.author_id or 0), make_moderator()
        accepted, edited = run(
            app,
            lambda by=moderator, found=suggestion: accept_suggestion(by, found, 1),
            lambda by=author, post=answer: edit_post(by, post.id, Edit("On Monday, rather."), 1),
        )
        assert sorted([type(accepted).__name__, type(edited).__name__]) == ["EditedMeanwhile", "NoneType"]
        if accepted is None:
            assert revisions(answer) == [answer.body, BETTER]
        else:
            assert isinstance(accepted, EditedMeanwhile)
            assert revisions(answer) == [answer.body, "On Monday, rather."]
            assert row(EditSuggestion, suggestion).state == "waiting"


def test_a_suggestion_accepted_while_words_are_taken_out_brings_none_of_them_back(app):
    for _time in range(TIMES):
        answer = make_answer(body="Ask Bo. It is answered on Tuesday.")
        who = make_person(trust="newcomer")
        with transaction():
            edit = Edit("Ask Bo. It is answered at noon.", "Named the hour")
            suggestion = suggest_edit(who, answer.id, edit, 1).id
        one, other = make_moderator(), make_moderator()
        accepted, redacted = run(
            app,
            lambda by=one, found=suggestion: accept_suggestion(by, found, 1),
            lambda by=other, post=answer: redact_reply(by, post.id, 1, {1}),
        )
        assert (accepted is None) != (redacted is None)
        assert accepted is None or isinstance(accepted, Conflict)
        if redacted is None:
            assert "Ask Bo" not in repr(revisions(answer)) + row(EditSuggestion, suggestion).body
        else:
            assert isinstance(redacted, EditedMeanwhile)


def make_spammer(posts: int = 30) -> Actor:
    """Make somebody with more posts than a removal sees to at once, under questions of others and of their own."""
    who = make_person()
    asked = [make_question() for _number in range(3)]
    for number in range(posts - 2):
        make_answer(asked[number % 3], f"Buy firewood number {number}", who)
    make_question(asker=who)
    make_question(asker=who)
    deliver_all()
    return who


def hidden_of(who: Actor) -> int:
    session().close()
    counted = select(func.count()).where(Post.author_id == who.id, Post.hidden_at.is_not(None))
    return session().scalar(counted) or 0


def removal_of(who: Actor) -> Removal:
    session().close()
    found = session().scalars(select(Removal).where(Removal.person_id == who.id)).one()
    session().close()
    return found


def answers_counted() -> bool:
    """Tell whether every question counts the answers that can be seen."""
    session().close()
    seen = select(Post.question_id).where(Post.kind == "answer", Post.hidden_at.is_(None))
    under = list(session().scalars(seen))
    return all(one.answer_count == under.count(one.id) for one in session().scalars(select(Question)))


def test_a_removal_run_by_three_at_once_is_one(app):
    who, moderators = make_spammer(), [make_moderator() for _number in range(3)]
    outcomes = race(app, 3, lambda number: remove_posts(moderators[number], [who.id or 0], STATEMENT))
    assert outcomes.count(None) == 1
    assert {type(outcome) for outcome in outcomes} == {type(None), Conflict}
    deliver_all(500)
    assert (hidden_of(who), removal_of(who).state) == (30, RemovalState.DONE)
    suspensions = select(func.count()).select_from(Decision).where(Decision.kind == Kind.SUSPEND)
    assert session().scalar(suspensions) == 1


def test_two_removals_of_people_who_wrote_under_the_same_questions_do_not_wait_for_each_other(app):
    people, moderators = [make_person(), make_person()], [make_moderator(), make_moderator()]
    questions = [make_question() for _number in range(8)]
    for number in range(24):
        make_answer(questions[number % 8], answerer=people[0])
        make_answer(questions[-1 - number % 8], answerer=people[1])
    deliver_all()
    for moderator, who in zip(moderators, people, strict=True):
        with transaction():
            remove_posts(moderator, [who.id or 0], STATEMENT)
    ids = [removal_of(who).id for who in people]
    for step in range(2):
        assert race(app, 2, lambda number: go_on(SYSTEM, ids[number])) == [None, None], step
    deliver_all(500)
    assert [hidden_of(who) for who in people] == [24, 24]
    assert answers_counted()
    for one in ids:
        with transaction():
            undo_removal(moderators[0], one)
    assert race(app, 2, lambda number: go_on(SYSTEM, ids[number])) == [None, None]
    deliver_all(500)
    assert [hidden_of(who) for who in people] == [0, 0]
    assert answers_counted()


def test_a_removal_undone_while_it_runs_brings_everything_back(app):
    for _time in range(TIMES):
        who, moderator = make_spammer(), make_moderator()
        with transaction():
            remove_posts(moderator, [who.id or 0], STATEMENT)
        one = removal_of(who).id
        outcomes = run(
            app,
            lambda one=one: go_on(SYSTEM, one),
            lambda one=one, by=moderator: undo_removal(by, one),
            lambda one=one: go_on(SYSTEM, one),
        )
        assert outcomes == [None] * 3
        deliver_all(500)
        assert (hidden_of(who), removal_of(who).state) == (0, RemovalState.UNDONE)
        assert not actor(who.id or 0).suspended
        left = select(func.count()).select_from(RemovedPost)
        left = left.where(RemovedPost.removal_id == one, RemovedPost.restored_at.is_(None))
        assert session().scalar(left) == 0
        assert answers_counted()


def test_of_two_who_undo_a_removal_one_does(app, visit_as):
    who, moderators = make_spammer(4), [make_moderator(), make_moderator()]
    with transaction():
        remove_posts(moderators[0], [who.id or 0], STATEMENT)
    deliver_all(500)
    one = removal_of(who).id
    page = visit_as(moderators[1])
    page.open("/staff/removals")
    outcomes = race(app, 2, lambda number: undo_removal(moderators[number], one))
    assert {type(outcome) for outcome in outcomes} == {type(None), Conflict}
    told = page.submit(f"form[action$='/removals/{one}/undo']")
    assert (told.status, "This was undone already" in told.text) == (409, True)
    deliver_all(500)
    assert (hidden_of(who), removal_of(who).undone_by_id) == (0, moderators[outcomes.index(None)].id)
    page.open(f"/staff/remove-posts?person={who.id}")
    other = make_moderator()
    with transaction():
        remove_posts(other, [who.id or 0], STATEMENT)
    told = page.submit("main form[method=post]")
    assert (told.status, "was taken away already" in told.text) == (409, True)


def test_a_post_decided_on_while_its_author_is_removed_is_decided_once(app):
    for _time in range(TIMES):
        who, moderators = make_spammer(4), [make_moderator(), make_moderator()]
        flagged = session().scalars(select(Post).where(Post.author_id == who.id).order_by(Post.id)).first()
        assert flagged is not None
        make_flag(flagged)
        case = find_case(flagged.id)
        assert case is not None
        with transaction():
            remove_posts(moderators[0], [who.id or 0], STATEMENT)
        one = removal_of(who).id
        removed, decided = run(
            app,
            lambda one=one: go_on(SYSTEM, one),
            lambda by=moderators[1], case=case: decide(
                by, case.id, case.version, Ruling(Kind.HIDE, STATEMENT)
            ),
        )
        assert removed is None
        assert decided is None or isinstance(decided, Conflict)
        deliver_all(500)
        made = select(Decision.kind).where(Decision.post_id == flagged.id)
        assert session().scalars(made).all() == [Kind.HIDE]
        assert row(ModerationCase, case.id).state == State.DECIDED
        assert row(Person, who.id).suspended_until is not None
        assert hidden_of(who) == 4
