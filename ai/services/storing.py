"""A reading becomes rows and, where policies allow, values of the ticket: one transaction, once.

What a person chose is never overwritten, priority is never lowered, an escalation is never taken
back, and a run that comes after a later message's leaves the ticket alone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, transaction

from ai import rules
from ai.contracts import PRIORITIES, SENTIMENTS, UNDETERMINED, Reading
from ai.events import TicketTriaged
from ai.models import Result
from ai.prompts import triage as prompt
from ai.services import drafts, runs
from ai.services.facts import Facts
from ai.services.runs import Claim
from billing import services as billing
from core.desk import selectors as desk
from core.desk.models import Tag
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import AI
from tenants.kernel.errors import NotFound
from tenants.kernel.text import one_line, storable

if TYPE_CHECKING:
    from ai.services.triage import Outcome

LOCAL_VERSION = "local-1"


@dataclass(frozen=True, slots=True)
class Found:
    """One field of a reading, ready to be stored."""

    field: str
    value: Any
    confidence: float
    reason: str = ""
    evidence: str = ""


class Standing(NamedTuple):
    """What decides what may be written: the ticket as it is under its lock, and the policies.

    policies: {field: (mode, smallest confidence)}; what nobody decided is as at the start.
    """

    ticket_id: int
    priority: int
    chosen: dict[str, str]
    policies: dict[str, tuple[str, float]]


_STANDING = """
    SELECT t.priority, t.chosen,
           (SELECT json_agg(json_build_array(field, mode, min_confidence)) FROM ai_policy)
      FROM tickets_ticket t WHERE t.id = %s FOR UPDATE OF t
"""
_INSERT = """
    INSERT INTO ai_result
           (run_id, ticket_id, field, value, confidence, reason, evidence, mode, applied_at, is_latest)
    SELECT %(run)s, %(ticket)s, r.field, r.value, r.confidence, r.reason, r.evidence, r.mode,
           CASE WHEN r.applied THEN %(now)s END, %(is_latest)s
      FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(field text, value jsonb, confidence float8, reason text,
                                                    evidence text, mode text, applied bool)
