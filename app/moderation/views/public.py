"""What everybody may know of moderation: the log of decisions, and the report of a period, as a page and as CSV."""

import csv
from datetime import date
from io import StringIO
from zoneinfo import ZoneInfo

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from app.core.clock import today
from app.core.doors import public
from app.core.language import site_timezone
from app.core.paging import Place
from app.moderation.kinds import Kind
from app.moderation.queries.log import page_of_log
from app.moderation.queries.report import make_report
from app.moderation.reporting import Period, flat
from app.moderation.views.blueprint import moderation


@moderation.get("/moderation/log")
@public(cached=True)
def log() -> str:
    """Show what was decided, the newest first."""
    wanted = request.args.get("kind")
    kind = Kind(wanted) if wanted in list(Kind) else None
    page = page_of_log(kind, Place.read(request.args))
    return render_template("moderation/log.html", page=page, kind=kind, kinds=list(Kind))


@moderation.get("/moderation/report")
@public(cached=True)
def report() -> Response:
    """Show the report of a period; without one, of this year so far."""
    period, fault = _period()
    page = render_template("moderation/report.html", report=make_report(period), fault=fault)
    return make_response(page, 422 if fault else 200)


@moderation.get("/moderation/report.csv")
@public(cached=True)
def report_csv() -> Response:
    """Give the report of a period as a table."""
    period, fault = _period()
    if fault:
        return Response(fault + "\n", 422, mimetype="text/plain")
    text = StringIO()
    table = csv.writer(text)
    table.writerow(("from", "to", "part", "of", "measure", "value"))
    for row in flat(make_report(period)):
        table.writerow((period.begun, period.ended, *("" if value is None else value for value in row)))
    name = f"moderation-{period.begun}-{period.ended}.csv"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(text.getvalue(), mimetype="text/csv", headers=headers)


def _period() -> tuple[Period, str]:
    """Read the period out of the address; where it is none, take this year so far and say what is wrong."""
    zone = ZoneInfo(site_timezone())
    now = today(zone)
    this_year = Period(now.replace(month=1, day=1), now, zone)
    try:
        begun = _day("from", this_year.begun)
        ended = _day("to", now)
    except ValueError:
        return this_year, _("Enter days such as 2026-01-31. This is the year so far.")
    if begun > ended:
        return this_year, _("The first day must not be after the last one. This is the year so far.")
    return Period(begun, ended, zone), ""


def _day(name: str, otherwise: date) -> date:
    """Read a day of years a calendar of ours can hold."""
    text = request.args.get(name, "")
    if not text:
        return otherwise
    day = date.fromisoformat(text)
    if not 2000 <= day.year <= 2999:
        raise ValueError(text)
    return day
