"""Every page of the preview: file name, template, context. One entry per state worth looking at."""

from collections.abc import Callable, Iterator

from markupsafe import Markup

from core.mail.sending.providers import PROVIDERS
from portal.ui import (
    archive_pages,
    assignment_pages,
    board_pages,
    brand,
    field_pages,
    role_pages,
    rule_pages,
    sla_pages,
    team_pages,
)
from portal.ui import samples as s
from portal.ui.ai_pages import GAPS, ai_costs, ai_masking, ai_models
from portal.ui.approval_pages import approval_links, approvals, chains_kept
from portal.ui.bulk_pages import bulk
from portal.ui.configuration_pages import configurations
from portal.ui.evidence_pages import evidence_pages
from portal.ui.home_pages import homes, profile
from portal.ui.incident_pages import incidents
from portal.ui.mail_pages import blocked_files, mail_imports, mail_rules
from portal.ui.notice_pages import notice_settings, notices
from portal.ui.operator_pages import operator
from portal.ui.palette_pages import palette
from portal.ui.public_pages import LANGUAGES, PORTAL, ZONES, errors, public
from portal.ui.replay_pages import replay_pages
from portal.ui.samples import NOW, Context, Page, back
from portal.ui.search_pages import search
from portal.ui.ticket_pages import beside
from portal.ui.time_pages import timed
from portal.ui.view_pages import saved_views
from portal.ui.work_pages import work

SIZES = {"0": 0, "3": 3, "many": 50}
EMPTY = {"icon": "inbox", "title": "Nothing waits here", "text": "New mail to support@acme.example appears by itself, most urgent first.", "action_url": "/tickets/new/", "action": "New ticket"}
FORM: Context = {"data": {}, "errors": {}}
QUEUES = [(1, "Support"), (2, "Billing")]
ANSWERERS = [("", "Nobody"), ("1", "Dana Whitfield"), ("2", "Marek Nowak")]

PARTS = [
    {"key": "work", "on": True, "name": "Tasks and projects", "help": "Work of colleagues beside tickets, with a board, milestones and a timeline."},
    {"key": "notification_mails", "on": False, "name": "Mails of notifications", "help": "Colleagues get mail of what they have not read here. Off: the bell alone tells them."},
]  # fmt: skip


def pages() -> Iterator[Page]:
    """All of them, by face."""
    yield from agent()
    yield from bulk()
    yield from library()
    yield from settings()
    yield from customer()
    yield from public()
    yield from operator()
    yield from errors()


