"""The Flask extensions, made once and bound to an app by `init_app`."""

from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from app.accounts.queries import find_actor_by_token
from app.core import addresses, db, doors, error_pages, headers, mail, page_cache, templating
from app.core.files import store, uploads
from app.core.language import choose_locale, site_timezone

login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
migrate = Migrate()


def init_app(app: Flask) -> None:
    """Bind every extension and every edge of the core to the app."""
    config = app.extensions["torv_config"]
    db.init_app(app)
    migrate.init_app(
        app, db.db, directory=str(app.extensions["torv_root"] / "migrations"), render_as_batch=True
    )
    _prepare_login(app)
    uploads.init_app(app)  # before what reads forms
    csrf.init_app(app)
    babel.init_app(app, locale_selector=choose_locale, timezone_selector=site_timezone)
    mail.init_app(app, config.mail, config.mail_from, config.instance / "mail")
    store.init_app(app, config.attachments_folder)
    addresses.init_app(app)
    headers.init_app(app)
    doors.init_app(app)
    page_cache.init_app(app, config.page_seconds)
    templating.init_app(app)
    error_pages.init_app(app)


def _prepare_login(app: Flask) -> None:
    """Sign in by server-side sessions only; keep Flask-Login off the session of people who are signed out."""
    login.session_protection = None
    login.user_loader(find_actor_by_token)
    login.init_app(app, add_context_processor=False)
    # The remember cookie cannot be revoked, so there is none, and nothing to refresh after each request.
    app.after_request_funcs[None].remove(login._update_remember_cookie)
