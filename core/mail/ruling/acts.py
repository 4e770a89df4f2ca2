"""What a rule does to the ticket its mail is in. Written through the same verbs as a person's change."""

from __future__ import annotations

from typing import Any

from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.mail.ruling import fields
from core.mail.ruling.model import MailRule
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants.kernel.actor import SYSTEM, Actor, parse_ref
from tenants.kernel.errors import NotFound, Refused

PEOPLE = ("user", "contact", "operator")


def obey(rule: MailRule, captured: dict[str, str], ticket: Ticket, *, is_new: bool) -> tuple[Ticket, str]:
    """(the fresh ticket, what was done as a sentence part). In the transaction of the mail."""
    by = Actor("system", name=f"Rule “{rule.name}”")
    free = is_new or rule.overwrites
    kept = set() if free else {n for n, ref in ticket.chosen.items() if parse_ref(ref)[0] in PEOPLE}
    values, told, not_fitting = *_values(rule.actions, ticket), list[str]()
    if captured:
        values["extracted"] = _extracted(ticket.extracted, captured, free)
        values["fields"], not_fitting = fields.found(ticket, captured, free=free, kept=kept)
    left = {name: value for name, value in values.items() if name not in kept}
    said = [part for name, part in told.items() if name in left or name not in values]
    if left:
        ticket = tickets.change(ticket, by=by, stands=True, **left)
    said += [f"kept what a person chose: {', '.join(sorted(values.keys() - left.keys()))}"] * (left != values)
    said += [f"{name}={value}" for name, value in captured.items()] + not_fitting
    if rule.actions.get("person"):
        ticket, outcome = _assign(ticket, rule.actions["person"], by, free)
        said.append(outcome)
    if rule.actions.get("note"):
        tickets.note(ticket, rule.actions["note"], author=None, by=by)
        said.append("a note")
    return ticket, ", ".join(said) or "nothing to change"


def _values(actions: dict[str, Any], ticket: Ticket) -> tuple[dict[str, Any], dict[str, str]]:
    """(fields to change, {field: how it is told}). What does not exist any more is told and left out.

    The queue comes after the category, which would bring its own.
    """
    values: dict[str, Any] = {}
    said: dict[str, str] = {}
    if key := actions.get("category"):
        row = _category(key)
        values |= {"category": row} if row else {}
        said["category"] = f"category {row.name}" if row else "its category is gone"
    if pk := actions.get("queue"):
        queue = desk.queue_by_id(pk)
        values |= {"queue": queue} if queue else {}
        said["queue"] = f"queue {queue.name}" if queue else "its queue is gone"
    if pk := actions.get("team"):
        team = desk.teams().filter(pk=pk).first()
        values |= {"team": team} if team else {}
        said["team"] = f"team {team.name}" if team else "its team is gone"
    if rank := actions.get("priority"):
        values["priority"], said["priority"] = rank, f"priority {rank}"
    if names := actions.get("tags"):
        tags = {tag.pk: tag for tag in (*ticket.tags.all(), *desk.tags_named(names))}
        values["tags"], said["tags"] = list(tags.values()), f"tags {', '.join(names)}"
    return values, said


def _extracted(old: dict[str, str], captured: dict[str, str], free: bool) -> dict[str, str]:
    """A value found earlier stays on follow-ups, unless the rule may overwrite."""
    return {**old, **captured} if free else {**captured, **old}


def _category(key: str) -> Any:
    try:
        return desk.category(key)
    except NotFound:
        return None


def _assign(ticket: Ticket, pk: int, by: Actor, free: bool) -> tuple[Ticket, str]:
    if ticket.assignee_id and not free:
        return ticket, "somebody holds it already"
    person = accounts.people(SYSTEM).filter(pk=pk).first()
    if person is None:
        return ticket, "its person is gone"
    try:
        return tickets.assign(ticket, person, by=by), f"for {person.name}"
    except Refused:
        return ticket, f"{person.name} cannot take tickets"
