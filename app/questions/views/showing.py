"""The page of a question, and the ways to a place on it."""

from typing import NamedTuple

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import Actor, can
from app.core.doors import public
from app.core.errors import NotFound
from app.core.templating import absolute_url, language
from app.core.viewer import viewer
from app.departments.queries import list_departments
from app.questions.forms import AnswerForm
from app.questions.models import Answer, Question
from app.questions.queries.merging import find_merged_into, get_merged_into
from app.questions.queries.posts import get_answer, get_post_with_question, get_question
from app.questions.queries.showing import Mine, get_mine, get_page_of_answer, get_thread
from app.questions.queries.shown import ShownQuestion
from app.questions.views.blueprint import questions
from app.questions.views.keeping import find_draft
from app.questions.views.seeing import see_posts
from app.questions.views.structured_data import qa_page
from app.questions.views.view_counting import count_view

questions.add_app_template_global(qa_page)


@questions.get("/questions/<int:id>", defaults={"slug": ""})
@questions.get("/questions/<int:id>/<slug>")
@public(cached=True)
def show(id: int, slug: str) -> str | Response:
    """Show a question with its answers; any other spelling of its address leads to the right one."""
    actor, page = viewer(), request.args.get("page", 1, type=int)
    try:
        thread = get_thread(actor, id, page)
    except NotFound:
        return _lead_to_merged(id)
    question = thread.question
    if slug != question.slug:
        return redirect(address_of(question, thread.page), 301)
    count_view(question.id)
    mine = get_mine(actor, thread.posts) if actor.is_authenticated else Mine()
    asked, *answers = see_posts(actor, thread, mine)
    return render_template(
        "questions/show.html",
        thread=thread,
        question=question,
        asked=asked,
        answers=answers,
        mine=mine,
        canonical=absolute_url(address_of(question, thread.page)),
        merged_into=find_merged_into(id) if question.hidden_at else None,
        written=_written(actor, question),
    )


def _lead_to_merged(question_id: int) -> Response:
    """Lead from a question that was merged to the one that has its answers: for now, since it can be undone."""
    target = get_merged_into(question_id)
    return redirect(url_for("questions.show", id=target.id, slug=target.slug), 302)


def address_of(question: Question | ShownQuestion, page: int = 1, anchor: str = "") -> str:
    """Give the one address of a page of a question, and a place on it."""
    path = url_for("questions.show", id=question.id, slug=question.slug)
    return path + (f"?page={page}" if page > 1 else "") + anchor


@questions.get("/answers/<int:answer_id>")
@public(cached=True)
def answer(answer_id: int) -> Response:
    """Lead to an answer's place on its question's page."""
    return _place_of(viewer(), answer_id)


@questions.get("/comments/<int:comment_id>")
@public(cached=True)
def comment(comment_id: int) -> Response:
    """Lead to a comment's place on its question's page."""
    return _place_of(viewer(), comment_id)


@questions.get("/posts/<int:post_id>")
@public(cached=True)
def post(post_id: int) -> Response:
    """Lead to any post's place on its question's page."""
    return _place_of(viewer(), post_id)


def _place_of(actor: Actor, post_id: int) -> Response:
    try:
        found, question = get_post_with_question(actor, post_id)
    except NotFound:
        return _lead_to_merged(post_id)
    anchor = f"#{found.kind}-{found.id}"
    if isinstance(found, Question):
        return redirect(address_of(question))
    answer_id = found.id if isinstance(found, Answer) else found.parent_id
    if answer_id == question.id:
        return redirect(address_of(question, anchor=anchor))
    above, _question = get_answer(actor, answer_id or 0)
    return redirect(address_of(question, _page_of(actor, above, question), anchor))


def _page_of(actor: Actor, found: Answer, question: Question) -> int:
    return get_page_of_answer(actor, found, question) if question.answer_count > 1 else 1


@questions.get("/questions/thanks/<int:question_id>")
@public(cached=True)
def thanks(question_id: int) -> str:
    """Thank somebody who found their answer before asking."""
    return render_template("questions/thanks.html", question=get_question(viewer(), question_id))


def hats_of(actor: Actor, language: str) -> list[tuple[str, str]]:
    """List the hats the actor may write in: oneself first."""
    oneself = ("", _("Yourself: %(name)s", name=actor.name))
    if not actor.official_of:
        return [oneself]
    departments = [one for one in list_departments() if one.id in actor.official_of]
    return [oneself, *((str(one.id), one.name_in(language)) for one in departments)]


def usual_hat(actor: Actor, question: Question | ShownQuestion) -> str:
    """Choose the hat an official most likely answers in: that of the department the question went to."""
    return str(question.department_id) if question.department_id in actor.official_of else ""


class Written(NamedTuple):
    """What an answer form holds when it is opened."""

    body: str
    hats: tuple[tuple[str, str], ...]
    hat: str


def _written(actor: Actor, question: ShownQuestion) -> Written | None:
    """Tell what the actor's answer form holds; None where they cannot answer."""
    if actor.is_anonymous or not can(actor, "answer", question) or not question.open_for_posts:
        return None
    draft = find_draft(actor, f"answer-{question.id}")
    hats = tuple(hats_of(actor, language()))
    return Written(draft.get("body", ""), hats, draft.get("hat", usual_hat(actor, question)))


@questions.app_template_global()
def answer_form(written: Written) -> AnswerForm:
    """Make the form for an answer; the template that shows it adds the proof that it is ours."""
    form = AnswerForm(formdata=None, body=written.body, meta={"csrf": False})
    form.offer_hats(written.hats, written.hat)
    return form
