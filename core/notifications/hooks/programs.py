"""Webhooks for programs: signed JSON. What they are sent is a template with variables, or the ticket's facts.

The signature is HMAC-SHA256 over "<timestamp>.<body>" with the secret that both sides know, so that nobody
else can say it, and an old one can be told from a new one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.desk import variables
from core.notifications.models_hooks import Hook, HookCall
from tenants import secrets
from tenants.kernel import clock
from tenants.kernel.errors import Invalid, Refusal

SHORTEST_SECRET, LONGEST_TEMPLATE = 16, 10_000
DEEPEST = 20  # what is nested deeper is no template that anybody wrote
MORE = ("rule.name", "ticket.url", "ticket.status", "ticket.priority", "ticket.assignee", "now")
KNOWN = (*variables.KNOWN, *MORE)


def check(form: str, secret: str, template: str, *, has_secret: bool) -> None:
    """Raises Invalid where a program could not be told, or could not prove who told it."""
    if form != Hook.Format.JSON:
        return
    faults: dict[str, list[str]] = {}
    if len(secret.strip()) < SHORTEST_SECRET and (secret.strip() or not has_secret):
        faults["secret"] = [_("Give it a secret of 16 signs at least: it proves who calls.")]
    if template.strip() and (wrong := _wrong(template)):
        faults["template"] = [wrong]
    if faults:
        raise Invalid(fields=faults)


def body(hook: Hook, values: Mapping[str, str], usual: Mapping[str, Any]) -> str:
    """What it is sent: its template, each text in it filled, or what is usual."""
    return json.dumps(
        _filled(json.loads(hook.template), values) if hook.template else usual, ensure_ascii=False
    )


def signed(call: HookCall, sent: str) -> dict[str, str]:
    """Headers that prove it is us; none for channels without a secret."""
    if not call.hook.secret:
        return {}
    at = str(int(clock.now().timestamp()))
    key = secrets.decrypt(call.hook.secret).encode()
    proof = hmac.new(key, f"{at}.{sent}".encode(), hashlib.sha256).hexdigest()
    return {
        "X-Deskhand-Delivery": str(call.pk),
        "X-Deskhand-Timestamp": at,
        "X-Deskhand-Signature": f"sha256={proof}",
    }


def _wrong(template: str) -> str:
    """Why it cannot be sent; "" for nothing."""
    if len(template) > LONGEST_TEMPLATE:
        return _("It is longer than 10,000 characters.")
    try:
        variables.check(template, KNOWN)
        _filled(json.loads(template), {})
    except Refusal as refusal:
        return refusal.message
    except (ValueError, RecursionError):
        return _('Write JSON, with variables inside of texts: {"number": "{{ ticket.number }}"}.')
    return ""


def _filled(part: Any, values: Mapping[str, str], depth: int = 0) -> Any:
    """The same with its texts filled. What a value holds is text, and never JSON."""
    if depth > DEEPEST:
        raise ValueError
    if isinstance(part, dict):
        return {key: _filled(one, values, depth + 1) for key, one in part.items()}
    if isinstance(part, list):
        return [_filled(one, values, depth + 1) for one in part]
    return variables.fill(part, values) if isinstance(part, str) else part
