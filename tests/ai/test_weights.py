"""How much an example counts: by its source, its age, and never one person's word alone."""

from datetime import timedelta

import pytest

from ai import options, services
from ai.contracts import Labelled
from ai.local.train import HALF_LIFE, _weights
from ai.models import Correction
from core.desk import selectors as desk
from core.tickets import services as tickets
from core.tickets.services.words import Words
from tenants.kernel import clock


@pytest.mark.parametrize(
    ("source", "weight"),
    [("panel", 1.0), ("header", 1.0), ("api", 1.0), ("settled", 1.0), ("final", 0.7), ("import", 0.7), ("accepted", 0.3)],
)  # fmt: skip
def test_sources_weigh_what_they_are_worth(write_in, people, source, weight):
    services.correct(write_in().ticket, "category", "billing.refund", people.ana.actor, source=source)
    assert [one.weight for one in options.labelled()] == [weight]


def test_an_example_of_half_a_year_ago_counts_half(write_in, people):
    ticket = write_in().ticket
    services.correct(ticket, "category", "billing.refund", people.ana.actor)
    services.correct(write_in().ticket, "category", "billing.refund", people.ben.actor)
    old = clock.now() - timedelta(days=HALF_LIFE)
    Correction.objects.filter(ticket=ticket).update(created_at=old)
    rows = options.labelled()
    assert [one.age_days for one in rows] == [180, 0]
    assert _weights([Labelled(one.text, one.value, age_days=one.age_days) for one in rows]).tolist() == [
        0.5,
        1.0,
    ]


def test_three_people_share_a_class_and_one_holds_forty_percent_of_it(write_in, people):
    for person, number in ((people.ana, 12), (people.ben, 2), (people.lena, 1)):
        for _ in range(number):
            services.correct(write_in().ticket, "category", "billing.refund", person.actor)
    rows = options.labelled()
    weights = _weights(rows)
    hers = sum(w for row, w in zip(rows, weights, strict=True) if row.by == str(people.ana.pk))
    assert round(hers / sum(weights), 3) == 0.4
    assert round(sum(weights), 3) == 5.0, "the others count in full"


def opened(people, **chosen):
    words = Words("The export of reports is empty since Monday, what can I do?")
    return tickets.open_ticket(
        people.carla, "Reports", words, channel="phone", by=people.ana.actor, **chosen
    )[0]


def test_what_a_colleague_had_set_is_learned_when_the_ticket_ends(people, drain):
    ticket = opened(people, category=desk.category("billing.refund"))
    drain()
    assert not options.labelled()
    tickets.reply(ticket, "It is done.", author=people.ana, by=people.ana.actor, then="resolved")
    drain()
    row = Correction.objects.get()
    assert (row.field, row.value, row.source, row.user) == ("category", "billing.refund", "final", people.ana)
    tickets.reply(ticket, "One thing more.", author=people.ana, by=people.ana.actor, then="resolved")
    drain()
    assert Correction.objects.count() == 1


def test_what_triage_set_and_nobody_touched_teaches_nothing(write_in, people, let_apply, drain):
    let_apply("category", "billing.refund")
    before = Correction.objects.count()
    ticket = write_in().ticket
    drain()
    ticket.refresh_from_db()
    assert "category" not in ticket.chosen
    tickets.reply(ticket, "It is done.", author=people.ana, by=people.ana.actor, then="resolved")
    drain()
    assert Correction.objects.count() == before
