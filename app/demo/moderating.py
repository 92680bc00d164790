"""What of the demo town's past was moderated: flags, decisions and appeals, each at its moment."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from app.core.access import Actor
from app.demo.content import Decision, Flag, Town
from app.moderation.kinds import Ground, Kind, Reason, Source
from app.moderation.operations.appealing import appeal
from app.moderation.operations.cases import open_case
from app.moderation.operations.deciding import decide
from app.moderation.operations.flagging import NewFlag, flag_post
from app.moderation.queries.cases import find_open_case
from app.moderation.rulings import Ruling
from app.moderation.statements import Statement

Act = Callable[[], object]


def moderation_story(
    town: Town, loaded_at: datetime, people: Mapping[str, Actor], post_id: Callable[[str], int]
) -> Iterator[tuple[datetime, Act]]:
    """Tell when what was flagged, decided and contested."""
    for flag in town.flags:
        yield loaded_at - flag.ago, lambda flag=flag: _flag(flag, people, post_id)  # type: ignore[misc]
    for one in town.decisions:
        made: list[int] = []
        yield loaded_at - one.ago, lambda one=one, made=made: made.append(_decide(one, people, post_id))  # type: ignore[misc]
        if one.appeal is not None:
            yield loaded_at - one.appeal.ago, lambda one=one, made=made: _contest(one, made[0], town, people)  # type: ignore[misc]


def _flag(one: Flag, people: Mapping[str, Actor], post_id: Callable[[str], int]) -> None:
    new = NewFlag(Reason(one.reason), one.words, good_faith=True)
    flag_post(people[one.by], post_id(one.post), new)


def _decide(one: Decision, people: Mapping[str, Actor], post_id: Callable[[str], int]) -> int:
    moderator, post = people[one.by], post_id(one.post)
    case = find_open_case(post) or open_case(moderator, post, Source.MODERATOR)
    ground = Ground.RULE if one.rule else None
    statement = Statement(facts=one.facts, ground=ground, rule=one.rule, language=one.language)
    return decide(moderator, case.id, case.version, Ruling(Kind(one.kind), statement)).id


def _contest(one: Decision, decision_id: int, town: Town, people: Mapping[str, Actor]) -> None:
    assert one.appeal
    appeal(people[_author_of(one.post, town)], decision_id, one.appeal.words)


def _author_of(key: str, town: Town) -> str:
    question_key, _slash, answer_key = key.partition("/")
    question = next(one for one in town.questions if one.key == question_key)
    if not answer_key:
        return question.asked_by
    return next(one.by for one in question.answers if one.key == answer_key)
