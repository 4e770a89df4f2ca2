"""What was done to an organization, in words: the platform's record, newest first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tenants.models import PlatformRecord, Tenant

LONGEST = 100  # lines on the page


def of(tenant: Tenant) -> list[dict[str, Any]]:
    rows = PlatformRecord.objects.filter(tenant=tenant).order_by("-id")[:LONGEST]
    return [_line(row) for row in rows]


def _line(row: PlatformRecord) -> dict[str, Any]:
    icon, words = _WORDS.get(row.action, ("info", row.action))
    by = row.actor_name or (_("Deskhand") if row.actor == "system" else row.actor)
    return {"icon": icon, "text": _(words) + _change(row), "reason": row.reason, "by": by, "at": row.at}


def _change(row: PlatformRecord) -> str:
    """ ": Trial → Team" where one value took the place of another."""
    before, after = _short(row.before), _short(row.after)
    if before and after and before != after:
        return f": {before} → {after}"
    return f": {after}" if after and not before else ""


def _short(value: Any) -> str:
    """The telling part of what was recorded; times as days."""
    if isinstance(value, dict):
        told = [
            _short(value[name])
            for name in ("plan", "state", "standing", "ends_at", "slug", "name", "amount")
            if value.get(name)
        ]
        seats = f" × {value['seats']}" if value.get("seats") else ""
        return f"{', '.join(told)}{seats}"
    text = "" if value is None else str(value)
    return text[:10] if len(text) > 18 and text[4:5] == "-" and "T" in text else text[:60]


_WORDS = {
    "tenant.provisioned": ("building-2", "Workspace created"),
    "tenant.suspended": ("ban", "Suspended"),
    "tenant.reactivated": ("rotate-ccw", "Reactivated"),
    "tenant.leaving": ("door-closed", "Export window begins"),
    "tenant.standing": ("credit-card", "Standing changed"),
    "tenant.export_asked": ("download", "Archive asked for"),
    "tenant.exported": ("download", "Archive made"),
    "tenant.imported": ("building-2", "Brought in from an archive"),
    "tenant.purge_asked": ("trash-2", "Deletion begun"),
    "tenant.purged": ("trash-2", "Deleted"),
    "tenant.profile_changed": ("pencil", "Organization details changed"),
    "billing.trial_started": ("hourglass", "Trial started"),
    "billing.trial_extended": ("hourglass", "Trial extended"),
    "billing.plan_changed": ("credit-card", "Plan changed"),
    "billing.state_changed": ("credit-card", "Payment state changed"),
    "billing.checkout_opened": ("credit-card", "Payment page opened"),
    "billing.granted": ("plus", "Granted"),
    "billing.revoked": ("x", "Grant taken back"),
}
