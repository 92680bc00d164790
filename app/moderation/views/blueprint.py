"""The blueprint of the pages of moderation; the modules beside this one hang their pages on it."""

from types import ModuleType

from flask import Blueprint

from app.moderation import phrases

moderation = Blueprint("moderation", __name__)


@moderation.context_processor
def words() -> dict[str, ModuleType]:
    """Give templates how moderation is said."""
    return {"said": phrases}