def agent() -> Iterator[Page]:
    base = "portal/agent/"
    for name, count in SIZES.items():
        context = s.shell(count) | {"view": s.view(10000 if count > 3 else count), "rows": s.rows(count), "more_url": "/more/" if count > 3 else None, "open_number": None, "may_pick": True, "empty_state": EMPTY}
        yield f"inbox-{name}", f"{base}inbox.html", context
        yield f"ticket-{name}", f"{base}ticket.html", s.ticket_page(count)
    yield "fragments/list", f"{base}_list.html", s.shell() | {"view": s.view(38), "rows": s.rows(38), "more_url": "/more/", "open_number": 42, "may_pick": True, "empty_state": EMPTY}
    for state in ("preparing", "stale", "accepted", "rejected", "withheld"):
        yield f"ticket-{state}", f"{base}ticket.html", s.ticket_page(0, suggestion=s.suggestion(state) | {"reason": None, "internal": s.suggestion()["sources"][:1], "holding": "Hello Mara,\n\nthank you for your message. Could you tell me the number of the invoice?\n\nKind regards"} if state == "withheld" else s.suggestion(state))
    yield "ticket-uncited", f"{base}ticket.html", s.ticket_page(0, suggestion=s.suggestion() | {"is_uncited": True, "internal": s.suggestion()["sources"]}, reply_languages=[("de", "German")])
    yield "ticket-holding", f"{base}ticket.html", s.ticket_page(0, suggestion=s.suggestion() | {"is_holding": True, "sources": [], "pieces": [{"text": "Could you tell me the number of the invoice?", "cites": []}]})
    note = "The local engine answered: no AI provider is connected. It is good at topics and careful with replies."
    yield "ticket-local", f"{base}ticket.html", s.ticket_page(0, triage=s.triage(note=note), suggestion=s.suggestion(note=note))
    yield from archive_pages.tickets()
    fell = "The AI provider did not answer in time, so the local engine did."
    yield "ticket-long", f"{base}ticket.html", s.ticket_page(50, ticket=s.ticket(long=True), triage=s.triage(note=fell), conflict={"by": "Ben Okafor", "label": "priority", "theirs": "Medium", "wanted": "Urgent", "retry_url": "/x/", "retry_vals": {"priority": "urgent"}})
    yield "ticket-running", f"{base}ticket.html", s.ticket_page(0, triage=s.triage("running"), suggestion=s.suggestion("preparing"))
    choices = [{"value": code, "name": code.title(), "icon": f"prio-{code}", "kind": None, "on": code == "high"} for code in ("urgent", "high", "medium", "low")]
    shared = {"field": "priority", "choices": choices, "searchable": False, "post_url": "/x/", "target": "#ticket-head", "version": 7}
    yield "tickets/42/choices/priority/index", f"{base}_choices.html", shared
    yield "tickets/42/choices/triage-category/index", f"{base}_choices.html", shared | {"searchable": True, "search_url": "/x/", "choices": [{"value": i, "name": name, "icon": None, "kind": None, "on": i == 0} for i, name in enumerate(filter(None, s.CATEGORIES))]}
    yield "sent", f"{base}_sent.html", {"message": s.message(9, kind="reply", author="Dana Whitfield", text="Hello", state="waiting"), "undo": {"seconds": 15, "url": "/x/", "text": None}, "next_key": "k2"}
    yield from beside()
    yield from palette()
    yield from search()
    yield from sla_pages.beside()
    yield from homes()
    yield from timed()
    yield from approval_links(PORTAL)
    yield from approvals()
    yield from rule_pages.told()
    yield from assignment_pages.told()
    yield from rule_pages.menus()
    yield from incidents()
    yield from work()
    yield from (*saved_views(), *board_pages.other_looks())
    yield "merge-dialog", f"{base}_merge_dialog.html", s.merging(2)
    yield "move", f"{base}move.html", s.shell(current="") | {"ticket": s.offered(1)[0], "address": "/x/", "who": s.PEOPLE[0], "words": s.PREVIEWS[0], "at": back(50), "found": s.offered(4)[1:], "error": None, "may_join": True, "to": "new"}
    offered = [{"id": "a", "name": "statement-november.pdf", "size": 84211, "preview_url": None, "held": "", "who": s.PEOPLE[0], "at": back(300), "is_internal": False}, {"id": "b", "name": "a-photo-with-a-name-that-does-not-end-before-the-edge-of-the-dialog.jpg", "size": 2842110, "preview_url": None, "held": "", "who": s.PEOPLE[1], "at": back(90), "is_internal": True}, {"id": "c", "name": "invoice.zip", "size": 1211, "preview_url": None, "held": "Being scanned", "who": s.PEOPLE[0], "at": back(3), "is_internal": False}]
    yield "tickets/42/files/index", f"{base}_ticket_files.html", {"found": offered, "more": 2}
    yield "ticket-no-files", f"{base}_ticket_files.html", {"found": [], "more": 0}
    made = {"text": "Hello Mara,\n\nthe second charge goes back today.", "before": "hi mara, 2nd charge goes back today", "why_not": "", "is_awaited": False, "engine": "small", "note": "", "id": "w1", "message": "m1", "language": "German"}
    for name, more in (("", {}), ("-awaited", {"is_awaited": True}), ("-none", {"text": "", "why_not": "A connected model is needed for this."})):
        yield f"writing{name}", f"{base}_writing.html", {"ticket": s.ticket(), "writing": made | more}
        yield f"translation{name}", f"{base}_translation.html", {"translation": made | more}
    wanted = [{"id": i, "title": s.SUBJECTS[i % 8], "seen": 9 - i, "tickets": [("T-0042", "#"), ("T-0043", "#")], "time": f"{i} h 40 min" if i else "", "cost": "0.0164 USD" if i else "", "at": back(90), "form": {"data": {"title": s.SUBJECTS[i % 8], "body": "Open the settings and choose export."}, "errors": {"title": ["A title is needed."]} if i == 2 else {}}} for i in range(4)]
    for name, rows in (("", wanted), ("-0", [])):
        yield f"proposals{name}", f"{base}proposals.html", s.shell(section="knowledge") | {"rows": rows, "is_on": bool(rows), "may_switch": True, "may_publish": True, "next_url": None, "previous_url": None}
        yield f"gaps{name}", f"{base}gaps.html", s.shell(section="knowledge") | GAPS[name] | {"rows": rows, "next_url": None, "previous_url": None}
    yield "undone", f"{base}_undone.html", {"text": "Hello", "reply": {"to": "", "cc": "", "bcc": "", "then": "", "files": []}}


