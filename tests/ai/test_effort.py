"""What a reply takes with a suggestion and without: measured, at least so much, and silent below thirty of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ai import selectors, services
from ai.models import Gap, Outcome, Run, Suggestion
from ai.selectors.effort import DAYS, Effort, side
from billing.models import CostCount
from core.tickets.models import Message
from tenants import context
from tenants.kernel import clock


def test_the_median_stands_between_the_ends_of_its_interval() -> None:
    """Of 100 values in a row 80 % of medians lie between the 44th and the 57th: textbook ranks."""
    found = side([float(second) for second in range(1, 101)])
    assert (found.number, found.median, found.low, found.high) == (100, 50.5, 43.0, 58.0)
    assert side([7.0]) == side([7.0, 7.0, 7.0]).__class__(1, 7.0, 7.0, 7.0)
    assert side([]).number == 0


@pytest.fixture
def wrote(write_in, people) -> Callable[..., Message]:
    """wrote(seconds, suggested=True): a reply of Ana's, so long after the one before, in a ticket of its own."""
    at = [clock.now() - timedelta(days=2)]

    def reply(seconds: float, *, suggested: bool = False, **more: Any) -> Message:
        at[0] += timedelta(seconds=seconds)
        ticket = write_in("Where is my parcel?").ticket
        values = {"kind": "reply", "channel": "mail", "author_user": people.ana, "created_at": at[0]}
        made = Message.objects.create(ticket=ticket, text="There.", **(values | more))
        if suggested:
            row = Suggestion.objects.create(ticket=ticket, message=made, body="There.", state="accepted")
            Outcome.objects.create(suggestion=row, kind="edited", reply=made, similarity=0.9)
        return made

    return reply


def many(wrote: Callable[..., Message], number: int, aided: float = 60, alone: float = 180) -> Effort:
    wrote(0)
    for place in range(number):
        wrote(aided + place, suggested=True)
        wrote(alone + place)
    return selectors.effort()


def test_below_thirty_of_each_nothing_is_said(wrote, acme, people, browser) -> None:
    found = many(wrote, 4)
    assert (found.aided.number, found.alone.number, found.used, found.replies) == (4, 4, 4, 9)
    assert (found.saved, found.saved_each, found.per_ticket) == (None, None, None)
    page = browser(acme, people.adam).get("/settings/ai/quality/").text
    assert "It takes 30 timed replies with a suggestion and as many without; there are 4 and 4." in page
    assert "not measured yet" in browser(acme, people.adam).get("/settings/ai/costs/").text


def test_what_is_saved_is_the_smaller_difference_times_what_was_used(wrote, acme, people, browser) -> None:
    found = many(wrote, 30)
    assert (found.aided.median, found.alone.median) == (74.5, 194.5)
    assert found.saved_each == found.alone.low - found.aided.high == 190 - 79, "not 120: the ends"
    assert found.saved == 30 * 111
    assert found.per_ticket == 194.5, "a reply each"
    page = browser(acme, people.adam).get("/settings/ai/quality/").text
    assert "At least 56 min in 90 days" in page
    assert "30 replies from suggestions × 2 min" in page
    assert "≥ 56 min" in browser(acme, people.adam).get("/settings/ai/costs/").text


def test_no_sure_difference_is_none_saved_and_never_less(wrote) -> None:
    found = many(wrote, 30, aided=180, alone=60)
    assert (found.saved_each, found.saved) == (0.0, 0.0)


def test_breaks_bulk_and_what_was_taken_back_or_is_old_say_nothing(wrote, people) -> None:
    wrote(0)
    wrote(901)  # a break
    wrote(4.9)  # one of many that left together
    wrote(100, withdrawn_at=clock.now())
    wrote(100, author_user=people.ben)  # his first: nothing before it
    wrote(100, kind="note")
    wrote(100, created_at=clock.now() - timedelta(days=DAYS + 1))
    wrote(100, suggested=True)
    found = selectors.effort()
    assert (found.alone.number, found.aided.number) == (0, 1)


def test_a_missing_answer_costs_its_tickets_and_the_page_says_how(wrote, acme, people, browser) -> None:
    gap = Gap.objects.create(title="Where is my parcel?", asked="Where?", seen=3)
    gap.tickets.add(wrote(0).ticket)
    ana = browser(acme, people.ana)
    assert "not measured yet: 0 of 30" in ana.get("/desk/knowledge/gaps/").text
    many(wrote, 30)
    for message in Message.objects.filter(kind="customer")[:2]:
        Run.objects.update_or_create(
            kind="triage", message=message, defaults={"ticket": message.ticket, "calls": 1, "cost": 5_000}
        )
    page = ana.get("/desk/knowledge/gaps/").text
    assert "tickets × 3 min: 1.0 replies per ticket × 3 min, the median of" in page
    assert ">10 min<" in page, "three tickets"
    assert "tickets × 0.0050 USD, what they cost per ticket on average of 2" in page
    assert ">0.0150 USD<" in page


def test_tickets_that_models_were_asked_about_are_counted_for_the_platform(write_in, drain, acme) -> None:
    services.count_tickets()
    with context.shared():
        month = clock.now().date().replace(day=1)
        row = CostCount.objects.create(tenant=acme, span="month", begins=month, feature="", used=90_000)
    first, second = write_in("One"), write_in("Two")
    drain()
    Run.objects.filter(message__in=[first, second]).update(calls=1, cost=10_000)
    for _ in range(2):
        services.count_tickets()
    with context.shared():
        row.refresh_from_db()
    assert (row.tickets, row.used) == (2, 90_000)
