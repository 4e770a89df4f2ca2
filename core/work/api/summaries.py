"""/api/v1/summaries/ – what colleagues say of their days."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors as accounts
from core.doors.shapes import Shape, moment
from core.doors.taking import Given, gives, takes
from core.doors.views import DeskViewSet
from core.work.models import DailySummary
from core.work.selectors import days as reading
from core.work.services import days
from core.work.timing import LONGEST_ENTRY, LONGEST_SUMMARY, TRACK
from tenants.kernel.errors import NotFound


def _part() -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST_SUMMARY, required=False, allow_blank=True)


class SummaryChange(serializers.Serializer):
    completed = _part()
    in_progress = _part()
    blockers = _part()
    notes = _part()
    minutes = serializers.IntegerField(min_value=0, max_value=LONGEST_ENTRY, required=False)
    send = serializers.BooleanField(
        required=False, default=True, help_text="Mail it to who leads your teams, once."
    )


class SummaryIn(SummaryChange):
    day = serializers.DateField(required=False, help_text="Left out: today, where you are.")


class DaysQuery(serializers.Serializer):
    person = serializers.CharField(required=False, help_text="me, or a user id")
    day = serializers.DateField(required=False)


class DayOut(Shape):
    """id: null while nothing was said; then the parts are what the day was made of."""

    id: int | None
    person: dict
    day: str
    completed: str
    in_progress: str
    blockers: str
    notes: str
    minutes: int
    sent_at: str | None
    version: int | None

    @staticmethod
    def dump(row: DailySummary) -> dict[str, Any]:
        return {
            "id": row.pk,
            "person": {"id": row.person_id, "name": row.person.name},
            "day": row.day.isoformat(),
            **{name: getattr(row, name) for name in reading.PARTS},
            "minutes": row.minutes,
            "sent_at": moment(row.sent_at),
            "version": row.version if row.pk else None,
        }


class DaySummaryViewSet(DeskViewSet):
    """One's own days; those of colleagues, once sent, for who may see their time."""

    lookup_field = "pk"
    shows = DayOut
    filters = DaysQuery
    ordering = ("-day", "-id")
    needs = dict.fromkeys(("list", "create", "retrieve", "partial_update", "today"), TRACK)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not reading.is_asked():
            raise NotFound

    def get_queryset(self) -> QuerySet[DailySummary]:
        return reading.summaries(self.me)

    def list(self, request: Request, **kwargs: Any) -> Response:
        rows, sent = self.get_queryset(), self.query.sent
        if person := sent.get("person"):
            rows = rows.filter(person=self.me.id if person == "me" else _number(person))
        return self.show_page(rows.filter(day=sent["day"]) if "day" in sent else rows)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(reading.summary_for(self.me, kwargs["pk"]))

    @takes(SummaryIn)
    def create(self, request: Request, data: Given, **kwargs: Any) -> Response:
        """Of a day that was told already: the same, put otherwise."""
        me = accounts.myself(self.me)
        row = days.save_summary(me, data.day or reading.today_of(me), by=self.me, **_said(data))
        return self.show(row, 201)

    @takes(SummaryChange)
    def partial_update(self, request: Request, data: Given, **kwargs: Any) -> Response:
        me, row = accounts.myself(self.me), reading.summary_for(self.me, kwargs["pk"])
        if row.person_id != me.pk:
            raise days.NotYourDay
        return self.show(days.save_summary(me, row.day, by=self.me, seen=self.seen(request), **_said(data)))

    @gives(DayOut)
    @action(detail=False, methods=["get"])
    def today(self, request: Request, **kwargs: Any) -> Response:
        """What was said of today, or what it was made of so far."""
        me = accounts.myself(self.me)
        day = reading.today_of(me)
        row = reading.summary_of(me, day) or DailySummary(person=me, day=day, **reading.begun(me, day))
        return self.show(row)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _said(data: Given) -> dict[str, Any]:
    parts = {name: data.sent[name] for name in (*reading.PARTS, "minutes") if name in data.sent}
    return parts | {"is_sent": data.send is not False}
