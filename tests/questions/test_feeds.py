"""Atom feeds: well-formed, escaped, of public questions only, and cheap to ask again."""

from typing import Any

import pytest
from lxml import etree

from app.core.db import transaction
from app.questions.operations.editing import Edit, edit_post
from app.questions.operations.hiding import hide_post
from tests.factories import actor, make_moderator, make_person, make_question, make_topic
from tests.web import Seen, Visitor

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def parse(page: Seen) -> Any:
    assert page.response.mimetype == "application/atom+xml"
    return etree.fromstring(page.response.get_data())


def texts(feed: Any, path: str) -> list[str]:
    return [found if isinstance(found, str) else found.text for found in feed.xpath(path, namespaces=ATOM)]


def test_a_feed_has_all_that_atom_asks_for(visitor: Visitor) -> None:
    asker = make_person("Ada Berg")
    question = make_question(
        "When is <b>snow</b> & ice cleared?", asker, body="In *our* street.", tags=("snow",)
    )
    feed = parse(visitor.open("/feeds/questions.atom"))
    assert texts(feed, "a:title") == ["Newest questions – Torv"]
    assert texts(feed, "a:id") == ["http://localhost:8000/feeds/questions.atom"]
    assert texts(feed, "a:link[@rel='self']/@href") == texts(feed, "a:id")
    assert texts(feed, "a:link[@rel='alternate']/@href") == ["http://localhost:8000/questions"]
    assert texts(feed, "a:updated") == [question.created_at.isoformat()]
    assert texts(feed, "a:entry/a:title") == ["When is <b>snow</b> & ice cleared?"]
    assert texts(feed, "a:entry/a:id") == [
        f"tag:localhost,{question.created_at:%Y-%m-%d}:questions/{question.id}"
    ]
    assert texts(feed, "a:entry/a:link/@href") == [
        f"http://localhost:8000/questions/{question.id}/{question.slug}"
    ]
    assert texts(feed, "a:entry/a:author/a:name") == ["Ada Berg"]
    assert texts(feed, "a:entry/a:category/@term") == ["snow"]
    assert texts(feed, "a:entry/a:content[@type='html']") == ["<p>In <em>our</em> street.</p>"]
    assert texts(feed, "a:entry/@xml:lang") == ["en"]


def test_an_entry_keeps_its_id_when_its_title_and_address_change(visitor: Visitor) -> None:
    question = make_question("When is snow cleared?")
    asker = actor(question.author_id or 0)
    before = parse(visitor.open("/feeds/questions.atom"))
    with transaction():
        edit_post(asker, question.id, Edit(title="When is the ice cleared?", body=""), 1)
    after = parse(visitor.open("/feeds/questions.atom"))
    assert texts(after, "a:entry/a:id") == texts(before, "a:entry/a:id")
    assert texts(after, "a:entry/a:link/@href") != texts(before, "a:entry/a:link/@href")
    assert texts(after, "a:entry/a:updated") > texts(before, "a:entry/a:updated")


def test_topics_and_tags_have_their_own_feeds(visitor: Visitor) -> None:
    topic = make_topic(name="Winter")
    below = make_topic(parent_id=topic.id)
    make_question("When is snow cleared?", topic_id=below.id, tags=("snow",))
    make_question("When does the pool open?", tags=("pool",))
    feed = parse(visitor.open(f"/topics/{topic.slug}/feed.atom"))
    assert texts(feed, "a:title") == ["Newest questions about Winter – Torv"]
    assert texts(feed, "a:entry/a:title") == ["When is snow cleared?"]
    feed = parse(visitor.open("/tags/pool/feed.atom"))
    assert texts(feed, "a:entry/a:title") == ["When does the pool open?"]
    assert visitor.open("/tags/nothing/feed.atom").status == 404
    assert visitor.open("/topics/nothing/feed.atom").status == 404


def test_an_empty_feed_is_a_feed(visitor: Visitor) -> None:
    feed = parse(visitor.open("/feeds/questions.atom"))
    assert (len(texts(feed, "a:updated")), texts(feed, "a:entry")) == (1, [])


def test_a_reader_that_has_the_feed_is_told_so_without_reading_texts(
    visitor: Visitor, statements: list[str]
) -> None:
    question = make_question()
    response = visitor.open("/feeds/questions.atom").response
    known = {"If-None-Match": response.headers["ETag"]}
    since = {"If-Modified-Since": response.headers["Last-Modified"]}
    for headers in (known, since):
        statements.clear()
        again = visitor.open("/feeds/questions.atom", headers=headers)
        assert (again.status, again.response.get_data()) == (304, b"")
        assert again.response.headers["ETag"] == response.headers["ETag"]
        assert not [text for text in statements if "body" in text]
    asker = actor(question.author_id or 0)
    with transaction():
        edit_post(asker, question.id, Edit(title=question.title or "", body="New."), 1)
    assert visitor.open("/feeds/questions.atom", headers=known).status == 200


def test_what_is_hidden_leaves_the_feed(visitor: Visitor) -> None:
    question = make_question("When is snow cleared?")
    response = visitor.open("/feeds/questions.atom").response
    moderator = make_moderator()
    with transaction():
        hide_post(moderator, question.id, "Names a neighbour")
    page = visitor.open("/feeds/questions.atom", headers={"If-None-Match": response.headers["ETag"]})
    assert (page.status, "snow" in page.source) == (200, False)


@pytest.mark.parametrize("title", ["]]> <!-- when is it?", "&amp;lt;script> is what?", "“Æble” 🍏 hvornår?"])
def test_any_title_is_well_formed(visitor: Visitor, title: str) -> None:
    make_question(title, body=f"{title}\n\n    <script>alert(1)</script>")
    feed = parse(visitor.open("/feeds/questions.atom"))
    assert texts(feed, "a:entry/a:title") == [title]
    assert "<script>" not in texts(feed, "a:entry/a:content")[0]


def test_a_feed_holds_the_twenty_newest(visitor: Visitor) -> None:
    askers = [make_person() for _ in range(3)]
    ids = [make_question(asker=askers[number % 3]).id for number in range(23)]
    feed = parse(visitor.open("/feeds/questions.atom"))
    listed = [int(entry_id.rpartition("/")[2]) for entry_id in texts(feed, "a:entry/a:id")]
    assert listed == ids[:2:-1]