def library() -> Iterator[Page]:
    base = "portal/agent/"
    tabs = [{"name": name, "url": "?v=1", "on": i == 0, "count": 12 - i} for i, name in enumerate(("All", "Public", "Internal", "Draft"))]
    for name, count in SIZES.items():
        yield f"knowledge-{name}", f"{base}knowledge.html", s.shell(section="knowledge") | {"articles": s.articles(count), "tabs": tabs, "query": "", "next_url": "?p=2" if count > 3 else None, "previous_url": None}
        people = [s.customer() | {"name": s.PEOPLE[i % 8], "email": f"person{i}@example.org"} for i in range(count)]
        yield f"customers-{name}", f"{base}customers.html", s.shell(section="customers") | {"customers": people, "query": "", "next_url": None, "previous_url": None}
        tickets = [row | {"status": s.STATUSES[i % 4]} for i, row in enumerate(s.rows(count))]
        yield f"customer-{name}", f"{base}customer.html", s.shell(section="customers") | {"customer": s.customer(9), "tickets": tickets, "addresses": s.addresses(count), "may_change": count > 0, "details": {"data": {"name": "Mara Lindqvist", "company": "Nordlicht GmbH", "notes": "Prefers calls before noon."}, "errors": {}}, "form": FORM if count < 10 else {"data": {"email": "ole@nordlicht.example"}, "errors": {"email": ["ole@nordlicht.example belongs to Ole Larsen. If both are one person, merge the two customers."]}}, "other_url": "#" if count > 3 else "", "merges": [{"id": 1, "name": "M. Lindqvist", "by": "Dana Whitfield", "at": back(90), "until": NOW}] if count == 3 else [], "next_url": None, "previous_url": None}
    firm = {"id": 1, "url": "#", "name": "Nordlicht GmbH", "domains": ["nordlicht.example", "nordlicht-group.example"], "shares_tickets": True, "people": 12, "open": 4, "since": back(90000)}
    typed = {"data": {"name": "Nordlicht GmbH", "domains": "nordlicht.example\nnordlicht-group.example", "shares_tickets": "1"}, "errors": {}}
    crew = [{"id": f"c{i}", "url": "#", "name": name, "email": f"person{i}@nordlicht.example"} for i, name in enumerate(s.PEOPLE)]
    for name, count in SIZES.items():
        firms = [firm | {"id": i, "name": ("Nordlicht GmbH", "株式会社サンプル", "חברת הדוגמה", "A rather long name of a company that trades in everything")[i % 4], "shares_tickets": i % 2 == 0, "domains": [f"d{n}.example" for n in range(i % 6)]} for i in range(count)]
        yield f"companies-{name}", f"{base}companies.html", s.shell(section="customers") | {"companies": firms, "query": "", "form": FORM, "may_change": True, "next_url": None, "previous_url": None}
    for name, more in (("", {}), ("-0", {"people": []}), ("-preview", {"preview": {"domains": ["nordlicht-group.example"], "count": 12, "people": crew}}), ("-merge", {"merging": firm | {"id": 2, "name": "Nordlicht Group"}}), ("-taken", {"form": {"data": typed["data"], "errors": {"domains": ["gmail.com: anybody gets an address there."]}}}), ("-seen", {"may_change": False})):
        yield f"company{name}", f"{base}company.html", s.shell(section="customers") | {"company": firm, "people": crew, "form": typed, "preview": None, "merging": None, "may_change": True, "next_url": None, "previous_url": None} | more
    two = [{"id": f"c{i}", "url": "#", "name": name, "email": f"mara@nordlicht{i}.example", "company": "Nordlicht GmbH", "since": back(9000 * i), "is_blocked": False, "tickets": i} for i, name in enumerate(("Mara Lindqvist", "M. Lindqvist", "Mara L. with a very long name of many words that hardly fits"))]
    both = {"customer": two[0], "other": two[1], "moves": [("Addresses", 2), ("Tickets", 14)], "conflicts": [("name", "Name", "Mara Lindqvist", "M. Lindqvist"), ("language", "Language", "German", "English")], "has_notes": True, "unproved": ["mara@nordlicht1.example"], "sharing": [], "taken": [], "shares": False, "error": None, "is_unseen": False, "turned_url": "#", "found": [], "query": ""}
    states: tuple[tuple[str, Context], ...] = (("", {}), ("-blocked", {"other": two[1] | {"is_blocked": True}, "unproved": [], "conflicts": []}), ("-shares", {"sharing": [{"company": "Nordlicht GmbH", "people": 12, "shown": 14, "seen": 1}]}), ("-refused", {"sharing": [{"company": "Nordlicht GmbH", "people": 12, "shown": 14, "seen": 1}], "taken": ["language"], "is_unseen": True, "error": "Nordlicht GmbH shows its tickets to its people: 14 tickets become visible to 12 colleagues, 1 of theirs to this customer. Say that this is wanted. Nothing was merged."}), ("-find", {"other": None, "found": two}), ("-none", {"other": None, "query": "x"}), ("-first", {"other": None}))
    for name, extra in states:
        yield f"customer-merge{name}", f"{base}customer_merge.html", s.shell(section="customers") | both | extra
    yield "customers/c9/likely/index", f"{base}_likely.html", {"likely": two, "customer": two[0]}
    yield "article-edit", f"{base}article_edit.html", s.shell(section="knowledge") | {"article": s.articles(1)[0], "form": {"data": {"title": "Double charges and how refunds work", "body": s.PREVIEWS[0] + "\n\n- one\n- two", "visibility": "public"}, "errors": {}}}
    yield "article-new", f"{base}article_edit.html", s.shell(section="knowledge") | {"article": None, "form": {"data": {"visibility": "draft"}, "errors": {"title": ["Write the question first."]}}}
    held = [{"label": f"T-{42 + i:04d}", "subject": s.SUBJECTS[i], "url": "#", "status": s.STATUSES[i]} for i in range(3)]
    yield "ticket-new-open", f"{base}ticket_new.html", s.shell(section="") | {"form": {"data": {"email": "mara@nordlicht.example", "confirm": True}, "errors": {}}, "queues": QUEUES, "priorities": [("", "Let triage decide")], "key": "k", "answerers": ANSWERERS, "already": {"who": s.PEOPLE[0], "rows": held, "more": True}}
    yield "ticket-new", f"{base}ticket_new.html", s.shell(section="") | {"form": {"data": {"email": "nobody", "confirm": True}, "errors": {"email": ["This is not an e-mail address: the part after @ is missing."]}}, "queues": QUEUES, "priorities": [("", "Let triage decide"), ("high", "High")], "key": "k", "answerers": ANSWERERS}
    yield from notices()


