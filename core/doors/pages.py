"""Cursor pages: `{next, previous, results}`, stable while rows come and go, no counting.

A cursor is the sort values of the row at the page's edge, so the database continues by index
where the last page ended. The fields of an ordering must never be null and end in a unique one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from core.doors.shapes import plain
from tenants.kernel.errors import Invalid

PAGE_SIZE, LARGEST_PAGE = 50, 100
FORWARD, BACKWARD = "f", "b"


class BadCursor(Invalid):
    code = "cursor.invalid"
    sentence = "This page address is not valid. Start again without a cursor."


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: beyond these values, in this direction."""

    direction: str
    values: tuple[Any, ...]

    def __str__(self) -> str:
        text = json.dumps([self.direction, *plain(list(self.values))], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def of(cls, text: str, fields: int) -> Cursor:
        """Back from the address. BadCursor when it was tampered with or made for another order."""
        try:
            direction, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, TypeError, RecursionError):
            raise BadCursor from None
        if direction not in (FORWARD, BACKWARD) or len(values) != fields:
            raise BadCursor
        if not all(isinstance(value, str | int | float) for value in values):
            raise BadCursor
        return cls(direction, tuple(values))


@dataclass(frozen=True)
class Listing:
    """A list whose first page may come a shorter way than by its queryset.

    first: its so many first rows; None where there is no such way.
    """

    order: tuple[str, ...]
    first: Callable[[int], list[Any] | None]
    rows: Callable[[], QuerySet]


class CursorPages(BasePagination):
    """One page of a queryset; the view's `ordering` (or the queryset's own) decides the order."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        order = _order(queryset, view)
        size = _size(request)
        text = request.query_params.get("cursor", "")
        cursor = Cursor.of(text, len(order)) if text else None
        backward = cursor is not None and cursor.direction == BACKWARD

        self.request, self.order = request, order
        try:
            rows = _after(queryset, _turned(order) if backward else order, cursor, size + 1)
        except (DataError, ValidationError, ValueError, TypeError, OverflowError):
            if cursor is None:
                raise
            raise BadCursor from None

        more = len(rows) > size
        self.rows = rows[:size][::-1] if backward else rows[:size]
        self.has_next = True if backward else more
        self.has_previous = more if backward else cursor is not None
        return self.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "next": self._link(FORWARD, -1) if self.has_next else None,
                "previous": self._link(BACKWARD, 0) if self.has_previous else None,
                "results": data,
            }
        )

    def _link(self, direction: str, edge: int) -> str | None:
        if not self.rows:
            return None
        values = tuple(_value(self.rows[edge], name.lstrip("-")) for name in self.order)
        address = self.request.build_absolute_uri()
        return str(replace_query_param(address, "cursor", str(Cursor(direction, values))))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        return [
            _query("cursor", {"type": "string"}, "Follow `next` and `previous` instead of making one."),
            _query("page_size", size, "Rows per page."),
        ]


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def _size(request: Request) -> int:
    try:
        return min(max(int(request.query_params.get("page_size", PAGE_SIZE)), 1), LARGEST_PAGE)
    except ValueError:
        return PAGE_SIZE


def _order(queryset: QuerySet | Listing, view: Any) -> tuple[str, ...]:
    if isinstance(queryset, Listing):
        return queryset.order
    return tuple(map(str, queryset.query.order_by or view.ordering))


def _after(
    queryset: QuerySet | Listing, order: tuple[str, ...], cursor: Cursor | None, limit: int
) -> list[Any]:
    if isinstance(queryset, Listing):
        found = queryset.first(limit) if cursor is None else None
        return _after(queryset.rows(), order, cursor, limit) if found is None else found
    rows = queryset.order_by(*order)
    return list((rows.filter(_beyond(order, cursor.values)) if cursor else rows)[:limit])


def _beyond(order: tuple[str, ...], values: tuple[Any, ...]) -> Q:
    """Rows after these values: a > x or (a = x and b > y) or …, with the index-friendly a >= x first."""
    steps = [(name.lstrip("-"), "lt" if name.startswith("-") else "gt") for name in order]
    first, comparison = steps[0]
    beyond, same = Q(), Q()
    for (name, further), value in zip(steps, values, strict=True):
        beyond |= same & Q(**{f"{name}__{further}": value})
        same &= Q(**{name: value})
    return Q(**{f"{first}__{comparison}e": values[0]}) & beyond


def _turned(order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = row[name] if isinstance(row, dict) else getattr(row, name)
    return row
