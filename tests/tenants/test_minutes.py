"""Lengths of work: what people type, and what they read."""

from __future__ import annotations

import pytest

from tenants.kernel import minutes


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1.5", 90), ("1,5", 90), (".5", 30), ("1h 30m", 90), ("1h30", None), ("1:30", 90), ("90m", 90),
        ("25 min", 25), ("2h", 120), ("1.5h", 90), ("0", 0), ("", None), ("soon", None), ("-1", None),
        ("1h 2h", None), ("٣", None), ("1:75", None), ("9" * 30, None),
    ],
)  # fmt: skip
def test_what_people_type(text, length):
    assert minutes.read(text) == length


def test_what_they_read_can_be_typed_again():
    assert [minutes.hours(one) for one in (0, 25, 60, 90, 1500)] == ["0m", "25m", "1h", "1h 30m", "25h"]
    assert all(minutes.read(minutes.hours(one)) == one for one in range(2000))
