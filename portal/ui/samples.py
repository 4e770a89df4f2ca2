"""Invented people and tickets for the preview and the tests: 0, 3 or many items, long, right-to-left, German and Japanese text.

The shapes here are the contract of portal/ui/README.md by example.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from portal.ui import settings_pages

NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
Context = dict[str, Any]
Page = tuple[str, str, Context]  # file name, template, what it shows

PEOPLE = ("Mara Lindqvist", "Jürgen Groß-Weißenfels", "יעל כהן-לוי", "田中 美咲", "Tomás Ferreira", "Priya Raman", "Oluwaseun Adeyemi", "Anna Kowalska")
FACE = "/static/deskhand/favicon.svg"  # stands for a picture of somebody
AGENTS = ("Dana Whitfield", None, "Ben Okafor", "Lucía Ortega")
SUBJECTS = (
    "Charged twice for November",
    "Die Rechnungsadresse lässt sich seit dem letzten Update nicht mehr ändern, Donaudampfschifffahrtsgesellschaft",
    "לא מצליחה להתחבר לחשבון מאז הבוקר",
    "パスワードを再設定できません。確認メールが届きません",
    "Our whole team has been locked out since the maintenance last night and the onboarding of forty new colleagues starts on Monday morning, so we really need somebody to look at this before the weekend begins",
    "How do I export last quarter's report?",
    "Thank you for the quick fix!",
    "Webhook deliveries fail with 502",
)
PREVIEWS = (
    "Hello, our card was charged twice this month, 48 € each time. We close our books on Friday and need the second charge reversed.",
    "Sobald ich auf „Speichern“ klicke, erscheint die Meldung „Unbekannter Fehler (E-1042)“.",
    "שלום, ניסיתי לאפס את הסיסמה שלוש פעמים ועדיין אין לי גישה.",
    "お世話になっております。再設定のリンクを押しても「期限切れ」と表示されます。",
    "This is the third time this month. If this is not solved today we will have to look for another provider.",
    "I found the page for single days but not for a range.",
    "It works again, you saved my week.",
    "Since 09:40 all deliveries to our endpoint time out; nothing changed on our side.",
)
SENTIMENTS = ("negative", "neutral", "negative", "neutral", "very_negative", "neutral", "very_positive", None)
PRIORITIES = ("high", "medium", "high", "medium", "urgent", "low", "low", "high")
CATEGORIES = ("Payment failed", "Account change", "Cannot sign in", "Password or MFA", "Outage", "Usage", "Praise", None)
STATUSES = ({"kind": "new", "name": "New"}, {"kind": "open", "name": "Open"}, {"kind": "waiting", "name": "Waiting on customer"}, {"kind": "resolved", "name": "Resolved"})
CUSTOMER_STATUSES = ({"kind": "new", "name": "Received"}, {"kind": "open", "name": "In progress"}, {"kind": "waiting", "name": "Waiting for you"}, {"kind": "resolved", "name": "Solved"})


def back(minutes: float) -> datetime:
    """A moment so many minutes ago."""
    return NOW - timedelta(minutes=minutes)


def rows(count: int) -> list[Context]:
    """Inbox rows."""
    return [
        {
            "id": 142 + i, "number": 42 + i, "label": f"T-{42 + i:04d}", "url": f"/tickets/{42 + i}/" if i % 16 != 7 else "", "subject": SUBJECTS[i % 8], "preview": PREVIEWS[i % 8],
            "who": PEOPLE[i % 8], "unread": i % 3 == 0, "sentiment": SENTIMENTS[i % 8], "category": CATEGORIES[i % 8],
            "priority": PRIORITIES[i % 8], "due": (NOW + timedelta(minutes=25)) if i % 8 == 0 else back(70) if i % 8 == 4 else None,
            "late": i % 8 == 4, "needs_review": i % 4 == 0, "items": "2/5" if i % 8 == 2 else "", "pending_until": back(-900) if i % 8 == 6 else None, "is_back": i % 8 == 3, "is_suspect": i % 8 == 5, "responsible": AGENTS[(i + 1) % 4], "estimate": "2h" if i % 3 else "", "assignee": AGENTS[i % 4], "face": FACE if i % 4 == 2 else "", "at": back(3 + i * i * 7),
        }
        for i in range(count)
    ]


def view(total: int) -> Context:
    """The head of the list: name, sort, toggles, filters."""
    names = ("Status", "Priority", "Category", "Sentiment", "Assignee", "Queue")
    return {
        "name": "All open", "total": total, "sort_name": "Most urgent", "query": "", "rows_url": "/inbox/?part=rows", "clear_url": None,
        "sorts": [{"key": "urgency", "name": "Most urgent", "url": "?sort=urgency", "on": True}, {"key": "newest", "name": "Newest", "url": "?sort=newest", "on": False}],
        "chips": [{"name": "Priority: High", "url": "?priority="}],
        "toggles": [{"name": "Mine", "url": "?mine=1", "on": False}, {"name": "Unassigned", "url": "?unassigned=1", "on": False}],
        "filters": [
            {"key": name.lower(), "name": name, "value": "High" if name == "Priority" and total == 3 else None,
             "options_url": "/inbox/filter/assignee/" if name == "Assignee" else None,
             "options": [] if name == "Assignee" else [{"name": word, "url": "?x=1", "on": False} for word in ("Open", "Waiting", "Resolved")]}
            for name in names
        ],
    }


def shell(count: int = 50, section: str = "inbox", current: str | None = None) -> Context:
    """What every page behind the agents' sign-in gets. current: key of the view that is on; None: the first one's."""
    on = section if current is None else current
    names = (("inbox", "All open", "inbox", 38), ("mine", "My open", "user", 7), ("unassigned", "Unassigned", "user-x", 12), ("waiting", "Waiting on customer", "hourglass", 21),
             ("negative", "Very negative", "frown", 3), ("review", "AI needs review", "sparkles", 5), ("closed", "Recently closed", "circle-check", None), ("bin", "Bin", "trash-2", None))
    return {
        "language": "en", "direction": "ltr", "theme": "system", "section": section, "request_id": "req_7f3a91c2", "realtime_url": "", "timer": {"is_running": False}, "may_report": True, "may_see_tasks": True, "allowed": list(settings_pages.PAGES),
        "org": {"name": "Acme Analytics", "slug": "acme", "logo_url": None, "brand_version": None, "state": "active", "next_step": None},
        "availability": {"now": "available", "name": "Available", "states": [{"key": key, "name": name, "about": about, "on": key == "available"} for key, name, about in (("available", "Available", "You are given tickets, as your queues have it."), ("away", "Away", "No new ones; what you hold stays yours."), ("reassign", "Away, others take over", "Tickets whose customers wait go to others."))]},
        "me": {"id": 1, "name": "Dana Whitfield", "email": "dana@acme.example", "is_admin": True, "pays": True}, "notices_unread": 3 if count else 0,
        "nav": {
            "url": "/inbox/nav/",
            "views": [{"key": key, "name": name, "icon": mark, "url": "/inbox/" if key == "inbox" else f"/inbox/?view={key}", "count": total if count else None, "current": key == on, "hot": key == "negative"} for key, name, mark, total in names],
            "saved": [{"name": "Enterprise, no reply yet", "url": "/inbox/?view=9", "count": 4, "current": False}] if count else [],
            "incidents": 2 if count else 0,
            "queues": [{"name": name, "url": f"/inbox/?queue={name}", "count": total if count else None, "current": False} for name, total in (("Support", 22), ("Billing", 9), ("Technical", 7))],
        },
    }


def message(i: int, **more: Any) -> Context:
    """One message of a thread."""
    plain = {"type": "message", "id": 100 + i, "kind": "in", "author": PEOPLE[0], "email": "mara@nordlicht.example", "to": ["support@acme.example"], "cc": [], "bcc": [], "at": back(300 - i * 60),
             "text": "", "html": None, "frame_url": None, "quoted": None, "signature": None, "seal": None, "files": [], "state": None, "state_text": None, "original_url": None, "images_url": None, "from_ai": None, "why_url": "#" if more.get("kind", "in") == "in" else None,
             "is_internal": more.get("kind") == "note", "is_answer": False, "mark": "", "about": None, "forward_url": "/x/" if more.get("kind") != "note" else None, "answer_url": None}
    return plain | more


def thread(count: int) -> Context:
    """0: only the first mail; 3: a normal conversation; more: a long one with older messages folded."""
    first = message(0, text="Hello,\n\nour card was charged twice this month, 48 € each time (see the statement). We close our books on Friday. Can you put this right before then?\n\nBest regards\nMara Lindqvist\nNordlicht GmbH", cc=["buchhaltung@nordlicht.example"],
                    files=[{"name": "statement-november.pdf", "size": 184320, "url": "#", "preview_url": None}, {"name": "screenshot with a rather long name of the billing page.png", "size": 921600, "url": "#", "preview_url": None}])
    events = {"type": "events", "events": [{"text": "Triage set category to Payment failed", "icon": "sparkles", "at": back(299)}, {"text": "Dana Whitfield took the ticket", "icon": "user", "at": back(250)}, {"text": "Dana Whitfield set priority to High", "icon": "flag", "at": back(249)}]}
    if not count:
        return {"entries": [first], "older_url": None, "older_count": 0}
    rest = [
        events,
        message(1, kind="reply", author="Dana Whitfield", face=FACE, email="support@acme.example", to=["mara@nordlicht.example"], text="Hello Mara,\n\nthank you for the statement. I am checking both charges with our payment provider and will be back today.\n\nDana", state="sent", sent_at=back(240), taken_by="Postmark", delivery="delivered", delivery_at=back(238), delivery_note="", from_ai="From a suggestion, edited", quoted="On Fri, 20 Nov 2026 Mara Lindqvist wrote:\n> our card was charged twice this month"),
        message(2, kind="note", author="Ben Okafor", to=[], text="Second charge is a retry after a timeout on their bank's side. Refund is already queued, runs tonight.", edited_at=back(60), earlier_url="/fragments/note-earlier.html", edit_url="/fragments/note-form.html", delete_url="/x/"),
        {"type": "events", "events": [{"text": "Status changed to Waiting on customer", "icon": "clock", "at": back(100)}]},
        message(3, text="Any news? Friday is tomorrow, and my boss is asking every hour now.", seal={"icon": "shield", "says": "Signed (S/MIME); the signature was not checked.", "files": [{"name": "smime.p7s", "size": 3811, "url": "#", "preview_url": None}]}, signature="Mara Lindqvist\nNordlicht GmbH\nTel. +46 8 123 456 78", quoted="Am 20.11.2026 schrieb Dana Whitfield:\n> Hello Mara,\n> thank you for the statement."),
    ]
    many = [message(10 + i, text=PREVIEWS[i % 8], author=PEOPLE[i % 8]) for i in range(12)] if count > 3 else []
    return {"entries": [first, *many, *rest], "older_url": "/older/" if count > 3 else None, "older_count": 31}


def triage(state: str = "done", note: str | None = None) -> Context:
    """The five lines."""
    if state != "done":
        return {"state": state, "lines": [], "reason": "Automatic mail is not triaged.", "note": note}
    lines = [
        {"field": "sentiment", "label": "Sentiment", "value": "negative", "confidence": 0.91, "reason": "“my boss is asking every hour now”: worried, still polite."},
        {"field": "category", "label": "Category", "value": "Payment failed", "is_auto": True, "confidence": 0.88, "reason": "Speaks of a double charge on a card; close to 14 earlier tickets."},
        {"field": "priority", "label": "Priority", "value": "high", "urgency": 78, "confidence": 0.67, "reason": "A deadline tomorrow and money involved; no outage."},
        {"field": "tags", "label": "Tags", "value": ["churn-risk"], "corrected_by": "Dana Whitfield", "was": "none", "confidence": None, "reason": ""},
        {"field": "escalation", "label": "Escalate", "value": False, "confidence": 0.55, "reason": "No threat to leave, no legal words."},
        {"field": "details-order", "label": "Order number", "value": "302-1234567-7654321", "confidence": 0.97, "reason": "Named in the message. “302-1234567-7654321”"},
        {"field": "details-product", "label": "Product", "value": "Aurora Desk Pro", "confidence": 0.6, "is_proposal": True, "given": "Aurora Desk Pro", "reason": "There is more than one: Aurora Desk Pro, Borealis."},
    ]
    return {"state": "done", "lines": lines, "reason": "", "note": note}


def suggestion(state: str = "ready", note: str | None = None) -> Context:
    """The suggested reply in one of its states."""
    text = "Hello Mara,\n\nI am sorry about the wait. The second charge was a retry after a timeout at your bank; it is returned automatically within 3 working days. [1] The refund was started today, and you find the corrected invoice under Billing, Invoices. [2]\n\nBest regards"
    pieces = [{"text": "Hello Mara,\n\nI am sorry about the wait. The second charge was a retry after a timeout at your bank; it is returned automatically within 3 working days. ", "cites": [1]},
              {"text": " The refund was started today, and you find the corrected invoice under Billing, Invoices. ", "cites": [2]}, {"text": "\n\nBest regards", "cites": []}]
    sources = [{"title": "Double charges and how refunds work", "url": "/knowledge/3/"}, {"title": "Where to find invoices", "url": "/knowledge/7/"}]
    taught = [{"number": 1 if state != "withheld" else None, "title": sources[0]["title"], "tickets": [{"label": f"T-00{31 + 8 * i}", "url": f"/tickets/{31 + 8 * i}/", "subject": SUBJECTS[i], "by": PEOPLE[i]} for i in range(2)]}]
    return {"id": 5, "state": state, "taught": taught, "text": text.replace(" [1]", "").replace(" [2]", ""), "pieces": pieces, "sources": sources, "confidence": 0.82, "reason": "Both statements are found in the articles cited; the deadline is not mentioned in any.", "note": note, "outcome": None, "undo_url": "/undo/", "by": None}


def ticket(long: bool = False) -> Context:
    """The open ticket."""
    return {"id": 42, "number": 42, "label": "T-0042", "version": 7, "subject": SUBJECTS[4] if long else SUBJECTS[0], "status": STATUSES[1], "priority": "high", "assignee": {"id": 1, "name": "Dana Whitfield"}, "responsible": {"id": 2, "name": "Marek Nowak"}, "estimate": "1h 30m",
            "sentiment": "negative", "category": "Payment failed", "escalate": long, "due": NOW + timedelta(minutes=25), "is_hurried": True, "late": False, "queue": "Billing", "channel": "E-mail", "type": "Problem",
            "tags": ["churn-risk"], "extracted": {"order": "4711", "customer_number": "K-2041-77-0001-9"}, "created_at": back(300), "updated_at": back(12)}


def customer(others: int = 3) -> Context:
    """The customer card."""
    return {"id": 9, "name": PEOPLE[2] if others > 3 else PEOPLE[0], "email": "mara@nordlicht.example", "url": "/customers/9/", "company": "Nordlicht GmbH", "company_url": "/companies/1/", "phone": "+49 30 555 0100", "language": "English", "since": back(400000), "silent_since": back(900) if others > 3 else None, "silent_why": "Marked a mail as spam",
            "tickets": [{"subject": SUBJECTS[i + 1], "url": "/tickets/12/", "status": STATUSES[i % 4], "at": back(5000 * (i + 1))} for i in range(min(3, others))], "tickets_more": others > 3, "tickets_total": others + 1, "open": 2, "total": others + 1, "last_at": back(90)}


def links(count: int) -> list[Context]:
    """Of the open ticket with others."""
    def linked(i: int) -> Context:
        return {"id": i, "label": f"T-{30 + i:04d}", "url": "#", "subject": SUBJECTS[i % 8], "status": STATUSES[i % 4], "is_finished": i % 4 == 3}

    some = [{"words": "Blocked by", "tickets": [linked(1)]}, {"words": "Continued in", "tickets": [linked(3)]}]
    many = [{"words": "Parent of", "tickets": [linked(i) for i in range(4, 9)]}]
    return (some if count else []) + (many if count > 3 else [])


def checklist(count: int) -> Context:
    """What has to be done in the open ticket."""
    plain: Context = {"label": "", "url": "", "status": None, "is_done": False, "told": "", "at": None}
    done = {"is_done": True, "told": "Dana Whitfield ticked it", "at": back(40)}
    lines = [plain | done | {"id": 1, "text": "Ask the bank whether the second charge was a retry"}, plain | {"id": 2, "text": SUBJECTS[3], "label": "T-0033", "url": "#", "status": STATUSES[1]}, plain | {"id": 3, "text": SUBJECTS[4]}]
    items = lines if count else []
    return {"items": items, "done": sum(one["is_done"] for one in items)}


def addresses(count: int) -> list[Context]:
    """Of one customer, in every state."""
    states = ("first", "verified", "unverified", "verified")
    return [{"id": i, "email": f"mara{i or ''}@nordlicht.example" if i != 3 else "a-very-long-local-part-of-an-address-that-hardly-fits@subdomain.nordlicht.example", "is_main": i == 0, "state": states[i], "verified_at": NOW, "undeliverable_at": NOW if i == 3 else None} for i in range(min(max(count, 1), 4))]


def offered(count: int) -> list[Context]:
    """Tickets as the lines of a dialog."""
    return [{"number": 42 + i, "label": f"T-{42 + i:04d}", "subject": SUBJECTS[i % 8], "who": PEOPLE[i % 2], "status": STATUSES[i % 4], "at": back(30 + i * 400), "created_at": back(90 + i * 4000)} for i in range(count)]


def merging(count: int, **more: Any) -> Context:
    """The second step of merging: what would happen."""
    choices = [one | {"on": i == 0} for i, one in enumerate(offered(count))]
    plain = {"step": "preview", "numbers": "42,43", "into": 42, "address": "/x/?tickets=42,43", "choices": choices, "survivor": "T-0042", "others": "T-0043", "moves": 3, "strangers": [], "customer": PEOPLE[0], "tell": True, "warnings": [], "error": None}
    return shell(current="") | plain | more


def ticket_page(count: int = 3, **more: Any) -> Context:
    """Everything of ticket.html."""
    return shell() | {"view": view(38), "list_url": "/fragments/list.html", "back_url": "/inbox/", "ticket": ticket(), "time": {"is_cold": True, "kind": "ticket", "number": 42, "here": "/desk/time/on/ticket/42/"}, "joined": {}, "begun": {"reader": "user:1", "drafts": []}, "may_change": True, "may_reply": True, "may_note": True, "my_id": 1, "thread": thread(count), "triage": triage(), "suggestion": suggestion(), "writing_tools": [("shorter", "Shorter"), ("friendlier", "Friendlier")], "translate_to": ("de", "German"), "may_translate": True,
                      "summary": {"text": "Mara was charged twice, 48 euro each time, and closes the books on Friday. Both charges are being checked with the provider. Open: when the second payment comes back.", "is_awaited": False, "engine": "by the built-in engine", "at": back(90), "behind": 2, "note": "", "is_wanted": True} if count else {"text": "", "is_wanted": True, "is_awaited": False},
                      "customer": customer(count), "links": links(count), "checklist": checklist(count), "approvals": [], "composer": {"mode": "reply", "signature": "Dana Whitfield\nAcme Support", "to": ["mara@nordlicht.example"], "addresses": [{"email": "mara@nordlicht.example", "on": True, "words": ""}, {"email": "mara1@nordlicht.example", "on": False, "words": "not verified"}] if count > 3 else [], "cc": "ole@nordlicht.example", "body": "", "suggestion": None, "key": "k1", "error": None}} | more


def articles(count: int) -> list[Context]:
    """Knowledge articles, for agents and customers alike."""
    titles = ("Double charges and how refunds work", "Where to find invoices", "Sign-in problems: the five usual reasons", "パスワードの再設定", "Rechnungsadresse ändern", "Exporting reports")
    return [{"id": i, "slug": f"a-{i}", "title": titles[i % 6], "url": f"/knowledge/{i}/", "visibility": ("public", "internal", "draft")[i % 3], "uses": i * 7 % 40, "updated_at": back(9000 * (i + 1)), "summary": PREVIEWS[i % 8], "snippet": PREVIEWS[i % 8], "public_url": "/help/articles/a/", "version": 2} for i in range(count)]


def domain(host: str, state: str, *, is_primary: bool = False) -> Context:
    proven = state in ("verified", "unreached")
    records = [
        {"kind": "TXT", "name": f"_deskhand-challenge.{host}", "value": "deskhand=V3b0m9QmS1n8rT2xL5k7Jw4yZ6a0cD1e", "seen": proven},
        {"kind": "CNAME", "name": host, "value": "acme.deskhand.example", "seen": state == "verified"},
    ]
    problem = {"broken": "The TXT record has been missing since 3 May 2025.", "waiting": "There is no TXT record with this value yet."}.get(state, "")
    return {
        "id": state, "host": host, "shown": host, "state": state, "is_primary": is_primary, "redirects": True, "problem": problem,
        "records": records, "checked_at": back(90), "verified_at": back(9000) if proven or state == "broken" else None,
        "missing_since": back(6000) if state == "broken" else None, "served_until": back(-9000) if state == "broken" else None,
        "brand_name": "", "brand_color": "", "brand_logo": "",
    }  # fmt: skip


def sending_domain(finding: str) -> Context:
    """A domain whose three records all look the same way."""
    values = {"dkim": ("deskhand-7q2x1m._domainkey.acme.example", "v=DKIM1; k=rsa; p=" + "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" * 12), "spf": ("acme.example", "v=spf1 include:spf.desk.example ~all"), "dmarc": ("_dmarc.acme.example", "v=DMARC1; p=none")}
    records = [{"code": code, "name": name, "value": value, "is_wanted": True, "finding": finding, "seen": "v=spf1 include:_spf.other.example -all" if finding == "wrong" else ""} for code, (name, value) in values.items()]
    return {"id": 3, "name": "acme.example", "records": records, "is_looking": finding == "", "looked_at": back(4) if finding else None, "is_signed": finding == "fine"}
