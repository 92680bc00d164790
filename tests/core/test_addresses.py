"""Addresses as people type them: numbers no database can hold lead to no page, a slash too many to the page meant."""

import pytest


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
@pytest.mark.parametrize("path", ["/questions/{}", "/answers/{}", "/people/{}", "/posts/{}/revisions"])
def test_a_number_beyond_every_id_is_not_found(visitor, path, number):
    assert visitor.open(path.format(number)).status == 404


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/questions/", "/questions"),
        ("/search/?q=snow", "/search?q=snow"),
        ("/questions/ask//", "/questions/ask"),
    ],
)
def test_a_slash_too_many_leads_to_the_page_meant(visitor, typed, meant):
    page = visitor.open(typed, follow=False)
    assert (page.status, page.location) == (301, meant)


@pytest.mark.parametrize("path", ["/nowhere/", "/%2Fexample.org/", "/%5Cexample.org/", "/questions/none/"])
def test_a_slash_leads_nowhere_else(visitor, path):
    assert visitor.open(path, follow=False).status == 404


def test_a_form_is_never_sent_on(visitor):
    assert visitor.client.post("/questions/ask/").status_code != 301
