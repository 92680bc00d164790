"""From what happened to a question to mails: first one entry for each person, then each mail on its own."""

from collections.abc import Iterable

from app.core import letters, mail
from app.core.db import session
from app.core.outbox import emit, handles
from app.core.tokens import sign
from app.moderation.events import HeldPostShown
from app.moderation.queries.cases import find_unseen_hold
from app.notifications import queries
from app.notifications.events import (
    AnswerNoticeDue,
    ClosedNoticeDue,
    CommentNoticeDue,
    DueSoonNoticeDue,
    GivenNoticeDue,
    NoticeDue,
    OverdueNoticeDue,
    SettleSoonNoticeDue,
    UnsettledNoticeDue,
    VerifiedNoticeDue,
    WithdrawnNoticeDue,
)
from app.notifications.links import UNSUBSCRIBE, held_by
from app.notifications.queries import Notice
from app.questions.events import AnswerPosted, CommentPosted, QuestionClosed
from app.questions.models import Kind
from app.routing.events import (
    AnswerDueSoon,
    AnswerOverdue,
    QuestionGiven,
    SettlingDueSoon,
    SettlingOverdue,
)
from app.verification.events import AnswerVerified, VerificationWithdrawn

TEMPLATES: dict[type[NoticeDue], str] = {
    AnswerNoticeDue: "notice_answer",
    CommentNoticeDue: "notice_comment",
    VerifiedNoticeDue: "notice_verified",
    WithdrawnNoticeDue: "notice_withdrawn",
    ClosedNoticeDue: "notice_closed",
    GivenNoticeDue: "notice_given",
    DueSoonNoticeDue: "notice_due_soon",
    OverdueNoticeDue: "notice_overdue",
    SettleSoonNoticeDue: "notice_settle_soon",
    UnsettledNoticeDue: "notice_unsettled",
}
# What is told to who looks into a question, as long as they do.
TO_CLAIMERS = (GivenNoticeDue, DueSoonNoticeDue, OverdueNoticeDue)
# What is told to who answered for the department, as long as nothing is settled.
TO_ANSWERERS = (SettleSoonNoticeDue, UnsettledNoticeDue)
# Of these whom it concerns hears without watching: who wrote the post it is about, or looks into the question.
TO_WHOM_IT_CONCERNS = (CommentNoticeDue, VerifiedNoticeDue, WithdrawnNoticeDue, *TO_CLAIMERS, *TO_ANSWERERS)


@handles(AnswerPosted)
def tell_of_answer(event: AnswerPosted) -> None:
    """Tell those who watch the question of an answer, unless it is held until a moderator has seen it."""
    if find_unseen_hold(event.answer_id) is None:
        _tell_of_answer(event.question_id, event.answer_id)


@handles(CommentPosted)
def tell_of_comment(event: CommentPosted) -> None:
    """Tell who wrote what was commented on, unless the comment is held until a moderator has seen it."""
    if find_unseen_hold(event.comment_id) is None:
        _tell_of_comment(event.question_id, event.comment_id)


@handles(HeldPostShown)
def tell_of_held_post(event: HeldPostShown) -> None:
    """Tell the same people of what was held, once it is shown. Of new questions nobody is told."""
    kind = queries.find_kind(event.post_id)
    if kind == Kind.ANSWER:
        _tell_of_answer(event.question_id, event.post_id)
    elif kind == Kind.COMMENT:
        _tell_of_comment(event.question_id, event.post_id)


@handles(AnswerVerified)
def tell_of_verification(event: AnswerVerified) -> None:
    """Tell those who watch the question and who answered, but not who verified."""
    people = _watchers_and_author(event.question_id, event.answer_id)
    _tell(VerifiedNoticeDue, people, event.question_id, event.answer_id)


@handles(VerificationWithdrawn)
def tell_of_withdrawal(event: VerificationWithdrawn) -> None:
    """Tell the same people that they cannot rely on the answer any more."""
    people = _watchers_and_author(event.question_id, event.answer_id)
    _tell(WithdrawnNoticeDue, people, event.question_id, event.answer_id)


@handles(QuestionClosed)
def tell_of_closing(event: QuestionClosed) -> None:
    """Tell those who watch the question that it takes no more answers, or was asked before."""
    people = queries.list_watchers(event.question_id, besides=None)
    _tell(ClosedNoticeDue, people, event.question_id, event.question_id)


@handles(QuestionGiven)
def tell_of_giving(event: QuestionGiven) -> None:
    """Tell an official that a colleague gave them the question."""
    _tell(GivenNoticeDue, [event.official_id], event.question_id, event.question_id)


