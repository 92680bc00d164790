"""What stays of a question when some of it is taken out: decided here, shown before and done after.

Only what is named stays. What an earlier revision said besides goes with the rest: who takes out a sentence is not
asked to remember how they had put it before, and what the page shows is all there is.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from app.questions import texts
from app.questions.models import Question, Revision
from app.questions.sentences import join, part, telling_runs, telling_words, words_in


@dataclass(frozen=True)
class Remainder:
    """What a question says from now on, what was taken out of it, and which words nothing about it may say any more."""

    title: str
    body: str
    is_stub: bool
    taken_title: str
    taken_body: str
    stub: str
    private: frozenset[str]

    def cleaned(self, body: str) -> str:
        """Leave of an earlier text the sentences that stay public, or the words of a stub where none does."""
        return cleaned_text(body, self.body, self.stub)

    def cleaned_tags(self, tags: Iterable[str]) -> list[str]:
        """Leave of the tags those that do not name what is private; of a stub's none."""
        return [] if self.is_stub else [tag for tag in tags if not self._tells(tag)]

    def cleaned_line(self, line: str) -> str:
        """Leave a place, or a summary, if it does not name what is private."""
        return "" if self.is_stub or self._tells(line) else line

    def betraying_runs(self) -> set[str]:
        """Give the runs of words that would betray that what others wrote repeats what was taken out."""
        return telling_runs(f"{self.taken_title}\n\n{self.taken_body}") - telling_runs(
            f"{self.title}\n\n{self.body}"
        )

    def _tells(self, text: str) -> bool:
        return not self.private.isdisjoint(telling_words(text))


def cleaned_text(body: str, public: str, stub: str) -> str:
    """Leave of an earlier text the sentences that the public one has too, or the words of a stub where none does."""
    sentences = part(body)
    said = [words_in(sentence.text) for sentence in part(public)]
    kept = [sentence.number for sentence in sentences if words_in(sentence.text) in said]
    return join(sentences, kept) or (stub if sentences else "")


def removed_words() -> str:
    """Give what stands where a moderator took all words away, in the language spoken just now."""
    return str(_("This text was taken out by a moderator."))


def what_stays(
    question: Question, revisions: Sequence[Revision], title: str, kept: Collection[int]
) -> Remainder:
    """Put together what a question says from now on; where words are missing, ours, in its own language."""
    with force_locale(question.language):
        neutral, stub = _("A question that was made private"), _("This text was made private.")
    sentences = part(question.body)
    body, is_stub = join(sentences, kept), not title and not any(one.number in kept for one in sentences)
    title = texts.clean_title(title) if title else neutral
    said = "\n".join(f"{one.title}\n{one.body}" for one in revisions)
    return Remainder(
        title=title,
        body=body or (stub if question.body or is_stub else ""),
        is_stub=is_stub,
        taken_title=(question.title or "") if title != question.title else "",
        taken_body=join(sentences, [one.number for one in sentences if one.number not in kept]),
        stub=stub,
        private=frozenset(telling_words(said) - telling_words(f"{title}\n{body}")),
    )
