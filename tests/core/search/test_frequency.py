"""Frequent words are looked for from the newest on, rare ones by the index: both find the same."""

from __future__ import annotations

from math import sqrt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.desk import selectors as desk
from core.search import frequency, hits, selectors
from core.search.frequency import ENTRIES, SAID, TITLES
from core.search.terms import Term
from core.tickets import services
from core.tickets.models import Message, Ticket
from core.tickets.services.words import Words
from tenants.kernel import memory
from tests.support.plans import plans

pytestmark = pytest.mark.django_db
KNOWN = {SAID: {"refund": 0.5, "invoice": 0.4, "invoices": 0.1}, ENTRIES: {"compani": 0.2}, TITLES: {}}


def analyzed() -> None:
    """PostgreSQL knows its words, and nobody remembers older ones."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_message, tickets_ticket, search_entry")
    cache.delete("search:shares")
    memory.forget()


@pytest.fixture
def crowd(people, drain):
    """Five tickets, of which one says kettle."""
    made = []
    for number in range(5):
        text = "The kettle was charged." if number == 1 else "You charged me again."
        ticket, _ = services.open_ticket(
            people.carla, f"Bill {number}", Words(text, language="en"), channel="mail", by=people.carla.actor
        )
        made.append(ticket)
    drain()
    return made


def found(actor, text):
    return {one.ticket.number for one in selectors.search(actor, text).found}


def share(where, *terms, known=KNOWN):
    return frequency.share(known, where, [Term(one) for one in terms])


def test_all_words_together_are_as_rare_as_they_make_each_other():
    assert share(SAID, "refund") == 0.5
    assert share(SAID, "invo") == 0.5, "an unfinished word is all that begins so"
    assert share(SAID, "Refund invoice") == 0.25
    assert share(SAID, "refund", "kettle") == 0.0
    assert share(ENTRIES, "companies") == 0.2, "in another form"
    assert share(ENTRIES, "companionship") == 0.0
    assert share(TITLES, "refund") == share(SAID, "refund", known={}) == share(SAID) == 0.0


def test_the_more_rows_there_are_the_sooner_a_word_is_too_frequent_for_the_index():
    assert not frequency.is_frequent(SAID, 0.01, 10_000, 200)
    assert frequency.is_frequent(SAID, 0.01, 1_000_000, 200)
    assert not frequency.is_frequent(TITLES, 0.01, 1_000_000, 200), "subjects are read word by word"
    assert not frequency.is_frequent(SAID, 1.0, 0, 200)


def test_frequent_words_find_what_they_found_as_rare_ones(people, crowd):
    ana, every = people.ana.actor, {one.number for one in crowd}
    questions = ("charged", "charge", "bill", "kettle", "charged kettle", '"charged me"', "charged -kettle")
    before = {text: found(ana, text) for text in questions}
    assert before["charged"] == before["charge"] == before["bill"] == every
    assert before["kettle"] == before["charged kettle"] == {crowd[1].number}

    analyzed()
    assert share(SAID, "charged", known=frequency.shares()) == 1.0
    assert {text: found(ana, text) for text in questions} == before


def test_what_stands_further_back_is_found_too(people, crowd):
    """A word that was frequent once, and among the newest messages is not."""
    analyzed()
    newest = Message.objects.order_by("-pk").first()
    rows = [
        Message(ticket=newest.ticket, public_id=f"later{n}", kind="customer", channel="mail", text="Thanks.")
        for n in range(int(hits.MOST * hits.REACH) + 10)
    ]
    Message.objects.bulk_create(rows)

    assert found(people.ana.actor, "charged") == {one.number for one in crowd}


def test_a_kind_that_is_full_says_that_there_may_be_more(people, crowd):
    page = selectors.search(people.ana.actor, "charged")
    assert (page.total, page.is_floor) == (5, False)
    rows = [
        Message(
            ticket=crowd[0], public_id=f"again{n}", kind="customer", channel="mail", text="Charged again."
        )
        for n in range(hits.MOST)
    ]
    Message.objects.bulk_create(rows)

    page = selectors.search(people.ana.actor, "charged")
    assert page.is_floor
    assert page.found[0].ticket == Ticket.objects.get(pk=crowd[0].pk)


def titled(like, subject, number):
    """So many more tickets, the newest ones."""
    rows = [
        Ticket(
            public_id=f"{subject}{at}", number=like.number + Ticket.objects.count() + at + 1, subject=subject,
            status=like.status, queue=like.queue, contact=like.contact, channel="mail",
        )
        for at in range(number)
    ]  # fmt: skip
    return {one.pk for one in Ticket.objects.bulk_create(rows)}


@pytest.mark.parametrize("times", [1, 2])
def test_a_word_of_many_subjects_is_looked_for_among_the_newest_first(times, people, crowd):
    """Too few have it to go back from the newest one, too many to look at all that the index has."""
    named = titled(crowd[0], "Teapot", 600)
    rows = max(named)
    known = sqrt(hits.REACH * hits.MOST / rows * sqrt(frequency.DEAR[TITLES] * hits.MOST / rows))
    cache.set("search:shares", {TITLES: {"teapot": known}}, 60)
    memory.forget()
    if times == 2:  # nowhere among those that should hold enough
        titled(crowd[0], "Another", int(hits.REACH * hits.MOST / known) + 10)

    with CaptureQueriesContext(connection) as seen:
        page = selectors.search(people.ana.actor, "teapot", order="newest", size=100)
    asked = [one["sql"].partition("s.id > ")[2].partition(" ")[0] for one in seen.captured_queries]
    first, *further = [int(one) for one in asked if one]
    assert first > 0
    assert further == [0] * (times - 1), "all are asked where too little was found"
    assert page.is_floor
    assert page.total == hits.MOST
    assert {one.ticket.pk for one in page.found} <= named


def test_a_persons_finished_tickets_are_found_by_an_index_too(people, crowd):
    """A question that leaves few tickets asks for these first: not by a look at all tickets there are."""
    ana = people.ana.actor
    services.assign(crowd[0], people.ana, by=ana)
    services.change(crowd[0], by=ana, status=desk.default_status("closed"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with plans() as made:
        assert found(ana, "charged assignee:me") == {crowd[0].number}
    first = next(plan for plan in made if f"LIMIT {hits.FEW + 1}" in plan.sql)
    assert first.indexes == {"ticket_by_agent"}
