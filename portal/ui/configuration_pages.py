"""Pages of the preview about configuration as code: empty, with a plan, with faults, after somebody else's change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from portal.ui.samples import Context, Page, back

TEXT = "tags:\n  vip: {description: Answer first}\nqueues:\n  Billing:\n    grace_days: 9\n"
LONG = "A queue whose name is as long as a name may be, so that it has to find a place on small screens"


def configurations(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    def shown(name: str, plan: Any, said: str = "", applied: int = 3) -> Page:
        lines = ["added tags.vip", "changed queues.Billing", "removed macros.Take it"]
        past = [{"id": i, "at": back(90 * i + 5), "who": "Dana Whitfield" if i else LONG, "count": 3 + i * 9, "parts": lines} for i in range(applied)]
        form = {"data": {"document": TEXT if plan else ""}, "errors": {"__all__": [said]} if said else {}}
        return f"settings-configuration{name}", f"{base}configuration.html", shell("configuration") | {"form": form, "plan": plan, "applied": past}

    def part(name: str, old: str, new: str) -> Context:
        return {"name": name, "old": old, "new": new}

    changes = [
        {"section": "tags", "key": "vip", "what": "added", "parts": [part("description", "", "Answer first"), part("color", "", "#6B7280")]},
        {"section": "queues", "key": LONG, "what": "changed", "parts": [part("grace_days", "7", "9"), part("is_default", "no", "yes"), part("team", "", "Support")]},
        {"section": "rules", "key": "VIP customers first", "what": "changed", "parts": [part("conditions", '{"all": [{"field": "tags", "op": "any", "value": ["vip"]}]}', '{"all": [{"field": "tags", "op": "any", "value": ["vip", "gold"]}, {"field": "queue", "op": "is", "value": ["Billing"]}]}')]},
        {"section": "canned_replies", "key": "ברוכים", "what": "changed", "parts": [part("body", "Guten Tag,\n\nwir kümmern uns darum.", "お問い合わせありがとうございます。")]},
        {"section": "macros", "key": "Take it", "what": "removed", "parts": []},
    ]
    faults = [
        {"place": "queues.Billing.follow_up", "line": 12, "sentence": "Unknown “sometimes”. One of: reopen, grace, new."},
        {"place": f"queues.{LONG}.calendar", "line": 2_417, "sentence": "There is no “Nowhere” among calendars."},
        {"place": "", "line": None, "sentence": "The document is larger than 1 MB."},
    ]
    yield shown("", None)
    yield shown("-0", None, applied=0)
    yield shown("-plan", {"word": "x", "changes": changes, "faults": [], "total": 412})
    yield shown("-same", {"word": "x", "changes": [], "faults": [], "total": 0})
    yield shown("-faults", {"word": "", "changes": changes[:1], "faults": faults, "total": 1})
    yield shown("-changed", {"word": "x", "changes": changes[:2], "faults": [], "total": 2}, "The settings were changed since this plan was made. Look at the new one.")
