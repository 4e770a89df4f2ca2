"""The four policies of a new organization, by priority. The last one is for whatever no other matches."""

from __future__ import annotations

from core.desk.starter.sowing import add
from core.sla import book
from core.sla.models import Policy

# key, name, minutes until the first reply, the next reply, the resolution
POLICIES = (
    ("urgent", "Urgent", 30, 60, 240),
    ("high", "High", 60, 240, 480),
    ("medium", "Medium", 240, 480, 1_440),
    ("low", "Low", 480, 960, 2_400),
)
LAST = POLICIES[-1][0]


def prepare() -> None:
    """Repeating it changes nothing."""
    add(Policy, [_row(number, *one) for number, one in enumerate(POLICIES)])
    book.page.changed()


def _row(number: int, key: str, name: str, first: int, following: int, resolution: int) -> dict[str, object]:
    is_last = key == LAST
    return {
        "seed_key": key,
        "name": name,
        "conditions": {"all": [] if is_last else [{"field": "priority", "op": "is", "value": [key]}]},
        "first_reply": first,
        "next_reply": following,
        "resolution": resolution,
        "is_default": is_last,
        "position": number,
    }
