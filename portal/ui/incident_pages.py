"""Pages of the preview about incidents: the list, one in each state, its replies, and the notices where agents look."""

from __future__ import annotations

from collections.abc import Iterator

from portal.ui import samples as s
from portal.ui.samples import Context, Page, back

STATES = {"suggested": "To be decided", "confirmed": "Going on", "resolved": "Over", "dismissed": "Not an incident"}
TEXT = "Hello {{ customer.first_name | there }},\n\nwebhooks are delivered again since 10:40. What was late arrives by itself."


def incident(i: int = 0, state: str = "suggested", **more: object) -> Context:
    """One as the pages take it."""
    return {
        "id": i + 1, "url": "#", "title": s.SUBJECTS[(7, 4, 1, 2)[i % 4]], "state": state, "state_name": STATES[state],
        "is_open": state in ("suggested", "confirmed"), "size": 8 + 3 * i, "span": "40 minutes", "usual": i % 3,
        "words": ["webhook", "deliveries", "timeout"] if i % 2 == 0 else [], "first_at": back(60 + i * 500), "last_at": back(20 + i * 480),
        "decided_by": "" if state == "suggested" else "Dana Whitfield", "decided_at": back(10), **more,
    }


def tickets(count: int = 8) -> list[Context]:
    """Rows of an incident."""
    hows = (("found", "Found together"), ("joined", "Came later"), ("added", "Added by a person"))
    rows = []
    for i in range(count):
        how, name = hows[0 if i < 5 else i % 3]
        rows.append({
            "number": 42 + i, "label": f"T-{42 + i:04d}", "url": "#", "subject": s.SUBJECTS[(7 + i) % 8], "who": s.PEOPLE[i % 8], "customer_url": "#",
            "at": back(60 - 5 * i), "status": s.STATUSES[i % 3], "likeness": 91 - 3 * i, "words": ["webhook", "timeout"][: i % 3], "how": how, "how_name": name,
        })
    return rows


def sent(total: int = 8, queued: int = 0, failed: int = 0, missing: int = 0) -> Context:
    """A reply to all, on its way or there."""
    states = ["failed"] * failed + ["queued"] * queued + ["leaving", "withdrawn"]
    letters = [{"number": 42 + i, "label": f"T-{42 + i:04d}", "url": "#", "who": s.PEOPLE[i % 8], "state": states[i] if i < len(states) else "written", "why": "T-0042 was merged into T-0040. Nothing was changed." if i < failed else ""} for i in range(total)]
    return {"id": total, "text": TEXT, "by": "Dana Whitfield", "at": back(3), "total": total, "queued": queued, "written": total - queued - failed, "leaving": int(bool(queued)), "failed": failed, "letters": letters, "shown": letters[:12], "missing": list(range(60, 60 + missing))}


def pages(number: int, size: int) -> Context:
    """Where the page of tickets stands."""
    is_cut = number >= 25
    return {"first": 26 if is_cut else 1, "last": 50 if is_cut else number, "total": size if is_cut else number, "here": "?", "previous": 1 if is_cut else None, "next": 3 if is_cut else None}


def answering(replies: list[Context], can_send: bool, beyond: int = 0) -> Context:
    """What the page of one has besides: what was sent, and a composer once it is confirmed."""
    known = [("customer.first_name", "First name of the customer"), ("ticket.number", "Number, such as T-0042")]
    composer: Context = {"key": "k", "variables": known, "canned": [(1, "Outage: we are at it"), (2, "Störung behoben")], "chosen": {42, 43, 46, 70}, "waiting": {42, 43}, "elsewhere": list(range(67, 67 + beyond)), "is_one_each": True}
    return {"composer": composer if can_send else None, "replies": replies, "is_sending": any(one["queued"] or one["leaving"] for one in replies), "may_reply": True, "is_answerable": True, "incident_url": "/x/", "replies_url": "/x/"}


def incidents() -> Iterator[Page]:
    base = "portal/agent/"
    tabs = [{"name": name, "url": "#", "on": not i} for i, name in enumerate(("Open", "Past"))]
    data = {"is_on": "on", "fewest": "5", "minutes": "60"}
    common: Context = {"tabs": tabs, "is_past": False, "watch": data, "may_set": True, "next_url": None, "previous_url": None, "form": {"data": data, "errors": {}}}
    wrong = {"data": data | {"fewest": "1"}, "errors": {"fewest": ["Between 3 and 100."]}}
    shell, rows = s.shell(section="incidents"), [incident(0), incident(1, "confirmed")]
    yield "incidents", f"{base}incidents.html", shell | common | {"rows": rows}
    yield "incidents-0", f"{base}incidents.html", shell | common | {"rows": []}
    yield "incidents-past", f"{base}incidents.html", shell | common | {"rows": [incident(2, "resolved"), incident(3, "dismissed")], "is_past": True, "tabs": [one | {"on": not one["on"]} for one in tabs]}
    yield "incidents-off", f"{base}incidents.html", shell | common | {"rows": [], "watch": data | {"is_on": ""}, "form": wrong}
    states: list[tuple[str, Context, int, list[Context]]] = [
        ("", incident(), 8, []),
        ("-confirmed", incident(1, "confirmed"), 12, [sent(12, missing=3)]),
        ("-sending", incident(1, "confirmed"), 12, [sent(12, queued=5, failed=2), sent(4)]),
        ("-over", incident(2, "resolved"), 3, [sent(3)]),
        ("-many", incident(1, "confirmed", size=240), 25, [sent(150, queued=60)]),
        ("-empty", incident(0, size=0), 0, []),
    ]
    for name, one, number, replies in states:
        form = {"data": {"title": one["title"], "tickets": "", "text": TEXT if replies else "", "then": "waiting"}, "errors": {} if number else {"tickets": ["There is no such ticket, or you may not see it."]}}
        yield f"incident{name}", f"{base}incident.html", shell | {"incident": one, "rows": tickets(number), "may_change": True, "form": form, "pages": pages(number, one["size"])} | answering(replies, one["state"] != "suggested", max(one["size"] - number, 0) if number >= 25 else 0)
    yield "incident-preview", f"{base}_incident_preview.html", {"label": "T-0042", "to": "mara@nordlicht.example", "subject": s.SUBJECTS[7], "copies": ["buchhaltung@nordlicht.example"], "text": TEXT.replace("{{ customer.first_name | there }}", "Mara")}
    yield "incident-preview-wrong", f"{base}_incident_preview.html", {"error": "There is no variable customer.nickname. There are: customer.first_name, customer.name."}
    yield "ticket-incident", f"{base}ticket.html", s.ticket_page(3, incident=incident())
    yield "ticket-incident-confirmed", f"{base}ticket.html", s.ticket_page(3, incident=incident(1, "confirmed"))
    listed = [row | {"in_incident": i in (0, 2, 3)} for i, row in enumerate(s.rows(12))]
    yield "inbox-incident", f"{base}inbox.html", s.shell() | {"view": s.view(12), "rows": listed, "more_url": None, "open_number": None, "may_pick": True, "empty_state": {}, "incidents": rows}
