"""A reading becomes rows and, where policies allow, values of the ticket: one transaction, once.

What a person chose is never overwritten, priority is never lowered, an escalation is never taken
back, and a run that comes after a later message's leaves the ticket alone.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Q

from ai import rules
from ai.contracts import Reading
from ai.events import TicketTriaged
from ai.models import Result
from ai.services import applying, detailing, drafts, earning, quoting, runs
from ai.services.applying import Standing
from ai.services.asking import Course
from ai.services.facts import Facts
from ai.services.runs import Claim
from billing import services as billing
from core.desk import selectors as desk
from core.desk.models import Status
from core.mail import services as mail
from core.mail.rules import FORGED, UNPROVED
from core.notifications import services as notifications
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import AI
from tenants.kernel.text import one_line, storable

if TYPE_CHECKING:
    from ai.services.triage import Outcome

LOCAL_VERSION = "local-1"
SPOKEN = [str(Message.Kind.CUSTOMER), str(Message.Kind.REPLY)]


# The ticket's first mail is forged, as our own edge says: whatever colleagues make of it is no word on the
# one whose address it bears.
_FORGED = """
    EXISTS (SELECT 1 FROM mail_inboundmail i, jsonb_array_elements(i.trace) step
             WHERE i.message_id = (SELECT min(f.id) FROM tickets_message f WHERE f.ticket_id = {ticket}.id)
               AND step ->> 'step' = 'alignment' AND step ->> 'says' ~ %(forged)s)"""
_STANDING = """
    SELECT t.priority, t.chosen, t.queue_id, t.needs_review,
           t.channel = 'mail' AND (_FORGED_T OR NOT EXISTS (
               SELECT 1 FROM tickets_ticket o WHERE o.contact_id = t.contact_id AND o.id <> t.id
                  AND (o.first_replied_at IS NOT NULL
                       OR o.chosen ? 'is_spam' AND o.status_id <> ALL (%(spam)s)) AND NOT _FORGED_O)),
           NOT _FORGED_T AND
           EXISTS (SELECT 1 FROM tickets_ticket o WHERE o.contact_id = t.contact_id AND o.id <> t.id
                      AND o.chosen ? 'is_spam' AND o.status_id = ANY (%(spam)s) AND NOT _FORGED_O),
           EXISTS (SELECT 1 FROM tickets_message m WHERE m.ticket_id = t.id AND m.id > %(message)s
                      AND m.kind = ANY (%(spoken)s) AND m.withdrawn_at IS NULL),
           (SELECT json_agg(json_build_array(field, mode, min_confidence, min_precision, conditions))
              FROM ai_policy), t.fields, t.message_count > 1
      FROM tickets_ticket t WHERE t.id = %(ticket)s FOR UPDATE OF t
""".replace("_FORGED_T", _FORGED.format(ticket="t")).replace("_FORGED_O", _FORGED.format(ticket="o"))
_INSERT = """
    INSERT INTO ai_result
           (run_id, ticket_id, field, part, value, confidence, reason, evidence, quotes, mode, applied_at,
            is_latest, disputed_by)
    SELECT %(run)s, %(ticket)s, r.field, r.part, r.value, r.confidence, r.reason, r.evidence, r.quotes,
           r.mode, CASE WHEN r.applied THEN %(now)s END, %(is_latest)s, nullif(r.disputed_by, 'null'::jsonb)
      FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(field text, part text, value jsonb, confidence float8,
                                                    reason text, evidence text, quotes jsonb, mode text,
                                                    applied bool, disputed_by jsonb)
