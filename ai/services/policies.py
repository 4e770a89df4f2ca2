"""How far triage may go by itself, per field. Decided by people who may, recorded in the audit trail."""

from __future__ import annotations

from django.db import transaction

from ai import rules
from ai.models import Policy
from core.audit import trail
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid


class UnknownPolicy(Invalid):
    """data: field."""

    code = "policy.unknown_field"
    sentence = "There is no policy for {field}."


class InvalidPolicy(Invalid):
    """data: field."""

    code = "policy.invalid"
    sentence = "A policy is off, shadow, suggest or auto, with a confidence from 0 to 1."


@transaction.atomic
def set_policy(field: str, mode: str, by: Actor, min_confidence: float | None = None) -> Policy:
    """Decide for one field. Repeating it changes nothing. A reply is never sent by itself.

    Raises UnknownPolicy, InvalidPolicy.
    """
    if field not in rules.START:
        raise UnknownPolicy(field=field[:40])
    start_mode, start_floor = rules.START[field]
    Policy.objects.get_or_create(field=field, defaults={"mode": start_mode, "min_confidence": start_floor})
    row = Policy.objects.select_for_update().get(field=field)
    floor = row.min_confidence if min_confidence is None else min_confidence
    if mode not in Policy.Mode.values or not 0 <= floor <= 1 or (field == rules.REPLY and mode == "auto"):
        raise InvalidPolicy(field=field)

    before = {"mode": row.mode, "min_confidence": row.min_confidence}
    if before == {"mode": mode, "min_confidence": floor}:
        return row
    row.mode, row.min_confidence = mode, floor
    row.save(update_fields=["mode", "min_confidence"])
    trail.record(
        "ai.policy_changed", on=row, by=by, before=before, after={"mode": mode, "min_confidence": floor}
    )
    return row
