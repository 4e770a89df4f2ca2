"""Pages of the preview about notifications: the sheet under the bell, the page, the card in the corner."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.notifications import words
from portal.ui import samples as s
from portal.ui.samples import Context, Page, back

LONG = "A rather long subject that goes on and on, because somebody put the whole story of a failed payment with three invoices, two cards and one bank into the line that was meant for a few words only, and then some"
SAID = {
    "assigned": "Ben Okafor gave you T-0042: {}", "mention": "Ben Okafor mentioned you in T-0043: {}", "new": "New request T-0051 of מרים כהן: {}",
    "reply": "Mara Lindqvist wrote in T-0042: {} (3 times)", "aside": "A third party answered in T-0042: {}", "note": "Ben Okafor left a note in T-0042: {}",
    "warning": "First reply is due soon in T-0044: {}", "breach": "Resolution is overdue in T-0045: {}", "back": "Back: T-0047: {}", "bounced": "A reply in T-0046 could not be delivered: {}",
    "task": "Ben Okafor gave you TASK-0007: {}", "task_late": "TASK-0003 is overdue: {}",
    "source": "Mail to support@acme.example cannot be fetched", "relay": "smtp.acme.example takes no mail of yours", "hook": "The channel “support-alerts” was switched off: it took nothing several times",
}  # fmt: skip


def notice(i: int, kind: str) -> Context:
    subject = LONG if i == 2 else s.SUBJECTS[i % 8]
    said = s.PREVIEWS[i % 8] if kind in ("reply", "mention", "note") else ""
    return {"id": i + 1, "text": SAID[kind].format(subject), "said": said, "icon": words.ICONS[kind], "url": "#", "unread": i < 4, "at": back(i * 50)}


def notices() -> Iterator[Page]:
    base, rows = "portal/agent/", [notice(i, kind) for i, kind in enumerate(SAID)]
    yield "notifications/index", f"{base}_notifications.html", {"notices": rows}
    yield "notifications-0", f"{base}_notifications.html", {"notices": []}
    yield "notification-toast", f"{base}_notice_toast.html", {"notice": rows[3]}
    found = [{"id": i, "name": name, "email": f"p{i}@acme.example", "face": s.FACE if i == 1 else ""} for i, name in enumerate(s.PEOPLE)]
    yield "mentions", f"{base}_mentions.html", {"found": found}
    yield "mentions-0", f"{base}_mentions.html", {"found": []}
    for name, on in (("", False), ("-on", True)):
        yield f"watch{name}", f"{base}_watch.html", {"ticket": {"number": 42}, "is_watched": on}
    tabs = [{"name": "All", "on": True, "url": "#"}, {"name": "Unread", "on": False, "url": "#"}]
    kinds = [{"name": str(name), "on": False, "url": "#"} for name in words.NAMES.values()]
    for name, some, narrowed in (("", rows, False), ("-0", [], False), ("-none", [], True)):
        yield f"notices{name}", f"{base}notifications.html", s.shell(section="") | {"notices": some, "tabs": tabs, "kinds": kinds, "is_narrowed": narrowed, "next_url": "#" if some else None, "previous_url": None}


def notice_settings(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    """What one hears of: everywhere, in a queue where it differs, with an error, while it is quiet."""
    form: Context = {"data": {"quiet_from": "20:00", "quiet_until": "07:00", "away_from": "2026-12-24", "away_until": "2027-01-06", "substitute": "2"}, "errors": {}}
    wrong = form | {"errors": {"away_until": ["The last day is before the first one."]}}
    groups = [{"name": "Somebody gets a ticket", "rows": [_cell("assigned:mine", "it is me", True, True), _cell("assigned:all", "in any ticket")]},
              {"name": "A customer or a third party writes", "rows": [_cell("reply:mine", "in my tickets", True, True), _cell("reply:team", "unassigned, in queues of my teams"), _cell("reply:watched", "in tickets I follow", True)]}]  # fmt: skip
    tabs = [{"name": name, "url": "#", "on": i == 0, "has": i == 2} for i, name in enumerate(("Everywhere", "Support", "Billing", "תמיכה"))]
    usual: Context = {"form": form, "groups": groups, "queue": None, "tabs": tabs, "is_own": False, "digest": True, "quiet_mail": False, "zone": "Europe/Berlin", "snoozed_until": None, "snoozes": [("1h", "1 hour"), ("7d", "1 week")], "colleagues": [("", "Nobody"), ("2", "Ben Okafor")], "browsers": [], "push_key": "BA", "browser_said": "", "mine": ""}
    browsers = [{"id": "a", "name": "Firefox, Linux", "since": back(900), "told_at": back(3), "said": ""}, {"id": "b", "name": "Chrome, Android", "since": back(9_000), "told_at": None, "said": "push.example did not take it: 503"}]
    for name, more in (("", {}), ("-queue", {"queue": 3, "is_own": True}), ("-wrong", {"form": wrong}), ("-quiet", {"snoozed_until": s.NOW, "browsers": browsers, "browser_said": "It shows no cards any more."})):
        yield f"settings-notifications{name}", f"{base}notifications.html", shell("notifications") | usual | more
    data: Context = {"name": "support-alerts", "format": "slack", "queue": "", "url": "", "secret": "", "template": "", "events": ["new", "breach"], "is_active": True}
    kept: Context = {"id": 1, "name": "support-alerts", "host": "hooks.slack.example", "queue": None, "is_active": True, "last_error": "", "last_ok_at": back(7), "form": {"data": data, "errors": {}}, "open": False, "calls": []}
    calls = [{"id": i, "at": back(9 * i), "is_open": i == 0, "is_taken": i == 1, "said": "crm.acme.example did not take it: 503" if i == 2 else "", "attempts": 1 + i, "body": '{"event": "ticket", "by": "Rule “Refunds”", "ticket": {"number": 42, "subject": "Charged twice for November"}}'} for i in range(3)]
    program = kept | {"id": 4, "name": "crm", "host": "crm.acme.example", "form": {"data": data | {"format": "json", "template": '{"id": "{{ ticket.number }}"}'}, "errors": {}}, "open": True, "calls": calls}
    rows = [program, kept, kept | {"id": 2, "name": "A channel with quite a long name for the people of billing", "queue": "Billing", "last_error": "hooks.slack.example did not take it: 404 no_service", "last_ok_at": None}, kept | {"id": 3, "name": "תמיכה", "is_active": False, "open": True, "last_error": "hooks.slack.example cannot be reached.", "form": {"data": data, "errors": {"url": ["The address begins with https://"]}}}]
    shown: Context = {"new": {"data": data, "errors": {}}, "formats": [("slack", "Slack, Mattermost, Rocket.Chat"), ("teams", "Microsoft Teams"), ("json", "A program of yours: signed JSON")], "queues": [("", "All queues"), ("1", "Support")], "events": [(kind, str(words.NAMES[kind])) for kind in ("new", "reply", "breach")]}
    for name, some in (("", rows), ("-0", [])):
        yield f"settings-channels{name}", f"{base}channels.html", shell("channels") | shown | {"channels": some}


def _cell(cell: str, name: str, app: bool = False, mail: bool = False) -> Context:
    return {"cell": cell, "name": name, "app": app, "push": mail, "mail": mail}
