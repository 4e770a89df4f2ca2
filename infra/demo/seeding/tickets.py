"""Sixty conversations per organization, told again through the ticket services at their own times.

Facts are hushed: nobody mails a customer about history. People's decisions (category, priority,
status) are made by the agent of the ticket, everything else is what triage said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.html import escape

from core.accounts.models import User
from core.contacts.models import Contact
from core.desk import selectors as desk
from core.desk.models import Status
from core.files.services import keep_file
from core.sla import services as sla
from core.tickets import services as tickets
from core.tickets.models import Channel, Message, Ticket
from core.tickets.services.words import Words
from infra.demo.seeding import advice, content, files
from tenants.kernel import clock
from tenants.kernel.actor import AI, Actor

READ_AFTER = timedelta(seconds=20)  # triage comes so long after a message
CLOSED_AFTER = timedelta(days=7)
EVERY_NTH_BY_PORTAL, EVERY_NTH_HTML = 4, 7
ALARMING = {1: 40, 2: 55, 3: 78, 4: 94}  # least urgency of an escalated ticket by its priority
OUTCOMES = ("in_progress", "on_hold", "resolved", "cancelled", "merged", "spam", "waiting")


@dataclass(frozen=True)
class Cast:
    """Everybody who speaks, by key."""

    staff: dict[str, User]
    customers: dict[str, Contact]


@dataclass(frozen=True)
class Story:
    """One ticket as written, with its place in time. moments: one per entry of the talk."""

    number: int
    facts: dict[str, Any]
    subject: str
    talk: list[tuple[str, str]]
    moments: list[datetime]
    file: str = ""
    stood: list[tuple[datetime, str]] = field(default_factory=list)  # since when it had which status

    @property
    def end(self) -> datetime:
        return self.moments[-1]


def tell_all(slug: str, cast: Cast) -> Iterator[Ticket]:
    """Create every ticket, oldest first; nothing when there are tickets already."""
    if Ticket.objects.exists():
        return
    now = clock.now()
    with advice.without_drafts():
        for number, row in enumerate(content.tickets(slug)):
            yield tell(_story(number, row, now), cast, now)


def tell(story: Story, cast: Cast, now: datetime) -> Ticket:
    """One conversation from the first word to its present state."""
    customer = cast.customers[story.facts["by"]]
    agent = cast.staff.get(story.facts.get("agent", ""))
    with clock.at(story.moments[0]):
        ticket, first = _open(story, customer)
        _note(story, ticket)
    _read(first)
    for (who, text), moment in list(zip(story.talk, story.moments, strict=True))[1:]:
        with clock.at(moment):
            _note(story, _say(ticket, who, text, customer, agent))
    ticket = _settle(story, ticket, first, agent, now)
    sla.recall(ticket.pk, story.stood)
    return ticket


def _open(story: Story, customer: Contact) -> tuple[Ticket, Message]:
    by, text = customer.actor, story.talk[0][1]
    html = _html(text) if story.number % EVERY_NTH_HTML == 0 else ""
    attached = [keep_file(files.content_of(story.file), story.file, by=by)] if story.file else []
    channel = Channel.PORTAL if story.number % EVERY_NTH_BY_PORTAL == 3 else Channel.MAIL
    return tickets.open_ticket(
        customer, story.subject, Words(text, html=html), channel=channel, by=by, attachments=attached
    )


def _say(ticket: Ticket, who: str, text: str, customer: Contact, agent: User | None) -> Ticket:
    """The ticket as it stands after that."""
    if who == "c":
        by = customer.actor
        return tickets.hear(ticket, Words(text), contact=customer, channel=ticket.channel, by=by).ticket
    if agent is None:
        raise ValueError(f"{ticket.subject}: an answer needs an agent")
    if who == "n":
        return tickets.note(ticket, text, author=agent, by=agent.actor).ticket
    return tickets.reply(ticket, text, author=agent, by=agent.actor).ticket


def _note(story: Story, ticket: Ticket) -> None:
    """How the ticket stands now, for its clocks."""
    story.stood.append((clock.now(), ticket.status.key))


def _settle(story: Story, ticket: Ticket, first: Message, agent: User | None, now: datetime) -> Ticket:
    """What people decided, the state it ended in, and the advice on the last word."""
    facts, by = story.facts, agent.actor if agent else AI
    with clock.at(min(story.moments[0] + timedelta(minutes=30), story.end)):
        if agent is not None:
            judged = {"sentiment": facts["mood"], "priority": facts["pri"]}
            ticket = tickets.change(ticket, by=by, category=desk.category(facts["cat"]), **judged)
    last = ticket.messages.filter(kind=Message.Kind.CUSTOMER).last() or first
    if last.pk != first.pk:
        _read(last)
    with clock.at(min(story.end + READ_AFTER, now)):
        _keep_what_stands_written(ticket, facts)
    ticket = _finish(story, ticket, by, now)
    if agent is not None:
        with clock.at(min(story.end, now)):
            advice.judge(ticket.pk, by)
    if ticket.awaits_reply and not ticket.is_finished:
        with clock.at(min(story.end + READ_AFTER, now)):
            advice.suggest(last)
    return ticket


def _finish(story: Story, ticket: Ticket, by: Actor, now: datetime) -> Ticket:
    """Move to the state the story ends in; new, open and waiting came by themselves."""
    wanted = story.facts["st"]
    ticket.refresh_from_db()
    if wanted == "closed":
        with clock.at(min(story.end + timedelta(hours=1), now)):
            ticket = tickets.change(ticket, by=by, status=desk.default_status(Status.Category.RESOLVED))
            _note(story, ticket)
    if wanted in (*OUTCOMES, "closed"):
        later = CLOSED_AFTER if wanted == "closed" else timedelta(minutes=40)
        with clock.at(min(story.end + later, now - timedelta(minutes=2))):
            if wanted == "merged":
                return _merge(ticket, by)
            ticket = tickets.change(ticket, by=by, status=desk.status(wanted), **_waiting_for(wanted, now))
            _note(story, ticket)
    return ticket


def _waiting_for(wanted: str, now: datetime) -> dict[str, Any]:
    """What somebody says who puts a ticket on hold."""
    if wanted != "on_hold":
        return {}
    return {"pending_until": now + timedelta(days=2), "pending_reason": "The answer of the manufacturer"}


def _merge(ticket: Ticket, by: Actor) -> Ticket:
    """Into the request that the same customer sent before it."""
    before = Ticket.objects.filter(contact=ticket.contact, pk__lt=ticket.pk).first()
    if before is None:
        raise ValueError(f"{ticket.subject}: nothing to merge it into")
    tickets.merge(ticket, into=before, by=by)
    ticket.refresh_from_db()
    return ticket


def _read(message: Message) -> None:
    with clock.at(message.created_at + READ_AFTER):
        advice.triage(message)


def _keep_what_stands_written(ticket: Ticket, facts: dict[str, Any]) -> None:
    """Tags, and what any reader of an alarming message would have advised."""
    values: dict[str, Any] = {}
    if names := facts.get("tags"):
        values["tags"] = {*ticket.tags.all(), *desk.tags_named(names)}
    if reason := facts.get("esc"):
        urgency = max(ticket.urgency, ALARMING[facts["pri"]])
        values |= {"is_escalated": True, "escalation_reason": reason, "urgency": urgency}
        values |= {"sentiment": facts["mood"], "priority": max(ticket.priority, facts["pri"])}
    if values:
        tickets.change(ticket, by=AI, **values)


def _story(number: int, row: dict[str, Any], now: datetime) -> Story:
    """Spread the talk over the time since it began, unevenly but always the same."""
    facts, talk = row["facts"], [next(iter(entry.items())) for entry in row["talk"]]
    begin = now - timedelta(days=float(facts["ago"]))
    reach = min(timedelta(days=float(facts["ago"]) * 0.6), timedelta(hours=3) * len(talk))
    step = reach / max(len(talk), 1)
    moments = [
        begin + step * place + timedelta(minutes=(number * 7 + place * 13) % 11) * (place > 0)
        for place in range(len(talk))
    ]
    moments = [min(moment, now - timedelta(minutes=1)) for moment in moments]
    return Story(number, facts, row["subject"], talk, moments, row.get("file", ""))


def _html(text: str) -> str:
    """The same words as a mail program would have sent them."""
    paragraphs = (escape(part).replace("\n", "<br>") for part in text.strip().split("\n\n"))
    return "".join(f"<p>{part}</p>" for part in paragraphs)
