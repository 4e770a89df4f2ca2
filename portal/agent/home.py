"""The agent's home: what waits for oneself, as four short lists to work off, and how the week went."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ai import rules as ai_rules
from ai import selectors as ai
from core.reports import selectors as reports
from core.tickets import selectors as tickets
from core.tickets.rules import VIEW
from core.work import selectors as work
from core.work.rules import VIEW as SEE_TASKS
from portal.agent import home_feedback, paths, rows, shell, task_words
from portal.agent.change_words import card, counted, percent, shared, took
from portal.ui import surroundings
from portal.ui.views import fragment, needs, show
from tenants.kernel import clock
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.tickets.models import Approval, Ticket

Context = dict[str, Any]
BASE = "portal/agent/"
SHOWN = 6  # rows of a list; the rest stands in the inbox
DAYS = 7
HURRY = timedelta(hours=1)  # what is due within it comes before who waits longest


@needs(VIEW)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/home/; ?part=work the parts that live news refreshes."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = _work(request, actor)
    if request.GET.get("part") == "work":
        return fragment(request, f"{BASE}_home_work.html", context)
    context |= {"greeting": _greeting(request), "name": actor.name.split(" ")[0]}
    return show(request, f"{BASE}home.html", shell.around(request, "home") | context)


def _work(request: HttpRequest, actor: Actor) -> Context:
    """About a dozen statements, however much there is."""
    alerts = list(reports.alerts(actor).only(*rows.COLUMNS)[: SHOWN + 1])
    pending = list(reports.pending(actor).only(*rows.COLUMNS)[: SHOWN + 1])
    given = list(reports.assigned(actor).only(*rows.COLUMNS)[: SHOWN + 1])
    return {
        "cards": _cards(actor),
        "lists": [*_asked(actor), _alerts(alerts), _pending(pending), *_tasks(request, actor), _given(given)],
        "feedback": _feedback(actor),
        "next": _next(actor, alerts, pending),
    }


def _cards(actor: Actor) -> list[Context]:
    numbers = shell.open_numbers(actor)
    found = reports.figures(actor, reports.window(DAYS), agent=actor.id or 0)
    now, before = found.now, found.before
    days = {"days": DAYS, "agent": "me"}
    return [
        card(_("On your desk"), numbers["mine"], _("open, not put aside"), paths.listing(assignee="me")),
        card(
            _("Solved"), now["solved"], _("in 7 days"), paths.behind("solved", **days),
            counted(now["solved"], before["solved"], good="up"),
        ),
        card(
            _("Time to solve"), took(now.took("solve")), _("half are quicker"), "",
            counted(now.took("solve"), before.took("solve"), good="down"),
        ),
        card(
            _("Promises kept"), percent(now.all_kept), _("in 7 days"), "",
            shared(now.all_kept, before.all_kept),
        ),
    ]  # fmt: skip


def _asked(actor: Actor) -> list[Context]:
    """What waits for one's own word, where something does."""
    found = list(tickets.waiting_for(actor)[: SHOWN + 1])
    told = {
        "key": "asked",
        "title": _("Waiting for your approval"),
        "icon": "circle-check",
        "hint": _("The oldest first"),
        "url": paths.APPROVALS,
        "rows": [_question(row) for row in found[:SHOWN]],
        "more": True,
        "empty": ("circle-check", "", ""),
    }
    return [told] if found else []


def _question(row: Approval) -> Context:
    label = row.ticket.label
    about = {"number": row.ticket.number, "label": label, "url": paths.APPROVALS, "subject": row.question}
    return about | {"who": row.by_name, "priority": "", "late": False, "due": row.due_at, "at": row.asked_at}


def _alerts(found: list[Ticket]) -> Context:
    return {
        "key": "alerts",
        "title": _("Promises running"),
        "icon": "timer",
        "hint": _("Yours, due soonest first"),
        "url": paths.listing(assignee="me", order="due"),
        "rows": [_row(row, due=row.due_at) for row in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "empty": ("circle-check", _("No clock is ticking"), _("Nothing of yours is due. Well kept.")),
    }


def _pending(found: list[Ticket]) -> Context:
    return {
        "key": "pending",
        "title": _("Waiting for your reply"),
        "icon": "reply",
        "hint": _("Who waits longest first"),
        "url": paths.listing(assignee="me", awaits_reply="1", order="oldest"),
        "rows": [_row(row, at=row.last_message_at) for row in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "empty": ("smile", _("Everybody has an answer"), _("No customer of yours waits for a word.")),
    }


def _tasks(request: HttpRequest, actor: Actor) -> list[Context]:
    """One's own to do, for who sees tasks."""
    if not actor.may(SEE_TASKS):
        return []
    day = task_words.today(request)
    found = list(work.listed(actor, work.TaskFilters(assignee="me"), day)[: SHOWN + 1])
    told = {
        "key": "tasks",
        "title": _("My tasks"),
        "icon": "circle-check",
        "hint": _("Due soonest first"),
        "url": paths.TASKS,
        "rows": [_task(task_words.row(row, day)) for row in found[:SHOWN]],
        "more": bool(found),
        "empty": ("circle-check", _("Nothing to do"), _("Tasks that you are given wait here.")),
    }
    return [told]


def _task(row: Context) -> Context:
    about = row["project"]["name"] if row["project"] else row["ticket"]["label"] if row["ticket"] else ""
    kept = {name: row[name] for name in ("number", "label", "url", "priority")}
    return kept | {"subject": row["title"], "who": about, "late": False, "due": None, "at": None, "task": row}


def _given(found: list[Ticket]) -> Context:
    return {
        "key": "given",
        "title": _("Recently yours"),
        "icon": "user-plus",
        "hint": _("Assigned in the last 7 days"),
        "url": paths.listing(assignee="me", order="created"),
        "rows": [_row(row, at=row.given_at) for row in found[:SHOWN]],  # type: ignore[attr-defined]
        "more": len(found) > SHOWN,
        "empty": ("inbox", _("Nothing new on your desk"), _("What is assigned to you shows here.")),
    }


def _feedback(actor: Actor) -> Context | None:
    """None for who sees nothing of the AI."""
    if not actor.may(ai_rules.VIEW):
        return None
    since = clock.now() - timedelta(days=home_feedback.DAYS)
    return home_feedback.of(ai.own_feedback(actor, since))


def _next(actor: Actor, alerts: list[Ticket], pending: list[Ticket]) -> Context | None:
    """What the button opens, and why: due, else who waits longest, else the pool's most urgent."""
    if alerts and alerts[0].due_at and alerts[0].due_at <= clock.now() + HURRY:
        found, why = alerts[0], _("due first")
    elif pending:
        found, why = pending[0], _("waits longest")
    elif pool := list(reports.pool(actor)[:1]):
        found, why = pool[0], _("nobody holds it")
    else:
        return None
    return {"url": paths.ticket(found.number), "label": found.label, "subject": found.subject, "why": why}


def _row(ticket: Ticket, **when: Any) -> Context:
    row = rows.of([ticket])[0]
    kept = {name: row[name] for name in ("number", "label", "url", "subject", "who", "priority", "late")}
    return kept | {"due": None, "at": None} | when


def _greeting(request: HttpRequest) -> str:
    hour = clock.now().astimezone(ZoneInfo(surroundings.zone_of(request))).hour
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")
