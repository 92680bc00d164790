"""Where a `to=` may lead: to a page of this site, nowhere else."""

from urllib.parse import urlsplit


def safe_path(target: str | None, default: str = "/") -> str:
    """Give the target if it is a path on this site, else the default. Browsers read `\\` as `/`, so none of those."""
    if not target or not target.startswith("/") or target.startswith("//") or len(target) > 2000:
        return default
    if "\\" in target or any(ord(character) < 32 for character in target):
        return default
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else default
