"""A field that applies its values by itself steps back when they are no longer right often enough."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ai import rules
from ai.events import FieldSteppedBack
from ai.models import Policy
from ai.selectors import evidence
from core.audit import trail
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor


def look(field: str) -> Policy | None:
    """Judge the field by its last decided values; from "auto" it goes back to "suggest".

    Call in a transaction. Returns the policy if it stepped back. Emits FieldSteppedBack.
    """
    mode, floor = rules.START[field]
    if mode == Policy.Mode.AUTO:  # nobody had to decide that it applies by itself
        Policy.objects.get_or_create(field=field, defaults={"mode": mode, "min_confidence": floor})
    policy = Policy.objects.filter(field=field, mode=Policy.Mode.AUTO).first()
    if policy is None:
        return None
    lately = evidence.lately(field, policy.auto_since)
    if not (code := rules.why_step_back(lately, policy.min_precision)):
        return None
    row = Policy.objects.select_for_update().get(pk=policy.pk)
    if row.mode != Policy.Mode.AUTO or row.auto_since != policy.auto_since:  # a person was quicker
        return None
    return _step_back(row, _why(code, lately, row))


def back_since(field: str) -> str:
    """When the field stepped back, as text; "" while it has not."""
    at = Policy.objects.filter(field=field).values_list("stepped_back_at", flat=True).first()
    return at.isoformat() if at else ""


def take_back_step(field: str, since: str, by: Actor) -> bool:
    """What made the field step back at that moment was undone: it applies by itself as before.

    Not where somebody has decided about it since, or where what is left asks for the step, too. Call in the
    transaction of what is undone.
    """
    row = Policy.objects.select_for_update().filter(field=field, mode=Policy.Mode.SUGGEST).first()
    if row is None or row.stepped_back_at is None or row.stepped_back_at.isoformat() != since:
        return False
    if rules.why_step_back(evidence.lately(field, row.auto_since), row.min_precision):
        return False
    why, row.stepped_back_why = row.stepped_back_why, ""
    row.mode, row.stepped_back_at = Policy.Mode.AUTO, None
    row.save(update_fields=["mode", "stepped_back_at", "stepped_back_why"])
    before = {"mode": "suggest", "why": why}
    trail.record("ai.policy_changed", on=row, by=by, before=before, after={"mode": "auto"})
    return True


def _step_back(row: Policy, why: str) -> Policy:
    row.mode, row.stepped_back_at, row.stepped_back_why = Policy.Mode.SUGGEST, clock.now(), why
    row.save(update_fields=["mode", "stepped_back_at", "stepped_back_why"])
    trail.record(
        "ai.stepped_back", on=row, by=SYSTEM, before={"mode": "auto"}, after={"mode": "suggest", "why": why}
    )
    publish(FieldSteppedBack(row.field, why))
    return row


def _why(code: str, lately: list[tuple[bool, bool]], policy: Policy) -> str:
    if code == "undone":
        return _("People changed %(number)d of the last %(among)d values back.") % {
            "number": sum(undone for _right, undone in lately[: rules.UNDONE_AMONG]),
            "among": min(len(lately), rules.UNDONE_AMONG),
        }
    last = lately[: rules.ROLLING]
    return _("%(right)d of the last %(among)d values were right; %(wants)d %% are wanted.") % {
        "right": sum(right for right, _undone in last),
        "among": len(last),
        "wants": round(100 * policy.min_precision),
    }
