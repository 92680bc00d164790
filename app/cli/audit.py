"""Commands for the audit trail: `flask audit verify`."""

from itertools import islice

import click
from flask.cli import AppGroup

from app.core.audit import count_entries, faults, list_entries, read_heads

audit = AppGroup("audit", help="The audit trail: who used which power on what.")
SHOWN = 20


@audit.command("verify")
def verify() -> None:
    """Look whether every entry is as it was written; where not, say so and end with 1."""
    heads = read_heads()
    found = list(islice(faults(list_entries(), heads), SHOWN + 1))
    for fault in found[:SHOWN]:
        click.echo(fault)
    if found:
        more = " or more" if len(found) > SHOWN else ""
        raise click.ClickException(
            f"{min(len(found), SHOWN)}{more} faults: the audit trail was tampered with."
        )
    click.echo(
        f"{count_entries()} entries, each as it was written; {len(heads)} are kept outside the database too."
    )
