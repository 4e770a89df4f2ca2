"""/api/v1/time-logs/ – time on tickets and tasks: timers, what is written down, and sums."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors as accounts
from core.doors.taking import Given, gives, parse, takes
from core.doors.views import DeskViewSet
from core.work.api.time_shapes import (
    ActiveOut,
    StartedOut,
    StartIn,
    StopIn,
    SummaryOut,
    SummaryQuery,
    TimeActivityOut,
    TimeChange,
    TimeIn,
    TimeOut,
    TimeQuery,
)
from core.work.models_time import TimeEntry
from core.work.selectors import time as reading
from core.work.selectors.summing import summed
from core.work.services import entries, timers
from core.work.timing import TRACK
from tenants.kernel import clock
from tenants.kernel.errors import NotFound

LATELY = timedelta(days=6)  # what a summary is of where nobody says since when: the last seven days


class TimeViewSet(DeskViewSet):
    """One's own time; that of colleagues for who may see it. Only who spent it changes it."""

    lookup_field = "pk"
    shows = TimeOut
    filters = TimeQuery
    ordering = ("-started_at", "-id")
    needs = dict.fromkeys(
        (
            "list",
            "create",
            "retrieve",
            "partial_update",
            "destroy",
            "start",
            "stop",
            "confirm",
            "active",
            "activities",
            "summary",
        ),
        TRACK,
    )

    def get_queryset(self) -> QuerySet[TimeEntry]:
        return reading.marked(self.me, reading.visible(self.me)).select_related(*reading.WITH)

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_page(
            reading.marked(self.me, self._asked(self.query.sent)).select_related(*reading.WITH)
        )

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(reading.entry_for(self.me, kwargs["pk"]))

    @takes(TimeIn)
    def create(self, request: Request, data: Given, **kwargs: Any) -> Response:
        """Written down by hand, for oneself."""
        me, on = accounts.myself(self.me), self._on(data)
        row = entries.log(me, data.minutes, by=self.me, started_at=data.started_at, **on)
        return self.show(row, 201)

    @takes(TimeChange)
    def partial_update(self, request: Request, data: Given, **kwargs: Any) -> Response:
        row = reading.entry_for(self.me, kwargs["pk"])
        return self.show(entries.change(row, by=self.me, seen=self.seen(request), **data.sent))

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        entries.delete(reading.entry_for(self.me, kwargs["pk"]), by=self.me)
        return self.done()

    @takes(StartIn)
    @gives(StartedOut)
    @action(detail=False, methods=["post"])
    def start(self, request: Request, data: Given, **kwargs: Any) -> Response:
        """The one timer of one's own runs on this from now on; another one stops."""
        rows = timers.start(accounts.myself(self.me), by=self.me, **self._on(data))
        return self.show(rows, 200, StartedOut)

    @takes(StopIn)
    @action(detail=False, methods=["post"])
    def stop(self, request: Request, data: Given, **kwargs: Any) -> Response:
        me = accounts.myself(self.me)
        return self.show(timers.stop(me, by=self.me, until=data.until, note=data.note))

    @action(detail=False, methods=["post"])
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """It runs rightly: it asks again after as long."""
        return self.show(timers.confirm(accounts.myself(self.me), by=self.me))

    @gives(ActiveOut)
    @action(detail=False, methods=["get"])
    def active(self, request: Request, **kwargs: Any) -> Response:
        """Timers that run now."""
        rows = list(self.get_queryset().filter(ended_at=None).order_by("started_at"))
        mine = next((row for row in rows if row.person_id == self.me.id), None)
        others = [row for row in rows if row is not mine]
        return self.show((mine, others), 200, ActiveOut)

    @gives(SummaryOut, many=True)
    @action(detail=False, methods=["get"])
    def summary(self, request: Request, **kwargs: Any) -> Response:
        """Minutes by day, week, person or item; of the last seven days where nobody says since when."""
        asked = parse(SummaryQuery, request.query_params)
        zone = reading.zone_for(self.me)
        today = clock.now().astimezone(zone).date()
        last = asked.sent.get("until", today)
        days = {"until": last, "since": asked.sent.get("since", last - LATELY)}
        return self.show_all(summed(self.me, self._asked(asked.sent | days), asked.by, zone), SummaryOut)

    @gives(TimeActivityOut, many=True)
    @action(detail=False, methods=["get"])
    def activities(self, request: Request, **kwargs: Any) -> Response:
        """What time may be spent with; the first one is usual."""
        return self.show_all(reading.activities(), TimeActivityOut)

    def _asked(self, sent: dict[str, Any]) -> QuerySet[TimeEntry]:
        rows, zone = reading.visible(self.me), reading.zone_for(self.me)
        if person := sent.get("person"):
            if person != "me" and not person.isdecimal():
                raise NotFound
            rows = rows.filter(person=self.me.id if person == "me" else int(person))
        if item := sent.get("item"):
            rows = rows.filter(**reading.item_named(self.me, item))
        if since := sent.get("since"):
            rows = rows.filter(started_at__gte=reading.day_start(since, zone))
        if until := sent.get("until"):
            rows = rows.filter(started_at__lt=reading.day_start(until + timedelta(days=1), zone))
        billable = sent.get("billable")
        return rows.filter(billable=billable) if billable is not None else rows

    def _on(self, data: Given) -> dict[str, Any]:
        found = reading.item_named(self.me, data.item)
        return found | {name: data.sent.get(name) for name in ("note", "activity", "billable")}
