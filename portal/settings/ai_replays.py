"""Changes of triage tried over solved tickets: the history, how far one is, what came out, approve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ai import rules, selectors, services
from ai.selectors import trials
from core.accounts import selectors as accounts
from core.desk import rules as desk_rules
from portal.agent import paths
from portal.settings.ai import NAMES
from portal.settings.ai_replay_words import change_of, title_of, words_of
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM
from portal.ui.money import money, priced
from portal.ui.views import flash, fragment, needs, page_of, with_query
from tenants.kernel.actor import parse_ref
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from ai.models import Replay

PAGE, CHANGES = 25, 50
ACTS = {
    "cancel": services.cancel_replay,
    "approve": services.approve_replay,
    "discard": services.discard_replay,
    "undo": services.undo_replay,
}
OUTCOMES = {
    "worse": gettext_lazy("Worse"),
    "better": gettext_lazy("Better"),
    "other": gettext_lazy("Neither"),
}
SAID = {
    "approve": gettext_lazy("Approved. It holds from the next message on."),
    "discard": gettext_lazy("Discarded. Nothing has changed."),
    "cancel": gettext_lazy("Canceled. Nothing has changed."),
    "undo": gettext_lazy("Undone. What it replaced holds again from the next message on."),
}

KINDS = (  # kind, mark, name, what it is about
    (
        "model", "cpu", gettext_lazy("Another model"),
        gettext_lazy("An endpoint with a model, before it is switched on."),
    ),
    (
        "guidance", "pencil", gettext_lazy("Other guidance"),
        gettext_lazy("How your own people want mail sorted, in words."),
    ),
    (
        "categories", "layers", gettext_lazy("Other categories"),
        gettext_lazy("Names, descriptions, new and removed ones."),
    ),
)  # fmt: skip


@needs(rules.POLICY)
@never_cache
@require_GET
def ai_replays(request: HttpRequest) -> HttpResponse:
    """The history. Three queries of its own, however long it is."""
    found, neighbours = page_of(request, selectors.replays(actor_of(request)), PAGE)
    counts = trials.counts(list(found))
    people = _people(found)
    rows = [_line(row, people) | {"counts": counts[row.pk]} for row in found]
    return page(request, "ai_replays", {"page": "ai", "rows": rows, "kinds": KINDS, **neighbours})


@needs(rules.POLICY)
@never_cache
@require_http_methods(["GET", "POST"])
def ai_replay(request: HttpRequest, public_id: str) -> HttpResponse:
    """One: GET ?outcome=&field=&page=; POST action=cancel|approve|discard|undo."""
    by = actor_of(request)
    row = selectors.replay(by, public_id)
    if request.method == "GET":
        return _page(request, row)
    if (act := ACTS.get(action := request.POST.get("action", ""))) is None:
        raise Invalid
    more = {"anyway": request.POST.get("anyway") == "1"} if action == "undo" else {}
    try:
        act(row, by=by, **more)
    except SAID_IN_FORM as refusal:
        fields = refusal.data.get("fields") or {}
        told = [str(one) for sentences in fields.values() for one in sentences]
        flash(request, " ".join(told) or refusal.message, "error")
    else:
        flash(request, str(SAID[action]))
    return redirect("settings:ai_replay", public_id=public_id)


@needs(rules.POLICY)
@never_cache
@require_GET
def ai_replay_state(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far it is, alone: asked for while a worker has it. Once it is over the whole page is loaded."""
    row = selectors.replay(actor_of(request), public_id)
    answer = fragment(request, "portal/settings/_ai_replay.html", {"one": _line(row, _people([row]))})
    if row.state not in row.LIVE:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _page(request: HttpRequest, row: Replay) -> HttpResponse:
    outcome, field = request.GET.get("outcome", ""), request.GET.get("field", "")
    outcome, field = outcome if outcome in OUTCOMES else "", field if field in NAMES else ""
    by, found = actor_of(request), trials.result(row)
    changes, neighbours = page_of(request, trials.changed(by, row, outcome, field), CHANGES)
    words = words_of(row)
    context = {
        "page": "ai",
        "one": _line(row, _people([row])),
        "change": change_of(row),
        "result": _result(found) if found.total.compared or found.failed else None,
        "fields": [_field(request, line, field) for line in found.lines],
        "filters": _filters(request, found.total, outcome),
        "changes": [_changed(one, words) for one in changes],
        "field": NAMES.get(field, ""),
        "all_url": with_query(request, outcome=None, field=None, page=None) if outcome or field else "",
        "may_approve": _may_approve(row, by, found),
        "undo": _undo(row, by),
        "needs_desk": row.kind == "categories" and not by.may(desk_rules.ARRANGE),
    }
    return page(request, "ai_replay", context | neighbours)


