"""The rows of publishing back: caseworkers draft and judge, the requester alone refuses, to others it is not there."""

from tests.security.browsers import SIGN_IN
from tests.security.casework_rows import WORKS_ON_IT
from tests.security.expectations import CONFLICT, DONE, MISSING, OK, REFUSED, everyone, get, post, staff

DRAFTED, ASKED, CLOSED = (
    f"/tickets/{{{which}.reference}}/publication"
    for which in ("drafted_ticket", "asked_ticket", "closed_ticket")
)
READS_IT = everyone(MISSING, anonymous=SIGN_IN, caseworker=OK)
DRAFT = {
    "title": "May a tree stand on the border?",
    "body": "",
    "answer_body": "Yes, if both neighbours agree.",
    "language": "en",
}

PUBLICATIONS = (
    get("/staff/publications", staff("caseworker")),
    get("/staff/publications?show=writer", staff("caseworker")),
    get("/staff/publications?show=requester", staff("caseworker")),
    get(CLOSED, READS_IT),
    get(DRAFTED, READS_IT),
    get(ASKED, READS_IT | {"asker": OK}),
    get("/tickets/{ticket.reference}/publication", READS_IT | {"caseworker": CONFLICT}),
    post(CLOSED, WORKS_ON_IT | {"anonymous": REFUSED}, version="0", **DRAFT),
    post(DRAFTED, WORKS_ON_IT | {"anonymous": REFUSED}, version="1", **DRAFT),
    post(f"{DRAFTED}/approve", WORKS_ON_IT, version="1"),
    post(f"{DRAFTED}/send-back", WORKS_ON_IT | {"anonymous": REFUSED}, version="1", note="Too close to her."),
    post(f"{DRAFTED}/drop", WORKS_ON_IT),
    post(f"{ASKED}/drop", WORKS_ON_IT),
    post(f"{ASKED}/refuse", everyone(MISSING, anonymous=SIGN_IN, asker=DONE, caseworker=REFUSED)),
)
