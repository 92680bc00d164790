"""The stages of Votes, PostLinks and Badges: what people did with the posts that were brought in."""

from typing import Any

from sqlalchemy import bindparam, select, update

from app.accounts.models import Badge
from app.core.clock import now
from app.core.db import session
from app.imports.importing import POSTS, Importing, recall
from app.imports.models import Imported
from app.imports.queries import list_new_ids
from app.imports.records import BadgeRow, LinkRow, LinkType, VoteRow, VoteType
from app.imports.report import Finding
from app.questions.models import Kind, Watch
from app.questions.upserts import insert_into


def write_votes(importing: Importing, done: list[tuple[VoteRow, None]]) -> None:
    """Favourites become watches, acceptances get their time; up and down are in the scores already, without names."""
    rows = [row for row, _nothing in done]
    answers = list_new_ids(importing.site, Kind.ANSWER, {row.post_id for row in rows})
    questions = list_new_ids(importing.site, Kind.QUESTION, {row.post_id for row in rows})
    for row in rows:
        if row.post_id not in answers and row.post_id not in questions:
            importing.miss(Finding.ORPHAN_VOTE, f"vote {row.id}: its post {row.post_id} is not there")
    importing.report.tally("votes read", len(rows))
    importing.report.tally("bounties, not kept", sum(row.type == VoteType.BOUNTY for row in rows))
    _accept(answers, rows)
    _watch(importing, questions, rows)


def _accept(answers: dict[int, int], rows: list[VoteRow]) -> None:
    accepted = [
        {"answer": answers[row.post_id], "cast_at": row.cast_at}
        for row in rows
        if row.type == VoteType.ACCEPTED and row.post_id in answers
    ]
    if accepted:
        stamp = (
            update(POSTS).where(POSTS.c.id == bindparam("answer")).values(accepted_at=bindparam("cast_at"))
        )
        session().connection().execute(stamp, accepted)


def _watch(importing: Importing, questions: dict[int, int], rows: list[VoteRow]) -> None:
    favourites = [row for row in rows if row.type == VoteType.FAVOURITE and row.person_id is not None]
    people = list_new_ids(importing.site, "person", {row.person_id or 0 for row in favourites})
    watches: dict[tuple[int, int], dict[str, Any]] = {}
    for row in favourites:
        if row.person_id in people and row.post_id in questions:
            key = (people[row.person_id], questions[row.post_id])
            watches[key] = {"person_id": key[0], "question_id": key[1], "created_at": row.cast_at or now()}
        elif row.post_id in questions:
            importing.miss(Finding.DANGLING_PERSON, f"vote {row.id}: its person {row.person_id} is not there")
    if watches:
        session().execute(insert_into(Watch).on_conflict_do_nothing(), list(watches.values()))
    importing.report.tally("watches read", len(watches))


def write_links(importing: Importing, done: list[tuple[LinkRow, None]]) -> None:
    """Duplicates point at the question they repeat; plain links stand in the texts and are only counted."""
    rows = [row for row, _nothing in done if row.type == LinkType.DUPLICATE]
    importing.report.tally("links read", len(done))
    ends = {end for row in rows for end in (row.post_id, row.related_id)}
    questions = list_new_ids(importing.site, Kind.QUESTION, ends)
    before = recall("post", [questions[row.post_id] for row in rows if row.post_id in questions])
    for row in rows:
        duplicate, original = questions.get(row.post_id), questions.get(row.related_id)
        if duplicate is None or original is None:
            missing = row.related_id if original is None else row.post_id
            importing.miss(Finding.DANGLING_LINK, f"link {row.id}: question {missing} is not there")
        elif duplicate == original or _repeats(original, duplicate):
            importing.report.note(Finding.CIRCULAR_LINK, f"link {row.id}: {row.post_id} → {row.related_id}")
        else:
            _link(before.get(duplicate), original, row.related_id)
            importing.report.tally("duplicates read")


def _link(duplicate: Imported | None, original_id: int, related_id: int) -> None:
    """Link a duplicate, unless an earlier dump said so already: what was done here since stays."""
    said = duplicate.said.get("duplicates_of", []) if duplicate else []
    if duplicate is None or related_id in said:
        return
    duplicate.said = {**duplicate.said, "duplicates_of": [*said, related_id]}
    linked = update(POSTS).where(POSTS.c.id == duplicate.new_id).values(duplicate_of_id=original_id)
    session().execute(linked)


def write_badges(importing: Importing, done: list[tuple[BadgeRow, None]]) -> None:
    """Badges are kept with the people who won them, each once by its number there."""
    people = list_new_ids(importing.site, "person", {row.person_id for row, _nothing in done})
    badges = []
    for row, _nothing in done:
        if row.person_id in people:
            badges.append(
                {
                    "person_id": people[row.person_id],
                    "name": row.name,
                    "rank": row.rank,
                    "awarded_at": row.awarded_at,
                    "site": importing.site,
                    "old_id": row.id,
                }
            )
        else:
            where = f"badge {row.id}: its person {row.person_id} is not there"
            importing.miss(Finding.DANGLING_PERSON, where)
    if badges:
        session().execute(insert_into(Badge).on_conflict_do_nothing(), badges)
    importing.report.tally("badges read", len(badges))


def _repeats(question_id: int, other_id: int) -> bool:
    """Whether a question is, over however many steps, a duplicate of the other."""
    seen: set[int] = set()
    current: int | None = question_id
    while current is not None and current not in seen:
        seen.add(current)
        current = session().scalar(select(POSTS.c.duplicate_of_id).where(POSTS.c.id == current))
        if current == other_id:
            return True
    return False
