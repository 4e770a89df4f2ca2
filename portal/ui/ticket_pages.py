"""Ticket pages of the preview that need more than a conversation: merges, colleagues, third parties, doubts."""

from collections.abc import Iterator
from typing import Any

from portal.ui import field_pages
from portal.ui import samples as s
from portal.ui.samples import Context, Page, back


def beside() -> Iterator[Page]:
    base = "portal/agent/"
    joined = {"merges": [{"label": "T-0057", "subject": s.SUBJECTS[1], "by": "Dana Whitfield", "at": back(130), "undo_url": "/x/"}]}
    same = {"who": "Mara", "label": "T-0040", "url": "#", "subject": s.SUBJECTS[6], "at": back(14), "number": 40, "tickets": "42,40", "merge_url": "/x/", "apart_url": "/x/"}
    yield "ticket-same", f"{base}ticket.html", s.ticket_page(0, joined={"same": same})
    writes = {"name": "Ben Okafor", "kind": "reply", "body": "Hello Mara,\n\nthe second charge goes back today. I have asked the bank for", "at": back(2)}
    drafts = [writes, writes | {"name": "Dana Whitfield", "kind": "note"}, writes | {"name": "Ada Weber", "kind": "forward"}]
    yield "ticket-begun", f"{base}ticket.html", s.ticket_page(4, begun={"reader": "user:1", "drafts": drafts})
    there = [{"name": "Ben Okafor", "is_ai": False, "state": "reply", "words": "Ben Okafor is writing a reply"}, {"name": "AI", "is_ai": True, "state": "working", "words": "The AI is at work here"}, {"name": "Dana Whitfield", "is_ai": False, "state": "viewing", "words": "Dana Whitfield is looking at this"}, {"name": "Ada Weber", "is_ai": False, "state": "idle", "words": "Ada Weber has this open, but is away"}]
    yield "ticket-present", f"{base}ticket.html", s.ticket_page(4, present={"people": there, "more": 2})
    unsure = s.triage()
    unsure["lines"][1] |= {"confidence": 0.52, "otherwise": "Invoice or VAT question", "is_unsure": True, "is_auto": False}
    unsure["flags"] = ["This message tries to give orders to the AI. Only its language and mood were applied."]
    yield "ticket-unsure", f"{base}ticket.html", s.ticket_page(0, triage=unsure)
    yield "ticket-suspect", f"{base}ticket.html", s.ticket_page(0, ticket=s.ticket() | {"spam": "maybe"}, triage=junk("suggest"), suggestion=s.suggestion("none"))
    yield "ticket-spam", f"{base}ticket.html", s.ticket_page(0, ticket=s.ticket() | {"spam": "yes", "status": {"kind": "closed", "name": "Spam"}}, triage=junk("auto"), suggestion=s.suggestion("none"))
    said: Context = {"field": "thanks", "label": "Thanks", "value": True, "confidence": 0.95, "reason": "nothing but thanks “Thank you, that helped!”"}
    thanked = s.triage() | {"lines": [*s.triage()["lines"], said]}
    yield "ticket-thanks", f"{base}ticket.html", s.ticket_page(3, ticket=s.ticket() | {"thanks": True, "status": {"kind": "resolved", "name": "Resolved"}}, triage=thanked, suggestion=s.suggestion("none"))
    yield from snoozed()
    yield from begun()
    yield from notes()
    asks = {"count": 4, "labels": "T-0043, T-0047…", "kept": 2, "status": "resolved", "url": "/x/"}
    yield "ticket-children", f"{base}ticket.html", s.ticket_page(4, children=asks)
    names = [("parent_of", "Parent of"), ("blocked_by", "Blocked by"), ("related", "Related to")]
    deleted = [one | {"by": "Dana Whitfield", "at": back(90 + i * 4000), "gone_at": back(-43200 + i * 4000), "restore_url": "/x/"} for i, one in enumerate(s.offered(3))]
    yield "bin", f"{base}bin.html", s.shell(current="bin") | {"tickets": deleted, "days": 30, "key": "k", "next_url": "?page=2", "previous_url": None}
    for name, some, wrong in (("", deleted, False), ("-one", deleted[:1], True)):
        word = some[0]["label"] if len(some) == 1 else str(len(some))
        yield f"bin-erase{name}", f"{base}bin_erase.html", s.shell(current="bin") | {"tickets": some, "word": word, "is_wrong": wrong, "key": "k"}
    yield "bin-empty", f"{base}bin.html", s.shell(0, current="bin") | {"tickets": [], "days": 30, "key": "k", "next_url": None, "previous_url": None}
    yield "link", f"{base}link.html", s.shell(current="") | {"ticket": s.offered(1)[0], "relations": names, "relation": "related", "found": s.offered(4)[1:], "to": "", "error": ""}
    yield "ticket-merged", f"{base}ticket.html", s.ticket_page(3, joined=joined)
    yield "merge-search", f"{base}merge.html", s.shell(current="") | {"step": "search", "numbers": "42", "address": "/x/?tickets=42", "ticket": s.offered(1)[0], "found": s.offered(4)[1:], "error": None}
    yield "merge-two", f"{base}merge.html", s.merging(2)
    yield "merge-strangers", f"{base}merge.html", s.merging(5, strangers=[s.PEOPLE[1]], tell=False, warnings=["T-0042 is finished. It opens again.", "1 reply has not left yet. It leaves from here, unless it is taken back."], error="T-0043 was merged into T-0040. Nothing was changed.")
    yield "ticket-aside", f"{base}ticket.html", s.ticket_page(3, thread=aside(), composer=passing())
    yield "ticket-answered-aside", f"{base}ticket.html", s.ticket_page(3, thread=aside(), suggestion=s.suggestion("none"))
    yield from field_pages.tickets()
    yield "sent-forward", f"{base}_sent.html", {"message": forwarded(9, state="waiting"), "undo": {"seconds": 15, "url": "/x/", "text": None}, "next_key": "k2"}


