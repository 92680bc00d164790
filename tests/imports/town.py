"""A small town forum as a dump: all eight tables, and one of every defect a dump can have."""

from typing import Any

Tables = dict[str, list[dict[str, Any]]]
ASKED = "2012-03-04T10:00:00.000"
EDITED = "2012-03-05T10:00:00.000"
CLOSED = "2012-03-06T10:00:00.000"


def town() -> Tables:
    """Make the dump anew, so that a test may change its copy."""
    return {
        "Users": _users(),
        "Tags": [
            {"Id": 1, "TagName": "bins", "Count": 2, "ExcerptPostId": 42},
            {"Id": 2, "TagName": "c++", "Count": 0, "ExcerptPostId": 43},
        ],
        "Posts": _posts(),
        "PostHistory": _history(),
        "Comments": _comments(),
        "Votes": _votes(),
        "PostLinks": [
            {"Id": 1, "CreationDate": ASKED, "PostId": 20, "RelatedPostId": 10, "LinkTypeId": 3},
            {"Id": 2, "CreationDate": ASKED, "PostId": 10, "RelatedPostId": 20, "LinkTypeId": 3},
            {"Id": 3, "CreationDate": ASKED, "PostId": 20, "RelatedPostId": 999, "LinkTypeId": 3},
            {"Id": 4, "CreationDate": ASKED, "PostId": 30, "RelatedPostId": 10, "LinkTypeId": 1},
        ],
        "Badges": [
            {"Id": 1, "UserId": 1, "Name": "Teacher", "Date": ASKED, "Class": 3, "TagBased": "False"},
            {"Id": 3, "UserId": 1, "Name": "Teacher", "Date": EDITED, "TagBased": "False"},
            {"Id": 4, "UserId": 1, "Name": "bins", "Date": EDITED, "Class": 1, "TagBased": "True"},
            {"Id": 5, "UserId": 2, "Name": " ", "Date": EDITED, "Class": 1, "TagBased": "False"},
            {"Id": 2, "UserId": 999, "Name": "Teacher", "Date": ASKED, "Class": 3, "TagBased": "False"},
        ],
    }


def user(number: int, name: str, **more: Any) -> dict[str, Any]:
    """Make a user's row."""
    return {
        "Id": number,
        "DisplayName": name,
        "Reputation": 10 * number,
        "CreationDate": ASKED,
        "AccountId": number,
        **more,
    }


def question(number: int, title: str, body: str = "<p>Please tell.</p>", **more: Any) -> dict[str, Any]:
    """Make a question's row."""
    row = {
        "Id": number,
        "PostTypeId": 1,
        "CreationDate": ASKED,
        "Score": 0,
        "ViewCount": 5,
        "Title": title,
        "Body": body,
    }
    return {**row, "OwnerUserId": 1, "LastActivityDate": EDITED, "Tags": "<bins>", **more}


def answer(number: int, parent: int, body: str = "<p>On Mondays.</p>", **more: Any) -> dict[str, Any]:
    """Make an answer's row."""
    row = {"Id": number, "PostTypeId": 2, "ParentId": parent, "CreationDate": ASKED, "Score": 0, "Body": body}
    return {**row, "OwnerUserId": 2, "LastActivityDate": ASKED, **more}


def _users() -> list[dict[str, Any]]:
    stub = {"Id": 5, "DisplayName": "user5", "Reputation": 1, "CreationDate": ASKED}
    return [
        user(1, "Åse Holm", AboutMe="<p>I write to <b>all</b>: aase@example.dk</p>"),
        user(2, "Bo"),
        user(3, "Bo"),
        user(4, ""),
        stub,
        user(6, "Borgerservice"),
    ]