def settings() -> Iterator[Page]:
    base = "portal/settings/"

    def shell(page: str) -> Context:
        return s.shell(section="settings") | {"page": page, "form": FORM}

    for name, color in (("", "#0099ff"), ("-yellow", "#ffd400")):
        yield f"settings-organization{name}", f"{base}organization.html", shell("organization") | {"brand": brand.palette(color), "time_zones": ZONES, "languages": LANGUAGES, "form": {"data": {"name": "Acme Analytics", "time_zone": "Europe/Berlin", "language": "en"}, "errors": {}}, "preview_css_url": "/yellow.css" if name else None, "close_form": FORM, "parts": PARTS}
    archives = [{"state": state, "percent": 40, "by": "Dana Whitfield", "at": back(50), "size": 91000, "sha256": "c770ad5d" * 8, "expires_at": NOW, "reason": "It could not be made.", "url": "/settings/data/x/" if state == "ready" else None} for state in ("asked", "running", "ready", "failed", "expired")]
    for name, some in (("", archives), ("-0", [])):
        yield f"settings-data{name}", f"{base}data.html", shell("data") | {"exports": some}
    yield from configurations(base, shell)
    ours = s.domain("acme.deskhand.example", "ours", is_primary=True)
    yield "settings-domains-0", f"{base}domains.html", shell("domains") | {"ours": ours, "domains": []}
    listed = [s.domain(f"{state}.acme.example", state) for state in ("verified", "waiting", "checking", "unreached", "broken", "lost")]
    yield "settings-domains", f"{base}domains.html", shell("domains") | {"ours": ours, "domains": listed}
    for one in listed:
        yield f"settings-domain-{one['state']}", f"{base}domain.html", shell("domains") | {"item": one, "brand": brand.palette("#0099ff"), "logo_url": None, "organization": "Acme Analytics", "preview_css_url": None}
    roles = [("admin", "Administrator"), ("agent", "Agent")]
    people = [{"id": i, "name": name if i != 3 else "", "email": f"p{i}@acme.example", "role": "agent", "role_name": "Agent", "active": i != 2, "me": i == 0, "invited": i == 3, "mfa": i % 2 == 0, "may_edit": i > 0, "queues_url": "#", "seen_at": back(i * 500) if i != 3 else None} for i, name in enumerate(s.PEOPLE[:6])]
    yield "settings-people", f"{base}people.html", shell("people") | {"people": people, "roles": roles, "seats": {"used": 6, "limit": 25, "full": False}}
    boxes = [{"address": "support@acme.example", "sender_name": "Acme Support", "queue": "Support", "state": state, "reason": "", "trouble": "settings:source", "is_default": state == "ok", "id": 1, "last_at": back(5), "way": "imap.provider.example" if state != "waiting" else "", "success_at": back(7 if state == "ok" else 190), "failures": 4 if state == "bad" else 0, "until": back(-55) if state == "ok" else None} | ({"reason": "imap.provider.example does not accept this user name and password."} if state == "bad" else {}) for state in ("ok", "waiting", "bad")]
    for name, items in (("", boxes), ("-0", [])):
        yield f"settings-mailboxes{name}", f"{base}mailboxes.html", shell("mailboxes") | {"mailboxes": items, "queues": QUEUES, "mail_domain": "acme.example", "same_cases": [("thread", "Always a new ticket"), ("ask", "Ask the agents"), ("join", "Add it when it is clear, else ask")]}
    typed = {"data": {"protocol": "imap", "host": "imap.provider.example", "username": "support@acme.example", "folder": "INBOX", "after": "seen", "port": "993"}, "errors": {}}
    for health, error in (("none", ""), ("new", ""), ("ok", ""), ("failing", "imap.provider.example does not accept this user name and password.")):
        one = {"id": 1, "host": "imap.provider.example", "health": health, "is_running": health == "new", "waiting": 42 if health == "new" else 0, "fetched": 1312, "last_success_at": back(2), "failures": 4 if error else 0, "failing_since": back(40), "last_error": error}
        yield f"settings-source-{health}", f"{base}source.html", shell("mailboxes") | {"address": "support@acme.example", "box_id": 1, "source": one if health != "none" else None, "offered": [("microsoft", "Microsoft"), ("google", "Google")], "form": typed if health != "none" else {"data": {}, "errors": {"host": ["Please check server."]}}, "protocols": [("imap", "IMAP with TLS")], "after": [("seen", "Mark it as read"), ("move", "Move it to another folder")]}
    hooks = {"waiting": (0, ""), "ok": (42, ""), "failing": (42, "This call does not prove that it comes from the mail provider.")}
    for name, (received, error) in hooks.items():
        hook = {"provider": "Postmark", "where": "Inbound stream → Settings → Webhook.", "address": "https://deskhand:kqvVW0v1nZkXb4Yt@acme.example/hooks/mail/postmark/7Tq2x1mD0e9f3Kaa/", "received": received, "last_success_at": back(9) if received else None, "misses_keys": name == "ok", "last_error": error, "last_refused_at": back(2)}
        yield f"settings-hook-{name}", f"{base}hook.html", shell("mailboxes") | {"address": "support@acme.example", "hook": hook, "form": {"data": {"provider": "postmark"}, "errors": {}}, "providers": [("postmark", "Postmark"), ("mailgun", "Mailgun"), ("brevo", "Brevo"), ("amazon_ses", "Amazon SES")]}
    yield "settings-hook-none", f"{base}hook.html", shell("mailboxes") | {"address": "support@acme.example", "hook": None, "form": FORM, "providers": [("postmark", "Postmark")]}
    yield from sending(base, shell)
    yield from notice_settings(base, shell)
    yield from chains_kept(base, shell)
    texts = [{"id": i, "title": title, "shortcut": f"short-{i}", "uses": i * 13, "used_at": back(900) if i else None, "group": "", "body": "Hello {{ customer.first_name | there }},", "may_change": i != 3, "form": {"data": {"title": title, "shortcut": f"short-{i}", "body": "Hello {{ customer.first_name | there }},", "whose": "me"}, "errors": {} if i != 1 else {"body": ["There is no variable customer.nick."]}}, "preview": "Hello Mara,\n\nthank you." if i == 0 else "", "open": i < 2} for i, title in enumerate(("Ask for details", "Refund received", "A title that goes on and on, longer than anybody would ever write it", "בקשה"))]
    queued = [{"id": i, "name": name, "form": {"data": {"signature": "{{ agent.signature }}\nAcme Support" if i else ""}, "errors": {"signature": ["There is no variable agent.phone."]} if i == 1 else {}}, "preview": "Dana Whitfield\nAcme Support", "open": i == 1} for i, name in enumerate(("Support", "Billing", "Technical"))]
    for name, framed in (("", queued), ("-agent", [])):
        yield f"settings-signatures{name}", f"{base}signatures.html", shell("signatures") | {"own": {"form": {"data": {"signature": "Dana Whitfield\nCustomer care"}, "errors": {}}, "preview": "Dana Whitfield\nCustomer care"}, "queues": framed, "variables": [("agent.name", "Your name")], "name": "Dana Whitfield"} | language_tabs("en")
    worded = [{"whose": str(i), "name": name, "open": i == 1, "is_set": i == 1, "form": {"data": {"guidelines": "Write as if to a colleague.", "forbidden": "as per policy"}, "errors": {"forbidden": ["At most 100 phrases, one a line, of at most 120 characters each."]} if i == 1 else {}}} for i, name in enumerate(("All", "Support", "Billing"))]
    yield "settings-voice", f"{base}voice.html", shell("voice") | {"own": worded[0] | {"whose": "all"}, "queues": worded[1:]}
    whose = [("me", "Only me"), ("1", "Team Billing"), ("all", "Everybody")]
    names = [("customer.first_name", "First name of the customer"), ("ticket.number", "Number, such as T-0042")]
    for name, groups in (("", [("Mine", texts[:1]), ("Billing", texts[1:2]), ("Everybody's", texts[2:])]), ("-0", [])):
        yield f"settings-replies{name}", f"{base}replies.html", shell("replies") | {"groups": groups, "whose": whose, "variables": names, "form": {"data": {"whose": "me"}, "errors": {}}, "preview": ""} | language_tabs("de" if name else "en")
    yield "tickets/42/canned/index", "portal/agent/_canned.html", {"query": "re", "found": [{"id": i, "title": row["title"], "shortcut": row["shortcut"], "hint": "Hello {{ customer.first_name | there }}, your refund is on its way.", "whose": ("mine", "Billing", "")[i % 3], "use_url": "/x/"} for i, row in enumerate(texts)]}
    yield from mail_texts(base, shell)
    yield from mail_rules(base, shell)
    yield from role_pages.roles(base, shell)
    yield from rule_pages.rules(base, shell)
    yield from assignment_pages.settings(base, shell)
    yield from rule_pages.macros(base, shell)
    yield from rule_pages.recurring(base, shell)
    yield from (*sla_pages.promises(base, shell), *profile(base, shell), *field_pages.elsewhere(base, shell, PORTAL), *team_pages.teams(base, shell))
    yield from mail_imports(base, shell)
    yield from blocked_files(base, shell)
    categories = [{"id": i, "name": name, "parent": "Billing" if i % 2 else None, "description": "Asks about an amount on an invoice.", "queue": 1, "examples": "Please send the receipt for March.\nWhy is the amount higher?" if i % 2 else "", "counter_examples": "I want my money back." if i % 2 else "", "tickets": i * 13, "taught": i * 5, "open": i == 0} for i, name in enumerate(filter(None, s.CATEGORIES))]
    packs = [{"key": name, "name": name, "line": line, "icon": mark, "size": size, "used": used} for name, line, mark, size, used in (("Online shop", "Orders, shipping, returns and products.", "shopping-cart", 13, 0), ("IT service desk", "Devices, programs, access and network of colleagues.", "monitor", 12, 12), ("School or university", "Courses, enrolment, grades and the learning platform.", "graduation-cap", 12, 3))]
    yield "settings-categories", f"{base}categories.html", shell("categories") | {"categories": categories, "queues": QUEUES, "packs": packs}
    kinds = [{"id": i, "name": name, "description": line, "said": name, "explained": line, "is_active": i != 4} for i, (name, line) in enumerate((("Question", "Somebody wants to know something."), ("Problem", "The cause of one or many incidents."), ("Incident", ""), ("Eine Anfrage mit einem sehr langen Namen, der kaum passt", "Somebody wants something done or given."), ("Task", "Work that nobody outside has asked for.")))]
    yield from board_pages.limits(shell("board"))
    yield from archive_pages.settings(base, shell)
    yield from archive_pages.numbers(base, shell)
    yield from archive_pages.statuses(base, shell)
    yield "settings-types", f"{base}types.html", shell("types") | {"types": kinds, "form": {"data": {}, "errors": {}}}
    lanes = [{"id": i, "name": name, "description": "Invoices, payments, refunds.", "follow_up": "grace", "told": "Reopens for some days, then a new ticket linked with it", "grace_days": 7, "team": "", "keeps_owner": i != 1, "shares_drafts": i != 2, "is_default": i == 0} for i, name in enumerate(("Support", "Billing", "Technical"))]
    follow_ups = [("grace", "Reopens for some days, then a new ticket linked with it"), ("reopen", "Reopens, however long it was solved"), ("new", "Never reopens: always a new ticket linked with it")]
    yield "settings-queues", f"{base}queues.html", shell("queues") | {"queues": lanes, "follow_ups": follow_ups, "teams": [("", "No team"), ("1", "North")], "calendars": [("", "The default hours"), ("2", "Around the clock")], "form": {"data": {"grace_days": "7", "keeps_owner": "yes"}, "errors": {}}}
    yield "settings-tags", f"{base}tags.html", shell("tags") | {"tags": [{"id": 1, "name": "churn-risk", "description": "Says they may leave", "tickets": 1234}, {"id": 2, "name": "bug", "description": "", "tickets": 3}]}
    sessions = [{"device": "Firefox on Linux", "place": "Berlin", "seen_at": back(1), "current": True}, {"device": "Safari on iPhone", "place": "Potsdam", "seen_at": back(900), "current": False}]
    yield "settings-security", f"{base}security.html", shell("security") | {"mfa": {"on": False, "required": False, "since": NOW, "codes_left": 8, "deadline": NOW}, "policy": {"require_mfa": False}, "sessions": sessions}
    fields = [{"key": key, "name": key.title(), "mode": mode, "floor": 85} for key, mode in (("sentiment", "auto"), ("category", "suggest"), ("priority", "shadow"), ("tags", "off"))]
    yield from (*ai_models(base, shell), *ai_masking(base, shell), *ai_costs(base, shell))
    yield from replay_pages(base, shell)
    yield "settings-ai", f"{base}ai.html", shell("ai") | {"engine": {"kind": "local", "line": "The built-in engine answers. Nothing leaves this server.", "trouble": ""}, "usage": {"used": 312, "limit": 500, "local": 312, "accepted": "61 %", "shown": 140, "per_ticket": "0.0041 USD", "tickets": 561}, "modes": [(one, one.title()) for one in ("auto", "suggest", "shadow", "off")], "fields": fields, "suggest": True}
    yield from evidence_pages(base, shell)
    allowances = [{"name": "People", "used": 6, "limit": 25, "percent": 24, "renews_on": None}, {"name": "Messages this month", "used": 1234, "limit": None, "percent": 0, "renews_on": NOW.date()}]
    plan = {"name": "Team", "state": "trial", "state_name": "Trial", "seats": 25, "trial_ends_at": NOW, "ends_at": None}
    for name, online in (("", True), ("-manual", False)):
        yield f"settings-billing{name}", f"{base}billing.html", shell("billing") | {"plan": plan, "allowances": allowances, "online": online, "may_buy": online, "has_account": online, "offers": [("team", "Team")], "paid": False, "go_url": "/pay/" if online else "", "form": {"data": {"seats": "6"}, "errors": {}}}
    letters = [{"id": i, "subject": s.SUBJECTS[i], "sender": "x@example.org", "recipient": "support@acme.example", "size": 48000, "state": "quarantined", "state_name": "Held", "is_held": i != 1, "reason": "" if i == 1 else "The mail's structure is broken: a boundary is never closed.", "tries": i, "at": back(60), "url": "#", "raw_url": "#", "ticket": {"label": "T-0042", "url": "#"} if i == 1 else None} for i in range(3)]
    tabs = [{"name": "Held", "url": "#", "on": True}, {"name": "All mail", "url": "#", "on": False}]
    for name, held, more in (("", letters, {}), ("-0", [], {}), ("-none", [], {"query": "nobody"}), ("-first", [], {"shown": "all"}), ("-import", letters, {"batch": "i1"}), ("-import-0", [], {"batch": "i1"})):
        yield f"settings-quarantine{name}", f"{base}quarantine.html", shell("quarantine") | {"letters": held, "next_url": None, "previous_url": None, "query": "", "tabs": tabs, "shown": "held", "batch": ""} | more
    lines = [{"question": question, "icon": mark, "says": says} for question, mark, says in (("Who speaks?", "users", "new customer"), ("Which request does it continue?", "link", "names T-0007, but the sender has no part in it"), ("Where was it put?", "inbox", "opened T-0042"))]
    for name, letter, said in (("", letters[1], lines), ("-held", letters[0], [])):
        yield f"settings-mail-trace{name}", f"{base}mail_trace.html", shell("quarantine") | {"letter": letter, "lines": said}


