"""JSON by orjson says what REST framework's own encoder says."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.serializer_helpers import ReturnDict

from core.desk.models import Priority, Status
from core.doors.rendering import QuickJSONRenderer

MOMENT = datetime(2026, 11, 30, 20, 15, 1, 5000, tzinfo=UTC)
THINGS = [
    {},
    None,
    [1, -2, 0.5, True, None, 'ä € 日本 "quoted" \\ \n'],
    {"when": MOMENT, "day": date(2026, 1, 2), "at": time(9, 30), "took": timedelta(minutes=2)},
    {"id": uuid.UUID(int=7), "price": Decimal("12.50"), "lazy": gettext_lazy("Open")},
    {1: "a number as a key", "rank": Priority.HIGH, "kind": Status.Category.OPEN},
    ReturnDict({"x": (1, {"y": [ReturnDict({}, serializer=None)]})}, serializer=None),
    {"big": 2**70},
]


@pytest.mark.parametrize("thing", THINGS, ids=range(len(THINGS)))
def test_the_same_bytes(thing):
    assert QuickJSONRenderer().render(thing) == JSONRenderer().render(thing)


def test_indented_for_who_asks():
    assert QuickJSONRenderer().render({"a": 1}, "application/json; indent=4") == b'{\n    "a": 1\n}'


def test_letters_that_are_none_are_refused_as_ever():
    for renderer in (JSONRenderer(), QuickJSONRenderer()):
        with pytest.raises(UnicodeEncodeError):
            renderer.render({"text": "\ud800"})


def test_what_no_encoder_knows_is_refused_and_no_number_is_null():
    with pytest.raises(TypeError):
        QuickJSONRenderer().render({"x": object()})
    assert json.loads(QuickJSONRenderer().render({"x": float("inf")})) == {"x": None}