def _posts() -> list[dict[str, Any]]:
    return [
        question(
            10,
            "When are the bins emptied?",
            "<p>I live in <b>Vestergade</b>.</p>",
            Score=7,
            AcceptedAnswerId=12,
            LastEditorUserId=2,
            LastEditDate=EDITED,
            Tags="<bins><c++>",
        ),
        # Older than its question's number would suggest, and first in the file.
        answer(11, 20, Score=-1),
        answer(12, 10, "<p>On <a href='/questions/20/glass'>Mondays</a>.</p>", Score=3),
        answer(13, 999),
        answer(14, 10, OwnerUserId=999),
        question(
            20, "Where does glass go?", ClosedDate=CLOSED, BodySource="recombined", AcceptedAnswerId=998
        ),
        question(30, "Is it open?", "", OwnerUserId=None, OwnerDisplayName="Gone Jens", Tags="|bins|"),
        {"Id": 40, "PostTypeId": 5, "CreationDate": ASKED, "Body": "about a tag"},
        {
            "Id": 42,
            "PostTypeId": 4,
            "CreationDate": ASKED,
            "Body": "Of [glass], *too*.\r\nAsk bins@example.dk",
        },
        {"Id": 43, "PostTypeId": 4, "CreationDate": ASKED, "Body": ""},
        {"Id": 44, "PostTypeId": 4, "CreationDate": ASKED, "Body": "Of a tag that is not there."},
        {"Id": 41, "PostTypeId": 1, "Body": "no date"},
    ]


def _history() -> list[dict[str, Any]]:
    def row(number: int, kind: int, post: int, act: str, at: str, text: str, **more: Any) -> dict[str, Any]:
        row = {
            "Id": number,
            "PostHistoryTypeId": kind,
            "PostId": post,
            "RevisionGUID": act,
            "CreationDate": at,
        }
        return {**row, "UserId": 1, "Text": text, **more}

    return [
        row(1, 2, 10, "a", ASKED, "I live here.<br>Thanks!"),
        row(2, 1, 10, "a", ASKED, "When are bins emptied?"),
        row(3, 3, 10, "a", ASKED, "<bins>"),
        row(4, 5, 10, "b", EDITED, "I live in __Vestergade__.", UserId=2, Comment="said where"),
        row(5, 4, 10, "b", EDITED, "When are the bins emptied?", UserId=2),
        row(6, 10, 20, "c", CLOSED, "", Comment="101"),
        row(7, 14, 30, "d", CLOSED, ""),
        row(8, 25, 10, "e", CLOSED, "tweeted"),
    ]


def _comments() -> list[dict[str, Any]]:
    return [
        {
            "Id": 1,
            "PostId": 10,
            "Score": 2,
            "Text": "@bo *which* street?",
            "CreationDate": ASKED,
            "UserId": 2,
        },
        {
            "Id": 2,
            "PostId": 12,
            "Score": 0,
            "Text": "Thanks!",
            "CreationDate": ASKED,
            "UserDisplayName": "Gone Jens",
        },
        {"Id": 3, "PostId": 999, "Score": 0, "Text": "Where am I?", "CreationDate": ASKED, "UserId": 2},
    ]


def _votes() -> list[dict[str, Any]]:
    return [
        {"Id": 1, "PostId": 12, "VoteTypeId": 1, "CreationDate": EDITED},
        {"Id": 2, "PostId": 10, "VoteTypeId": 2, "CreationDate": ASKED},
        {"Id": 3, "PostId": 10, "VoteTypeId": 5, "UserId": 2, "CreationDate": ASKED},
        {"Id": 4, "PostId": 10, "VoteTypeId": 5, "UserId": 2, "CreationDate": ASKED},
        {"Id": 5, "PostId": 10, "VoteTypeId": 5, "UserId": 999, "CreationDate": ASKED},
        {"Id": 7, "PostId": 10, "VoteTypeId": 8, "UserId": 2, "CreationDate": ASKED, "BountyAmount": 50},
        {"Id": 6, "PostId": 40, "VoteTypeId": 2, "CreationDate": ASKED},
    ]