"""


@transaction.atomic
def keep(claim: Claim, known: Facts, outcome: Outcome) -> None:
    """Store the results, change the ticket, tell. Raises LostTurn, leaving nothing behind."""
    reading, flags = outcome.reading, frozenset(flag.name for flag in outcome.reading.flags)
    runs.settle(claim, outcome.state, **_about(known, outcome))
    standing = _standing(known.ticket_id)
    policies = standing.policies

    is_newest = not known.has_history or _outdate_results(known)
    values = allowed_values(reading, standing, policies, flags) if is_newest else {}
    _store_results(claim, reading, policies, values, is_newest)
    if changes := {name: value for change in values.values() for name, value in change.items()}:
        tickets.change(Ticket(pk=known.ticket_id), by=AI, **changes)

    needs_reply = reading.needs_reply.value
    if needs_reply and is_newest and policies[rules.REPLY][0] != "off":
        drafts.request(known.ticket_id, known.message_id)
    publish(TicketTriaged(known.ticket_id, known.message_id, claim.run_id, reading.engine, needs_reply))
    if outcome.reservation:
        billing.commit(outcome.reservation)  # last: the usage row is shared by all of the tenant's runs


def found(reading: Reading) -> list[Found]:
    """The seven fields in the order of rules.FIELDS."""
    tags, advice = reading.tags, reading.escalation
    plain = {
        name: getattr(reading, name) for name in ("language", "sentiment", "category", "priority", "urgency")
    }
    rows = [Found(name, one.value, one.confidence, one.reason, one.evidence) for name, one in plain.items()]
    least = min((tag.confidence for tag in tags), default=0.0)
    reasons = "; ".join(dict.fromkeys(tag.reason for tag in tags if tag.reason))
    rows.append(Found("tags", [tag.value for tag in tags], least, reasons, tags[0].evidence if tags else ""))
    rows.append(Found("escalation", advice.value, advice.confidence, _advice(reading), advice.evidence))
    return rows


def allowed_values(
    reading: Reading, standing: Standing, policies: dict[str, tuple[str, float]], flags: frozenset[str]
) -> dict[str, dict[str, Any]]:
    """{field: the ticket's columns to write} for the fields that may be applied without a person."""
    written: dict[str, dict[str, Any]] = {}
    for one in found(reading):
        mode, floor = policies[one.field]
        if rules.applies(mode, one.confidence, floor, flags, one.field) and (
            change := _change(one, standing)
        ):
            written[one.field] = change
    return written


def _change(one: Found, standing: Standing) -> dict[str, Any]:
    """Columns and values; empty when there is nothing to write or a person chose otherwise."""
    column = COLUMNS.get(one.field, one.field)
    if column in standing.chosen:
        return {}
    if one.field == "language":
        return {} if one.value == UNDETERMINED else {"language": one.value}
    if one.field == "sentiment":
        return {"sentiment": SENTIMENTS.index(one.value) - 2}
    if one.field == "escalation":
        return {"is_escalated": True, "escalation_reason": one.reason[:200]} if one.value else {}
    if one.field == "priority":
        rank = rules.raised(standing.priority, PRIORITIES.index(one.value) + 1)
        return {"priority": rank} if rank else {}
    if one.field == "category":
        return _category(one.value)
    if one.field == "tags":
        return _tags(one.value, standing.ticket_id)
    return {column: one.value}


def _standing(ticket_id: int) -> Standing:
    """Lock the ticket and look. One statement by hand: this runs for every message."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [ticket_id])
        if (row := cursor.fetchone()) is None:
            raise Ticket.DoesNotExist
    priority, chosen, decided = row
    policies = {field: (mode, floor) for field, mode, floor in _plain(decided) or []}
    return Standing(ticket_id, priority, _plain(chosen), rules.START | policies)


def _plain(value: Any) -> Any:
    """A JSON column of a statement by hand: Django's connections hand it over as text."""
    return json.loads(value) if isinstance(value, str) else value


COLUMNS = {"escalation": "is_escalated"}  # where a field's column is called otherwise


def _category(key: str) -> dict[str, Any]:
    try:
        return {"category": desk.category(key)}
    except NotFound:  # "other" where the organization has no such category
        return {}


def _tags(names: list[str], ticket_id: int) -> dict[str, Any]:
    """Tags are added to those the ticket has; only existing ones."""
    wanted = desk.tags_named(names)
    return {"tags": [*Tag.objects.filter(tickets=ticket_id), *wanted]} if wanted else {}


def _outdate_results(known: Facts) -> bool:
    """Make room for new latest results. False when a later message's are already there."""
    latest = Result.objects.filter(ticket_id=known.ticket_id, is_latest=True)
    newest = latest.values_list("run__message_id", flat=True).first()
    if newest is None:
        return True
    if newest > known.message_id:
        return False
    latest.update(is_latest=False)
    return True


def _store_results(
    claim: Claim,
    reading: Reading,
    policies: dict[str, tuple[str, float]],
    values: dict[str, dict[str, Any]],
    is_newest: bool,
) -> None:
    """One row per field that is not switched off, in one statement."""
    rows = [
        {
            "field": one.field,
            "value": one.value,
            "confidence": min(max(one.confidence, 0.0), 1.0),
            "reason": storable(one_line(one.reason, 300)),
            "evidence": storable(one_line(one.evidence, 200)),
            "mode": rules.stored_mode(policies[one.field][0], one.field in values),
            "applied": one.field in values,
        }
        for one in found(reading)
        if policies[one.field][0] != "off"
    ]
    about: dict[str, Any] = {
        "run": claim.run_id,
        "ticket": claim.ticket_id,
        "rows": json.dumps(rows),
        "now": clock.now(),
        "is_latest": is_newest,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, about)


def _advice(reading: Reading) -> str:
    advice = reading.escalation
    named = advice.code.replace("_", " ").capitalize() if advice.code != "none" else ""
    return ": ".join(part for part in (named, advice.reason) if part) if advice.value else advice.reason


def _about(known: Facts, outcome: Outcome) -> dict[str, Any]:
    """What the run row remembers; of the text only a hash."""
    answer = outcome.answer
    text = "\x1f".join((known.letter.subject, known.letter.body, *known.letter.earlier))
    return {
        "reason": outcome.reason,
        "engine": outcome.reading.engine,
        "model": answer.model[:80] if answer else "",
        "prompt_version": prompt.VERSION if answer else LOCAL_VERSION,
        "input_hash": hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        "flags": [flag.name for flag in outcome.reading.flags],
        "tokens_in": answer.tokens_in if answer else 0,
        "tokens_out": answer.tokens_out if answer else 0,
        "latency_ms": answer.latency_ms if answer else 0,
    }