def _may_approve(row: Replay, by: Any, found: Any) -> bool:
    is_asked = not row.decision and row.state in row.TELLING and found.read > 0
    is_real = row.change.get("provider") != "local"
    return is_asked and is_real and (row.kind != "categories" or by.may(desk_rules.ARRANGE))


def _undo(row: Replay, by: Any) -> dict[str, Any] | None:
    """What undoing would do: {until, left (tickets that keep a category)}. None where it cannot be."""
    if not services.may_undo_replay(row) or (row.kind == "categories" and not by.may(desk_rules.ARRANGE)):
        return None
    assert row.decided_at is not None
    return {"until": row.decided_at + services.REPLAY_UNDO_FOR, "left": services.left_by_undo(row)}


def _people(rows: Any) -> dict[str, str]:
    """{ref: name} of who asked and decided. One query."""
    refs = {ref for row in rows for ref in (row.asked_by, row.decided_by) if ref.startswith("user:")}
    ids = {ref: parse_ref(ref)[1] for ref in refs}
    names = accounts.names_of([pk for pk in ids.values() if pk is not None])
    return {ref: names.get(pk or 0, "") for ref, pk in ids.items()}


def _line(row: Replay, people: dict[str, str]) -> dict[str, Any]:
    total = row.total if row.total is not None else row.size
    return {
        "id": row.public_id,
        "url": reverse("settings:ai_replay", args=[row.public_id]),
        "state_url": reverse("settings:ai_replay_state", args=[row.public_id]),
        "kind": row.kind,
        "title": title_of(row),
        "state": row.state,
        "state_name": row.get_state_display(),
        "is_live": row.state in row.LIVE,
        "reason": row.reason,
        "is_chosen": row.total is not None,
        "total": total,
        "done": row.done,
        "percent": min(100, 100 * row.done // total) if total else 0,
        "spent": priced(row.spent, 0 if row.spent else row.tokens_in + row.tokens_out),
        "cap": money(row.cap),
        "calls": row.calls,
        "by": people.get(row.asked_by) or _("the command line"),
        "at": row.created_at,
        "decision": row.decision,
        "decided_by": people.get(row.decided_by) or _("the command line"),
        "decided_at": row.decided_at,
    }


def _result(found: Any) -> dict[str, Any]:
    total = found.total
    old, new = _share(total.old_right, total.judged), _share(total.new_right, total.judged)
    return {
        "read": found.read,
        "failed": found.failed,
        "whys": sorted(found.whys.items(), key=lambda one: -one[1]),
        "agreement": _share(total.same, total.compared),
        "compared": total.compared,
        "judged": total.judged,
        "old": old,
        "new": new,
        "better": total.better,
        "worse": total.worse,
        "other": total.other,
        "ms": found.ms,
    }


def _field(request: HttpRequest, line: Any, field: str) -> dict[str, Any]:
    return {
        "name": NAMES[line.field],
        "url": with_query(request, field=line.field, page=None),
        "on": line.field == field,
        "agreement": _share(line.same, line.compared),
        "judged": line.judged,
        "old": _share(line.old_right, line.judged),
        "new": _share(line.new_right, line.judged),
        "better": line.better,
        "worse": line.worse,
        "other": line.other,
    }


def _filters(request: HttpRequest, total: Any, outcome: str) -> list[dict[str, Any]]:
    every = total.better + total.worse + total.other
    rows = [("", _("All"), every), *((key, name, getattr(total, key)) for key, name in OUTCOMES.items())]
    return [
        {
            "name": name,
            "number": number,
            "on": key == outcome,
            "url": with_query(request, outcome=key, page=None),
        }
        for key, name, number in rows
    ]


def _changed(row: Any, words: Any) -> dict[str, Any]:
    ticket = row.item.ticket
    return {
        "label": ticket.label,
        "subject": ticket.subject,
        "url": paths.ticket(ticket.number),
        "field": NAMES[row.field],
        "old": words(row.field, row.old),
        "new": words(row.field, row.new),
        "final": "" if row.final is None else words(row.field, row.final),
        "outcome": row.outcome,
        "outcome_name": OUTCOMES[row.outcome],
    }


def _share(part: int, whole: int) -> int | None:
    """Percent, cut off: 99.6 is not 100. None of nothing."""
    return 100 * part // whole if whole else None
