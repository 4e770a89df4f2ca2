"""/api/v1/reports/figures/, /reports/workload/ and /activity/."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.taking import parse
from core.doors.views import DeskView
from core.reports import selectors
from core.reports.api import serializers as takes_in
from core.reports.api.shapes import FeedOut, FiguresOut, WorkloadOut
from core.reports.rules import REPORTS, VIEW


class FiguresView(DeskView):
    """What became of tickets in a span of days, and in the equally long one before: opened, first answered
    and solved, how long that took, and which promises were kept. Days are the organization's."""

    needs = {"get": REPORTS}
    shows = FiguresOut

    def get(self, request: Request) -> Response:
        asked = parse(takes_in.FiguresQuery, request.query_params)
        window = selectors.window(asked.days, asked.first, asked.last)
        return self.show(selectors.figures(self.me, window, queue=asked.queue, team=asked.team))


class WorkloadView(DeskView):
    """Who has how much on the desk right now, and what nobody holds."""

    needs = {"get": REPORTS}
    shows = WorkloadOut

    def get(self, request: Request) -> Response:
        asked = parse(takes_in.WorkloadQuery, request.query_params)
        return self.show(selectors.workload(self.me, queue=asked.queue, team=asked.team))


class ActivityView(DeskView):
    """Who did what to tickets, newest first, of those one may see."""

    needs = {"get": VIEW}
    shows = FeedOut

    def get(self, request: Request) -> Response:
        given = parse(takes_in.ActivityQuery, request.query_params)
        asked = selectors.Asked(given.kind, given.person, given.queue, 0, given.since, given.until)
        return self.show(selectors.feed(self.me, asked, given.before))
