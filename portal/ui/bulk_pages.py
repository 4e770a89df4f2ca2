"""Pages of the preview about changes of many tickets: the card in the corner, its page, the dialog, the list of them."""

from __future__ import annotations

from collections.abc import Iterator

from portal.ui import samples as s
from portal.ui.samples import Context, Page, back

WHAT = "Status: Resolved · Add tags: outage, webhooks · Störungsnummer: 4711"


def change(state: str = "done", **more: object) -> Context:
    """One as the templates take it."""
    at_work = state in ("working", "undoing")
    said = {"working": "312 of 500 tickets", "undoing": "Putting back: 20 of 500 tickets", "undone": "498 tickets are as before.", "cancelled": "Cancelled. 312 tickets were changed."}
    return {
        "id": 7, "url": "#", "what": WHAT, "state": state, "is_at_work": at_work, "total": 500, "settled": 312, "said": said.get(state, "497 tickets changed."),
        "missed": 0 if at_work else 3, "may_undo": state in ("done", "cancelled"), "undo_until": back(-600), "at": back(2), **more,
    }


def reasons(number: int) -> list[Context]:
    whys = ("T-0042 was merged into T-0040. Nothing was changed.", "Fill in “Störungsnummer” first.", "Changed since: status, priority.")
    return [{"label": f"T-{42 + i:04d}", "url": "#", "subject": s.SUBJECTS[i % 8], "why": whys[i % 3], "is_kept": i % 3 == 2} for i in range(number)]


def dialog(error: str | None = None) -> Context:
    fields = [("status", "Status", ("Open", "Waiting", "Resolved")), ("priority", "Priority", ("Urgent", "High", "Medium", "Low")), ("category", "Category", ("Refund", "Sign-in")), ("assignee", "Assignee", s.PEOPLE), ("queue", "Queue", ("Support", "Billing")), ("team", "Team", ("Field",))]
    own = [{"key": "order", "name": "fields.order", "kind": "text", "label": "Störungsnummer", "help": "", "required": "", "value": "", "options": [], "few": True, "steers": False}]
    return {
        "fields": [{"name": name, "label": label, "value": "", "options": [(one, one) for one in options]} for name, label, options in fields],
        "tags": ["vip", "outage", "webhooks"], "chosen_tags": {"add_tags": ["vip"] if error else [], "remove_tags": []}, "own_fields": own, "error": error,
        "aside": {"at": "", "reason": "", "then": ""}, "thens": [("reopen", "Open it again"), ("close", "Close it, unless the customer writes"), ("remind", "Remind whoever holds it")],
    }


def bulk() -> Iterator[Page]:
    base = "portal/agent/"
    for state in ("working", "done", "undoing", "undone", "cancelled"):
        yield f"fragments/bulk-{state}", f"{base}_bulk.html", {"bulk": change(state)}
        yield f"bulk-change-{state}", f"{base}bulk_change.html", s.shell(current="") | {"bulk": change(state), "rows": [] if state == "working" else reasons(3)}
    yield "bulk-change-clean", f"{base}bulk_change.html", s.shell(current="") | {"bulk": change(missed=0), "rows": []}
    yield "fragments/bulk-dialog", f"{base}_bulk_dialog.html", dialog()
    yield "fragments/bulk-dialog-wrong", f"{base}_bulk_dialog.html", dialog("These are more than 2,000 tickets. Narrow the list, or choose fewer of them.")
    for name, rows in (("", [change("working"), change(), change("undone", missed=0)]), ("-0", [])):
        yield f"bulk{name}", f"{base}bulk.html", s.shell(current="") | {"rows": rows, "next_url": None, "previous_url": None}
