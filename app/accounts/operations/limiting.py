"""Holding people to what their level of trust allows: how often, and how many links and images a post."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import current_app

from app.accounts.trust import TABLE, Act, level_of
from app.accounts.trust_words import too_many_images, too_many_links, too_often
from app.core.access import Actor
from app.core.clock import now
from app.core.coming import by_when
from app.core.errors import Invalid, TooMany
from app.core.limits import Limit, count
from app.core.links import count_images, count_leading_away, list_links

HOUR, DAY = 3600, 86_400


def count_act(actor: Actor, act: Act) -> None:
    """Count that the actor does this once more; TooMany, with when to go on, when their level does not allow it."""
    if actor.id is None:  # the site itself does what nobody in particular does
        return
    level = level_of(actor)
    rate = TABLE[level].rates[act]
    for times, seconds, window in ((rate.hour, HOUR, "hour"), (rate.day, DAY, "day")):
        try:
            count(Limit(f"{act}.{window}", times, seconds), actor.id)
        except TooMany as refused:
            wait = int(refused.details["retry_after"])
            when = by_when(now() + timedelta(seconds=wait))
            message = too_often(level, act, times, daily=seconds == DAY, when=when)
            raise TooMany(message, retry_after=wait, explained="trust") from refused


def require_few_links(actor: Actor, body: str) -> None:
    """Go on only if a text has no more links to other sites and images than the actor's level allows."""
    level = level_of(actor)
    allowed = TABLE[level]
    home = urlsplit(current_app.extensions["torv_config"].site_url).hostname or ""
    images = count_images(body)
    links = count_leading_away(list_links(body), home)
    if images > allowed.images:
        raise Invalid(too_many_images(level, allowed.images, images), field="body", explained="trust")
    if links > allowed.links:
        raise Invalid(too_many_links(level, allowed.links, links), field="body", explained="trust")
