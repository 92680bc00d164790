"""The pages of the administration area. Importing this registers them all."""

from app.admin.views import audit, departments, people, terms, topics, working_time
from app.admin.views.blueprint import admin

__all__ = ["admin", "audit", "departments", "people", "terms", "topics", "working_time"]