def language_tabs(here: str) -> Context:
    """Tabs over texts per language; English is the organization's own."""
    found = [{"name": name, "url": "#", "on": code == here, "is_own": code == "en", "has": code == "de"} for code, name in LANGUAGES]
    return {"tabs": found, "language": here, "is_own": here == "en"}


def mail_texts(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    """What the desk writes by itself: the list, a text with its history, one that was refused, a new language."""
    used = [{"language": code, "name": name, "is_changed": code == "de", "is_broken": False} for code, name in LANGUAGES]
    names = (("ticket_received", "Request received", "To customers who open a request."), ("ticket_received_away", "Request received, closed now", "Instead of it, outside of opening hours."), ("agent_reply", "Reply", "Around what an agent answers."))
    kinds = [{"key": key, "name": name, "when": when, "languages": [one | {"is_broken": key.endswith("away")} for one in used], "free": [("fr", "Français")]} for key, name, when in names]
    yield "settings-texts", f"{base}texts.html", shell("texts") | {"kinds": kinds}
    subject, body = "[{{ number }}] {{ subject }}", "Hello {{ customer }},\n\nthank you for writing to {{ organization }}. Your message has arrived and carries the number {{ number }}. You will usually have an answer within {{ reply_time }}.\n\nFollow your request here:\n{{ link }}\n\nKind regards\n{{ organization }}"
    known = [("customer", "First name of the customer; empty when it is not known", False), ("link", "Where the reader goes on; the mail has a button for it, too", True), ("reply_time", "How long an answer usually takes, by the calendar of the queue", False)]
    versions = [{"id": i, "by": s.PEOPLE[i], "at": back(i * 900), "subject": subject, "body": body[: 60 * (3 - i)], "is_now": i == 0} for i in range(3)]
    one = {"kind": kinds[0] | {"has_subject": True}, "language": "en", "language_name": "English", "form": {"data": {"subject": subject, "body": body}, "errors": {}}, "variables": known, "is_own": True, "has_first": True, "is_changed": True, "versions": versions}
    yield "settings-text", f"{base}text.html", shell("texts") | one
    refused = {"data": {"subject": subject, "body": "Hello {{ name }}"}, "errors": {"body": ["This mail does not know {{ name }}. It knows: customer, link, number."]}}
    yield "settings-text-refused", f"{base}text.html", shell("texts") | one | {"form": refused, "versions": [], "is_changed": False}
    yield "settings-text-new", f"{base}text.html", shell("texts") | one | {"kind": kinds[2] | {"has_subject": False}, "is_own": False, "has_first": False, "versions": []}


def sending(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    """Domains with records in every state, and the organization's own server."""
    protections = [("starttls", "STARTTLS"), ("tls", "TLS from the first byte")]
    providers = [(one.name, one.label) for one in PROVIDERS.values()]
    for health in ("none", "new", "ok", "failing", "provider"):
        relay = {"host": "smtp.acme.example", "port": 587, "label": "smtp.acme.example", "provider": "", "health": health, "failures": 3, "last_success_at": back(120), "last_error": "It does not accept this user name and password: 5.7.8 no" if health == "failing" else ""}
        if health == "provider":
            relay |= {"provider": "postmark", "label": "Postmark", "host": "", "health": "ok"}
        trial = {"state": "sent", "sent_at": back(2), "taken_by": "Postmark", "last_error": ""} if health == "provider" else None
        domains = [{"name": "acme.example", "item": s.sending_domain("fine")}, {"name": "acme-cloud.example", "item": None}] if health != "none" else []
        yield f"settings-sending-{health}", f"{base}sending.html", shell("sending") | {"domains": domains, "left_over": [s.sending_domain("missing")] if health == "ok" else [], "relay": relay if health != "none" else None, "trial": trial, "is_trying": health == "new", "providers": providers, "form": FORM, "protections": protections}
    for name, is_used in (("amazon_ses", False), ("mailgun", True)):
        places = [(key, label) for key, (label, _url) in PROVIDERS[name].places.items()]
        yield f"settings-sending-provider-{name}", f"{base}sending_provider.html", shell("sending") | {"kind": PROVIDERS[name], "places": places, "is_used": is_used, "events": {"where": "Sending → Webhooks.", "signs": True, "has_key": False, "address": "https://acme.example/hooks/mail/mailgun/events/7Tq2x1mD0e9f3Kaa/", "count": 0, "last_at": None, "error": "", "refused_at": None} if is_used else None, "form": FORM if is_used else {"data": {}, "errors": {"region": ["Please check region."]}}}
    for finding in ("", "fine", "missing", "wrong"):
        yield f"settings-sending-domain-{finding or 'new'}", f"{base}sending_domain.html", shell("sending") | {"item": s.sending_domain(finding)}


def customer() -> Iterator[Page]:
    base = "portal/customer/"
    for name, count in SIZES.items():
        requests = [{"label": row["label"], "url": "#", "subject": row["subject"], "at": row["at"], "status": s.CUSTOMER_STATUSES[i % 4], "in_copy": i % 3 == 2} for i, row in enumerate(s.rows(count))]
        yield f"customer-home-{name}", f"{base}home.html", PORTAL | {"requests": requests[:3], "articles": s.articles(min(count, 6)), "query": ""}
        yield f"customer-requests-{name}", f"{base}requests.html", PORTAL | {"section": "requests", "requests": requests, "next_url": None, "previous_url": None}
    chat = [{"type": "message", "id": 1, "mine": True, "author": "Mara", "at": back(300), "text": s.thread(0)["entries"][0]["text"], "files": s.thread(0)["entries"][0]["files"]}, {"type": "line", "text": "We are working on it", "at": back(200)},
            {"type": "message", "id": 2, "mine": False, "author": "Dana Whitfield", "at": back(190), "text": "Hello Mara,\n\nthank you for the statement. I am checking both charges and will be back today.", "files": []}]
    one = {"number": 42, "label": "T-0042", "subject": s.SUBJECTS[0], "status": s.CUSTOMER_STATUSES[2], "created_at": back(300), "in_copy": False, "can_reply": True, "can_close": True}
    yield "customer-request", f"{base}request.html", PORTAL | {"case": one, "messages": chat, "form": None, "key": "k"}
    yield "customer-request-copy", f"{base}request.html", PORTAL | {"case": one | {"in_copy": True, "can_close": False}, "messages": [chat[0] | {"mine": False, "author": "Ole Larsen"}, chat[2]], "form": None, "key": "k"}
    yield "customer-request-closed", f"{base}request.html", PORTAL | {"case": one | {"can_reply": False, "subject": s.SUBJECTS[2]}, "messages": chat, "form": None, "key": "k"}
    yield "customer-new", f"{base}request_new.html", PORTAL | {"section": "new", "contact": None, "form": {"data": {"subject": "Charged twice"}, "errors": {"body": ["Write a few words, so that we can help."]}}, "articles": s.articles(3), "key": "k"}
    yield "customer-article", f"{base}article.html", PORTAL | {"article": {"slug": "a", "title": "Double charges and how refunds work", "updated_at": back(9000), "html": Markup("<p>When a card is charged twice, the second amount comes back by itself.</p><h2>How long it takes</h2><ul><li>Cards: 3 working days</li><li>Bank transfer: up to 10</li></ul>")}, "voted": False}
    yield "customer-search", f"{base}search.html", PORTAL | {"query": "refund", "articles": s.articles(3)}
    yield "customer-answers", f"{base}_answers.html", {"query": "x", "articles": s.articles(3)}
    yield "customer-sign-in", f"{base}sign_in.html", PORTAL | {"contact": None, "form": None}
    yield "customer-sent", f"{base}sign_in_sent.html", PORTAL | {"contact": None, "email": "mara@nordlicht.example"}
    for name, valid in (("", True), ("-dead", False)):
        yield f"customer-confirm{name}", f"{base}sign_in_confirm.html", PORTAL | {"contact": None, "email": "mara@nordlicht.example", "valid": valid, "token": "t"}
    for name, more in (("ask", {"valid": True, "is_silent": False}), ("done", {"valid": True, "is_silent": True}), ("bad", {"valid": False})):
        yield f"customer-silence-{name}", f"{base}silence.html", PORTAL | {"email": "m•••@nordlicht.example"} | more
