"""Advice about tickets that go on meanwhile: what was suggested is out of date, and no reading is lost."""

from __future__ import annotations

import pytest

from ai import services
from ai.models import Result, Run, Suggestion
from ai.services import facts, runs, storing, triage
from core.tickets import services as tickets
from core.tickets.models import Ticket


@pytest.fixture
def two(write_in, articles, drain) -> tuple[Ticket, Ticket]:
    """Two tickets of one customer, both read, each with a suggested reply."""
    write_in()
    write_in()
    drain()
    first, second = Ticket.objects.order_by("number")
    assert Suggestion.objects.filter(state="ready").count() == 2
    return first, second


def test_what_was_suggested_for_either_is_out_of_date(two, people, drain):
    first, second = two
    tickets.merge(second, into=first, by=people.ana.actor)
    drain()
    assert set(Suggestion.objects.values_list("state", flat=True)) == {"stale"}


def test_a_reading_under_way_is_told_of_the_ticket_that_goes_on(two, people, write_in, drain):
    first, second = two
    run = Run.objects.get(ticket=second, kind="triage")
    Result.objects.filter(ticket=second).delete()
    Run.objects.filter(pk=run.pk).update(state="queued", lease_until=None)
    tickets.merge(second, into=first, by=people.ana.actor)

    services.read_and_store(run.pk)

    run.refresh_from_db()
    assert (run.state, run.attempts > 0) == ("done", True)
    assert set(Result.objects.filter(run=run).values_list("ticket", flat=True)) == {first.pk}
    second.refresh_from_db()
    assert second.status.category == "merged"


def test_a_slow_first_reading_leaves_the_later_ones_results_alone(write_in, drain):
    first = write_in()
    claim = runs.claim(runs.queue_triage(first.pk, first.ticket_id, is_first=True).pk)
    known = facts.of(first.pk)
    slow = triage.read(known, claim.run_id)
    second = write_in("Thank you, all is well!", first.ticket)
    drain()

    storing.keep(claim, known, slow)

    latest = Result.objects.filter(ticket=first.ticket, is_latest=True)
    assert set(latest.values_list("run__message", flat=True)) == {second.pk}
    assert Run.objects.get(pk=claim.run_id).state == "done"
