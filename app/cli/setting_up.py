"""Commands that bring a site up: `flask set-up` and `flask worker`."""

import signal
import threading

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app.accounts.queries import has_administrator
from app.core.access import SYSTEM
from app.core.db import transaction
from app.demo.loading import PASSWORD, list_sign_ins, load_town
from app.jobs.worker import work
from app.search import indexing
from app.terms.operations import publish_first_terms


@click.command("set-up")
@click.option("--demo", is_flag=True, help="Also load the demo town, if the site is empty.")
@with_appcontext
def set_up(demo: bool) -> None:
    """Make the instance folder, bring the database to the newest migration, and load the demo town if asked to.

    The search index is there at the end too; where it was before, it is left alone.
    """
    config = current_app.extensions["torv_config"]
    upgrade()
    with transaction():
        publish_first_terms(SYSTEM)
    if demo:
        _demo(config.site_url)
    indexing.make_usable()
    click.echo(f"{config.site_name} is set up.")
    if not demo and not has_administrator():
        _say_how_to_begin(config.site_url)


def _say_how_to_begin(address: str) -> None:
    """Tell how the site gets its first administrator, who does the rest in the browser."""
    click.echo("\nNobody administers it yet. Make an account for yourself, and give it the role:\n")
    click.echo('  flask people create you@example.org --name "Your Name"')
    click.echo("  flask people grant you@example.org administrator")
    click.echo(f"\nThen serve it, sign in, and go to {address}/admin.")


def _demo(address: str) -> None:
    """Load the town into an empty site, and tell how to sign in to it."""
    click.echo("Loading the demo town …")
    load_town()
    sign_ins = list_sign_ins()
    if sign_ins:
        click.echo(f"\nThe demo town is at {address}. Sign in as one of these, password {PASSWORD}:\n")
        for one in sign_ins:
            click.echo(f"  {one.role:<14} {one.email:<34} {one.name}")
        click.echo()


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Handle what happened and what is due, until stopped; for TORV_JOBS=separate."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_caught: stop.set())
    click.echo("The worker is at work.")
    work(current_app._get_current_object(), stop)  # type: ignore[attr-defined]
