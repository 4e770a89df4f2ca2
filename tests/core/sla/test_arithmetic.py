"""Business time with pauses, held against a slow reader who looks at every single minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from core.desk.hours import Hours, is_open
from core.sla.arithmetic import due, merged, since, worked

MINUTE = timedelta(minutes=1)
unhurried = settings(deadline=None, max_examples=60)  # the slow reader is slow
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours(BERLIN, (((9 * 60, 17 * 60),),) * 5 + ((),) * 2)
LUNCH = Hours(
    BERLIN, (((9 * 60, 12 * 60), (13 * 60, 17 * 60)),) * 5 + ((),) * 2, frozenset({date(2026, 5, 1)})
)
# days around jumps: by one hour, by half an hour, over midnight, over a whole day
JUMPS = [
    ("Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 24, 12, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 7, 12, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 6, tzinfo=UTC)),
    ("America/Havana", datetime(2026, 3, 8, 0, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 29, 6, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2026, 6, 1, 0, tzinfo=UTC)),
]


@st.composite
def openings(draw):
    marks = sorted(draw(st.sets(st.integers(0, 1440), min_size=2, max_size=6)))
    return tuple(zip(marks[::2], marks[1::2], strict=False))


@st.composite
def cases(draw):
    """(hours, start, pauses): a week of several openings a day, holidays, and pauses in order."""
    name, start = draw(st.sampled_from(JUMPS))
    week = draw(st.tuples(*[openings()] * 7))
    closed = draw(
        st.frozensets(st.integers(0, 4).map(lambda n: (start + timedelta(days=n)).date()), max_size=2)
    )
    marks = sorted(draw(st.lists(st.integers(-600, 4 * 1440), max_size=6)))
    pauses = [(start + a * MINUTE, start + b * MINUTE) for a, b in zip(marks[::2], marks[1::2], strict=False)]
    return Hours(ZoneInfo(name), week, closed), start, merged(pauses)


def counted(hours, moment, pauses):
    """Does this minute count?"""
    return is_open(hours, moment) and not any(a <= moment < b for a, b in pauses)


@unhurried
@given(cases(), st.integers(0, 4 * 1440))
def test_worked_is_what_somebody_counts_minute_by_minute(case, length):
    hours, start, pauses = case
    slow = sum(counted(hours, start + n * MINUTE, pauses) for n in range(length))
    assert worked(hours, start, start + length * MINUTE, pauses) == slow * MINUTE


@unhurried
@given(cases(), st.integers(1, 1_000))
def test_due_is_the_end_of_the_last_minute_that_was_counted(case, target):
    hours, start, pauses = case
    left = target
    for number in range(5 * 1440):
        left -= counted(hours, start + number * MINUTE, pauses)
        if not left:
            assert due(hours, start, target * MINUTE, pauses) == start + (number + 1) * MINUTE
            return
    found = due(hours, start, target * MINUTE, pauses)
    assert found is None or found > start + 5 * 1440 * MINUTE


@unhurried
@given(cases(), st.integers(1, 2_000))
def test_until_it_is_due_exactly_the_target_is_worked(case, target):
    hours, start, pauses = case
    if found := due(hours, start, target * MINUTE, pauses):
        assert worked(hours, start, found, pauses) == target * MINUTE


@unhurried
@given(cases(), st.integers(1, 1_000), st.integers(0, 2_000), st.integers(1, 600))
def test_a_pause_never_makes_it_sooner(case, target, at, length):
    hours, start, pauses = case
    more = merged([*pauses, (start + at * MINUTE, start + (at + length) * MINUTE)])
    before, after = (due(hours, start, target * MINUTE, each) for each in (pauses, more))
    assert before is None or after is None or after >= before


def test_over_the_weekend_and_a_pause():
    """Opened Friday 16:30, four hours of Mon-Fri 9-17, paused on Monday from 10:02 to 11:10."""
    friday = datetime(2026, 11, 20, 16, 30, tzinfo=BERLIN)
    pause = (datetime(2026, 11, 23, 10, 2, tzinfo=BERLIN), datetime(2026, 11, 23, 11, 10, tzinfo=BERLIN))
    assert due(OFFICE, friday, timedelta(hours=4)) == datetime(2026, 11, 23, 12, 30, tzinfo=BERLIN)
    assert due(OFFICE, friday, timedelta(hours=4), [pause]) == datetime(2026, 11, 23, 13, 38, tzinfo=BERLIN)


def test_lunch_and_a_holiday_are_nobodys_time():
    thursday = datetime(2026, 4, 30, 16, 0, tzinfo=BERLIN)  # the first of May is a holiday
    assert due(LUNCH, thursday, timedelta(hours=5)) == datetime(2026, 5, 4, 14, 0, tzinfo=BERLIN)


def test_an_hour_of_work_is_an_hour_when_the_clock_jumps():
    always = Hours(BERLIN, (((0, 1440),),) * 7)
    night = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # half an hour before the jump
    assert due(always, night, timedelta(hours=1)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_pauses_that_overlap_are_one():
    at = [datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in range(6)]
    assert merged([(at[3], at[4]), (at[0], at[2]), (at[1], at[3]), (at[5], at[5])]) == [(at[0], at[4])]
    assert since([(at[0], at[2]), (at[3], at[4])], at[1]) == [(at[1], at[2]), (at[3], at[4])]
    assert since([(at[0], at[1])], at[1]) == []
