"""What the guard found in the texts of one form: excerpts to show, and a mark that stands for exactly this."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.core.personal_data import Kind, Match, Strength, words_of

# Characters shown on either side of what was found.
AROUND = 40
MOST_EXCERPTS = 20


class Piece(NamedTuple):
    """A stretch of an excerpt; what was found has a kind."""

    text: str
    kind: Kind | None = None


@dataclass(frozen=True)
class Found:
    """Matches by form field, with the texts they stand in. `mark` is keyed, so it tells nobody what was found.

    `firm`: nobody may say yes here, not even to what is only asked about elsewhere.
    """

    texts: Mapping[str, str] = field(repr=False)
    matches: Mapping[str, tuple[Match, ...]]
    mark: str
    firm: bool = False

    @property
    def strong(self) -> bool:
        """Whether something must not be public at all."""
        return self.firm or any(strength is Strength.STRONG for _kind, strength in self.kinds)

    @property
    def kinds(self) -> list[tuple[Kind, Strength]]:
        """Each kind once for every field it was found in."""
        return list(dict.fromkeys((one.kind, one.strength) for ones in self.matches.values() for one in ones))

    def excerpts(self, name: str) -> list[list[Piece]]:
        """Give the surroundings of what was found in a field, those that touch as one."""
        text, shown, end = self.texts[name], list[list[Piece]](), 0
        for match in self.matches[name]:
            if not shown or match.start - 2 * AROUND > end:
                shown.append([Piece(_lead_in(text, match.start))])
            else:
                shown[-1][-1] = Piece(text[end : match.start])
            end = match.end
            shown[-1] += [Piece(text[match.start : end], match.kind), Piece(_lead_out(text, end))]
        return shown[:MOST_EXCERPTS]

    def masked(self, name: str, mask: str) -> str:
        """Give the text of a field with a mask over everything found."""
        text = self.texts[name]
        for match in reversed(self.matches.get(name, ())):
            text = text[: match.start] + mask + text[match.end :]
        return text


def canonical(texts: Mapping[str, str], matches: Mapping[str, Iterable[Match]]) -> str:
    """Write what was found so that the same words make the same text, wherever they stand."""
    return "\n".join(
        sorted({f"{one.kind}:{words_of(texts[name], one)}" for name, ones in matches.items() for one in ones})
    )


def _lead_in(text: str, start: int) -> str:
    return ("… " if start > AROUND else "") + text[max(0, start - AROUND) : start]


def _lead_out(text: str, end: int) -> str:
    return text[end : end + AROUND] + (" …" if len(text) > end + AROUND else "")
