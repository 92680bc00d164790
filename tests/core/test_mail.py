"""A letter is one plain text to one person whatever stands in it, and the same one when it is sent again."""

import email
from email import policy
from email.message import EmailMessage

import pytest
from itsdangerous import TimestampSigner
from sqlalchemy import update

from app.core import outbox
from app.core.clock import now
from app.core.db import transaction
from app.core.mail import Letter, send
from app.core.outbox import OutboxEntry
from tests.factories import make_answer, make_person, make_question
from tests.security import payloads

HEADERS = {
    "Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date",
    "Message-ID", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
}  # fmt: skip
MAIL_ATTACKS = (
    "x\r\nBcc: victim@example.org",
    "x\nBcc: victim@example.org",
    "x\rBcc: victim@example.org",
    "x\n\nA text of my own",
    "x\u2028Bcc: victim@example.org\x85Cc: victim@example.org\x0bTo: victim@example.org",
    "x\x1cBcc: victim@example.org\x1dBcc: victim@example.org",
    "=?utf-8?q?x=0D=0ABcc:_victim@example.org?=",
    "=?utf-8?b?DQpCY2M6IHZpY3RpbUBleGFtcGxlLm9yZw==?=",
    'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/html\n\n<b>x</b>\n--b--',
    "x\n.\nMAIL FROM:<evil@example.org>\nRCPT TO:<victim@example.org>\nDATA\nx\n.\nQUIT",
    "From evil@example.org Mon Jan  1 00:00:00 2026\nFrom: evil@example.org",
    "\x00\x01\x02\x1b[31mred\x7f",
    "é" * 3000,
    "æøå 日本語 \U0001f600 \u202ereversed",
    " ".join(["a-very-long-word" * 60] * 4),
)


@pytest.fixture(autouse=True)
def empty_box(app):
    """Begin with nothing sent, and leave nothing."""
    app.extensions["mailman"].outbox = []
    yield
    app.extensions["mailman"].outbox = []


def take_bytes(app) -> list[bytes]:
    """Take what was sent out of the box, as it leaves."""
    box = app.extensions["mailman"].outbox
    taken = [mail.message().as_bytes(linesep="\r\n") for mail in box]
    box.clear()
    return taken


def take_sent(app) -> list[EmailMessage]:
    """Take what was sent, as whoever gets it reads it."""
    return [email.message_from_bytes(mail, policy=policy.default) for mail in take_bytes(app)]


@pytest.mark.parametrize("attack", [*MAIL_ATTACKS, *payloads.ALL])
def test_nothing_written_in_a_letter_reaches_its_headers_or_parts(app, attack):
    send(Letter("asker@example.org", f"New answer: {attack}", f"Hello {attack}\n", "https://x.example/u"))
    (mail,) = take_sent(app)
    assert set(mail.keys()) == HEADERS
    assert len(mail.keys()) == len(HEADERS)
    assert mail["To"] == "asker@example.org"
    assert mail.get_content_type() == "text/plain"
    assert not mail.is_multipart()
    assert mail.defects == []
    assert mail["Subject"].split()[:2] == ["New", "answer:"]
    assert lines(mail.get_content()) == lines(f"Hello {attack}\n")


def lines(text: str) -> list[str]:
    """The lines of a text, however they end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")


@pytest.mark.parametrize("attack", MAIL_ATTACKS)
def test_no_line_of_a_letter_is_longer_than_mail_may_have(app, attack):
    send(Letter("asker@example.org", attack, attack * 3))
    (mail,) = take_bytes(app)
    assert max(map(len, mail.split(b"\r\n"))) <= 998


class Killed(BaseException):
    """The worker is no more."""


def test_a_letter_sent_again_after_a_crash_bears_the_same_number(app, monkeypatch):
    question = make_question(asker=make_person(email="asker@example.org"))
    make_answer(question)
    outbox.deliver_due()  # the fan-out; the letter itself is left for the next round
    take_sent(app)
    # A link to stop the letters is signed with the second it is made in, which may pass between the two.
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: 1)

    def crash(_entries):
        raise Killed

    make_answer(question)
    with monkeypatch.context() as patch:
        remove = outbox._remove
        patch.setattr(
            outbox,
            "_remove",
            lambda entries: crash(entries) if "send" in entries[0].handler else remove(entries),
        )
        with pytest.raises(Killed):
            outbox.deliver_all()
    with transaction() as current:
        current.execute(update(OutboxEntry).values(claimed_until=now() - outbox.CLAIM))
    outbox.deliver_all()
    first, second = take_sent(app)
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content() == second.get_content()


def test_two_letters_bear_two_numbers_that_tell_nothing_of_the_machine(app):
    question = make_question(asker=make_person(email="asker@example.org"))
    for _answer in range(2):
        make_answer(question)
    outbox.deliver_all()
    numbers = {mail["Message-ID"] for mail in take_sent(app)}
    assert len(numbers) == 2
    assert all(number.endswith("@localhost>") for number in numbers)