"""


@transaction.atomic
def keep(claim: Claim, known: Facts, outcome: Outcome) -> None:
    """Store the results, change the ticket, tell. Raises LostTurn, leaving nothing behind."""
    reading, flags = outcome.reading, frozenset(flag.name for flag in outcome.reading.flags)
    runs.settle(claim, outcome.state, **_about(known, outcome))
    standing = _standing(known)
    reading = applying.remembering(reading, standing)
    standing = earning.within(standing, reading)
    policies = standing.policies

    is_newest = not standing.has_history or _outdate_results(known, reading)
    if is_newest:
        disputed, values, junk = earning.decide(outcome, reading, standing, flags, is_first=known.is_first)
    else:
        disputed, values, junk = earning.disputed(reading, outcome.second, policies), {}, {}
    details = detailing.told(reading.details, known, standing, flags, is_newest=is_newest)
    rows = _rows(reading, known, policies, values, disputed)
    rows += [detailing.row(one, policies[rules.DETAILS][0]) for one in details]
    _store_results(claim, known, rows, is_newest)
    changes = {name: value for change in (*values.values(), junk) for name, value in change.items()}
    changes |= detailing.writes(details, standing.fields)
    if is_newest and (waits := bool(set(disputed) - _chosen(standing))) != standing.needs_review:
        changes["needs_review"] = waits
    if changes:
        tickets.change(Ticket(pk=known.ticket_id), by=AI, **changes)

    needs_reply = reading.needs_reply.value and not junk
    if needs_reply and is_newest and policies[rules.REPLY][0] != "off":
        drafts.request(known.ticket_id, known.message_id)
    publish(TicketTriaged(known.ticket_id, known.message_id, claim.run_id, reading.engine, needs_reply))
    if known.is_first:
        mail.let_confirm(known.ticket_id)
        notifications.announce(known.ticket_id)
    if outcome.reservation:
        billing.commit(outcome.reservation)  # last: the usage row is shared by all of the tenant's runs


def _standing(known: Facts) -> Standing:
    """Lock the ticket and look. One statement by hand: this runs for every message."""
    spam = [row.pk for row in desk.statuses(hidden=True) if row.category == Status.Category.SPAM]
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {
            "ticket": known.ticket_id,
            "message": known.message_id,
            "spoken": SPOKEN,
            "spam": spam,
            "forged": f"^{FORGED}|{UNPROVED}",
        }
        cursor.execute(_STANDING, asked)
        if (row := cursor.fetchone()) is None:
            raise Ticket.DoesNotExist
    priority, chosen, queue_id, needs_review, is_stranger, is_marked, is_past, kept, fields, has_history = row
    decided = _plain(kept) or []
    policies = rules.START | {field: (mode, floor) for field, mode, floor, *_gate in decided}
    gates = {field: (target, conditions) for field, _mode, _floor, target, conditions in decided}
    sender = (is_stranger, is_stranger and is_marked)
    return Standing(
        known.ticket_id, priority, _plain(chosen), policies, queue_id, needs_review, *sender, is_past, gates,
        _plain(fields), has_history,
    )  # fmt: skip


def _chosen(standing: Standing) -> set[str]:
    """The fields that a person has decided."""
    return {field for field in rules.FIELDS if applying.COLUMNS.get(field, field) in standing.chosen}


def _plain(value: Any) -> Any:
    """A JSON column of a statement by hand: Django's connections hand it over as text."""
    return json.loads(value) if isinstance(value, str) else value


def _outdate_results(known: Facts, reading: Reading) -> bool:
    """Make room for new latest results. False when a later message's are already there.

    A detail stays the latest until it is found again: an order number belongs to the whole ticket.
    """
    latest = Result.objects.filter(ticket_id=known.ticket_id, is_latest=True)
    newest = latest.exclude(field=rules.DETAILS).values_list("run__message_id", flat=True).first()
    if newest is None:
        return True
    if newest > known.message_id:
        return False
    again = Q(part__in=[one.key for one in reading.details])
    latest.filter(~Q(field=rules.DETAILS) | again).update(is_latest=False)
    return True


def _rows(
    reading: Reading,
    known: Facts,
    policies: dict[str, tuple[str, float]],
    values: dict[str, dict[str, Any]],
    disputed: dict[str, Any],
) -> list[dict[str, Any]]:
    """One per field that is not switched off."""
    return [
        {
            "field": one.field,
            "part": one.part,
            "value": one.value,
            "confidence": min(max(one.confidence, 0.0), 1.0),
            "reason": storable(one_line(one.reason, 300)),
            "evidence": storable(one_line(one.evidence, 200)),
            "quotes": quoting.of(one.written or one.evidence, one.reason, known),
            "mode": rules.stored_mode(policies[one.field][0], one.field in values),
            "applied": one.field in values,
            "disputed_by": disputed.get(one.field),
        }
        for one in applying.found(reading)
        if policies[one.field][0] != "off"
    ]


def _store_results(claim: Claim, known: Facts, rows: list[dict[str, Any]], is_newest: bool) -> None:
    """All in one statement."""
    about: dict[str, Any] = {
        "run": claim.run_id,
        "ticket": known.ticket_id,
        "rows": json.dumps(rows),
        "now": clock.now(),
        "is_latest": is_newest,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, about)


def _about(known: Facts, outcome: Outcome) -> dict[str, Any]:
    """What the run row remembers; of the text only a hash."""
    course = outcome.course or Course()
    text = "\x1f".join((known.letter.subject, known.letter.body, *known.letter.earlier))
    return course.about() | {
        "reason": outcome.reason,
        "engine": outcome.reading.engine,
        "prompt_version": outcome.version if course.answered else LOCAL_VERSION,
        "input_hash": hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        "flags": [*(flag.name for flag in outcome.reading.flags), *course.flags],
    }