def notes() -> Iterator[Page]:
    """A note that is put otherwise, refused, deleted, and what it said before."""
    base, typed = "portal/agent/", "Second charge is a retry after a timeout on their bank's side. @Dana, refund it, please."
    form = {"id": "n1", "typed": typed, "edited_at": "", "error": ""}
    yield "note-form", f"{base}_note_form.html", form
    yield "note-refused", f"{base}_note_form.html", form | {"error": "This note was changed in another window meanwhile. Look at it before you change it again."}
    for name, back_url in (("", "/x/"), ("-others", None)):
        yield f"note-gone{name}", f"{base}_note_gone.html", {"message": {"id": "n1", "live": "note:1", "restore_url": back_url}}
    before = [{"text": f"Second charge is a retry.\n{s.PREVIEWS[i]}", "until": back(60 * (i + 1))} for i in range(2)]
    yield "note-earlier", f"{base}_earlier_words.html", {"earlier": before}
    yield "note-earlier-0", f"{base}_earlier_words.html", {"earlier": []}


def begun() -> Iterator[Page]:
    """What colleagues have begun to write: shared, and not."""
    one = {"by": 2, "name": s.PEOPLE[0], "kind": "reply", "body": "Dear Mara,\nthe bank says", "at": back(3), "shared": True, "may_take": True}
    drafts = [one, one | {"kind": "note", "name": s.PEOPLE[1]}, one | {"kind": "reply", "body": "", "shared": False, "may_take": False}]
    yield "fragments/begun", "portal/agent/_begun.html", {"ticket": s.ticket(), "begun": {"reader": "user:1", "drafts": drafts}}


