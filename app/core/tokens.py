"""Random tokens that people hold and we only know the hash of; signed ones that change nothing secret."""

import hashlib
import hmac
import secrets

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer


def new_token() -> str:
    """Make a token of 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Give what is stored of a token: SHA-256, enough since the token is random."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign(purpose: str, value: int | str) -> str:
    """Sign a value for one purpose; another purpose does not accept it."""
    return str(_signer(purpose).dumps(value))


def unsign(purpose: str, token: str, max_age: int | None = None) -> int | str | None:
    """Give back the value signed for this purpose, or None; `max_age` in seconds."""
    try:
        value: int | str = _signer(purpose).loads(token, max_age=max_age)
    except BadData:
        return None
    return value


def derive(purpose: str, value: str) -> bytes:
    """Give 256 bits that only this site can make of a value, and makes the same each time."""
    key = str(current_app.secret_key or "").encode()
    return hmac.digest(key, f"torv.{purpose}:{value}".encode(), "sha256")


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=f"torv.{purpose}")
