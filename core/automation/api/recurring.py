"""/api/v1/recurring-tickets/: templates of tickets that come again and again, and what came of them."""

from __future__ import annotations

from datetime import time
from typing import Any

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.automation import selectors, services
from core.automation.models import Occurrence, Recurrence
from core.automation.rules import ARRANGE
from core.doors.shapes import Shape, moment
from core.doors.taking import Given, gives, takes
from core.doors.views import DeskViewSet
from core.tickets.services.words import LONGEST_TEXT
from tenants import context

NINE = time(9)


class RecurrenceIn(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    subject = serializers.CharField(max_length=255)
    text = serializers.CharField(max_length=LONGEST_TEXT)
    rule = serializers.CharField(
        max_length=200,
        help_text="RFC 5545: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY, with INTERVAL, BYDAY (of months one with "
        "its number: 1MO, -1FR), BYMONTHDAY (-1: the last one), BYMONTH, UNTIL (a day) or COUNT.",
    )
    starts_on = serializers.DateField(help_text="The first day it may come; intervals count from it.")
    at = serializers.TimeField(required=False, help_text="On the wall clock of the time zone.")
    time_zone = serializers.CharField(max_length=64, required=False, help_text="Without: the organization's.")
    queue = serializers.IntegerField(required=False, allow_null=True)
    customer = serializers.CharField(
        max_length=254,
        required=False,
        allow_blank=True,
        help_text="Address. Without: it is opened in the name of whoever writes this.",
    )
    actions = serializers.JSONField(
        required=False,
        help_text='What is done to each at once: [{"do": "assignee", "value": "5"}, {"do": "checklist", '
        '"value": "Ask\\nAnswer"}]; see /api/v1/rules/actions/.',
    )
    is_active = serializers.BooleanField(required=False)


class RecurrenceOut(Shape):
    """next: the next five dates, also while it rests. next_at: when the next ticket is opened; null: none."""

    id: int
    name: str
    subject: str
    text: str
    rule: str
    starts_on: str
    at: str
    time_zone: str
    queue: int | None
    customer: str
    actions: list[Any]
    is_active: bool
    next_at: str | None
    next: list[str]
    version: int

    @staticmethod
    def dump(row: Recurrence) -> dict[str, Any]:
        names = ("name", "subject", "text", "rule", "time_zone", "actions", "is_active", "version")
        return {
            "id": row.pk,
            **{name: getattr(row, name) for name in names},
            "starts_on": row.starts_on.isoformat(),
            "at": row.at.strftime("%H:%M"),
            "queue": row.queue_id,
            "customer": row.customer,
            "next_at": moment(row.next_at),
            "next": [at.isoformat() for at in selectors.next_dates(row)],
        }


class OccurrenceOut(Shape):
    """ticket: its number; null with why: it could not be opened. missed: dates that passed before it."""

    planned_at: str
    at: str
    ticket: int | None
    missed: int
    why: str

    @staticmethod
    def dump(row: Occurrence) -> dict[str, Any]:
        return {
            "planned_at": row.planned_at.isoformat(),
            "at": row.at.isoformat(),
            "ticket": row.ticket.number if row.ticket else None,
            "missed": row.missed,
            "why": row.why,
        }


class RecurrenceViewSet(DeskViewSet):
    """What is opened again and again. Each date opens one ticket, whatever is repeated."""

    pagination_class = None  # type: ignore[assignment]  # 200 at most
    shows = RecurrenceOut
    needs = dict.fromkeys(("list", "retrieve", "create", "partial_update", "destroy", "dates"), ARRANGE)

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(selectors.recurrences())

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(selectors.recurrence(kwargs["pk"]))

    @takes(RecurrenceIn)
    def create(self, request: Request, data: Given) -> Response:
        usual: dict[str, Any] = {"time_zone": context.current_tenant().time_zone, "at": NINE}
        row = services.save_recurrence(None, by=self.me, **usual | _values(data))
        return self.show(selectors.recurrence(row.pk), 201)

    @takes(RecurrenceIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        row, seen = selectors.recurrence(pk), self.seen(request)
        services.save_recurrence(row, by=self.me, seen=seen, **_values(data))
        return self.show(selectors.recurrence(pk))

    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_recurrence(selectors.recurrence(pk), by=self.me)
        return self.done()

    @gives(OccurrenceOut, many=True)
    @action(detail=True, methods=["get"])
    def dates(self, request: Request, pk: int) -> Response:
        """The last ten dates that have come, the newest first."""
        return self.show_all(selectors.last_dates(selectors.recurrence(pk)), shows=OccurrenceOut)


def _values(data: Given) -> dict[str, Any]:
    return {"queue_id" if name == "queue" else name: value for name, value in data.sent.items()}
