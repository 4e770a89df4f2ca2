"""What a form says of a task: texts as typed, as the rows and days that the service takes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.tickets import selectors as tickets
from core.work import selectors as work
from portal.ui.forms import Form
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, NotFound

PLAIN = ("title", "description", "status", "priority")
WORDS = {"title", "description"}  # may be emptied; of the other two nothing said is nothing changed
KEYS = ("assignee", "team", "project", "milestone")
FIELDS = (*PLAIN, *KEYS, "ticket", "due_on", "estimate")


def sent(request: HttpRequest) -> Form:
    """The fields that the form has, as typed."""
    return Form.of(request, *(name for name in FIELDS if name in request.POST))


def values(actor: Actor, form: Form) -> dict[str, Any]:
    """As services.open_task and change take them. Raises Invalid with one sentence per field."""
    wrong: dict[str, list[str]] = {}
    found: dict[str, Any] = {
        name: form[name] for name in PLAIN if form.data.get(name) or name in WORDS & form.data.keys()
    }
    for name in KEYS:
        if name in form.data:
            found[name] = int(form[name]) if form[name].isdecimal() and len(form[name]) < 18 else None
    for name, read in (("due_on", day), ("estimate", minutes)):
        if name in form.data:
            try:
                found[name] = read(form[name])
            except Invalid as refusal:
                wrong[name] = [refusal.message]
    if "ticket" in form.data:
        try:
            found["ticket"] = _ticket(actor, form["ticket"])
        except NotFound as refusal:
            wrong["ticket"] = [refusal.message]
    if wrong:
        raise Invalid(fields=wrong)
    ticket = found.pop("ticket", None)
    rows = work.named(actor, found)
    return rows | ({"ticket": ticket} if "ticket" in form.data else {})


def day(text: str) -> date | None:
    """Of a field of type date. Raises Invalid."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise Invalid(_("Write a day as in 2026-12-24.")) from None


def minutes(text: str) -> int | None:
    """Of "90", "1h", "1h 30m", "1:30" or "1.5h". Raises Invalid."""
    text = text.strip().lower().replace(",", ".")
    if not text:
        return None
    try:
        if ":" in text:
            hours, _colon, rest = text.partition(":")
            return int(hours) * 60 + int(rest)
        hours, mark, rest = text.partition("h")
        if mark:
            return round(float(hours) * 60) + int(rest.strip().removesuffix("m").strip() or 0)
        return int(text.removesuffix("m").strip())
    except (ValueError, OverflowError):
        raise Invalid(_("Write minutes as in 90, 1h 30m or 1:30.")) from None


def spelled(count: int | None) -> str:
    """ "1h 30m" as `minutes` reads it."""
    if count is None:
        return ""
    hours, rest = divmod(count, 60)
    return " ".join(filter(None, (f"{hours}h" if hours else "", f"{rest}m" if rest or not hours else "")))


def _ticket(actor: Actor, text: str) -> Any:
    return tickets.ticket_for(actor, text.strip(), beside=()) if text.strip() else None
