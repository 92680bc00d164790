"""Links in mails to people who sent a notice without being signed in: what became of it, and how to contest that."""

from app.core import letters
from app.core.tokens import sign

NOTICE = "notice"


def notice_address(flag_id: int) -> str:
    """Give the address at which whoever sent a notice reads what became of it."""
    return letters.address("moderation.notice", token=sign(NOTICE, flag_id))
