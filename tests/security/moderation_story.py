"""A story of moderation and trust with a canary in every private text, and who may read each of them.

Canaries are like those of tickets: behind a word that all private texts share, by which they would be found.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.accounts.models import Person, RoleKind
from app.core.access import ANONYMOUS, Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.tokens import sign
from app.moderation.kinds import Ground, Kind, Reason, Source, Verdict
from app.moderation.links import NOTICE
from app.moderation.models import Decision
from app.moderation.operations.appealing import appeal, decide_appeal
from app.moderation.operations.cases import open_case
from app.moderation.operations.deciding import decide
from app.moderation.operations.flagging import NewFlag, Notifier, flag_post, notify_of_post
from app.moderation.operations.templates import save_template
from app.moderation.rulings import Ruling
from app.moderation.statements import Statement
from app.questions.models import Post, Question
from app.questions.operations.drafts import save_draft
from app.questions.operations.editing import Edit
from app.questions.operations.suggesting import decline_suggestion, suggest_edit
from app.trust.operations.crises import begin_crisis
from app.trust.operations.removing import remove_posts
from app.trust.queries.removals import find_in_force
from tests.factories import (
    make_answer,
    make_comment,
    make_department,
    make_person,
    make_question,
    make_staff,
    make_topic,
)
from tests.security.casework import WORD, canary, text_with
from tests.security.world import World, sign_in

JUDGES = ("moderator", "administrator")


@dataclass(frozen=True)
class Secret:
    """Who may read a private text on pages, whom it is mailed to, and in which tables it stands."""

    readers: tuple[str, ...]
    tables: tuple[str, ...]
    mailed: tuple[str, ...] = ()


# Staff review what no department vouches for, as trusted people do.
_STAFF = ("official", "caseworker", "official of it", "moderator", "administrator")
_SUGGESTED = Secret(("suggester", "asker", *_STAFF), ("edit_suggestions",))
_HELD = ("posts", "revisions", "moderation_cases")
SECRETS: dict[str, Secret] = {
    "flags.words": Secret(("moderator",), ("flags",)),
    "flags.words of a notice": Secret(("moderator",), ("flags",)),
    "flags.notifier_name": Secret(("moderator",), ("flags",)),
    "flags.notifier_email": Secret(("moderator",), ("flags",)),
    "flags.address": Secret((), ("flags",), ("notifier",)),
    # What a moderator writes for the others.
    "moderation_cases.found": Secret(("moderator",), ("moderation_cases",)),
    # The post as it was when flagged; taken out of it since, kept to be given back, and not out of its author's sight.
    "moderation_cases.kept_title": Secret(("asker", "moderator"), ("moderation_cases", "decisions")),
    "moderation_cases.kept_body": Secret(("asker", "moderator"), ("moderation_cases", "decisions")),
    "decisions.facts": Secret(("author", "flagger", *JUDGES), ("decisions", "posts"), ("author",)),
    "decisions.facts of taking out": Secret(("asker", "flagger", *JUDGES), ("decisions",), ("asker",)),
    "decisions.law": Secret(("asker", "flagger", *JUDGES), ("decisions",), ("asker",)),
    "decisions.facts of a warning": Secret(("author", *JUDGES), ("decisions",), ("author",)),
    "decisions.facts of a removal": Secret(
        ("spammer", *JUDGES), ("decisions", "people", "posts"), ("spammer",)
    ),
    "appeals.words": Secret(("author", *JUDGES), ("appeals",)),
    "appeals.words_back": Secret(("author", *JUDGES), ("appeals",), ("author",)),
    "edit_suggestions.title": _SUGGESTED,
    "edit_suggestions.body": _SUGGESTED,
    "edit_suggestions.tag_names": _SUGGESTED,
    "edit_suggestions.place": _SUGGESTED,
    "edit_suggestions.summary": _SUGGESTED,
    "edit_suggestions.words_back": Secret(_SUGGESTED.readers, ("edit_suggestions",), ("suggester",)),
    "posts.title held": Secret(("held", "moderator"), _HELD, ("held",)),
    "posts.place held": Secret(("held", "moderator"), ("posts",)),
    "tags.name held": Secret(("held", "moderator"), ("tags", "posts", "revisions")),
    "posts.body held": Secret(("held", "moderator"), _HELD),
    "posts.body of an answer held": Secret(("held", "moderator"), _HELD),
    "posts.body of a comment held": Secret(("held", "moderator"), _HELD),
    "statement_templates.facts": Secret(("moderator",), ("statement_templates",)),
    "statement_templates.law": Secret(("moderator",), ("statement_templates",)),
    # What the guard did not let pass stays with who wrote it.
    "drafts.data": Secret(("author",), ("drafts",)),
}


@dataclass
class Story:
    """What the story left behind: its people, the numbers of its things, and where mails may go."""

    people: dict[str, Actor]
    canaries: dict[str, str] = field(default_factory=dict)
    ids: dict[str, list[Any]] = field(default_factory=dict)
    notice: str = ""
    sessions: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def note(self, **made: Any) -> None:
        """Note the number of something that has an address."""
        for name, number in made.items():
            self.ids.setdefault(name, []).append(number)


def tell(world: World) -> Story:
    """Let everything happen that leaves a private text behind, beside a town to which it is no business."""
    department = make_department("Torup Harbour")
    names = ("asker", "author", "flagger", "suggester", "held", "spammer")
    people = {
        name: make_person(f"Torup {name} of it", trust="newcomer" if name == "suggester" else "member")
        for name in names
    }
    people["official of it"] = make_staff(RoleKind.OFFICIAL, department, "Torup harbour official")
    people["moderator"] = world.people["moderator"]
    people["second"] = make_staff(RoleKind.MODERATOR, None, "Torup second moderator")
    story = Story(people, {name: canary(name) for name in SECRETS})
    topic = make_topic(department, "Torup harbour")
    asked = make_question("When does the harbour open?", people["asker"], topic_id=topic.id)
    _take_out(story, topic.id)
    _hide_and_contest(story, asked)
    _suggest(story, asked)
    _hold(story)
    _remove(story, asked)
    _write(story)
    story.sessions = {name: sign_in(actor) for name, actor in people.items() if name != "second"}
    for name, actor in people.items():
        story.addresses[name] = session().get_one(Person, actor.id).email or ""
    story.addresses["notifier"] = f"{canary('flags.notifier_email')}@example.org"
    session().close()
    return story


def _take_out(story: Story, topic_id: int) -> None:
    """Flag a question, signed in and not, and take out of it what it was flagged for."""
    flagger, moderator = story.people["flagger"], story.people["moderator"]
    body = f"It opens late.\n\n{text_with('moderation_cases.kept_body')}."
    question = make_question(
        f"Who has {text_with('moderation_cases.kept_title')}?",
        story.people["asker"],
        body=body,
        topic_id=topic_id,
    )
    with transaction():
        flag_post(flagger, question.id, NewFlag(Reason.PERSONAL_DATA, text_with("flags.words")))
    email = f"{canary('flags.notifier_email')}@example.org"
    notifier = Notifier(
        canary("flags.notifier_name"), email, f"/posts/{question.id}?{canary('flags.address')}"
    )
    with transaction():
        new = NewFlag(Reason.ILLEGAL, text_with("flags.words of a notice"), good_faith=True)
        notice = notify_of_post(ANONYMOUS, question.id, new, notifier, "harbour")
    story.notice = sign(NOTICE, notice.id)
    with transaction():
        case = open_case(moderator, question.id, Source.MODERATOR, text_with("moderation_cases.found"))
    law = text_with("decisions.law")
    statement = Statement(text_with("decisions.facts of taking out"), Ground.LAW, law=law)
    ruling = Ruling(
        Kind.REDACT,
        statement,
        title="Who opens the harbour?",
        kept=frozenset({0}),
        post_version=question.version,
    )
    with transaction():
        decision = decide(moderator, case.id, case.version, ruling)
    with transaction():
        made = appeal(story.people["asker"], decision.id, "I do not see what is wrong with it.")
    with transaction():
        decide_appeal(story.people["second"], made.id, Verdict.UPHOLD, "It tells where somebody lives.")
    story.note(post=question.id, case=case.id, decision=decision.id, appeal=made.id)


def _hide_and_contest(story: Story, question: Question) -> None:
    author, moderator = story.people["author"], story.people["moderator"]
    hidden = make_answer(question, "It opens at noon, as I heard.", author)
    with transaction():
        flag = flag_post(story.people["flagger"], hidden.id, NewFlag(Reason.WRONG))
    statement = Statement(text_with("decisions.facts"), Ground.RULE, rule="3")
    decision = _decide(story, hidden, flag.case_id, Ruling(Kind.HIDE, statement))
    with transaction():
        made = appeal(author, decision.id, text_with("appeals.words"))
    with transaction():
        decide_appeal(story.people["second"], made.id, Verdict.UPHOLD, text_with("appeals.words_back"))
    warned = make_answer(question, "It opens at one, as they say.", author)
    with transaction():
        case = open_case(moderator, warned.id, Source.MODERATOR)
    statement = Statement(text_with("decisions.facts of a warning"), Ground.RULE, rule="3")
    _decide(story, warned, case.id, Ruling(Kind.WARN, statement))
    story.note(appeal=made.id)


def _decide(story: Story, post: Post, case_id: int, ruling: Ruling) -> Decision:
    with transaction():
        decision = decide(story.people["moderator"], case_id, 1, ruling)
    story.note(post=post.id, case=case_id, decision=decision.id)
    return decision


def _suggest(story: Story, question: Question) -> None:
    """Suggest an edit that waits, and one that was declined."""
    suggester = story.people["suggester"]
    edit = Edit(
        f"Please say. {text_with('edit_suggestions.body')}.",
        text_with("edit_suggestions.summary"),
        f"When does the {text_with('edit_suggestions.title')} open?",
        (canary("edit_suggestions.tag_names"),),
        place=text_with("edit_suggestions.place"),
    )
    declined = make_question("Who sweeps the harbour?", story.people["asker"], topic_id=question.topic_id)
    with transaction():
        waiting = suggest_edit(suggester, question.id, edit, 1)
    with transaction():
        other = suggest_edit(suggester, declined.id, Edit("Please.", "Politer", declined.title or ""), 1)
    with transaction():
        words = text_with("edit_suggestions.words_back")
        decline_suggestion(story.people["moderator"], other.id, words)
    story.note(post=question.id, suggestion=waiting.id)
    story.note(post=declined.id, suggestion=other.id)


def _hold(story: Story) -> None:
    """Hold a question, an answer and a comment in a crisis."""
    held, topic = story.people["held"], make_topic(name="Torup flood")
    earlier = make_question("Does the water rise?", topic_id=topic.id)
    with transaction():
        ends_at = now() + timedelta(days=2)
        begin_crisis(story.people["moderator"], topic.id, "The water rises until tomorrow.", ends_at)
    question = make_question(
        f"Is {text_with('posts.title held')} true?",
        held,
        body=f"I heard it. {text_with('posts.body held')}.",
        topic_id=topic.id,
        tags=(canary("tags.name held"),),
        place=text_with("posts.place held"),
    )
    answer = make_answer(earlier, f"It does. {text_with('posts.body of an answer held')}.", held)
    comment = make_comment(earlier, f"Does it? {text_with('posts.body of a comment held')}.", held)
    for post in (earlier, question, answer, comment):
        story.note(post=post.id)


def _remove(story: Story, question: Question) -> None:
    spammer = story.people["spammer"]
    post = make_answer(question, "Buy dry firewood here.", spammer)
    statement = Statement(text_with("decisions.facts of a removal"), Ground.RULE, rule="5")
    with transaction():
        remove_posts(story.people["moderator"], [spammer.id or 0], statement)
    removal = find_in_force(spammer.id or 0)
    assert removal is not None
    story.note(post=post.id, decision=removal.decision_id)


def _write(story: Story) -> None:
    """Keep words for statements, and a draft that the guard has interrupted."""
    words = Statement(
        text_with("statement_templates.facts"),
        Ground.LAW,
        law=text_with("statement_templates.law"),
        language="da",
    )
    with transaction():
        save_template(story.people["moderator"], Reason.OTHER, words, 0)
    draft = {"title": "When is it paid?", "body": f"My cpr is 170785-4321. {WORD} {canary('drafts.data')}"}
    with transaction():
        save_draft(story.people["author"], "ask", draft)
