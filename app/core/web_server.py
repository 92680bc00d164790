"""What stands between the web server and the app: static files, and proxies we trust."""

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from app.core.templating import STATIC, static_prefix

A_DAY = 24 * 3600  # seconds
A_YEAR = 365 * A_DAY  # addresses change with the content
FAVICON = "/favicon.ico"  # where whatever reads no page looks for it: an address that never changes


def behind_server(app: Flask, proxies: int) -> None:
    """Serve static files from memory, and believe the forwarding headers of exactly `proxies` proxies."""
    static = WhiteNoise(app.wsgi_app, max_age=A_YEAR, add_headers_function=_headers)
    static.add_files(str(STATIC), prefix=static_prefix())
    static.add_file_to_dictionary(FAVICON, str(STATIC / "favicon.ico"))
    app.wsgi_app = static  # type: ignore[method-assign]
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )


def _headers(headers: dict[str, str], path: str, url: str) -> None:
    if url == FAVICON:
        headers["Cache-Control"] = f"max-age={A_DAY}, public"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    if Path(path).suffix == ".md":
        headers["Content-Type"] = "text/plain; charset=utf-8"
