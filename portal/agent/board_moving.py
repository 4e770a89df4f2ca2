"""A card that is dropped on another column or lane: the ordinary change, with whatever that asks first.

POST /desk/board/move/ with number, version, what changes (status, priority, assignee, queue) and where the
card came from (was_status ...): who is overtaken in something else, by triage mostly, is not held up.
Nothing is shown for what went well but a toast that takes it back; what is still to be said (a reason, a
moment, fields, open tickets under it) comes as a dialog, and the card has gone back until then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import ASSIGN, CHANGE, CLOSE_CHILDREN, LEAVE_CHILDREN, PRIORITY_NAMES
from portal.agent import columns, moments, move_asks, taking_back
from portal.agent.codes import status
from portal.ui import own_fields
from portal.ui.happenings import happen
from portal.ui.views import needs
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.tickets.models import Ticket

NEEDS = {"status": CHANGE, "priority": CHANGE, "assignee": ASSIGN, "queue": ASSIGN}
HELD: dict[str, Callable[[Ticket], Any]] = {
    "status": lambda row: row.status_id,
    "priority": lambda row: row.priority,
    "assignee": lambda row: row.assignee_id,
    "queue": lambda row: row.queue_id,
}
ASKED = (
    services.HoldNeeds,
    services.BadMoment,
    services.FieldRequired,
    services.FieldInvalid,
    services.OpenChildren,
)


@needs(CHANGE, ASSIGN)
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """204 and what happened; 409 or 422 with a dialog that asks; 412 when somebody was faster."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = request.POST
    told = [name for name in NEEDS if name in given]
    if not told:
        raise Invalid
    for name in told:
        row = tickets.ticket_for(actor, given.get("number", ""), to=NEEDS[name])
    before = services.stand(row, tags=False)
    try:
        services.place(row, by=actor, seen=_seen(request, row, told), **_values(request, actor, told))
    except services.StaleTicket:
        return overtaken(actor, row.number)
    except ASKED as refusal:
        return move_asks.shown(request, row, refusal)
    tickets.forget_numbers(actor)
    fresh = tickets.ticket_for(actor, row.number)
    moved = services.difference(before, services.stand(fresh, tags=False))
    stays = taking_back.CHILDREN if given.get("with_children") == CLOSE_CHILDREN else ""
    text = f"{fresh.label}: {_words(fresh, told)}"
    toast = taking_back.toast_of(fresh, moved, text, stays=stays) if moved else None
    return done(fresh, toast)


def done(fresh: Ticket, toast: dict[str, Any] | None) -> HttpResponse:
    """Nothing to show: the card stands where it was dropped; its new version, and the undoing."""
    told = {"card-moved": {"number": fresh.number, "version": fresh.version}}
    return taking_back.tell(HttpResponse(status=204), toast, told)


def _values(request: HttpRequest, actor: Actor, told: list[str]) -> dict[str, Any]:
    """As services.place takes it. Raises Invalid and what is said of rows that are gone."""
    given = request.POST
    values: dict[str, Any] = {name: READ[name](given[name], actor) for name in told}
    if "status" not in told:
        return values
    if given.get("with_children", "") in (LEAVE_CHILDREN, CLOSE_CHILDREN):
        values["with_children"] = given["with_children"]
    if "reason" in given:
        values["pending_reason"] = given["reason"]
        values["pending_until"] = moments.typed(given.get("at", ""), moments.zone(request))
    if typed := own_fields.sent(request, desk.fields()):
        values["fields"] = typed
    return values


def overtaken(actor: Actor, number: int) -> HttpResponse:
    """Somebody changed it meanwhile: said, and the board is asked anew."""
    fresh = tickets.ticket_for(actor, number)
    text = _("%(ticket)s was changed meanwhile (it is %(status)s). Nothing was moved: look again.") % {
        "ticket": fresh.label,
        "status": status(fresh)["name"],
    }
    response = HttpResponse(status=412)
    return happen(response, {"toast": {"text": text, "level": "error"}, "board-stale": {}})


def _words(row: Ticket, told: list[str]) -> str:
    return ", ".join(taking_back.words(row, name) for name in told)


def version_of(request: HttpRequest) -> int | None:
    """Of the ticket, as the card had it."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _seen(request: HttpRequest, row: Ticket, told: list[str]) -> int | None:
    """The version of the card; of the row, where what is moved still stands as the card had it."""
    was = {name: request.POST.get(f"was_{name}") for name in told}
    if any(key is None or columns.value_of(name, key) != HELD[name](row) for name, key in was.items()):
        return version_of(request)
    return row.version


def _priority(value: str, actor: Actor) -> int:
    if value not in PRIORITY_NAMES:
        raise Invalid
    return int(PRIORITY_NAMES[value])


def _assignee(value: str, actor: Actor) -> Any:
    if value == columns.NOBODY:
        return None
    if not value.isdecimal() or len(value) > 12:
        raise Invalid
    return accounts.myself(actor) if int(value) == actor.id else accounts.person(actor, int(value))


def _queue(value: str, actor: Actor) -> Any:
    if not value.isdecimal() or len(value) > 12:
        raise Invalid
    return desk.queue(int(value))


READ: dict[str, Callable[[str, Actor], Any]] = {
    "status": lambda value, actor: desk.status(value),
    "priority": _priority,
    "assignee": _assignee,
    "queue": _queue,
}
