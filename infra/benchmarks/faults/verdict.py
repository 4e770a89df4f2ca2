"""What is counted at the end of a run, from SQL and from what the relay got."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, field

from infra.benchmarks.faults.mails import Mail
from infra.benchmarks.faults.outside import Senders
from infra.benchmarks.faults.stage import ORGANIZATIONS, Stage

NAME = re.compile(r"\[([A-Za-z0-9]+-\d{5})\]")
IN_SUBJECT = re.compile(r"\b([A-Za-z0-9]+-\d{5})\b")
SETTLE_WITHIN = 600.0  # seconds; the time it took is printed


@dataclass
class Verdict:
    """Counts of one run. Bad ones are named in `wrong`."""

    fault: str
    accepted: int = 0
    put_off: int = 0
    lost: int = 0
    held: int = 0
    doubled: int = 0
    astray: int = 0
    replies: int = 0
    unsent: int = 0
    repeated: int = 0
    settled: float = 0.0
    p95: float = 0.0
    remark: str = ""
    wrong: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)  # why mails were put off

    @property
    def is_held(self) -> bool:
        return not (self.lost or self.held or self.doubled or self.astray or self.unsent or self.wrong)


def letters_so_far() -> dict[str, int]:
    """The last letter of each organization: what a run adds comes after it."""
    from core.mail.models import Letter
    from tenants import context

    found = {}
    for organization in ORGANIZATIONS:
        with context.tenant(context.by_schema(organization)):
            found[organization] = Letter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return found


def judge(stage: Stage, fault: str, mails: list[Mail], senders: Senders, before: dict[str, int]) -> Verdict:
    """Wait until nothing is in work any more, then count. before: see letters_so_far."""
    began = time.monotonic()
    settle()
    found = Verdict(fault, len(senders.accepted), senders.put_off, settled=time.monotonic() - began)
    found.wrong += [f"{name} refused: {said}" for name, said in list(senders.refused.items())[:5]]
    kept, spoken, tickets = Counter[str](), Counter[str](), dict[str, tuple[str, int]]()
    waits: list[float] = []
    held: set[str] = set()
    for organization in ORGANIZATIONS:
        _count(organization, kept, spoken, tickets, waits, senders, held)
    _compare(found, mails, senders, kept, spoken, tickets)
    found.held = len(held & senders.accepted.keys())
    _replies(found, stage, before)
    waits.sort()
    found.p95 = waits[int(len(waits) * 0.95)] if waits else 0.0
    return found


def settle(within: float = SETTLE_WITHIN) -> None:
    """Until every mail has reached its end and every letter has left."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not any(map(_is_busy, ORGANIZATIONS)):
            return
        time.sleep(0.25)


def _is_busy(organization: str) -> bool:
    from django.db import DatabaseError, connection

    from core.mail.models import InboundMail, Letter
    from tenants import context

    try:
        with context.tenant(context.by_schema(organization)):
            waiting = InboundMail.objects.filter(state="received").exists()
            return waiting or Letter.objects.filter(state="queued").exists()
    except DatabaseError:
        connection.close()
        return True


def _count(
    organization: str,
    kept: Counter[str],
    spoken: Counter[str],
    tickets: dict[str, tuple[str, int]],
    waits: list[float],
    senders: Senders,
    held: set[str],
) -> None:
    from core.mail.models import InboundMail
    from core.tickets.models import Message
    from tenants import context

    with context.tenant(context.by_schema(organization)):
        for subject in InboundMail.objects.values_list("subject", flat=True):
            kept.update(IN_SUBJECT.findall(subject)[:1])
        names = InboundMail.objects.filter(state="quarantined").values_list("subject", flat=True)
        held.update(name for subject in names for name in IN_SUBJECT.findall(subject)[:1])
        rows = Message.objects.filter(kind="customer").values_list("text", "ticket_id", "created_at")
        for text, ticket_id, at in rows:
            for name in NAME.findall(text)[:1]:
                spoken[name] += 1
                tickets[name] = (organization, ticket_id)
                if name in senders.accepted:
                    waits.append(at.timestamp() - senders.accepted[name])


def _compare(
    found: Verdict,
    mails: list[Mail],
    senders: Senders,
    kept: Counter[str],
    spoken: Counter[str],
    tickets: dict[str, tuple[str, int]],
) -> None:
    for mail in mails:
        if mail.name not in senders.accepted:
            continue
        speaks = mail.kind in ("new", "answer")
        found.lost += kept[mail.name] < 1 or (speaks and spoken[mail.name] < 1)
        found.doubled += kept[mail.name] > 1 or spoken[mail.name] > int(speaks)
        is_answer = mail.answers in senders.accepted  # what a restore lost cannot be continued
        found.astray += bool(is_answer and tickets.get(mail.name) != tickets.get(mail.answers))
        found.astray += tickets.get(mail.name, (mail.organization,))[0] != mail.organization


def _replies(found: Verdict, stage: Stage, before: dict[str, int]) -> None:
    """Every letter that should have left is at the relay; more often only under the same Message-ID."""
    from core.mail.models import Letter
    from tenants import context

    names = [str(letter.message["Message-ID"]).strip("<> \r\n") for letter in list(stage.relay.letters)]
    arrived, first = Counter(names), {name: place for place, name in reversed(list(enumerate(names)))}
    turns: dict[tuple[str, int | None, str], list[int]] = {}
    for organization in ORGANIZATIONS:
        with context.tenant(context.by_schema(organization)):
            rows = Letter.objects.filter(pk__gt=before[organization])
            columns = ("mime_id", "provider_id", "state", "kind", "ticket_id", "recipient")
            for mime_id, other, state, kind, ticket, to in rows.order_by("pk").values_list(*columns):
                found.replies += kind == "reply"
                found.unsent += state in ("queued", "sent") and arrived[mime_id] + arrived[other] < 1
                found.repeated += max(0, arrived[mime_id] - 1)
                if mime_id in first:
                    turns.setdefault((organization, ticket, to), []).append(first[mime_id])
    if mixed := sum(places != sorted(places) for places in turns.values()):
        found.wrong.append(f"on {mixed} tickets the letters left in another order than they were written")
    if twice := _confirmed_twice(found.fault, stage):
        found.wrong.append(f"{len(twice)} mails were confirmed twice: {', '.join(sorted(twice)[:5])}")


def _confirmed_twice(fault: str, stage: Stage) -> list[str]:
    """Mails of the run that letters of more than one Message-ID confirm."""
    letters: dict[str, set[str]] = {}
    for letter in list(stage.relay.letters):
        mail = str(letter.message["In-Reply-To"] or "")
        if letter.message["Auto-Submitted"] and mail.startswith(f"<{fault}-"):
            letters.setdefault(mail, set()).add(str(letter.message["Message-ID"]))
    return [mail for mail, names in letters.items() if len(names) > 1]
