"""What the unsubscribing link in a mail holds: whose it is, and about which question. Signed, and good for ever."""

UNSUBSCRIBE = "unsubscribe"  # the purpose it is signed for


def held_by(person_id: int, question_id: int) -> str:
    """Write what a link holds."""
    return f"{person_id}:{question_id}"


def read(held: int | str | None) -> tuple[int, int] | None:
    """Read what a link held, or None."""
    person_id, _colon, question_id = str(held or "").partition(":")
    return (int(person_id), int(question_id)) if person_id.isdecimal() and question_id.isdecimal() else None
