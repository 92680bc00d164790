"""A client that can send anything: signed in or not, with or without a CSRF token that is right."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

CSRF = "0123456789abcdef" * 2
SIGN_IN = "sign in"
SAFE = ("GET", "HEAD", "OPTIONS")


class Browser:
    """One browser that always sends the same cookies, whatever the answers set."""

    def __init__(self, app: Flask, token: str | None = None, *, csrf: bool = True) -> None:
        self.app, self.token, self.csrf = app, token, csrf

    def send(
        self, method: str, path: str, form: dict[str, Any] | None = None, **options: Any
    ) -> TestResponse:
        """Send one request; an unsafe one carries the CSRF token unless this browser has none."""
        safe = method in SAFE
        headers = dict(options.pop("headers", {}))
        cookie = self._cookie(with_csrf=self.csrf and not safe)
        if cookie:
            headers["Cookie"] = cookie
        if not safe:
            form = dict(form or {})
            if self.csrf:
                form["csrf_token"] = csrf_token(self.app)
        client = self.app.test_client(use_cookies=False)
        return client.open(path, method=method, data=None if safe else form, headers=headers, **options)

    def _cookie(self, *, with_csrf: bool) -> str:
        held = {"_user_id": self.token} if self.token else {}
        if with_csrf:
            held["csrf_token"] = CSRF
        return session_cookie(self.app, held) if held else ""


def session_cookie(app: Flask, held: dict[str, Any]) -> str:
    """Write a session cookie as the app would."""
    interface = app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    signer = interface.get_signing_serializer(app)
    assert signer is not None
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'_permanent': True, **held})}"


def csrf_token(app: Flask) -> str:
    """Sign the token these browsers hold in their session, as forms do."""
    return str(URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(CSRF))


def outcome(response: TestResponse) -> int | str:
    """Tell the status, and sending somebody to sign in from every other redirect."""
    location = urlsplit(response.headers.get("Location", ""))
    if (
        response.status_code in (302, 303)
        and location.path == "/sign-in"
        and location.query.startswith("to=")
    ):
        return SIGN_IN
    return response.status_code
