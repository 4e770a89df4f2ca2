"""Where a page of results ends, and how the desk stood when the first one was made."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from core.search.hits import Top
from tenants.kernel.errors import Invalid

Order = Literal["relevance", "newest"]
ORDERS: tuple[Order, ...] = ("relevance", "newest")
Place = tuple[float, int]  # worth or moment, and the ticket


class BadCursor(Invalid):
    code = "cursor.invalid"
    sentence = "This page cannot be found again. Start from the first one."


@dataclass(frozen=True, slots=True)
class Mark:
    """top, at: how far the desk was; after: the last place that was shown."""

    top: Top
    at: datetime
    after: Place | None = None


def place(row: Any, order: Order) -> Place:
    """What rows are ordered by, the highest first."""
    return (row.score if order == "relevance" else row.at, row.pk)


def write(mark: Mark, after: Place) -> str:
    plain = [mark.top.message, mark.top.ticket, mark.top.has_archive, mark.at.isoformat(), *after]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def read(cursor: str) -> Mark:
    """Raises BadCursor for what was made by hand."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor[:400] + "=" * (-len(cursor[:400]) % 4)))
        message, ticket, has_archive, at, worth, pk = plain
        when = datetime.fromisoformat(at)
        top = Top(_number(message), _number(ticket), bool(has_archive))
        mark = Mark(top, when, (float(worth), _number(pk)))
    except (ValueError, TypeError, RecursionError, OverflowError):
        raise BadCursor from None
    if when.tzinfo is None:
        raise BadCursor
    return mark


def _number(value: Any) -> int:
    number = int(value)
    if not 0 <= number < 2**63:
        raise ValueError(number)
    return number
