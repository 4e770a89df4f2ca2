"""Pages of the preview for the platform's own people: organizations, their states, the proof of isolation."""

from __future__ import annotations

from collections.abc import Iterator

from portal.ui.ai_pages import margins
from portal.ui.samples import NOW, Context, Page, back

FORM: Context = {"data": {}, "errors": {}}
SIZES = {"0": 0, "3": 3, "many": 50}


def operator() -> Iterator[Page]:
    base, me = "portal/operator/", {"me": {"name": "Op Erator", "email": "op@deskhand.example"}}
    columns = [{"name": name, "number": i > 2, "url": f"?sort={i}", "sort": "descending" if i == 5 else None} for i, name in enumerate(("Organization", "Plan", "State", "Seats", "Trial ends", "Messages", "AI runs", "Created"))]
    states = ("active", "trial", "suspended", "past_due", "preparing")
    for name, count in SIZES.items():
        items = [{"public_id": "o1", "name": ("Acme Analytics", "Globex", "株式会社サンプル", "חברת הדוגמה")[i % 4], "slug": "acme", "address": "acme.deskhand.example", "url": "#", "plan": "Team", "state": states[i % 5], "state_name": "", "seats_used": 4 + i, "seats_limit": 25 if i % 2 else None,
                  "trial_ends_at": NOW if i % 2 else None, "messages": 1200 * i, "ai_runs": 800 * i, "ai_limit": 5000 if i % 3 else None, "created_at": back(90000 * i)} for i in range(count)]
        filters = [{"name": "All", "url": "?", "on": True, "count": count}, {"name": "Trial", "url": "?s=trial", "on": False, "count": 4}]
        yield f"operator-{name}", f"{base}organizations.html", me | {"organizations": items, "columns": columns, "filters": filters, "total": count, "query": "", "next_url": None, "previous_url": None}
    timeline = [{"icon": mark, "text": text, "reason": reason, "by": "Op Erator", "at": back(i * 4000)} for i, (mark, text, reason) in enumerate((("credit-card", "Plan changed from Trial to Team", "Signed by mail, invoice 2026-114"), ("rotate-ccw", "Reactivated", "Payment arrived"), ("ban", "Suspended", "Sending spam"), ("building-2", "Signed up", "")))]
    paper = {"public_id": "c1", "asked_at": back(900), "asked_by": "operator:1", "finished_at": NOW, "tables": 49, "rows": 1607, "files": 3, "bytes": 10546, "reason": "They left.", "sha256": "f4477a1d" * 8}
    yield "operator-certificate", f"{base}certificate.html", me | {"paper": paper, "stated": '{"certificate": "c1"}'}
    steps = {"suspended": (NOW, "leaving"), "restricted": (NOW, "suspended"), "past_due": (NOW, "restricted"), "leaving": (NOW, "purged")}
    for state in ("active", "past_due", "restricted", "suspended", "leaving", "purged"):
        item = {"public_id": "o1", "name": "Acme Analytics", "slug": "acme", "address": "acme.deskhand.example", "workspace_url": "#", "schema_name": "t_acme", "plan": "Team", "billing_mode": "manual", "on_trial": state == "active", "reason": "Sending spam", "state": state, "state_name": "", "seats_used": 4, "seats_limit": 25, "trial_ends_at": NOW, "messages": 12000, "ai_runs": 312, "ai_limit": 500, "since": back(9000), "next_step": steps.get(state), "certificate": paper if state == "purged" else None}
        yield f"operator-one-{state}", f"{base}organization.html", me | {"item": item, "timeline": timeline, "plans": [("team", "Team"), ("business", "Business")], "plan_form": FORM, "state_form": FORM, "leave_form": FORM, "purge_form": FORM, "trial_form": FORM}
    yield from margins(base, me)
    line = {"at": back(300), "commit": "1a2b3c4d5e", "attempts": 4433, "leaks": 0, "faults": 0, "seconds": 131, "is_clean": True}
    kinds = [{"name": name, "count": 150 - i, "attempts": 2856 // (i + 1), "leaks": 0, "faults": 0} for i, name in enumerate(("Addresses with the neighbour's ids", "Background tasks", "Signed links and marks"))]
    for name, new in (("", []), ("-stale", ["route /api/v1/new/", "task mail.new"])):
        latest = line | {"kinds": kinds, "findings": [], "doors": 210, "is_stale": bool(new), "new": new, "more_new": 0}
        yield f"operator-isolation{name}", f"{base}isolation.html", me | {"latest": latest, "history": [line, line | {"leaks": 2, "is_clean": False}]}
    yield "operator-isolation-none", f"{base}isolation.html", me | {"latest": None, "history": []}
    yield "operator-sign-in", f"{base}sign_in.html", {"form": None}
