"""The blueprint of the pages of tickets; the modules beside this one hang their pages on it."""

from flask import Blueprint

tickets = Blueprint("tickets", __name__)
