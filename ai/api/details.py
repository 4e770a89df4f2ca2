"""/api/v1/ai/details/: what is looked for in messages, one for each of the organization's own fields."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ai import selectors, services
from ai.contracts import DETAIL_KINDS
from ai.rules import POLICY
from core.doors.shapes import Shape
from core.doors.taking import Strict
from core.doors.views import DeskView, Given, gives, takes


class DetailOut(Shape):
    """field: key of the ticket's field that is filled. kind: pattern, list, or a number of a known kind.

    entries: [{value, names}] of a list; examples: texts in each of which something is found.
    """

    field: str
    kind: str
    pattern: str
    entries: list[dict[str, Any]]
    examples: list[str]

    @staticmethod
    def dump(row: dict[str, Any]) -> dict[str, Any]:
        return {name: row[name] for name in DetailOut.__annotations__}


class EntryIn(Strict):
    value = serializers.CharField(max_length=80)
    names = serializers.ListField(child=serializers.CharField(max_length=80), required=False, max_length=10)


class DetailIn(Strict):
    kind = serializers.ChoiceField(DETAIL_KINDS)
    pattern = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="RE2; its first group is the value."
    )
    entries = EntryIn(many=True, required=False, help_text="Of a list: values and their other names.")
    examples = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, max_length=10,
        help_text="Texts in which something has to be found.",
    )  # fmt: skip


class TrialIn(Strict):
    text = serializers.CharField(max_length=50_000, trim_whitespace=False)


class FoundOut(Shape):
    """value null: nothing is found. start: characters before the quote in the text."""

    value: str | None
    quote: str
    start: int | None
    confidence: float
    others: list[str]

    @staticmethod
    def dump(found: Any) -> dict[str, Any]:
        if found is None:
            return {"value": None, "quote": "", "start": None, "confidence": 0.0, "others": []}
        return {
            "value": found.value,
            "quote": found.quote,
            "start": found.start,
            "confidence": found.confidence,
            "others": list(found.others),
        }


class DetailsView(DeskView):
    """All of them, in the order of the fields."""

    needs = {"get": POLICY}
    shows = DetailOut

    @gives(DetailOut, many=True)
    def get(self, request: Request) -> Response:
        return self.show_all(selectors.details())


class DetailView(DeskView):
    """One, by the key of its field; PUT adds or changes it, tickets keep what was found."""

    needs = {"get": POLICY, "put": POLICY, "delete": POLICY}
    shows = DetailOut

    def get(self, request: Request, field: str) -> Response:
        return self.show(selectors.detail(field))

    @takes(DetailIn)
    @gives(DetailOut)
    def put(self, request: Request, field: str, data: Given) -> Response:
        return self.show(services.save_detail(field, by=self.me, **data.sent))

    def delete(self, request: Request, field: str) -> Response:
        selectors.detail(field)
        services.remove_detail(field, by=self.me)
        return self.done()


class DetailTrialView(DeskView):
    """What would be found in a text. Nothing is kept."""

    needs = {"post": POLICY}
    shows = FoundOut

    @takes(TrialIn)
    @gives(FoundOut)
    def post(self, request: Request, field: str, data: Given) -> Response:
        return self.show(selectors.find_in(selectors.detail(field), data.text))
