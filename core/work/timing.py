"""Names and limits of time that is spent on work. No queries."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy, gettext_noop

TRACK, SEE = "time.track", "time.view"  # one's own; that of colleagues

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)  # that may be asked for; beyond, calendars end
LONGEST_ENTRY = 24 * 60  # minutes; more is a slip of the pen
LONGEST_NOTE = 500
OLDEST = timedelta(days=366)  # so far back somebody may write down what they did
MOST_ACTIVITIES = 20
FEWEST_HOURS, MOST_HOURS = 1, 24  # after which a running timer asks
ACTIVITIES = (  # what everybody begins with; a key stays once it is used
    ("support", gettext_noop("Support")),
    ("development", gettext_noop("Development")),
    ("meeting", gettext_noop("Meeting")),
    ("travel", gettext_noop("Travel")),
    ("admin", gettext_noop("Admin")),
)
FIRST_ACTIVITY = ACTIVITIES[0][0]
SUMMARY_ALARM = "work.summary"  # of a person: when they are asked how the day was
LONGEST_SUMMARY = 4_000  # characters of each part
SHUT = {  # instead of the words of what somebody spent time on and may not read any more
    "ticket": gettext_lazy("A ticket that is gone, or that you may not see"),
    "task": gettext_lazy("A task that is gone, or that you may not see"),
}
ASK_ALARM = "work.timer"  # of a running entry: when it asks whether somebody still works


def activities() -> list[dict[str, str]]:
    return [{"key": key, "label": label} for key, label in ACTIVITIES]


def whole(started_at: datetime, ended_at: datetime) -> int:
    """Minutes as they are counted: rounded, one at least."""
    return max(1, round((ended_at - started_at).total_seconds() / 60))
