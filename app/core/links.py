"""Which links a text holds. Pure: the text is Markdown, and addresses count whether or not they are made links."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\]\(")


def list_links(text: str) -> list[str]:
    """List the addresses a text names, in order, each as often as it does."""
    return _ADDRESS.findall(text)


def count_images(text: str) -> int:
    """Count the images a text would show."""
    return len(_IMAGE.findall(text))


def host_of(link: str) -> str:
    """Give the host a link leads to, lower case and without `www.`; none for what is no address."""
    try:
        host = urlsplit(link if "://" in link else f"https://{link}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def count_leading_away(links: Iterable[str], home: str) -> int:
    """Count the links that lead to other sites than `home`, our own host."""
    return sum(host_of(link) != home for link in links)