@handles(AnswerDueSoon)
def tell_of_due(event: AnswerDueSoon) -> None:
    """Tell who looks into the question that an answer is soon due."""
    _tell_claimer(DueSoonNoticeDue, event.question_id)


@handles(AnswerOverdue)
def tell_of_overdue(event: AnswerOverdue) -> None:
    """Tell who looks into the question that it was not answered in time."""
    _tell_claimer(OverdueNoticeDue, event.question_id)


@handles(SettlingDueSoon)
def tell_of_settling(event: SettlingDueSoon) -> None:
    """Tell who answered the question for the department that nobody has accepted or verified it, and time runs out."""
    _tell_answerers(SettleSoonNoticeDue, event.question_id, event.department_id)


@handles(SettlingOverdue)
def tell_of_unsettled(event: SettlingOverdue) -> None:
    """Tell who answered the question for the department that nobody accepted or verified it in time."""
    _tell_answerers(UnsettledNoticeDue, event.question_id, event.department_id)


@handles(*TEMPLATES, outside=True)
def send_notice(event: NoticeDue) -> None:
    """Mail one person, if they still may see it, still want it and it still holds."""
    took_part = isinstance(event, TO_WHOM_IT_CONCERNS) and _concerns(event)
    person = queries.find_recipient(event.person_id, event.question_id, took_part=took_part)
    notice = queries.find_notice(event.question_id, event.post_id)
    session().close()
    if person is None or notice is None or not _holds(event, notice):
        return
    token = sign(UNSUBSCRIBE, held_by(event.person_id, event.question_id))
    letter = letters.write(
        TEMPLATES[type(event)],
        person.email or "",
        person.language,
        unsubscribe_url=letters.address("notifications.unsubscribe", token=token),
        name=person.name,
        notice=notice,
        department=notice.department.name_in(person.language) if notice.department else "",
        link=letters.address("questions.post", post_id=event.post_id),
    )
    mail.send(letter)


def _tell_of_answer(question_id: int, answer_id: int) -> None:
    """Tell those who watch the question, but not who answered."""
    people = queries.list_watchers(question_id, besides=queries.find_author_id(answer_id))
    _tell(AnswerNoticeDue, people, question_id, answer_id)


def _tell_of_comment(question_id: int, comment_id: int) -> None:
    """Tell who wrote what was commented on, unless it was they who commented."""
    concerned = queries.find_parent_author_id(comment_id)
    if concerned is not None and concerned != queries.find_author_id(comment_id):
        _tell(CommentNoticeDue, [concerned], question_id, comment_id)


def _watchers_and_author(question_id: int, answer_id: int) -> set[int]:
    decided = queries.find_verifier_id(answer_id)
    author_id = queries.find_author_id(answer_id)
    concerned = {*queries.list_watchers(question_id, besides=decided), author_id or 0}
    return concerned - {0, decided or 0}


def _tell_claimer(kind: type[NoticeDue], question_id: int) -> None:
    claimer_id = queries.find_claimer_id(question_id)
    if claimer_id is not None:
        _tell(kind, [claimer_id], question_id, question_id)


def _tell_answerers(kind: type[NoticeDue], question_id: int, department_id: int) -> None:
    for answer_id, author_id in queries.list_official_answers(question_id, department_id):
        _tell(kind, [author_id], question_id, answer_id)


def _tell(kind: type[NoticeDue], people: Iterable[int], question_id: int, post_id: int) -> None:
    for person_id in sorted(people):
        emit(kind(person_id, question_id, post_id))


def _concerns(event: NoticeDue) -> bool:
    if isinstance(event, CommentNoticeDue):
        return queries.find_parent_author_id(event.post_id) == event.person_id
    if isinstance(event, TO_CLAIMERS):
        return queries.find_claimer_id(event.question_id) == event.person_id
    return queries.find_author_id(event.post_id) == event.person_id


def _holds(event: NoticeDue, notice: Notice) -> bool:
    """Tell whether what the mail would say is still so."""
    if isinstance(event, ClosedNoticeDue):
        return notice.is_closed
    if isinstance(event, TO_CLAIMERS):
        return _concerns(event)
    if isinstance(event, TO_ANSWERERS):
        return not notice.is_settled
    if isinstance(event, VerifiedNoticeDue):
        return notice.is_verified
    return not (isinstance(event, WithdrawnNoticeDue) and notice.is_verified)
