"""Headers on every response: what a page may load, who may keep it, and nothing else."""

from flask import Flask, Response, current_app, request

from app.core.doors import door_of
from app.core.viewer import has_session_cookie

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def init_app(app: Flask) -> None:
    """Set the headers after every request."""
    app.after_request(set_headers)


def set_headers(response: Response) -> Response:
    """Set security headers; let nobody keep the page, unless it is no error and its door is for everybody."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if response.status_code < 400 and _for_everybody():
        seconds = current_app.extensions["torv_config"].page_seconds
        headers["Cache-Control"] = f"public, max-age=0, s-maxage={seconds}"
        headers["Vary"] = "Cookie, Accept-Language"
    else:
        headers["Cache-Control"] = "no-store"
    return response


def _for_everybody() -> bool:
    door = door_of(request.endpoint)
    return bool(door and door.cached and not has_session_cookie() and request.method in ("GET", "HEAD"))
