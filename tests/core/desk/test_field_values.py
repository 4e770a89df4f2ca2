"""What the values of an organization's own fields may be, whatever comes in."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desk.fields.values import LARGEST, LONGEST, BadValue, clean, fits
from core.desk.models import Field

OPTIONS = [
    {"key": "hw", "label": "Hardware", "parent": ""},
    {"key": "hw.laptop", "label": "Laptop", "parent": "hw"},
    {"key": "old", "label": "Floppy", "parent": "hw", "is_hidden": True},
    {"key": "sw", "label": "Software", "parent": ""},
]
FIELDS = {kind: Field(key=kind, label=kind, kind=kind, options=OPTIONS) for kind in Field.Kind.values}
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(["hw", "sw"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  an\n order\x00 ", "an order"),
        ("text", 4711, "4711"),
        ("number", "12", 12),
        ("number", "12,5", 12.5),
        ("number", "-0.00001", 0),
        ("number", Decimal("7.10"), 7.1),
        ("number", "1e3", "not_number"),
        ("number", "1,234", "not_number"),
        ("number", "1.234,5", "not_number"),
        ("number", "٣", "not_number"),
        ("number", math.inf, "not_number"),
        ("number", math.nan, "number_range"),
        ("number", 10**13, "number_range"),
        ("number", True, "not_number"),
        ("date", "2026-11-29", "2026-11-29"),
        ("date", date(2026, 2, 28), "2026-02-28"),
        ("date", "2026-02-30", "not_date"),
        ("date", "29.11.2026", "not_date"),
        ("date", "0001-01-01", "not_date"),
        ("choice", "sw", "sw"),
        ("choice", "old", "no_option"),
        ("choice", "Software", "no_option"),
        ("tree", "hw.laptop", "hw.laptop"),
        ("multi", ["sw", "hw", "sw"], ["hw", "sw"]),
        ("multi", "sw,hw", ["hw", "sw"]),
        ("multi", ["sw", "gone"], "no_option"),
        ("multi", [], None),
        ("person", "5", 5),
        ("person", 0, "not_person"),
        ("person", "-5", "not_person"),
        ("checkbox", "on", True),
        ("checkbox", False, False),
        ("checkbox", "perhaps", "not_yes_no"),
        ("text", "x" * (LONGEST + 1), "too_long"),
        ("text", ["a"], "not_text"),
        ("text", " \n", None),
    ],
)
def test_a_value_is_read_in_one_way_or_refused_by_name(kind: str, raw: object, value: object) -> None:
    try:
        found = clean(FIELDS[kind], raw)
    except BadValue as bad:
        found = bad.code
    assert (found, type(found)) == (value, type(value))


def test_what_a_ticket_holds_may_stay_when_its_option_is_out_of_use() -> None:
    assert clean(FIELDS["choice"], "old", "old") == "old"
    assert clean(FIELDS["multi"], ["sw", "old"], ["old"]) == ["old", "sw"]
    assert fits(FIELDS["choice"], "old")
    assert not fits(FIELDS["choice"], "never")
    assert not fits(FIELDS["number"], "12")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of a busy machine
@given(kind=st.sampled_from(Field.Kind.values), raw=ANYTHING)
def test_whatever_comes_in_a_value_is_plain_small_and_reads_as_itself(kind: str, raw: object) -> None:
    field = FIELDS[kind]
    try:
        value = clean(field, raw)
    except BadValue:
        return
    assert value is None or fits(field, value)
    assert not isinstance(value, float) or abs(value) <= LARGEST
    assert not isinstance(value, str) or ("\x00" not in value and len(value) <= LONGEST)
