"""A town in which every text somebody could have written is an attack, past every check of the forms."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from markupsafe import Markup
from sqlalchemy import Table, case, update

from app.core.clock import now
from app.core.db import Base, transaction
from app.core.prose import RENDERER_VERSION, render, render_comment
from tests.security import payloads
from tests.security.world import World

TEXT = " ".join(payloads.TEXTS)
# One word without a slash, since it stands in an address.
TAG = '"><img\u00a0src=x\u00a0onerror=alert(1)>'
MARKDOWN = "\n\n".join(payloads.ALL)
WORDS = {"en": TEXT, "da": TEXT}
# What a person, an import or an official writes, by column. Names come from an import, which checks no name.
WRITTEN: dict[str, Any] = {
    "people.name": TEXT,
    "people.job_title": TEXT,
    "people.about": MARKDOWN,
    "people.suspended_reason": TEXT,
    "person_sessions.user_agent": TEXT,
    "badges.name": TEXT,
    "departments.name": TEXT,
    "departments.names": WORDS,
    "departments.description": MARKDOWN,
    "departments.descriptions": {"en": MARKDOWN, "da": MARKDOWN},
    "departments.contact": MARKDOWN,
    "departments.contacts": {"en": MARKDOWN, "da": MARKDOWN},
    "holidays.name": TEXT,
    "terms_versions.summary": TEXT,
    "terms_sections.title": TEXT,
    "terms_sections.body": MARKDOWN,
    "topics.name": TEXT,
    "topics.names": WORDS,
    "topics.description": TEXT,
    "topics.descriptions": WORDS,
    "topics.keywords": TEXT,
    "tags.description": TEXT,
    "posts.title": TEXT,
    "posts.place": TEXT,
    "posts.tag_names": f"snow {TAG}",
    "posts.hidden_reason": TEXT,
    "posts.close_reason": TEXT,
    "posts.verified_source": TEXT,
    "posts.withdrawal_reason": TEXT,
    "posts.body": MARKDOWN,
    "revisions.summary": TEXT,
    "revisions.title": TEXT,
    "revisions.tag_names": f"snow {TAG}",
    "revisions.body": MARKDOWN,
    "drafts.data": {"title": TEXT, "body": MARKDOWN, "tags": TEXT, "place": TEXT, "summary": TEXT},
    "routings.note": TEXT,
    "routings.reasons": {"matches": [{"department_id": 1, "confidence": 0.5, "words": [TEXT]}]},
    "moderation_cases.found": TEXT,
    "moderation_cases.kept_title": TEXT,
    "moderation_cases.kept_body": MARKDOWN,
    "flags.words": TEXT,
    "flags.notifier_name": TEXT,
    "flags.address": TEXT,
    "decisions.facts": TEXT[:2000],  # as long as they may be
    "decisions.law": TEXT,
    "appeals.words": TEXT,
    "appeals.words_back": TEXT,
    "statement_templates.facts": TEXT,
    "statement_templates.law": TEXT,
    "verifications.source": TEXT,
    "verifications.withdrawal_reason": TEXT,
    "tickets.requester_name": TEXT,
    "tickets.requester_contact": TEXT,
    "tickets.subject": TEXT,
    "tickets.satisfaction_words": TEXT,
    "ticket_messages.body": MARKDOWN,
    "ticket_notes.body": MARKDOWN,
    "ticket_attachments.name": TEXT,
    "glass_breaks.reason": TEXT,
    "canned_replies.body": MARKDOWN,
    "publications.title": TEXT,
    "publications.body": MARKDOWN,
    "publications.answer_body": MARKDOWN,
    "publications.note": TEXT,
}
# Of trust.
WRITTEN |= {
    "topics.crisis_notice": TEXT,
    "crises.notice": TEXT,
    "edit_suggestions.title": TEXT,
    "edit_suggestions.tag_names": TEXT,
    "edit_suggestions.place": TEXT,
    "edit_suggestions.body": MARKDOWN,
    "edit_suggestions.summary": TEXT,
    "edit_suggestions.words_back": TEXT,
}
# Text that nobody outside writes, and why.
OWN_WORDS = "one of our own words, held by a constraint or an enumeration"
OF_HASH = "a hash, or a key made by us"
FROM_RENDERER = "made by the renderer alone from the column beside it, which is filled here"
NOT_WRITTEN = {
    "people.trust": OWN_WORDS,
    "edit_suggestions.state": OWN_WORDS,
    "awards.kind": OWN_WORDS,
    "removals.state": OWN_WORDS,
    "removals.move": OF_HASH,
    "spam_models.mark": OF_HASH,
    "spam_models.learned_from": OF_HASH,
    "people.name_key": "letters and digits alone, made by names.name_key",
    "people.email": "held to the form of an address, and escaped where its owner reads it",
    "people.password_hash": OF_HASH,
    "people.language": OWN_WORDS,
    "people.about_html": FROM_RENDERER,
    "roles.kind": OWN_WORDS,
    "person_sessions.token_hash": OF_HASH,
    "person_tokens.token_hash": OF_HASH,
    "person_tokens.purpose": OWN_WORDS,
    "person_tokens.payload": "an address that waits to be confirmed, shown nowhere",
    "limit_counts.key": OF_HASH,
    "guard_counts.kind": OWN_WORDS,
    "guard_counts.strength": OWN_WORDS,
    "guard_counts.outcome": OWN_WORDS,
    "outbox.key": OF_HASH,
    "outbox.handler": OWN_WORDS,
    "outbox.event": OWN_WORDS,
    "outbox.payload": "ids only",
    "outbox.claimed_by": "the worker's own name",
    "outbox.last_error": "shown on no page",
    "departments.slug": "letters, digits and hyphens alone: the form's rule, and part of an address",
    "departments.timezone": "the name of a zone the program knows",
    "audit_entries.what": OWN_WORDS,
    "audit_entries.subject": "a kind and an id",
    "audit_entries.details": "ids and values, never texts",
    "audit_entries.previous": OF_HASH,
    "audit_entries.hash": OF_HASH,
    "merges.duplicates": "ids only",
    "terms_sections.language": OWN_WORDS,
    "terms_sections.body_html": FROM_RENDERER,
    "targets.kind": OWN_WORDS,
    "targets.measure": OWN_WORDS,
    "topics.slug": "letters, digits and hyphens alone: the form's rule, and part of an address",
    "posts.kind": OWN_WORDS,
    "posts.language": OWN_WORDS,
    "posts.slug": "letters, digits and hyphens alone, made by slugs.slug_for",
    "posts.verification_state": OWN_WORDS,
    "posts.body_html": FROM_RENDERER,
    "badges.site": "named by who runs the import, and shown nowhere",
    "tags.described_by": "named by who runs the import, and shown nowhere",
    "tags.name": "unique, so that one row alone is filled, by hand",
    "drafts.token_hash": OF_HASH,
    "drafts.key": "held to a pattern by the view, and shown nowhere",
    "posting_keys.key": "compared, and shown nowhere",
    "old_addresses.site": "named by who runs the import, and shown nowhere",
    "old_addresses.kind": OWN_WORDS,
    "import_runs.site": "named by who runs the import, and shown on the command line only",
    "import_runs.report": "numbers, shown on the command line only",
    "import_runs.fingerprint": OF_HASH,
    "import_runs.stage": OWN_WORDS,
    "imported.kind": OWN_WORDS,
    "imported.site": "compared, and shown nowhere",
    "imported.text_mark": OF_HASH,
    "imported.said": "compared, and shown nowhere",
    "routings.why": OWN_WORDS,
    "learned.subject": OWN_WORDS,
    "learned.mark": OF_HASH,
    "learned.topics_mark": "numbers",
    "verifications.state": OWN_WORDS,
    "tickets.reference": "letters and digits of our own choice",
    "tickets.claim_code_hash": OF_HASH,
    "tickets.channel": OWN_WORDS,
    "tickets.language": OWN_WORDS,
    "tickets.state": OWN_WORDS,
    "tickets.priority": OWN_WORDS,
    "ticket_messages.body_html": FROM_RENDERER,
    "ticket_notes.body_html": FROM_RENDERER,
    "ticket_attachments.content_type": OWN_WORDS,
    "ticket_attachments.sha256": OF_HASH,
    "ticket_attachments.stored_name": "random, made by us",
    "ticket_history.part": OWN_WORDS,
    "ticket_history.what": OWN_WORDS,
    "ticket_history.state_before": OWN_WORDS,
    "ticket_history.state_after": OWN_WORDS,
    "ticket_history.details": "ids and values, never texts",
    "ticket_pauses.why": OWN_WORDS,
    "ticket_posting_keys.key": "compared, and shown nowhere",
    "ticket_posting_keys.made": OWN_WORDS,
    "canned_replies.language": OWN_WORDS,
    "canned_replies.title": "unique in a department, and held to one line; its body beside it is filled here",
    "publications.language": OWN_WORDS,
    "publications.state": OWN_WORDS,
    "scheduled_runs.name": OWN_WORDS,
    "moderation_cases.state": OWN_WORDS,
    "moderation_cases.source": OWN_WORDS,
    "flags.reason": OWN_WORDS,
    "flags.outcome": OWN_WORDS,
    "flags.language": OWN_WORDS,
    "flags.notifier_email": "an address that was checked",
    "decisions.kind": OWN_WORDS,
    "decisions.scope": OWN_WORDS,
    "decisions.ground": OWN_WORDS,
    "decisions.rule": "the number of a section",
    "decisions.language": OWN_WORDS,
    "decisions.details": OWN_WORDS,
    "decisions.taken": "words of posts, given back through the renderer",
    "appeals.outcome": OWN_WORDS,
    "statement_templates.reason": OWN_WORDS,
    "statement_templates.language": OWN_WORDS,
    "statement_templates.ground": OWN_WORDS,
    "statement_templates.rule": "the number of a section",
}


def attack(world: World) -> None:
    """Write the attacks into every row of the town, and give texts the HTML our renderer makes of them."""
    for table in Base.metadata.tables.values():
        values = {name: WRITTEN[f"{table.name}.{name}"] for name in _written(table)}
        if values:
            with transaction() as current:
                current.execute(update(table).values(values | _extra(table)).where(*_rows(table)))
    posts, tags = Base.metadata.tables["posts"], Base.metadata.tables["tags"]
    with transaction() as current:
        comments = {"body": payloads.HTML[0], "body_html": comment_html(payloads.ALL)}
        current.execute(update(posts).where(posts.c.kind == "comment").values(comments))
        current.execute(update(tags).where(tags.c.name == "roads").values(name=TAG))


def _written(table: Table) -> list[str]:
    return [column.name for column in table.columns if f"{table.name}.{column.name}" in WRITTEN]


def _rows(table: Table) -> list[Any]:
    """Leave alone the rows in which a text would break a rule of the table."""
    if table.name == "verifications":
        return [table.c.state == "withdrawn"]
    return []


def _extra(table: Table) -> dict[str, Any]:
    if table.name == "posts":
        title = case((table.c.kind == "question", TEXT))  # no other post may have one
        html = post_html(payloads.ALL)
        return {"title": title, "body_html": html, "html_version": RENDERER_VERSION, "edited_at": now()}
    if table.name in ("ticket_messages", "ticket_notes"):
        return {"body_html": post_html(payloads.ALL), "html_version": RENDERER_VERSION}
    if table.name == "terms_sections":
        return {"body_html": post_html(payloads.ALL)}
    if table.name == "people":
        return {"about_html": post_html(payloads.ALL)}
    return {}


def post_html(texts: Iterable[str]) -> Markup:
    """Render each text by itself as a post, so that none hides in another's code block, and join what comes out."""
    return Markup("\n").join(render(text[:20_000]) for text in texts)


def comment_html(texts: Iterable[str]) -> Markup:
    """Render each text by itself as a comment, and join what comes out."""
    return Markup("<br>\n").join(render_comment(text) for text in texts)


def collected(shared: Path) -> list[str]:
    """Read the collected attacks on HTML, SVG and sanitisers."""
    with gzip.open(shared / "security" / "payloads.jsonl.gz", "rt") as lines:
        found = [json.loads(line) for line in lines]
    kinds = ("html_xss", "svg_xss", "html_sanitize_pair")
    return [one["payload"] for one in found if one["category"] in kinds]
