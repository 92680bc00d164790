"""The blueprint of everything public about questions; the modules beside this one hang their pages on it."""

from flask import Blueprint

questions = Blueprint("questions", __name__)
