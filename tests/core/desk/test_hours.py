"""Opening hours: the laws of working time, and days on which the clock jumps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.desk.hours import (
    HORIZON,
    Hours,
    add_working_time,
    is_open,
    next_opening,
    opens_on,
    working_minutes_between,
)

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = ((9 * 60, 17 * 60),)
ALL_DAY = ((0, 1440),)
unhurried = settings(deadline=None)  # a busy machine is no defect
WEEK = Hours(BERLIN, (OFFICE,) * 5 + ((),) * 2)
ALWAYS = Hours(BERLIN, (ALL_DAY,) * 7)
NEVER = Hours(BERLIN, ((),) * 7)
# one hour, half an hour, a whole day skipped, at midnight, and none at all
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Havana",
         "America/Sao_Paulo", "Asia/Kathmandu", "UTC"]  # fmt: skip


@st.composite
def openings(draw):
    marks = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    return tuple(zip(marks[::2], marks[1::2], strict=False))


@st.composite
def desks(draw, *, opens=False):
    week = draw(st.tuples(*[openings()] * 7).filter(lambda days: any(days) or not opens))
    dates = st.dates(date(2011, 1, 1), date(2012, 12, 31))
    yearly = draw(st.frozensets(st.tuples(st.integers(1, 12), st.integers(1, 31)), max_size=3))
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    return Hours(zone, week, draw(st.frozensets(dates, max_size=5)), yearly)


# 2011 and 2012 hold every kind of jump of these zones; Samoa skipped the 30th of December 2011
FIRST = datetime(2011, 1, 1, tzinfo=UTC)
moments = st.integers(0, 730 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
durations = st.integers(0, 5 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@unhurried
@given(desks(opens=True), moments)
def test_the_next_opening_is_open_and_nothing_before_it_is(desk, moment):
    opening = next_opening(desk, moment)
    assert opening >= moment
    assert is_open(desk, opening)
    assert is_open(desk, moment) == (opening == moment)
    assert working_minutes_between(desk, moment, opening) == 0
    assert next_opening(desk, opening) == opening


@unhurried
@given(desks(), st.tuples(moments, moments, moments))
def test_working_time_adds_up_over_any_moment_between(desk, three):
    a, b, c = sorted(three)
    assert working_minutes_between(desk, a, c) == (
        working_minutes_between(desk, a, b) + working_minutes_between(desk, b, c)
    )
    assert 0 <= working_minutes_between(desk, a, b) <= (b - a) // timedelta(minutes=1)
    assert working_minutes_between(desk, c, a) == 0


@unhurried
@given(desks(opens=True), moments, durations)
def test_what_is_added_has_been_worked(desk, start, duration):
    due = add_working_time(desk, start, duration)
    assert due >= start
    assert working_minutes_between(desk, start, due) == duration // timedelta(minutes=1)
    if duration:
        assert is_open(desk, due - timedelta(microseconds=1))


@unhurried
@given(desks(opens=True), moments, durations, durations)
def test_adding_twice_is_adding_once(desk, start, first, second):
    between = add_working_time(desk, start, first)
    assert add_working_time(desk, between, second) == add_working_time(desk, start, first + second)


@unhurried
@given(desks(), moments)
def test_a_minute_counts_exactly_when_it_is_open(desk, moment):
    worked = working_minutes_between(desk, moment, moment + timedelta(minutes=1))
    assert bool(worked) == is_open(desk, moment)


@unhurried
@given(moments, moments, st.sampled_from(ZONES))
def test_around_the_clock_every_real_minute_counts(a, b, zone):
    a, b = sorted((a, b))
    desk = Hours(ZoneInfo(zone), (ALL_DAY,) * 7)
    assert is_open(desk, a)
    assert working_minutes_between(desk, a, b) == (b - a) // timedelta(minutes=1)
    assert add_working_time(desk, a, b - a) == b


@pytest.mark.parametrize(
    ("said", "opens"),
    [
        ("2026-11-23 08:59", False),  # a Monday
        ("2026-11-23 09:00", True),
        ("2026-11-23 16:59", True),
        ("2026-11-23 17:00", False),
        ("2026-11-28 12:00", False),  # a Saturday
    ],
)
def test_an_opening_includes_its_beginning_and_not_its_end(said, opens):
    assert is_open(WEEK, at(said)) is opens


def test_friday_afternoon_goes_on_on_monday():
    due = add_working_time(WEEK, at("2026-11-27 16:00"), timedelta(hours=4))
    assert due == at("2026-11-30 12:00")
    assert next_opening(WEEK, at("2026-11-27 17:00")) == at("2026-11-30 09:00")


def test_work_that_fills_the_day_ends_with_it():
    assert add_working_time(WEEK, at("2026-11-27 09:00"), timedelta(hours=8)) == at("2026-11-27 17:00")


def test_holidays_are_closed_once_or_each_year():
    desk = Hours(BERLIN, WEEK.week, frozenset({date(2026, 11, 30)}), frozenset({(12, 25)}))
    assert next_opening(desk, at("2026-11-27 18:00")) == at("2026-12-01 09:00")
    assert is_open(desk, at("2027-11-30 10:00"))
    assert not opens_on(desk, date(2026, 12, 25))
    assert not opens_on(desk, date(2031, 12, 25))
    assert opens_on(desk, date(2026, 12, 24))


def test_the_29th_of_february_is_a_holiday_where_there_is_one():
    desk = Hours(UTC_ZONE, ALWAYS.week, frozenset(), frozenset({(2, 29)}))
    assert not opens_on(desk, date(2028, 2, 29))
    assert opens_on(desk, date(2027, 2, 28))
    assert opens_on(desk, date(2027, 3, 1))


def test_in_spring_a_skipped_time_is_the_moment_of_the_jump():
    """02:00 to 03:00 does not exist in Berlin on the 29th of March 2026."""
    night = Hours(BERLIN, (((60, 150), (150, 240)),) * 7)
    jump = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert add_working_time(night, jump - timedelta(hours=1), timedelta(hours=1)) == jump
    assert working_minutes_between(night, at("2026-03-29 00:00"), at("2026-03-29 12:00")) == 120
    assert is_open(night, jump)


def test_an_opening_inside_the_jump_is_none():
    night = Hours(BERLIN, (((120, 180),),) * 7)
    assert not opens_on(night, date(2026, 3, 29))
    assert next_opening(night, at("2026-03-29 00:00")) == at("2026-03-30 02:00")


def test_in_autumn_a_repeated_time_is_its_first_coming():
    """02:00 to 03:00 comes twice in Berlin on the 25th of October 2026."""
    early, late = (Hours(BERLIN, ((part,),) * 7) for part in ((60, 150), (150, 240)))
    half = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    day = at("2026-10-25 00:00"), at("2026-10-25 12:00")
    assert not is_open(early, half)
    assert is_open(late, half)
    assert working_minutes_between(early, *day) == 90
    assert working_minutes_between(late, *day) == 150
    assert working_minutes_between(ALWAYS, at("2026-10-25 00:00"), at("2026-10-26 00:00")) == 25 * 60


def test_a_day_that_samoa_skipped():
    desk = Hours(ZoneInfo("Pacific/Apia"), (OFFICE,) * 7)
    assert not opens_on(desk, date(2011, 12, 30))
    closing = datetime(2011, 12, 29, 17, 0, tzinfo=desk.zone)
    assert next_opening(desk, closing) == datetime(2011, 12, 31, 9, 0, tzinfo=desk.zone)


@pytest.mark.parametrize(
    "desk",
    [
        NEVER,
        Hours(BERLIN, WEEK.week, frozenset(), frozenset((m, d) for m in range(1, 13) for d in range(1, 32))),
    ],
)
def test_a_desk_that_never_opens_says_so_and_ends(desk):
    now = at("2026-11-23 10:00")
    assert not is_open(desk, now)
    assert next_opening(desk, now) is None
    assert add_working_time(desk, now, timedelta(minutes=1)) is None
    assert add_working_time(desk, now, timedelta()) == now
    assert working_minutes_between(desk, now, now + timedelta(days=365)) == 0


def test_more_work_than_the_horizon_holds_is_never_done():
    assert add_working_time(ALWAYS, at("2026-11-23 10:00"), timedelta(days=HORIZON + 10)) is None
    assert next_opening(WEEK, datetime(9999, 12, 30, 20, tzinfo=UTC)) is None


UTC_ZONE = ZoneInfo("UTC")


def at(said: str) -> datetime:
    """A moment on the wall in Berlin."""
    return datetime.fromisoformat(said).replace(tzinfo=BERLIN)