def snoozed() -> Iterator[Page]:
    """Put aside, back again, and where it is done."""
    base, reason = "portal/agent/", "The spare part from the supplier in Gothenburg, ordered under 4711"
    held = {"kind": "on_hold", "name": "On hold"}
    yield "ticket-snoozed", f"{base}ticket.html", s.ticket_page(3, ticket=s.ticket() | {"status": held, "due": None, "pending": {"until": back(-4000), "reason": reason, "then": "reopen"}})
    yield "ticket-closing", f"{base}ticket.html", s.ticket_page(3, ticket=s.ticket() | {"status": held, "due": None, "pending": {"until": back(-4000), "reason": "", "then": "close"}})
    yield "ticket-back", f"{base}ticket.html", s.ticket_page(3, ticket=s.ticket() | {"woken": {"at": back(20), "reason": reason}})
    moments = [{"key": key, "name": name, "at": back(-minutes)} for key, name, minutes in (("later", "Later today", 210), ("tomorrow", "Tomorrow", 990), ("three", "In 3 days", 3870), ("monday", "Next week", 3870))]
    statuses = [{"key": "waiting", "name": "Waiting on customer", "needs_reason": False, "on": False}, {"key": "on_hold", "name": "On hold", "needs_reason": True, "on": True}]
    thens = [{"key": key, "name": name, "on": key == "reopen"} for key, name in (("reopen", "Open it again"), ("close", "Close it, unless the customer writes"), ("remind", "Remind whoever holds it"))]
    dialog = {"ticket": s.ticket(), "statuses": statuses, "thens": thens, "moments": moments}
    yield "snooze", f"{base}snooze.html", s.shell(current="") | dialog | {"form": {"data": {}, "errors": {}}}
    days = [{"key": key, "name": name, "at": back(-minutes)} for key, name, minutes in (("today", "Today", 300), ("tomorrow", "Tomorrow", 1740), ("three", "In 3 days", 4620), ("week", "In a week", 10380))]
    for name, errors in (("estimate", {}), ("estimate-refused", {"length": ["Give a length of time such as 1.5, 1h 30m or 45m, 10,000 hours at most."]})):
        yield name, f"{base}estimate.html", s.shell(current="") | {"ticket": s.ticket(), "form": {"data": {"length": "1h 30m"}, "errors": errors}}
    due = {"ticket": s.ticket(), "moments": days, "by_hand": back(-1740)}
    yield "due", f"{base}due.html", s.shell(current="") | due | {"form": {"data": {"at": "2026-11-24T18:00"}, "errors": {}}}
    yield "due-refused", f"{base}due.html", s.shell(current="") | due | {"by_hand": None, "form": {"data": {}, "errors": {"at": ["Choose a moment to come."]}}}
    refused = {"data": {"reason": "", "at": ""}, "errors": {"reason": ["Say what it waits for."], "at": ["Choose a moment to come, within a year."]}}
    yield "snooze-refused", f"{base}snooze.html", s.shell(current="") | dialog | {"form": refused}


def junk(mode: str) -> Context:
    """Triage that takes the message for spam, suggested or applied."""
    found = s.triage()
    line: Context = {"field": "spam", "label": "Spam", "value": True, "confidence": 0.96 if mode == "suggest" else 0.995, "reason": "words: came across your website, backlinks, free audit", "is_proposal": mode == "suggest"}
    return found | {"lines": [*found["lines"], line]}


def forwarded(i: int, **more: Any) -> Context:
    """What Dana wrote to a third party."""
    plain = {"kind": "forward", "is_internal": True, "author": "Dana Whitfield", "email": "support@acme.example", "to": ["risk@bank.example", "pia.partner@payments.example"], "cc": ["ben@acme.example"],
             "text": "Hello,\n\nplease look at the second charge of 20 November. Was it a retry?\n\nDana", "about": {"id": 100, "who": s.PEOPLE[0], "at": back(300)}, "forward_url": None, "answer_url": "/x/?answer=1"}
    return s.message(i, **plain) | more


def aside() -> Context:
    """A forwarded message, its answers in every state, and a letter that came back."""
    shown = s.thread(3)
    answer: Context = {"kind": "aside", "is_internal": True, "author": "Pia Partner", "email": "pia.partner@payments.example", "to": [], "forward_url": "/x/", "answer_url": "/x/?answer=1", "why_url": "#"}
    return shown | {"entries": [
        *shown["entries"],
        forwarded(1, id=121, state="sent", sent_at=back(90), taken_by="", delivery="delivered", delivery_at=back(88), delivery_note=""),
        s.message(1, **answer, id=122, text="Yes, a retry after a timeout. It is being returned, reference 7731-B.", quoted="On Fri, 20 Nov 2026 Dana Whitfield wrote:\n> please look at the second charge"),
        s.message(2, **answer | {"author": "Risk team", "email": "someone-else@bank.example"}, id=123, mark="stranger", text="Please send us the card number so that we can check."),
        s.message(2, **answer, id=124, mark="automatic", text="I am out of office until Monday."),
        forwarded(3, id=125, is_answer=True, to=["pia.partner@payments.example"], cc=[], text="Thank you. When will it be there?", about={"id": 122, "who": "Pia Partner", "at": back(240)}, state="sent", sent_at=back(40), taken_by="", delivery="bounced", delivery_at=back(39), delivery_note="5.1.1 no such user"),
    ]}


def passing() -> Context:
    """The composer while a message is passed on."""
    begun = {"about": "m100", "url": "", "words": "Message of Mara Lindqvist, 20 Nov 2026, 10:00", "to": "pia.partner@payments.example", "cc": "", "bcc": "", "body": ""}
    return s.ticket_page(0)["composer"] | {"mode": "forward", "body": "Hello Pia,\n\ncan you see where this charge comes from?", "forward": begun}
