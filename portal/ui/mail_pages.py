"""Pages of the preview about rules for mail and old mail, in every state worth looking at."""

from collections.abc import Callable, Iterator

from portal.ui import samples as s
from portal.ui.samples import Context, Page, back


def mail_imports(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    found: Context = {"mails": 10482, "known": 12, "large": 1, "empty": 0, "subjects": [s.SUBJECTS[0], "", "請求書について", s.SUBJECTS[2]], "unread": [{"name": "takeout.zip: readme.pdf", "why": "It is neither an mbox nor a mail."}]}
    one: Context = {"id": "i1", "url": "#", "names": ["Support 2019 to 2024.mbox", "a.eml", "b.eml", "c.eml"], "size": 734000000, "recipient": "support@acme.example", "queue": "Billing", "solved": True, "reason": "", "by": "Dana Whitfield", "at": back(4), "mails": 10482, "done": 4100, "percent": 39, "known": 12, "empty": 0, "taken": 4080, "waiting": 0, "held": 8, "taken_url": "#", "held_url": "#", "found": found, "first": back(4000000), "last": back(90000), "state_url": "#"}
    states: list[tuple[str, str, Context]] = [("looking", "Being looked through", {"mails": 2400, "done": 0}), ("ready", "Ready to start", {"done": 0}), ("running", "Running", {"waiting": 2}), ("done", "Done", {"done": 10482, "taken": 10460}), ("canceled", "Canceled", {}), ("failed", "Failed", {"done": 0, "mails": 0, "names": ["holiday.zip"], "reason": "There is no mail in it. It is locked with a password.", "found": {"mails": 0, "subjects": [], "unread": []}})]
    all_of_them = [one | more | {"state": state, "state_name": name, "is_live": False, "is_open": state in ("looking", "ready", "running")} for state, name, more in states]
    for each in all_of_them:
        yield f"settings-mail-import-{each['state']}", f"{base}mail_import.html", shell("mailboxes") | {"one": each}
    lists: Context = {"mailboxes": [("1", "support@acme.example")], "queues": [("", "The queue of the address")], "limit": 2**30, "next_url": None, "previous_url": None}
    wrong = {"data": {"solved": "1"}, "errors": {"__all__": ["One upload may bring 1024 MB. Upload the mail in parts."]}}
    for name, rows, form in (("", all_of_them, {"data": {"solved": "1"}, "errors": {}}), ("-0", [], wrong)):
        yield f"settings-mail-imports{name}", f"{base}mail_imports.html", shell("mailboxes") | lists | {"imports": rows, "form": form}


def blocked_files(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    names = ("invoice.pdf.exe", "an attachment with a name that is really very long and hardly fits into a line of a phone.docm", "הצעה.zip")
    rows = [{"name": name, "size": 48000 * (i + 1), "threat": "Win.Test.EICAR_HDB-1", "at": back(i * 900), "url": "#", "sender": s.PEOPLE[i], "ticket": {"label": f"T-004{i}", "url": "#"} if i != 1 else None} for i, name in enumerate(names)]
    for name, some, is_on, waiting in (("", rows, True, 3), ("-0", [], True, 0), ("-off", [], False, 0)):
        yield f"settings-blocked-files{name}", f"{base}blocked_files.html", shell("blocked_files") | {"files": some, "is_on": is_on, "waiting": waiting, "next_url": None, "previous_url": None}


def mail_rules(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    row = {"id": 1, "is_on": True, "stops": False, "for": "", "moment": ""}
    rows = [
        row | {"number": 1, "name": "Orders", "when": "Subject matches the pattern “order #?(?P<order>\\d+)”", "then": ["Billing", "High", "#order"], "for": "orders@acme.example"},
        row | {"number": 2, "id": 2, "name": "Newsletters of a supplier whose name is really rather long, in Germany", "when": "Sender ends with “@news.example” or Header list-id is there", "then": ["Park it: no request"], "is_on": False, "moment": "New requests"},
        row | {"number": 3, "id": 3, "name": "העברות", "when": "every mail", "then": ["values out of the mail"], "stops": True},
    ]
    for name, shown in (("", rows), ("-none", []), ("-many", [*rows, *({**rows[0], "number": i} for i in range(4, 101))])):
        yield f"settings-mail-rules{name}", f"{base}mail_rules.html", shell("mail_rules") | {"rules": shown, "most": 100}
    data: Context = dict.fromkeys(("name", "mailbox", "moment", "need", "queue", "category", "priority", "team", "person", "trust", "reason", "note", "words", "sender", "subject"), "")
    data |= {"name": "Orders", "tags": ["order"], "is_on": True, "words": "Where is order #4711?", "conditions": [{"field": "subject", "test": "matches", "value": "order #?(?P<order>\\d+)", "header": ""}, {"field": "header", "test": "there", "value": "", "header": "x-shop"}, {"field": "", "test": "contains", "value": "", "header": ""}]}
    lists: Context = {name: [("", "Leave it")] for name in ("mailboxes", "queues", "categories", "priorities", "teams", "people", "trusts")}
    lists |= {"fields": [("", "Choose…"), ("subject", "Subject"), ("header", "Header")], "tests": [("contains", "contains"), ("matches", "matches the pattern"), ("there", "is there")], "moments": [("both", "New requests and follow-ups")], "needs": [("all", "All of these hold")], "all_tags": ["order", "churn-risk"]}
    found = [{"url": "#", "subject": s.SUBJECTS[i], "sender": "x@example.org", "captured": {"order": f"47{i}1"} if i else {}} for i in range(3)]
    done = {"is_done": True, "looked": 200, "of": 200, "said": "It would have matched 12 mails", "found": found, "more": 9}
    verdict = {"holds": True, "why": "", "captured": {"order": "4711"}}
    bad = {"data": data, "errors": {"conditions": ["Condition 1: The pattern “order (” cannot be used: a bracket “(” is never closed."]}}
    for name, more in (
        ("", {"trial": done, "verdict": verdict}), ("-running", {"trial": {"is_done": False, "looked": 60, "of": 200}}), ("-bad", {"form": bad}), ("-new", {"rule": None}),
        ("-not", {"verdict": {"holds": False, "why": "not so: subject contains order", "captured": {}}}),
    ):
        yield f"settings-mail-rule{name}", f"{base}mail_rule.html", shell("mail_rules") | lists | {"rule": {"name": "Orders"}, "rule_id": 1, "form": {"data": data, "errors": {}}, "trial": None, "verdict": None} | more
