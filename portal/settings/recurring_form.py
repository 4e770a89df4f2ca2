"""A recurring ticket as a form and back: how often it comes, in words, and what is done to each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.automation.dates import parts
from portal.settings import rule_form
from portal.settings.rule_form import Deed
from portal.ui.forms import Form
from portal.ui.times import day
from tenants import context
from tenants.kernel import clock

if TYPE_CHECKING:
    from core.automation.models import Recurrence

TEXTS = (
    "name", "subject", "text", "queue", "customer", "freq", "every", "by", "month_day", "nth", "weekday",
    "starts_on", "at", "time_zone", "ends_on", "count", "year_days",
)  # fmt: skip
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQS = {
    "DAILY": gettext_lazy("Every day"),
    "WEEKLY": gettext_lazy("Every week"),
    "MONTHLY": gettext_lazy("Every month"),
    "YEARLY": gettext_lazy("Every year"),
}
NTHS = {
    "1": gettext_lazy("first"),
    "2": gettext_lazy("second"),
    "3": gettext_lazy("third"),
    "4": gettext_lazy("fourth"),
    "-1": gettext_lazy("last"),
}
LAST_DAY = "-1"


@dataclass
class Typed:
    """days: of the week, that are ticked."""

    form: Form
    days: list[str]
    deeds: list[Deed]


def typed(row: Recurrence | None) -> Typed:
    """The form of one, or of a new one: each week on the day that is today."""
    time_zone = context.current_tenant().time_zone
    today = clock.now().astimezone(ZoneInfo(time_zone)).date()
    empty = {
        "name": "", "subject": "", "text": "", "queue": "", "customer": "", "freq": "WEEKLY", "every": "1",
        "by": "day", "month_day": str(today.day if today.day < 29 else LAST_DAY), "nth": "1",
        "weekday": CODES[today.weekday()], "starts_on": today.isoformat(), "at": "09:00",
        "time_zone": time_zone, "ends_on": "", "count": "", "year_days": "",
    }  # fmt: skip
    if row is None:
        return Typed(Form({**empty, "is_active": True}), [CODES[today.weekday()]], [Deed()])
    given = parts(row.rule)
    until = given.get("UNTIL", "")
    weekday = given.get("BYDAY", "")
    data = empty | {
        "name": row.name, "subject": row.subject, "text": row.text, "queue": str(row.queue_id or ""),
        "customer": row.customer, "freq": given["FREQ"], "every": given.get("INTERVAL", "1"),
        "starts_on": row.starts_on.isoformat(), "at": row.at.strftime("%H:%M"), "time_zone": row.time_zone,
        "ends_on": f"{until[:4]}-{until[4:6]}-{until[6:]}" if until else "",
        "count": given.get("COUNT", ""),
        "year_days": _year_days(given),
        "by": "weekday" if given["FREQ"] == "MONTHLY" and weekday else "day",
        "month_day": given.get("BYMONTHDAY", str(row.starts_on.day)),
    }  # fmt: skip
    if data["by"] == "weekday":
        data |= {"nth": weekday[:-2], "weekday": weekday[-2:]}
    days = weekday.split(",") if given["FREQ"] == "WEEKLY" and weekday else [CODES[row.starts_on.weekday()]]
    return Typed(Form({**data, "is_active": row.is_active}), days, rule_form.deeds_of(row.actions))


def _year_days(given: dict[str, str]) -> str:
    return f"BYMONTH={given['BYMONTH']};BYMONTHDAY={given['BYMONTHDAY']}" if "BYMONTH" in given else ""


def sent(request: HttpRequest) -> Typed:
    form = Form.of(request, *TEXTS)
    form.data |= {"is_active": "is_active" in request.POST, "rule": "", "actions": ""}
    if form["freq"] not in FREQS:
        form.data["freq"] = "WEEKLY"
    days = [code for code in CODES if code in request.POST.getlist("days")]
    return Typed(form, days, rule_form.sent_deeds(request.POST))


def rule(typed: Typed) -> str:
    """As it is kept; what makes no sense says the service."""
    form = typed.form
    said = [f"FREQ={form['freq']}"]
    every = form["every"].strip() or "1"
    if every != "1":
        said.append(f"INTERVAL={every}")
    if form["freq"] == "WEEKLY" and typed.days:
        said.append(f"BYDAY={','.join(typed.days)}")
    elif form["freq"] == "MONTHLY" and form["by"] == "weekday":
        said.append(f"BYDAY={form['nth']}{form['weekday']}")
    elif form["freq"] == "MONTHLY":
        said.append(f"BYMONTHDAY={form['month_day']}")
    elif form["freq"] == "YEARLY" and form["year_days"]:  # written by the API; the form goes by its first day
        said.append(form["year_days"])
    if form["ends_on"]:
        said.append(f"UNTIL={form['ends_on'].replace('-', '')}")
    elif form["count"]:
        said.append(f"COUNT={form['count']}")
    return ";".join(said)


def values(typed: Typed) -> dict[str, Any]:
    """What services.save_recurrence takes."""
    form = typed.form
    queue = form["queue"]
    return {
        **{name: form[name] for name in ("name", "subject", "text", "customer", "time_zone")},
        "queue_id": int(queue) if queue.isdecimal() and len(queue) < 10 else None,
        "rule": rule(typed),
        "starts_on": _read(date.fromisoformat, form["starts_on"]),
        "at": _read(time.fromisoformat, form["at"]),
        "actions": [rule_form.plain(deed) for deed in typed.deeds if deed.do],
        "is_active": bool(form.data["is_active"]),
    }


def said(row: Recurrence) -> str:
    """ "Every 2 weeks on Monday, Thursday at 09:00"."""
    given = parts(row.rule)
    number = int(given.get("INTERVAL", "1"))
    every = {
        "DAILY": ngettext("Every day", "Every %(num)d days", number),
        "WEEKLY": ngettext("Every week", "Every %(num)d weeks", number),
        "MONTHLY": ngettext("Every month", "Every %(num)d months", number),
        "YEARLY": ngettext("Every year", "Every %(num)d years", number),
    }[given["FREQ"]] % {"num": number}
    words = {"every": every, "days": _days(row, given), "at": row.at.strftime("%H:%M")}
    text = (_("%(every)s on %(days)s at %(at)s") if words["days"] else _("%(every)s at %(at)s")) % words
    if until := given.get("UNTIL"):
        text += " " + _("until %(day)s") % {"day": day(date.fromisoformat(until))}
    return text


def _days(row: Recurrence, given: dict[str, str]) -> str:
    by_day = given.get("BYDAY", "")
    if given["FREQ"] == "WEEKLY":
        return ", ".join(weekday(code) for code in (by_day or CODES[row.starts_on.weekday()]).split(","))
    if given["FREQ"] == "MONTHLY" and by_day:
        return _("the %(nth)s %(day)s") % {"nth": NTHS[by_day[:-2]], "day": weekday(by_day[-2:])}
    if given["FREQ"] == "MONTHLY":
        month_day = given.get("BYMONTHDAY", str(row.starts_on.day))
        return _("the last day") if month_day == LAST_DAY else _("day %(day)s") % {"day": month_day}
    if given["FREQ"] == "YEARLY":
        month = int(given.get("BYMONTH", row.starts_on.month))
        return f"{given.get('BYMONTHDAY', row.starts_on.day)} {MONTHS[month]}"
    return ""


def weekday(code: str) -> str:
    return str(WEEKDAYS[CODES.index(code)])


def _read(read: Any, text: str) -> Any:
    """None for what is none: the service says what is missing."""
    try:
        return read(text)
    except ValueError:
        return None
