"""The personal-data guard: what operations ask before they store anything as public, and how a form answers for it.

What was found is shown to who wrote it and kept nowhere: not in a log, a row, a mail or a token.
"""

from app.core.guard.found import Found
from app.core.guard.guarding import PersonalData, guard, look, publishes, refuse_any

__all__ = ["Found", "PersonalData", "guard", "look", "publishes", "refuse_any"]
