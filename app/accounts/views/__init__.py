"""The pages of signing up and in, and of one's own account. Importing this registers them all."""

from app.accounts.views import joining, passwords, sessions, settings
from app.accounts.views.blueprint import accounts

__all__ = ["accounts", "joining", "passwords", "sessions", "settings"]
