"""/api/v1/fields/ – the organization's own fields of tickets. Their values: `fields` of a ticket."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.desk import selectors, services
from core.desk.api.views import PORTAL, DeskList
from core.desk.fields.definition import MOST_RULES
from core.desk.fields.options import MOST
from core.desk.models import Field
from core.desk.rules import ARRANGE, VIEW
from core.doors.shapes import Shape
from core.doors.taking import Given, gives, takes


class FieldIn(serializers.Serializer):
    """Key and kind of an existing field stay."""

    key = serializers.CharField(max_length=40, help_text='"order_number"; also the name of a capture.')
    kind = serializers.ChoiceField(Field.Kind.choices)
    label = serializers.CharField(max_length=80)  # type: ignore[assignment]  # DRF's own word
    label_in = serializers.DictField(
        child=serializers.CharField(max_length=80, allow_blank=True),
        required=False,
        help_text='In further languages: {"de": "…"}; takes the place of all of them.',
    )
    help = serializers.CharField(max_length=200, allow_blank=True, required=False)
    options = serializers.ListField(
        child=serializers.DictField(),
        required=False,
        max_length=MOST,
        help_text='All of them in order: {"key", "label", "label_in", "parent" (tree), "is_hidden"}.',
    )
    rules = serializers.ListField(
        child=serializers.DictField(),
        required=False,
        max_length=MOST_RULES,
        help_text='{"effect": show|require|read_only, "at": always|resolve, "conditions": [{"fact": status|'
        'queue|category|priority|channel|field.KEY, "op": is|is_not|set|unset, "values": [...]}]}.',
    )
    customer_sees = serializers.BooleanField(required=False, help_text="Customers read it on their request.")
    customer_asks = serializers.BooleanField(
        required=False, help_text="Customers are asked for it when they write."
    )
    is_hidden = serializers.BooleanField(required=False, help_text="Out of use; tickets keep their values.")


class FieldOrderIn(serializers.Serializer):
    keys = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=200, help_text="Those not named come after."
    )


class FieldOut(Shape):
    """kind says what a value is: text, number, date (2026-11-29), choice and tree (key of an option), multi
    (list of keys), person (id of a colleague), checkbox (true, false).
    """

    key: str
    kind: str
    label: str
    label_in: dict
    help: str
    options: list[dict]
    rules: list[dict]
    customer_sees: bool
    customer_asks: bool
    is_hidden: bool
    position: int
    version: int

    @staticmethod
    def dump(row: Field) -> dict[str, Any]:
        return {name: getattr(row, name) for name in FieldOut.__annotations__}


class FieldForCustomer(Shape):
    """What a customer is asked for. options: {"key", "label"}."""

    key: str
    kind: str
    label: str
    label_in: dict
    help: str
    options: list[dict]

    @staticmethod
    def dump(row: Field) -> dict[str, Any]:
        told = {name: getattr(row, name) for name in ("key", "kind", "label", "label_in", "help")}
        names = ("key", "label", "label_in", "parent")
        open_ones = [one for one in row.options if not one.get("is_hidden")]
        return told | {"options": [{name: one.get(name) for name in names} for one in open_ones]}


class FieldViewSet(DeskList):
    """Fields that this organization added to its tickets. Customers see those they are asked for."""

    shows = FieldOut
    lookup_field = "key"
    lookup_value_converter = "slug"
    needs = {
        "list": (VIEW, PORTAL),
        "retrieve": VIEW,
        "create": ARRANGE,
        "partial_update": ARRANGE,
        "destroy": ARRANGE,
        "order": ARRANGE,
    }

    def list(self, request: Request, **kwargs: Any) -> Response:
        if self.me.may(VIEW):
            return self.show_all(selectors.fields(hidden=True))
        return self.show_all([one for one in selectors.fields() if one.customer_asks], FieldForCustomer)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.show(selectors.field(kwargs["key"]))

    @takes(FieldIn)
    def create(self, request: Request, data: Given) -> Response:
        return self.show(services.save_field(None, by=self.me, **data.sent), 201)

    @takes(FieldIn)
    def partial_update(self, request: Request, key: str, data: Given) -> Response:
        row = selectors.field(key)
        return self.show(services.save_field(row, by=self.me, seen=self.seen(request), **data.sent))

    def destroy(self, request: Request, key: str) -> Response:
        """409 with `field.in_use` while tickets hold a value: hide it instead."""
        services.delete_field(selectors.field(key), by=self.me)
        return self.done()

    @takes(FieldOrderIn)
    @gives(FieldOut, many=True)
    @action(detail=False, methods=["post"], url_path="in-order")  # no key has a hyphen
    def order(self, request: Request, data: Given) -> Response:
        services.order_fields(data.keys, by=self.me)
        return self.show_all(selectors.fields(hidden=True))
