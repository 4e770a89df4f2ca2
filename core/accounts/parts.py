"""Which permissions are of no use while a part of the desk is switched off: they stay with their roles."""

from __future__ import annotations

from tenants import context, switches

PARTS = {"tasks.": switches.WORK, "time.": switches.TIME}  # beginning of permissions -> their part


def shut() -> tuple[str, ...]:
    """Beginnings of permissions that open nothing in this organization now."""
    states = switches.states(context.current_tenant())
    return tuple(beginning for beginning, part in PARTS.items() if not states[part])
