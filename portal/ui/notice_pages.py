"""Pages of the preview about notifications: the sheet under the bell, the page, the card in the corner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from core.notifications import words
from portal.ui import samples as s
from portal.ui.samples import Context, Page, back

LONG = "A rather long subject that goes on and on, because somebody put the whole story of a failed payment with three invoices, two cards and one bank into the line that was meant for a few words only, and then some"
SAID = {
    "assigned": "Ben Okafor gave you T-0042: {}", "mention": "Ben Okafor mentioned you in T-0043: {}", "new": "New request T-0051 of מרים כהן: {}",
    "reply": "Mara Lindqvist wrote in T-0042: {} (3 times)", "aside": "A third party answered in T-0042: {}", "note": "Ben Okafor left a note in T-0042: {}",
    "warning": "First reply is due soon in T-0044: {}", "breach": "Resolution is overdue in T-0045: {}", "back": "Back: T-0047: {}", "bounced": "A reply in T-0046 could not be delivered: {}",
    "source": "Mail to support@acme.example cannot be fetched", "relay": "smtp.acme.example takes no mail of yours",
}  # fmt: skip


class Colleague(NamedTuple):
    pk: int
    name: str
    email: str


def notice(i: int, kind: str) -> Context:
    subject = LONG if i == 2 else s.SUBJECTS[i % 8]
    said = s.PREVIEWS[i % 8] if kind in ("reply", "mention", "note") else ""
    return {"id": i + 1, "text": SAID[kind].format(subject), "said": said, "icon": words.ICONS[kind], "url": "#", "unread": i < 4, "at": back(i * 50)}


def notices() -> Iterator[Page]:
    base, rows = "portal/agent/", [notice(i, kind) for i, kind in enumerate(SAID)]
    yield "notifications/index", f"{base}_notifications.html", {"notices": rows}
    yield "notifications-0", f"{base}_notifications.html", {"notices": []}
    yield "notification-toast", f"{base}_notice_toast.html", {"notice": rows[3]}
    found = [Colleague(i, name, f"p{i}@acme.example") for i, name in enumerate(s.PEOPLE)]
    yield "mentions", f"{base}_mentions.html", {"found": found}
    yield "mentions-0", f"{base}_mentions.html", {"found": []}
    for name, on in (("", False), ("-on", True)):
        yield f"watch{name}", f"{base}_watch.html", {"ticket": {"number": 42}, "is_watched": on}
    tabs = [{"name": "All", "on": True, "url": "#"}, {"name": "Unread", "on": False, "url": "#"}]
    kinds = [{"name": str(name), "on": False, "url": "#"} for name in words.NAMES.values()]
    for name, some, narrowed in (("", rows, False), ("-0", [], False), ("-none", [], True)):
        yield f"notices{name}", f"{base}notifications.html", s.shell(section="") | {"notices": some, "tabs": tabs, "kinds": kinds, "is_narrowed": narrowed, "next_url": "#" if some else None, "previous_url": None}
