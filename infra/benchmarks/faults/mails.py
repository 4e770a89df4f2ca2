"""What customers and machines send in a run: mostly new requests, some answers, notes of absence, bounces."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage

from infra.benchmarks.faults.stage import ORGANIZATIONS

NEW, ANSWER, ABSENCE = 855, 955, 980  # of each thousand below: new, answers, absence notes, then bounces
BEHIND = 100  # an answer belongs to a mail so far back
TWICE = 25  # every such mail is sent a second time


@dataclass(frozen=True)
class Mail:
    """One mail. kind: new | answer | absence | bounce. name: also in its subject and text. answers: a name."""

    name: str
    kind: str
    organization: str
    sender: str
    raw: bytes
    answers: str = ""

    @property
    def recipient(self) -> str:
        return f"support@{self.organization}.localhost"

    @property
    def mime_id(self) -> str:
        return f"{self.name}@customer.example"


def made(run: str, number: int, *, kilobytes: int = 0) -> list[Mail]:
    """So many mails to two organizations in turn. kilobytes: of an attachment in every fourth one."""
    found: list[Mail] = []
    for place in range(number):
        kind = _kind(place)
        before = found[place - BEHIND] if kind == "answer" and place >= BEHIND else None
        while before is not None and before.kind != "new":
            before = found[found.index(before) - 2] if found.index(before) > 1 else None
        found.append(_mail(run, place, kind if before or kind != "answer" else "new", before, kilobytes))
    return found


def order(mails: list[Mail]) -> list[Mail]:
    """As they are sent: every TWICE-th one comes again a little later."""
    sent = list(mails)
    for place in range(len(mails) - 1, 0, -TWICE):
        sent.insert(min(place + 7, len(sent)), mails[place])
    return sent


def _kind(place: int) -> str:
    turn = place * 371 % 1000  # spreads the kinds
    return "new" if turn < NEW else "answer" if turn < ANSWER else "absence" if turn < ABSENCE else "bounce"


def _mail(run: str, place: int, kind: str, before: Mail | None, kilobytes: int) -> Mail:
    name = f"{run}-{place:05d}"
    organization = before.organization if before else ORGANIZATIONS[place % 2]
    sender = before.sender if before else f"{name}@customer.example"
    message = EmailMessage()
    message["From"], message["To"] = f"Customer {name} <{sender}>", f"support@{organization}.localhost"
    message["Subject"], message["Message-ID"] = f"Matter {name}", f"<{name}@customer.example>"
    if before:
        message["In-Reply-To"] = message["References"] = f"<{before.mime_id}>"
    if kind == "absence":
        message["Auto-Submitted"] = "auto-replied"
    if kind == "bounce":
        message.replace_header("From", "MAILER-DAEMON@customer.example")
        message.replace_header("Subject", f"Undelivered Mail Returned to Sender {name}")
    message.set_content(f"Hello, this is [{name}].\n" + "Please have a look at my invoice.\n" * 12)
    if kilobytes and place % 4 == 0:
        content = (name * (kilobytes * 1024 // len(name) + 1)).encode()[: kilobytes * 1024]
        message.add_attachment(content, maintype="application", subtype="pdf", filename=f"{name}.pdf")
    raw = message.as_bytes().replace(b"\n", b"\r\n")
    envelope = "" if kind == "bounce" else sender
    return Mail(name, kind, organization, envelope, raw, before.name if before else "")
