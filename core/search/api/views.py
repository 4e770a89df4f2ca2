"""/api/v1/search/ – tickets by words and fields, with what stands beside them; and what may come next."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.taking import gives, parse
from core.doors.views import DeskView
from core.search import selectors
from core.search.api.shapes import CompletionOut, SearchPageOut
from core.search.selectors import MOST, ORDERS, PAGE, Beside
from core.search.terms import LONGEST
from core.tickets.api.shapes import LISTED
from core.tickets.rules import VIEW

NOTHING = Beside([], [], [], [], [])


class SearchAsked(serializers.Serializer):
    q = serializers.CharField(
        max_length=LONGEST,
        allow_blank=True,
        default="",
        help_text='Words, "exact phrases", -words that must not stand there, and fields: status:open '
        "from:bob created:>now-1h sentiment:negative -tag:billing has:attachment assignee:me.",
    )
    order = serializers.ChoiceField(
        ORDERS, required=False, help_text="Without: relevance where words are asked for, else newest."
    )
    cursor = serializers.CharField(max_length=400, required=False, help_text="`next` of the page before.")
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=PAGE)


class CompletionAsked(serializers.Serializer):
    q = serializers.CharField(
        max_length=LONGEST,
        allow_blank=True,
        default="",
        trim_whitespace=False,
        help_text="What stands in the box.",
    )
    at = serializers.IntegerField(
        min_value=0, max_value=LONGEST, required=False, help_text="Where the hand is."
    )


class SearchView(DeskView):
    """One box over everything one may see. What it does not understand it says, and searches the rest."""

    needs = {"get": VIEW}
    shows = SearchPageOut
    asks = SearchAsked

    @gives(SearchPageOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        query = parse(SearchAsked, request.query_params)
        page = selectors.search(
            self.me,
            query.q,
            order=query.order or "",
            cursor=query.cursor or "",
            size=query.limit,
            columns=LISTED,
        )
        beside = NOTHING if query.cursor else selectors.beside(self.me, page.question, people=page.people)
        return self.show((page, beside))


class CompletionView(DeskView):
    needs = {"get": VIEW}
    shows = CompletionOut
    asks = CompletionAsked

    @gives(CompletionOut, many=True)
    def get(self, request: Request, **kwargs: Any) -> Response:
        query = parse(CompletionAsked, request.query_params)
        return self.show_all(selectors.complete(self.me, query.q, query.at))
