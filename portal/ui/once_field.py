"""The hidden key by which a form that is sent twice is known (portal/ui/once.py)."""

from __future__ import annotations

from markupsafe import Markup

from tenants.kernel import ids

FIELD = "idempotency_key"
_INPUT = Markup('<input type="hidden" name="{}" value="{}">')


def once_input() -> Markup:
    """`{{ once_input() }}` beside `{{ csrf_input }}`, in a form that opens or adds something."""
    return _INPUT.format(FIELD, ids.token(16))
