"""Pages of the preview with the organization's own fields: settings, details of a ticket, both request forms."""

from collections.abc import Callable, Iterator
from typing import Any

from portal.ui import samples as s
from portal.ui.samples import Context, Page, back

TREE = [("hw", "Hardware", 0), ("laptop", "Laptop with a name that is really very long and wraps", 1), ("sw", "Software", 0), ("rtl", "תוכנה", 1)]
NAMES = {
    "order": ("text", "Order number"), "amount": ("number", "Amount"), "due": ("date", "Promised for"), "cause": ("choice", "Cause"),
    "product": ("tree", "Product"), "parts": ("multi", "Parts that were sent along with the letter"), "engineer": ("person", "Engineer"), "vip": ("checkbox", "Contract customer"),
}
KINDS = [("text", "Text"), ("number", "Number"), ("choice", "Choice: one of a list"), ("tree", "Tree: one of a list with levels")]
TEXTS = {"order": "4711-2026-000-0001-A", "amount": "1,250.50", "due": "Dec. 24, 2026", "product": "Laptop with a name that is really very long and wraps", "engineer": "Dana Whitfield", "vip": "Yes"}


def control(key: str, **more: Any) -> Context:
    kind, label = NAMES[key]
    options = [{"value": value, "words": words, "on": value == "laptop", "depth": depth if kind == "tree" else 0} for value, words, depth in TREE]
    shown = options if kind in ("choice", "tree", "multi", "person") else []
    return {"key": key, "name": f"fields.{key}", "kind": kind, "label": label, "help": "As it stands on the invoice." if key == "order" else "", "required": "always" if key in ("order", "cause") else "", "value": "", "options": shown, "steers": False} | more


def listed(editing: str = "") -> list[Context]:
    needed = {"cause": "resolve", "parts": "always"}
    return [{"key": key, "label": label, "help": "", "text": TEXTS.get(key, ""), "needed": needed.get(key, ""), "locked": key == "engineer", "edit": control(key, value=TEXTS.get(key, "")) if key == editing else None} for key, (_kind, label) in NAMES.items()]


def tickets() -> Iterator[Page]:
    base = "portal/agent/"
    yield "ticket-fields", f"{base}ticket.html", s.ticket_page(2, own_fields=listed())
    for key in ("order", "parts", "product", "vip"):
        yield f"ticket-field-{key}", f"{base}ticket.html", s.ticket_page(2, own_fields=listed(key), own_error="Write a number, as in 1234 or 1234.5." if key == "order" else "")
    form: Context = {"data": {}, "errors": {"fields.order": ["Fill in “Order number” first."]}}
    controls = [control(key) for key in NAMES]
    yield "ticket-new-fields", f"{base}ticket_new.html", s.shell(section="") | {"form": form, "queues": [(1, "Support")], "priorities": [("", "Let triage decide")], "key": "k", "own_fields": controls}


def elsewhere(base: str, shell: Callable[[str], Context], portal: Context) -> Iterator[Page]:
    yield from settings(base, shell)
    yield from customers(portal)


def settings(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    row: Context = {"kind": "Text", "options": 0, "rules": [], "is_hidden": False, "customer_asks": False, "customer_sees": False, "tickets": 0}
    rows = [
        row | {"key": "order", "number": 1, "label": "Order number", "customer_asks": True, "tickets": 1204},
        row | {"key": "cause_of_the_fault_as_we_see_it", "number": 2, "label": "Cause of the fault, as the engineer who looked into it sees it", "kind": "Choice: one of a list", "options": 12, "rules": ["Require it when the ticket is resolved, if Billing or Support"], "tickets": 1},
        row | {"key": "serial", "number": 3, "label": "מספר סידורי", "rules": ["Lock it always", "Show it only always, if Product: Laptop"], "customer_sees": True},
        row | {"key": "old", "number": 4, "label": "Shelf", "is_hidden": True},
    ]
    for name, shown in (("", rows), ("-none", []), ("-many", [*rows, *({**rows[0], "number": i, "key": f"f{i}"} for i in range(5, 61))])):
        yield f"settings-fields{name}", f"{base}fields.html", shell("fields") | {"fields": shown, "most": 60}
    things = [("Kind of status", [("status:open", "Open"), ("status:waiting", "Waiting on customer")]), ("Queue", [("queue:1", "Support"), ("queue:2", "Billing")]), ("Order number", [("field.order:*", "Order number is filled in")])]
    rules = [{"effect": "require", "at": "resolve", "rows": [{"way": "is", "thing": "queue:2"}, {"way": "is_not", "thing": "field.order:*"}, {"way": "is", "thing": ""}]}, {"effect": "", "at": "always", "rows": [{"way": "is", "thing": ""}]}]
    data: Context = {"label": "Product", "help": "What it is about", "key": "product", "kind": "tree", "options": "Hardware [hw]\n  Laptop [laptop]\n  # Floppy [floppy]\nSoftware [sw]", "rules": rules, "customer_asks": True, "customer_sees": False, "label_de": "Produkt", "label_fr": "", "label_es": ""}
    shared = {"kinds": KINDS, "effects": [("", "No rule"), ("show", "Show it only"), ("require", "Require it"), ("read_only", "Lock it")], "times": [("always", "always"), ("resolve", "when the ticket is resolved")], "things": things, "others": ["field.gone:x"], "languages": [("de", "German"), ("fr", "French"), ("es", "Spanish")]}
    bad = {"__all__": ["Tickets still hold the option “Laptop”. Hide it instead of removing it."], "options": ["At most 5 levels."], "rules": ["Choose at least one value for each condition."]}
    empty = data | {"label": "", "key": "", "kind": "text", "options": "", "rules": rules[1:], "label_de": ""}
    row = {"label": "Product", "key": "product", "kind": "tree", "version": 3, "is_hidden": False}
    for name, more in (("", {}), ("-bad", {"form": {"data": data, "errors": bad}}), ("-new", {"row": None, "form": {"data": empty, "errors": {}}, "tickets": 0}), ("-text", {"row": row | {"kind": "text"}, "tickets": 0})):
        yield f"settings-field{name}", f"{base}field.html", shell("fields") | shared | {"row": row, "tickets": 12, "form": {"data": data, "errors": {}}} | more


def customers(portal: Context) -> Iterator[Page]:
    base = "portal/customer/"
    one: Context = {"number": 42, "label": "T-0042", "subject": s.SUBJECTS[0], "status": s.CUSTOMER_STATUSES[2], "created_at": back(300), "in_copy": False, "can_reply": True, "can_close": True}
    controls = [control(key) for key in ("order", "cause", "parts", "due", "vip")]
    form: Context = {"data": {"subject": "Charged twice"}, "errors": {"fields.order": ["Fill in “Order number” first."]}}
    yield "customer-new-fields", f"{base}request_new.html", portal | {"section": "new", "form": form, "articles": s.articles(2), "key": "k", "own_fields": controls}
    told = [("Order number", "4711-2026-000-0001-A"), ("Promised for", "24 December 2026"), ("Product", TREE[1][1])]
    talk = [{"type": "message", "id": 1, "mine": True, "author": "Mara", "text": "It does not start any more.", "at": back(90), "files": []}]
    yield "customer-request-fields", f"{base}request.html", portal | {"case": one, "messages": talk, "form": None, "key": "k", "told": told}
