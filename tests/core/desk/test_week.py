"""A week as people type it."""

import pytest

from core.desk.week import NotADay, checked_day, read_day, write_day


def test_a_day_is_read_in_order_and_empty_pairs_are_left_out() -> None:
    assert read_day([("13:00", "17:30"), ("", " "), ("9:00", "12:00")]) == [[540, 720], [780, 1050]]
    assert read_day([]) == []


def test_midnight_is_a_beginning_and_an_end() -> None:
    assert read_day([("00:00", "00:00")]) == [[0, 1440]]
    assert write_day([[0, 1440]]) == [("00:00", "00:00")]
    assert read_day(write_day([[540, 720], [1080, 1440]])) == [[540, 720], [1080, 1440]]


def test_openings_may_touch() -> None:
    assert read_day([("09:00", "12:00"), ("12:00", "17:00")]) == [[540, 720], [720, 1020]]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ([("17:00", "09:00")], "end after it starts"),
        ([("09:00", "09:00")], "end after it starts"),
        ([("09:00", "12:00"), ("11:59", "13:00")], "from 11:59 on overlap"),
        ([("09:00", "")], "both times"),
        ([("", "17:00")], "both times"),
        ([("nine", "17:00")], "both times"),
        ([("24:00", "25:00")], "both times"),
        ([(f"{hour:02d}:00", f"{hour:02d}:30") for hour in range(7)], "up to 6"),
    ],
)
def test_what_is_no_day(written, words) -> None:
    with pytest.raises(NotADay, match=words):
        read_day(written)


@pytest.mark.parametrize("day", [[[-1, 5]], [[0, 1441]]])
def test_a_day_has_24_hours(day) -> None:
    with pytest.raises(NotADay):
        checked_day(day)
