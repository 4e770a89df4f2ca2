"""Pages of the preview about approvals: the page of a third party's link, and what colleagues see."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portal.ui import samples as s
from portal.ui.samples import Context, Page, back

QUESTION = "May we replace the pump of Nordlicht for 1,280 EUR?\nIt is three months out of warranty."


def approval_links(portal: Context) -> Iterator[Page]:
    """portal: what every page of the help centre gets."""
    word: Context = {
        "valid": True, "question": QUESTION, "who": "Dana Whitfield", "is_open": True, "said": "", "reason": "",
        "say": "", "until": back(-2_880), "refused": "",
    }  # fmt: skip
    states: dict[str, Context] = {
        "ask": {},
        "decline": {"say": "decline", "refused": "Say why you decline. Nothing was decided."},
        "approved": {"is_open": False, "said": "approved"},
        "declined": {"is_open": False, "said": "declined", "reason": "Too dear."},
        "over": {"is_open": False},
        "bad": {"valid": False},
    }
    for name, more in states.items():
        yield f"customer-approval-{name}", "portal/customer/approval.html", portal | word | more


def asked(state: str = "pending", **more: object) -> Context:
    """One as the desk shows it."""
    names = {"pending": ("Waiting for approval", "hourglass", "chip-warn"), "approved": ("Approved", "circle-check", "chip-good"), "declined": ("Declined", "ban", "chip-bad"), "expired": ("Expired", "clock-alert", "chip-line")}  # fmt: skip
    name, icon, chip = names[state]
    yes = {"name": "Ben Okafor", "said": "approved", "icon": "check", "at": back(90), "reason": "If it is the last one this year."}
    silent = {"name": "leitung@ein-recht-langer-name.example", "said": "silent", "icon": "hourglass", "at": None, "reason": ""}
    steps = [{"need": "one of them", "is_now": False, "is_later": False, "asked": [yes, silent | {"name": "Ada Weber"}]}, {"need": "", "is_now": state == "pending", "is_later": False, "asked": [silent]}]
    is_open = state == "pending"
    return {"id": 7, "state": {"key": state, "name": name, "icon": icon, "chip": chip}, "question": QUESTION, "by": "Dana Whitfield", "at": back(240), "due": back(-1_500) if is_open else None, "ended": None if is_open else back(30), "reason": "", "chain": "Goodwill", "is_open": is_open, "is_mine": False, "steps": steps, "error": "", "typed": ""} | more  # fmt: skip


def approvals() -> Iterator[Page]:
    base = "portal/agent/"
    mine = asked(is_mine=True, error="Say why you decline. Nothing was decided.", typed="")
    yield "ticket-approvals", f"{base}ticket.html", s.ticket_page(3, approvals=[mine, asked(), asked("declined"), asked("expired")])
    about = {"number": 42, "label": "T-0042", "subject": s.SUBJECTS[0], "url": "#"}
    for name, count in (("", 3), ("-0", 0)):
        waiting = [asked(is_mine=True, ticket=about) for _ in range(count)]
        yield f"desk/approvals{name or '/index'}", f"{base}approvals.html", s.shell(count, "approvals") | {"waiting": waiting, "asked": waiting[:1]}
    people = [("assignee", "Whoever holds it"), ("lead", "Who leads its team"), *((f"user:{i}", name) for i, name in enumerate(("Ada Weber", "Ben Okafor", "מרים כהן")))]
    blank = {"chain": "", "question": "", "need": "all", "hours": "", "addresses": "", "asked": []}
    form = {"data": blank, "errors": {"asked": ["Choose at least one person, or write an address."]}}
    dialog = {"ticket": about, "chains": [("1", "Goodwill above 100 EUR")], "people": people, "needs": [("all", "all of them"), ("any", "one of them")], "form": form}
    yield "approval-ask", f"{base}approval.html", s.shell(current="") | dialog | {"body": f"{base}_approval_body.html"}
    instead = {"approval": {"id": 7}, "silent": people[:2], "form": {"data": {"asked": "", "to": "", "address": ""}, "errors": {}}}
    yield "approval-instead", f"{base}approval.html", s.shell(current="") | dialog | instead | {"body": f"{base}_approval_instead_body.html"}


def chains_kept(base: str, shell: Callable[..., Context]) -> Iterator[Page]:
    """The page of the settings."""
    people = [("lead", "Who leads its team", False), ("user:1", "Ada Weber", True), ("user:2", "מרים כהן", False)]
    steps = [{"need": "any", "hours": 48, "addresses": "leitung@nordlicht.example", "people": people}, {"need": "all", "hours": "", "addresses": "", "people": people}]  # fmt: skip
    form: Context = {"data": {"name": "Goodwill above 100 EUR", "question": QUESTION}, "errors": {}, "steps": steps}
    rows = [{"id": i, "version": 1, "name": form["data"]["name"], "told": "Ada Weber → leitung@nordlicht.example", "open": i == 0, "form": form} for i in range(3)]
    wrong = form | {"errors": {"question": ["There is no variable nonsense."]}}
    common: Context = {"needs": [("all", "all of them"), ("any", "one of them")], "variables": ["ticket.number", "ticket.subject"], "is_new_open": False}  # fmt: skip
    for name, found in (("", rows), ("-0", [])):
        new = wrong if found else form | {"data": {"name": "", "question": ""}, "steps": steps[1:]}
        yield f"settings/approvals{name or '/index'}", f"{base}approvals.html", shell("approvals") | common | {"chains": found, "new": new}
