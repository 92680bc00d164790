"""Commands. One module a group, one command one operation."""

from flask import Flask

from app.cli import audit, imports, people, search, setting_up, tickets


def register_commands(app: Flask) -> None:
    """Give the app its commands."""
    for command in (
        setting_up.set_up,
        setting_up.worker,
        people.people,
        tickets.tickets,
        audit.audit,
        search.search,
        imports.import_group,
    ):
        app.cli.add_command(command)
