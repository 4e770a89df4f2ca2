"""Where a page of an ordered list ends, as a word for an address, and the rows behind it."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

from django.db.models import Q

from core.tickets.models import Ticket


def after(order: tuple[str, ...], values: list[Any]) -> Q:
    """Rows that come after these values: (a < x) or (a = x and b < y) or ..."""
    q, equal = Q(), Q()
    for key, value in zip(order, values, strict=True):
        name = key.lstrip("-")
        q |= equal & Q(**{f"{name}__{'lt' if key[0] == '-' else 'gt'}": value})
        equal &= Q(**{name: value})
    return q


def encode(row: Ticket, order: tuple[str, ...]) -> str:
    """The last row's values of what the list is ordered by."""
    values = [getattr(row, key.lstrip("-")) for key in order]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def decode(cursor: str) -> list[Any]:
    """Back again. ValueError, TypeError, OverflowError or RecursionError for what was made by hand."""
    values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return [datetime.fromisoformat(value) if isinstance(value, str) else int(value) for value in values]
