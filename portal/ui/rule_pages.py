"""Pages of the preview about rules: the list, the editor in its states, and what they did to a ticket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from portal.ui import samples as s
from portal.ui.samples import Context, Page, back
from portal.ui.view_pages import FIELDS, LEVELS, row

KNOWN = [("priority", "Set the priority"), ("tags_add", "Add tags"), ("note", "Write a note"), ("reply", "Answer the customer"), ("due", "Set when it is due")]
LONG = "A rule with a name that is longer than anybody would ever write it, to the very end"


def deed(do: str = "", ask: str = "nothing", value: list[str] | None = None, **more: Any) -> Context:
    words = dict(KNOWN).get(do, "")
    return {"do": do, "label": words, "ask": ask, "value": value or [], "options": [], "words": "", "overwrite": None} | more


def macros(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    listed = [
        {"id": i, "name": name, "does": does, "whose": whose, "is_on": i != 3}
        for i, (name, does, whose) in enumerate((
            ("Take it", "It is yours, and open.", "Everybody"), ("Waiting for details", "Asks for them in the composer, and waits.", "Everybody"),
            (LONG, "Set the status: Resolved · Add tags: churn-risk, vip · words for the composer", "Only you"), ("Spam", "To Spam; the customer hears nothing.", "First level"),
        ))
    ]
    yield "settings-macros", f"{base}macros.html", shell("macros") | {"macros": listed}
    yield "settings-macros-0", f"{base}macros.html", shell("macros") | {"macros": []}
    data = {"name": "Waiting for details", "description": "", "canned": "canned:details", "draft": "", "then": "next", "whose": "me", "is_active": True}
    one: Context = {
        "macro": {"id": 2, "name": "Waiting for details", "version": 3}, "form": {"data": data, "errors": {}}, "known_deeds": KNOWN, "most_deeds": 20, "action": "#", "form_id": "macro-form",
        "deeds": [deed("priority", "choice", ["high"], options=LEVELS), deed("note", "words", ["Asked."], words="Asked.")], "canned": [("", "In these words:"), ("canned:details", "Ask for details")],
        "thens": [("stay", "Stay on the ticket"), ("next", "Go to the next ticket"), ("list", "Go back to the list")], "whose": [("me", "Only me"), ("all", "Everybody")],
    }
    yield "settings-macro", f"{base}macro.html", shell("macros") | one
    wrong = {"data": data | {"name": "", "canned": ""}, "errors": {"name": ["Give it a name."], "actions": ["Say what it does, or give it words for the composer."], "draft": ["There is no variable customer.nickname."]}}
    yield "settings-macro-wrong", f"{base}macro.html", shell("macros") | one | {"macro": None, "form": wrong, "deeds": [deed()]}


def recurring(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    """The list, the editor of a weekly and of a monthly one, and what is wrong with one."""
    one: Context = {"is_on": True, "zone": "Europe/Berlin", "subject": "", "queue": "", "next_at": back(-3000), "last": None}
    came: Context = {"at": back(900), "planned_at": back(960), "label": "T-0042", "url": "#", "missed": 0, "why": ""}
    gone = came | {"label": "", "why": "Its customer is not there any more. Choose another one.", "missed": 3}
    listed = [
        one | {"id": 1, "name": "Monthly backup check", "said": "Every month on the last day at 09:00", "last": came},
        one | {"id": 2, "name": LONG, "said": "Every 2 weeks on Monday, Thursday at 08:30", "last": gone},
        one | {"id": 3, "name": "Year-end closing", "said": "Every year on 15 December at 09:00", "is_on": False, "next_at": None},
    ]
    yield "settings-recurring", f"{base}recurring.html", shell("recurring") | {"rows": listed}
    yield "settings-recurring-0", f"{base}recurring.html", shell("recurring") | {"rows": []}
    codes = (("MO", "Monday"), ("TU", "Tuesday"), ("WE", "Wednesday"), ("TH", "Thursday"), ("FR", "Friday"), ("SA", "Saturday"), ("SU", "Sunday"))
    data = {"name": "Monthly backup check", "subject": "Check the backups", "text": "Restore one file of each.", "queue": "", "customer": "", "freq": "WEEKLY", "every": "2", "by": "day", "month_day": "-1", "nth": "1", "weekday": "MO", "starts_on": "2026-12-01", "at": "09:00", "time_zone": "Europe/Berlin", "ends_on": "", "is_active": True}
    page: Context = {
        "one": {"id": 1, "name": data["name"], "version": 2}, "form": {"data": data, "errors": {}}, "freqs": [("DAILY", "Every day"), ("WEEKLY", "Every week"), ("MONTHLY", "Every month"), ("YEARLY", "Every year")],
        "days": [(code, words, code == "MO") for code, words in codes], "weekdays": list(codes), "nths": [("1", "first"), ("-1", "last")], "month_days": [("1", "1"), ("-1", "last")], "queues": [("", "The usual one"), ("3", "Billing")],
        "time_zones": [("Europe/Berlin", "Europe/Berlin")], "next": ["Monday, 2026-12-07 09:00", "Monday, 2026-12-21 09:00"], "deeds": [deed("priority", "choice", ["high"], options=LEVELS)], "known_deeds": KNOWN, "most_deeds": 20,
        "came": [came, gone], "action": "#", "form_id": "recurring-form",
    }
    yield "settings-recurrence", f"{base}recurrence.html", shell("recurring") | page
    monthly = {"data": data | {"freq": "MONTHLY", "by": "weekday"}, "errors": {}}
    yield "settings-recurrence-monthly", f"{base}recurrence.html", shell("recurring") | page | {"form": monthly, "came": []}
    wrong = {"data": data | {"name": "", "freq": "MONTHLY"}, "errors": {"name": ["Give it a name."], "rule": ["This comes on no day any more. Choose other days."], "actions": ["There is nothing to do."]}}
    yield "settings-recurrence-wrong", f"{base}recurrence.html", shell("recurring") | page | {"one": None, "form": wrong, "next": [], "deeds": [deed()]}


def menus() -> Iterator[Page]:
    found = [{"id": i, "name": name, "does": does, "steps": does, "whose": "mine" if i == 2 else ""} for i, (name, does) in enumerate((("Take it", "It is yours, and open."), ("Waiting for details", "Asks for them in the composer, and waits."), (LONG, "Set the status: Resolved · Add tags: churn-risk, vip")))]
    for name, rows, many in (("", found, False), ("-many", found, True), ("-0", [], False)):
        yield f"fragments/macros{name}", "portal/agent/_macros.html", {"macros": rows, "macros_url": "/x/", "query": "" if rows else "zzz", "only_options": False, "is_bulk": many}


def rules(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    one: Context = {"is_on": True, "is_schedule": False, "stops": False, "fired": 0, "failed": 0, "where": "Kind of status is Waiting on customer"}
    listed = [
        one | {"id": 1, "number": 1, "name": "Remind customers we wait for", "when": "The status has stood for a while (3d)", "does": "Answer the customer: Hello {{ customer.first_name | there }}, we are waiting …", "fired": 43},
        one | {"id": 2, "number": 2, "name": LONG, "when": "A ticket is opened, The ticket is changed", "where": "Priority is Urgent or High and (Subject contains refund or Tags has any of vip)", "does": "Set the priority: Urgent, Add tags: vip, churn-risk", "stops": True, "fired": 1, "failed": 2},
        one | {"id": 3, "number": 3, "name": "Very unhappy customers", "is_on": False, "when": "A ticket is opened", "where": "", "does": "Advise a senior pair of eyes, because: Very unhappy customer"},
        one | {"id": 4, "number": 4, "name": "Monday morning", "is_schedule": True, "when": "Mon 08:00", "does": "Write a note: Look at this again"},
    ]
    yield "settings-rules", f"{base}rules.html", shell("rules") | {"rules": listed}
    yield "settings-rules-0", f"{base}rules.html", shell("rules") | {"rules": []}
    data = {"name": "Urgent words", "when": "selective", "after": "3d", "is_active": True, "stop_after_match": False}
    happens = [("opened", "A ticket is opened", True), ("customer", "The customer writes again", True), ("reply", "A colleague answers", False), ("note", "A note is written", False), ("changed", "The ticket is changed", True)]
    options = [("selective", "Something it asks about happens"), ("always", "Anything happens to a ticket"), ("time", "Time has passed"), ("schedule", "At certain hours of the week")]
    days = [(i, name[:3], name, [(hour, hour in (8, 17) and i < 5) for hour in range(24)]) for i, name in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))]
    when: Context = {"options": options, "events": happens, "is_still": False, "days": days}
    asked = {"joint": "all", "raw": "", "groups": [{"joint": "all", "rows": [row("priority", "is", ["high"], control="picks", picks=LEVELS), row("subject", "contains", ["refund"], control="text", ways=[("contains", "contains")])]}]}
    deeds = [
        deed("priority", "choice", ["urgent"], options=LEVELS, overwrite=True),
        deed("tags_add", "choices", ["vip"], options=[("vip", "vip"), ("bug", "bug"), ("churn-risk", "churn-risk")]),
        deed("reply", "words", ["Hello {{ customer.first_name | there }},"], options=[("canned:details", "Ask for details")], words="Hello {{ customer.first_name | there }},\n\nwe are on it."),
        deed(),
    ]
    found = [{"label": f"T-{42 + i:04d}", "subject": s.SUBJECTS[i], "url": "#", "status": s.STATUSES[i % 4]} for i in range(5)]
    preview: Context = {"count": 43, "is_more": False, "is_window": True, "blind": False, "rows": found}
    common: Context = {"rule": {"id": 2, "name": "Urgent words", "version": 3}, "form": {"data": data, "errors": {}}, "when": when, "asked": asked, "fields": FIELDS, "deeds": deeds, "known_deeds": KNOWN, "most_deeds": 20, "preview": preview, "action": "#", "most_rows": 20, "most_groups": 5}
    yield "settings-rule", f"{base}rule.html", shell("rules") | common
    empty = {"rule": None, "form": {"data": data | {"name": ""}, "errors": {}}, "asked": {"joint": "all", "raw": "", "groups": [{"joint": "all", "rows": [row()]}]}, "deeds": [deed()], "preview": preview | {"count": 2000, "is_more": True, "rows": []}}
    yield "settings-rule-new", f"{base}rule.html", shell("rules") | common | empty
    passed = [("warned", "An SLA target comes close", False), ("breached", "An SLA target is missed", False), ("woken", "It comes back after it was put aside", False), ("still", "The status has stood for a while", True)]
    still = {"when": when | {"events": passed, "is_still": True}, "form": {"data": data | {"when": "time"}, "errors": {"after": ["Give a span of time such as 90m, 12h or 3d."], "actions": ["Say what it does."]}}, "deeds": [deed()], "preview": {"wrong": "Give a span of time such as 90m, 12h or 3d."}}
    yield "settings-rule-wrong", f"{base}rule.html", shell("rules") | common | still
    yield "settings-rule-hours", f"{base}rule.html", shell("rules") | common | {"form": {"data": data | {"when": "schedule"}, "errors": {}}, "preview": preview | {"is_window": False, "blind": True}}


def told() -> Iterator[Page]:
    """The dialog, over a ticket."""
    lines = [
        {"icon": "ban", "at": back(3), "name": "To open", "event": "The ticket is changed", "text": "Stopped: it had acted on this ticket already, and would have gone round in a circle."},
        {"icon": "triangle-alert", "at": back(40), "name": "Solve by itself", "event": "The customer writes again", "text": "Nothing was done, because one part was not possible: Fill in “Cause” first."},
        {"icon": "zap", "at": back(90), "name": LONG, "event": "A ticket is opened", "text": "Done: Set the priority, Add tags. Left as a person chose it: Move to the queue."},
    ]
    others = [{"name": "Very unhappy customers", "holds": False, "text": "It asks for more: Sentiment is Very negative; Priority is Low or Medium."}, {"name": "VIP customers first", "holds": True, "text": "Its conditions hold. It acts when it hears of: A ticket is opened."}]
    about = {"number": 42, "label": "T-0042"}
    yield "tickets/42/rules/index", "portal/agent/_rules_told.html", {"ticket": about, "lines": lines, "others": others}
    yield "rules-none", "portal/agent/_rules_told.html", {"ticket": about, "lines": [], "others": []}
