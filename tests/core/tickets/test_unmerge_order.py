"""Two tickets were merged into one; whichever is undone first, nothing of it stays and nothing of the other goes."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from core.desk import selectors as desk
from core.desk.models import Tag
from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock
from tests.core.tickets.merging import picture

pytestmark = pytest.mark.django_db
SOON, LATER = clock.now() + timedelta(hours=3), clock.now() + timedelta(days=2)


@pytest.fixture
def another(people):
    """A ticket of Carla's with these columns, as advice leaves them: nobody chose them."""

    def opened(subject: str, *tags: str, **columns) -> Ticket:
        row, _message = services.open_ticket(
            people.carla, subject, Words(f"{subject}."), channel="mail", by=people.carla.actor
        )
        Ticket.objects.filter(pk=row.pk).update(**columns)
        row.tags.set([Tag.objects.get_or_create(name=name)[0] for name in tags])
        return Ticket.objects.get(pk=row.pk)

    return opened


@pytest.fixture
def low(ticket):
    Ticket.objects.filter(pk=ticket.pk).update(priority=1, urgency=10, due_at=None)
    return Ticket.objects.get(pk=ticket.pk)


CASES = {
    "rising": ({"priority": 3, "urgency": 50, "due_at": LATER}, {"priority": 4, "urgency": 80, "due_at": SOON}),
    "falling": ({"priority": 4, "urgency": 80, "due_at": SOON}, {"priority": 3, "urgency": 50, "due_at": LATER}),
    "equal": ({"priority": 3, "urgency": 50, "due_at": SOON}, {"priority": 3, "urgency": 50, "due_at": SOON}),
    "grave": ({"is_escalated": True, "escalation_reason": "legal"}, {"is_escalated": True, "escalation_reason": "loud"}),
}  # fmt: skip


@pytest.mark.parametrize("order", list(permutations((0, 1))))
@pytest.mark.parametrize("case", CASES)
def test_in_either_order_all_is_as_it_was(people, low, another, case, order):
    b, c = (another(name, "both", name, **columns) for name, columns in zip("bc", CASES[case], strict=True))
    services.include(b, [people.dmitri], by=people.ana.actor)
    services.include(c, [people.dmitri], by=people.ana.actor)
    before = picture()
    rows = [services.merge(one, into=low, by=people.ana.actor) for one in (b, c)]

    services.unmerge(rows[order[0]], by=people.ana.actor)
    one_left = Ticket.objects.get(pk=low.pk)
    kept = (b, c)[order[1]]
    alone = [
        (one_left.priority, max(1, kept.priority)), (one_left.urgency, max(10, kept.urgency)),
        (one_left.due_at, kept.due_at), (one_left.escalation_reason, kept.escalation_reason),
    ]  # fmt: skip
    assert [has for has, _ in alone] == [wanted for _, wanted in alone]
    assert set(one_left.tags.values_list("name", flat=True)) == {"both", kept.subject}
    assert services.copies_of(one_left) == [people.dmitri.email]

    services.unmerge(rows[order[1]], by=people.ana.actor)
    assert picture() == before


@pytest.mark.parametrize("order", list(permutations((0, 1, 2))))
def test_three_in_any_order(people, low, another, order):
    ranks = ((3, LATER), (4, SOON), (2, None))
    tickets = [another(f"t{n}", priority=rank, due_at=at) for n, (rank, at) in enumerate(ranks)]
    before = picture()
    rows = [services.merge(one, into=low, by=people.ana.actor) for one in tickets]
    for at in order:
        services.unmerge(rows[at], by=people.ana.actor)
    assert picture() == before


@pytest.mark.parametrize("order", list(permutations((0, 1))))
def test_a_finished_ticket_stays_open_while_one_that_opened_it_is_in_it(people, low, another, order):
    services.change(low, by=people.ana.actor, status=desk.status("resolved"))
    rows = [another(name) for name in "bc"]
    before = picture()
    merges = [services.merge(one, into=low, by=people.ana.actor) for one in rows]

    services.unmerge(merges[order[0]], by=people.ana.actor)
    assert not Ticket.objects.get(pk=low.pk).is_finished
    services.unmerge(merges[order[1]], by=people.ana.actor)
    assert picture() == before


def test_what_a_person_set_between_two_merges_stays(people, low, another):
    b, c = another("b", priority=3, due_at=LATER), another("c", priority=4, due_at=SOON)
    first = services.merge(b, into=low, by=people.ana.actor)
    chosen = clock.now() + timedelta(days=1)
    services.change(Ticket.objects.get(pk=low.pk), by=people.ana.actor, priority=2, due_at=chosen)
    second = services.merge(c, into=low, by=people.ana.actor)

    services.unmerge(first, by=people.ana.actor)
    row = Ticket.objects.get(pk=low.pk)
    assert (row.priority, row.due_at) == (2, SOON)
    services.unmerge(second, by=people.ana.actor)
    row.refresh_from_db()
    assert (row.priority, row.due_at) == (2, chosen)


def test_choosing_the_value_a_merge_set_makes_it_ones_own(people, low, another):
    merge = services.merge(another("b", priority=3), into=low, by=people.ana.actor)
    for priority in (2, 3):
        services.change(Ticket.objects.get(pk=low.pk), by=people.ana.actor, priority=priority)
    services.unmerge(merge, by=people.ana.actor)
    assert Ticket.objects.get(pk=low.pk).priority == 3
