"""Mail addresses that are thrown away after use: a published list, and what the site's own file adds or takes away."""

from functools import cache
from pathlib import Path

from disposable_email_domains import blocklist


def is_disposable(email: str, own_list: Path | None = None) -> bool:
    """Tell whether an address is of a domain, or below one, that gives addresses out for minutes."""
    domain = email.rpartition("@")[2].strip().lower()
    added, allowed = _read(own_list)
    parts = domain.split(".")
    names = {".".join(parts[start:]) for start in range(len(parts) - 1)}
    return not names & allowed and any(name in blocklist or name in added for name in names)


@cache
def _read(path: Path | None) -> tuple[frozenset[str], frozenset[str]]:
    """Read the site's own file: a domain a line, with a minus before it one that is no throw-away after all."""
    if path is None:
        return frozenset(), frozenset()
    lines = [line.split("#")[0].strip().lower() for line in path.read_text().splitlines()]
    added = {line for line in lines if line and not line.startswith("-")}
    return frozenset(added), frozenset(line[1:].strip() for line in lines if line.startswith("-"))
