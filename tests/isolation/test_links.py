"""Whatever is signed: by acme it is worth nothing at globex, and nothing for another purpose at home.

Purposes are read out of the source. A new one fails the build until OPENED says where it is opened.
"""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from core.accounts import selectors as accounts
from core.contacts import services as contacts
from core.contacts.models import Contact
from core.files import selectors as files
from core.mail import marks
from core.tickets.models import Ticket
from tenants import context, secrets
from tenants.kernel.errors import Refusal
from tests.isolation.ledger import ROOT

pytestmark = pytest.mark.django_db
OPENED = {  # purpose of a signed value -> the door that opens it; the walk of routes tries acme's there, too
    "address-removed": "/desk/customers/address/<token>/",
    "approval": "/help/approvals/<token>/",
    "change-undo": "POST /desk/tickets/<number>/back/",
    "correction-undo": "POST /desk/tickets/<number>/correct/back/",
    "export": "/settings/data/<signed>/",
    "file": "GET /files/<signed>",
    "invitation": "/invitation/<token>/",
    "password-reset": "/password/reset/<token>/",
    "portal-link": "/help/sign-in/<token>/, POST /api/v1/portal/token/",
    "refresh-token": "POST /api/v1/auth/refresh/",
    "task-undo": "POST /desk/tasks/<number>/back/",
    "welcome": "/welcome/<token>/",
}
MARKS = {  # purpose of a short MAC -> what it marks
    "access-token": "the key of access tokens",
    "backup-code": "the stored form of a backup code",
    "browser": "a browser that is called, by its address",
    "mail-loop": "mail of our own that comes back",
    "mail-reply": "the address that a customer answers to",
    "mail-aside": "the address that a third party answers to",
    "message-id": "our own letters in References",
    "push": "what a later card takes the place of",
    "silence": "the link and the address that end automatic mail to a customer",
    "session": "a session ends when the password changes",
}
USE = re.compile(r"\b(?:secrets\.)?(sign|unsign|tag)\(\s*(\"[\w-]+\"|'[\w-]+'|[A-Z][A-Z_]+)")
STOREYS = ("tenants", "billing", "core", "ai", "portal", "infra")
LONG = timedelta(days=365)


def purposes() -> dict[str, set[str]]:
    """{"sign": {...}, "tag": {...}} of the source; names of constants are looked up in their module."""
    found: dict[str, set[str]] = {"sign": set(), "tag": set()}
    for path in (one for storey in STOREYS for one in Path(ROOT, storey).rglob("*.py")):
        if "node_modules" in path.parts or path == Path(ROOT, "tenants/secrets.py"):
            continue
        text = path.read_text()
        if "secrets" not in text:
            continue
        for verb, what in USE.findall(text):
            found["tag" if verb == "tag" else "sign"].add(_meaning(what, path))
    return found


def _meaning(what: str, path: Path) -> str:
    if what[0] in "\"'":
        return what[1:-1]
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return str(getattr(import_module(module), what))


def test_every_purpose_is_described():
    found = purposes()
    assert found["sign"] == set(OPENED), "say where it is opened: OPENED"
    assert found["tag"] == set(MARKS), "say what it marks: MARKS"


@pytest.mark.parametrize("purpose", OPENED)
def test_a_value_of_acme_opens_nothing(acme, globex, purpose, ledger):
    leaks, attempts = [], 0
    value = {"email": "kanarek@x.example", "id": 1}
    with context.tenant(acme):
        signed = secrets.sign(purpose, value)
        assert secrets.unsign(purpose, signed, LONG) == value
    for tenant, purposes_there in ((globex, OPENED), (acme, set(OPENED) - {purpose})):
        with context.tenant(tenant):
            for other in purposes_there:
                attempts += 1
                try:
                    secrets.unsign(other, signed, LONG)
                    leaks.append(f"{purpose} of acme was opened at {tenant.slug} as {other}")
                except secrets.BadLink:
                    continue
    ledger.note("signed links", [purpose], attempts, leaks)
    assert leaks == []


@pytest.mark.parametrize("purpose", MARKS)
def test_a_mark_of_acme_is_another_one_at_globex(acme, globex, purpose, ledger):
    with context.tenant(acme):
        ours = {name: secrets.tag(name, 1, "a@b.example") for name in MARKS}
    with context.tenant(globex):
        theirs = {name: secrets.tag(name, 1, "a@b.example") for name in MARKS}
    leaks = [f"{purpose} of acme equals {name} of globex" for name in MARKS if ours[purpose] == theirs[name]]
    leaks += [f"{purpose} equals {name}" for name in MARKS if name != purpose and ours[purpose] == ours[name]]
    ledger.note("signed links", [purpose], 2 * len(MARKS) - 1, leaks)
    assert leaks == []


def test_links_and_marks_as_people_hold_them(acme_full, next_door, ledger):
    """The real thing, made by its own maker at acme and read by its own reader at globex."""
    with context.tenant("acme"):
        reply = marks.reply_token(acme_full.ticket, acme_full.people.carla.pk)
        aside = marks.aside_token(acme_full.forwarded.pk)
        loop, mime = marks.loop_mark(), marks.message_id(acme_full.reply.public_id, "acme.localhost")
    readers = {
        "reset": accounts.reset_by_token, "invitation": accounts.invitation_by_token,
        "portal": contacts.open_portal, "file": files.by_link,
    }  # fmt: skip
    leaks = []
    for name, read in readers.items():
        try:
            leaks.append(f"{name}: {read(acme_full.tokens[name])}")
        except Refusal:
            continue
    number, everybody = marks.ticket_number(reply), set(Contact.objects.values_list("pk", flat=True))
    there = Ticket.objects.get(number=number)  # the same number is another ticket here
    leaks += ["loop mark"] if marks.is_our_loop(loop) else []
    leaks += ["message id"] if marks.message_id(acme_full.reply.public_id, "acme.localhost") == mime else []
    leaks += ["side conversation"] if marks.side_of(aside) else []
    leaks += ["reply address"] if marks.is_token_of(reply, there, everybody) else []
    ledger.note(
        "signed links", [f"held: {name}" for name in [*readers, "loop", "mime", "reply", "aside"]], 8, leaks
    )
    assert leaks == []
