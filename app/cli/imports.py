"""Commands that bring in another forum: `flask import stackexchange`."""

import os
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _
from flask_babel import ngettext

from app.cli.search import rebuild_aloud
from app.core.access import SYSTEM
from app.imports.importing import Options
from app.imports.reading import NotADump, site_of
from app.imports.report import Finding, Report
from app.imports.stackexchange import Progress, import_dump
from app.search.backend import IndexBusy

PROCESSES = min(os.cpu_count() or 1, 4)  # to convert texts; more than four would wait for the one that writes


@click.group("import")
def import_group() -> None:
    """Bring in another forum."""


@import_group.command("stackexchange")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Do it all, report, and take it back.")
@click.option("--limit", type=click.IntRange(min=1), help="Bring in the first N questions only.")
@click.option("--site", help="The old site's name; by default taken from the file's.")
@click.option("--keep-addresses", is_flag=True, help="Do not mask e-mail addresses in the texts.")
@with_appcontext
def stackexchange(
    path: Path, dry_run: bool, limit: int | None, site: str | None, keep_addresses: bool
) -> None:
    """Import a Stack Exchange dump: a .zip, a .7z or a folder of XML files.

    Interrupted and run again, it goes on. Run over a newer dump of the same site, it updates and adds.
    """
    options = Options(site or site_of(path), limit, keep_addresses, dry_run)
    try:
        report = _import(path, options)
    except NotADump as error:
        raise click.ClickException(_("This is no Stack Exchange dump: %(path)s", path=error)) from error
    except KeyboardInterrupt as error:
        raise click.ClickException(_("Interrupted. Run the same command again and it goes on.")) from error
    click.echo(_("Imported as the site “%(site)s”.", site=options.site))
    _print(report)
    if dry_run:
        click.echo(_("This was a dry run: nothing was written."))
    else:
        _rebuild_search()


def _import(path: Path, options: Options) -> Report:
    with click.progressbar(length=1, label=_("Importing"), item_show_func=str) as bar:

        def begin(size: int) -> None:
            bar.length = size

        def stage(name: str) -> None:
            bar.update(0, name)

        return import_dump(SYSTEM, path, options, Progress(begin, stage, bar.update), PROCESSES)


def _rebuild_search() -> None:
    """One rebuild in place of an event for every post that was brought in."""
    click.echo(_("Building the search index anew …"))
    try:
        count = rebuild_aloud()
    except IndexBusy:
        click.echo(_("The search index is busy. Run flask search rebuild when it is not."))
    else:
        click.echo(ngettext("It holds %(num)s question.", "It holds %(num)s questions.", count))


def _print(report: Report) -> None:
    for what, count in sorted(report.tallies.items()):
        if count:
            click.echo(f"{count:>10,}  {what}")
    if not report.findings:
        return
    click.echo("")
    click.echo(_("Found on the way:"))
    for finding, count in report.findings.most_common():
        click.echo(f"{count:>10,}  {explain(finding)}")
        for example in report.examples[finding]:
            click.echo(f"{'':>12}{example}")


def explain(finding: Finding) -> str:
    """Say in words what was found, and what became of it."""
    words: dict[Finding, str] = {
        Finding.MISSING_TABLE: _("tables that the dump does not have"),
        Finding.TABLE_WITHOUT_ROWS: _("tables without a readable row"),
        Finding.CUT_SHORT: _("files that are cut short or damaged; read as far as they go"),
        Finding.MENDED_ROW: _("rows with characters XML forbids; mended and read"),
        Finding.UNREADABLE_ROW: _("rows that are not XML; left out"),
        Finding.UNKNOWN_ATTRIBUTE: _("attributes we do not know; ignored"),
        Finding.BAD_VALUE: _("values that make no sense; taken as missing"),
        Finding.INCOMPLETE_ROW: _("rows without something they must have"),
        Finding.REPEATED_ID: _("posts that the dump holds twice; the last one counts"),
        Finding.ORPHAN_ANSWER: _("answers whose question is not there; left out"),
        Finding.ORPHAN_COMMENT: _("comments whose post is not there; left out"),
        Finding.ORPHAN_VOTE: _("votes on posts that are not there; left out"),
        Finding.CIRCULAR_LINK: _("duplicates that lead back to themselves; not linked"),
        Finding.DANGLING_ACCEPTED: _("accepted answers that are not there; none is accepted"),
        Finding.DANGLING_AUTHOR: _("authors who are not there; shown as a former member"),
        Finding.DANGLING_PERSON: _("votes and badges of people who are not there; left out"),
        Finding.DANGLING_LINK: _("duplicates of questions that are not there; not linked"),
        Finding.STUB_PERSON: _("people of whom little more than a number is left"),
        Finding.NAMELESS_PERSON: _("people without a name; called a former member"),
        Finding.SHARED_NAME: _("people with a name that another has already; both keep it"),
        Finding.MISLEADING_NAME: _("names nobody could take here, as they may mislead; kept"),
        Finding.RENAMED_TAG: _("tags with signs that tags have not here; written without"),
        Finding.UNSUPPORTED_KIND: _(
            "posts that are neither question nor answer (tag wikis and others); left out"
        ),
        Finding.EMPTY_BODY: _("posts without a text"),
        Finding.CHANGED_TEXT: _("texts that show differently here; look at them"),
        Finding.LONG_BODY: _("texts longer than may be written here; kept whole"),
        Finding.LOST_LINK: _("links that lead nowhere now; their text is kept"),
        Finding.EMAIL_ADDRESS: _("e-mail addresses in texts; masked unless asked to keep them"),
        Finding.EDITED_HERE: _("posts that were edited here since the last import; their text is left alone"),
        Finding.GONE_PERSON: _("people whom an earlier dump had and this one has not; they stay here"),
        Finding.GONE_POST: _("posts that an earlier dump had and this one has not; they stay here"),
        Finding.GONE_COMMENT: _("comments that an earlier dump had and this one has not; they stay here"),
        Finding.GONE_BADGE: _("badges that an earlier dump had and this one has not; they stay here"),
        Finding.GONE_DUPLICATE: _("questions that are no duplicates any more there; they stay linked here"),
    }
    return words[finding]
