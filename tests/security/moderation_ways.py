"""Every way out of the site, searched for the canaries of moderation and trust; who may read one, may find it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from sqlalchemy import select

from app.core.db import Base, db, session
from app.questions.models import Post
from tests.security.matrix import ROWS
from tests.security.moderation_story import SECRETS, Story
from tests.security.ways_out import Ways

# Of the town, one of each who may do different things; everybody of the story; who has the link from the mail.
TOWN = ("anonymous", "suspended", "citizen", "official", "caseworker", "moderator", "administrator")
STORY = ("asker", "author", "flagger", "suggester", "held", "spammer", "official of it")
NOTIFIER = "notifier"
# What stands in an address, by what the story notes.
VARIABLES = {
    "id": "post", "question_id": "post", "answer_id": "post", "comment_id": "post", "post_id": "post",
    "suggestion_id": "suggestion", "case_id": "case", "decision_id": "decision", "appeal_id": "appeal",
}  # fmt: skip


@dataclass
class ModerationWays(Ways):
    """What may let out a text of moderation."""

    case: Story  # type: ignore[assignment]

    def everywhere(self) -> Iterator[str]:
        """Search all of it."""
        for way in (self.pages, self.searches, self.mailbox, self.log, self.index, self.other_tables):
            yield from way()

    def pages(
        self,
        paths: Callable[[str], bool] = lambda _path: True,
        roles: tuple[str, ...] = (*TOWN, *STORY),
    ) -> Iterator[str]:
        """Open every page as everybody, also the addresses of the story's own things."""
        for path in filter(paths, self.addresses()):
            for role in roles:
                yield from self._opened(role, path)

    def addresses(self) -> list[str]:
        """List every address with a page."""
        wanted = {self.world.fill(row.path) for row in ROWS if row.method == "GET"}
        return sorted(wanted | set(self.own_addresses()))

    def own_addresses(self) -> Iterator[str]:
        """Give the addresses of the story's things, of its people, of its tags and of its words."""
        values: dict[str, list[Any]] = {name: self.case.ids[kind] for name, kind in VARIABLES.items()}
        values |= {"number": [1, 2], "reason": ["other"], "lang": ["da"]}
        values["person_id"] = [self.case.people[name].id for name in STORY]
        values["name"] = [self.case.canaries["tags.name held"]]
        for rule in self.app.url_map.iter_rules():
            names = re.findall(r"<(?:\w+:)?(\w+)>", rule.rule)
            if "GET" not in (rule.methods or ()) or not names or not set(names) <= set(values):
                continue
            for chosen in product(*(values[name] for name in names)):
                path = rule.rule
                for value in chosen:
                    path = re.sub(r"<[^>]+>", str(value), path, count=1)
                yield path
        with self.app.app_context():
            slugs = session().execute(select(Post.id, Post.slug).where(Post.id.in_(self.case.ids["post"])))
            yield from (f"/questions/{post_id}/{slug}" for post_id, slug in slugs if slug)

    def readable(self, role: str) -> set[str]:
        """Give what somebody may read."""
        return {name for name, secret in SECRETS.items() if role in secret.readers}

    def seen_by(self, role: str) -> set[str]:
        """Give what somebody finds on the pages of the story and on their own."""
        own = ["/decisions", "/questions/ask", "/account", "/staff/moderation", "/staff/suggestions"]
        found: set[str] = set()
        for path in [*self.own_addresses(), *own]:
            content = self.open(self._token(role), path)
            found |= {
                one for one, canary in self.case.canaries.items() if canary in content and canary not in path
            }
        return found

    def mailbox(self) -> Iterator[str]:
        """Read everybody's mails."""
        names = {address: name for name, address in self.case.addresses.items()}
        for mail in self.mails:
            to = names.get(mail.to, "")
            allowed = {name for name, secret in SECRETS.items() if to and to in secret.mailed}
            text = "\n".join(
                [mail.subject, mail.text, *(f"{one}: {value}" for one, value in mail.headers.items())]
            )
            yield from self._found(f"mail to {to or mail.to}", text, allowed)

    def other_tables(self) -> Iterator[str]:
        """Read every row of every table: each text stands in its own, and events hold none."""
        with self.app.app_context(), db.engine.connect() as connection:
            for name, table in Base.metadata.tables.items():
                allowed = {one for one, secret in SECRETS.items() if name in secret.tables}
                for row in connection.execute(table.select()):
                    yield from self._found(f"table {name}", repr(tuple(row)), allowed)

    def _opened(self, role: str, path: str) -> Iterator[str]:
        content = self.open(self._token(role), path)
        asked_for = {name for name, canary in self.case.canaries.items() if canary in path}
        yield from self._found(f"{role} at {path}", content, self.readable(role) | asked_for)

    def _token(self, role: str) -> str | None:
        return self.case.sessions.get(role) or self.world.session_token(role)
