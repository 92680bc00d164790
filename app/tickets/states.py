"""What can happen to a ticket, in which state, and which state it is in afterwards: one table. Pure.

`Act` is also the word the history keeps: what happens to a ticket is one act, and each act is one row of history.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class State(StrEnum):
    """The life of a ticket: new → open → waiting (for the requester, or until a date) → closed → reopened."""

    NEW = "new"
    OPEN = "open"
    WAITING_REQUESTER = "waiting_requester"
    WAITING_UNTIL = "waiting_until"
    CLOSED = "closed"
    REOPENED = "reopened"


class Priority(StrEnum):
    """How much it presses."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Channel(StrEnum):
    """How the ticket came."""

    WEB = "web"
    QUESTION = "question"
    PHONE = "phone"
    COUNTER = "counter"


class Act(StrEnum):
    """What happened to a ticket, as its history tells it."""

    OPENED = "opened"
    FOLLOWED_UP = "followed_up"  # opened by a reply that came too late to reopen another
    CODE_CLAIMED = "code_claimed"  # the caller took it over with reference and claim code
    WROTE = "wrote"  # the requester, or somebody they named
    ANSWERED = "answered"
    ASKED = "asked"  # answered, and waits for the requester
    NOTED = "noted"
    ATTACHED = "attached"
    ASSIGNED = "assigned"
    CLAIMED = "claimed"
    RELEASED = "released"
    LAPSED = "lapsed"  # a claim nobody acted on
    TRANSFERRED = "transferred"
    PRIORITISED = "prioritised"
    PUT_OFF = "put_off"
    RESUMED = "resumed"
    WOKEN = "woken"  # the date it waited for came
    CLOSED = "closed"
    REOPENED = "reopened"
    RATED = "rated"
    NAMED = "named"
    UNNAMED = "unnamed"
    LINKED = "linked"
    UNLINKED = "unlinked"
    GLASS_BROKEN = "glass_broken"
    WARNED = "warned"
    SOONER = "sooner"  # the department opens longer or promises more, and this is due earlier for it
    BREACHED = "breached"
    DRAFTED = "drafted"  # a question and an answer for the public, out of this case
    DROPPED = "dropped"
    SENT_BACK = "sent_back"  # the draft, by a second reader, to who wrote it
    APPROVED = "approved"  # the draft, by a second reader; from then on the requester may refuse
    REFUSED = "refused"
    ERASED = "erased"


LIVE = frozenset(State) - {State.CLOSED}
WAITING = frozenset({State.WAITING_REQUESTER, State.WAITING_UNTIL})
BEGUN = LIVE - {State.NEW}
EVERY = frozenset(State)


def _stays(states: frozenset[State]) -> dict[State, State]:
    return {state: state for state in states}


def _becomes(after: State, states: frozenset[State]) -> dict[State, State]:
    return dict.fromkeys(states, after)


# What each act makes of each state it may happen in; where a state is missing, it may not.
MOVES: Mapping[Act, Mapping[State, State]] = {
    Act.CODE_CLAIMED: _stays(EVERY),
    # What the requester writes ends any waiting.
    Act.WROTE: _stays(LIVE)
    | _becomes(State.OPEN, WAITING)
    | _becomes(State.REOPENED, frozenset({State.CLOSED})),
    # An answer alone ends no waiting: it may be an interim one.
    Act.ANSWERED: _stays(BEGUN) | _becomes(State.OPEN, frozenset({State.NEW})),
    Act.ASKED: _becomes(State.WAITING_REQUESTER, LIVE),
    Act.NOTED: _stays(LIVE),
    Act.ATTACHED: _stays(LIVE),
    Act.ASSIGNED: _stays(BEGUN) | _becomes(State.OPEN, frozenset({State.NEW})),
    Act.CLAIMED: _stays(BEGUN) | _becomes(State.OPEN, frozenset({State.NEW})),
    Act.RELEASED: _stays(LIVE),
    Act.LAPSED: _stays(LIVE),
    Act.TRANSFERRED: _stays(LIVE),
    Act.PRIORITISED: _stays(LIVE),
    Act.PUT_OFF: _becomes(State.WAITING_UNTIL, LIVE),
    Act.RESUMED: _becomes(State.OPEN, WAITING),
    Act.WOKEN: _becomes(State.OPEN, frozenset({State.WAITING_UNTIL})),
    Act.CLOSED: _becomes(State.CLOSED, LIVE),
    Act.REOPENED: _becomes(State.REOPENED, frozenset({State.CLOSED})),
    Act.RATED: _stays(frozenset({State.CLOSED})),
    Act.NAMED: _stays(LIVE),
    Act.UNNAMED: _stays(EVERY),
    Act.LINKED: _stays(EVERY),
    Act.UNLINKED: _stays(EVERY),
    Act.GLASS_BROKEN: _stays(EVERY),
    Act.WARNED: _stays(LIVE),
    Act.SOONER: _stays(LIVE),
    Act.BREACHED: _stays(LIVE),
    Act.DRAFTED: _stays(frozenset({State.CLOSED})),
    Act.DROPPED: _stays(EVERY),
    Act.SENT_BACK: _stays(frozenset({State.CLOSED})),
    Act.APPROVED: _stays(frozenset({State.CLOSED})),
    Act.REFUSED: _stays(EVERY),
    Act.ERASED: _stays(frozenset({State.CLOSED})),
}
# With these a ticket begins.
BEGINNINGS = frozenset({Act.OPENED, Act.FOLLOWED_UP})
# What may become of a draft for the public.
DRAFTING = frozenset({Act.DRAFTED, Act.DROPPED, Act.SENT_BACK, Act.APPROVED, Act.REFUSED})


def after(state: State, act: Act) -> State | None:
    """Give the state a ticket is in after an act, None where the act may not happen."""
    return MOVES.get(act, {}).get(state)


def was_published(happened: Sequence[Act]) -> bool:
    """Tell of a ticket without a draft whether something was published out of it: one was approved, and is gone.

    That is all anybody can tell; nothing says which question it became.
    """
    return next((act for act in reversed(happened) if act in DRAFTING), None) == Act.APPROVED
