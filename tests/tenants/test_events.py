"""The bus: a fact is told if and only if it became true, in order, and again after a failure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tenants import context
from tenants.alarms.models import Alarm
from tenants.events import bus, relay
from tenants.events.models import Delivery
from tenants.events.relay import MAX_ATTEMPTS
from tenants.kernel import clock
from tenants.tasks import AT_ONCE, together
from tests.support.plans import generic_plan
from tests.support.worker import _commit_callbacks

pytestmark = pytest.mark.django_db
heard: list[tuple[str, int]] = []


@bus.event("test.fact")
@dataclass(frozen=True)
class Fact:
    number: int
    key: str = ""

    @property
    def order_key(self) -> str:
        return self.key


@bus.on(Fact)
def remember(fact: Fact) -> None:
    if fact.number < 0:
        raise RuntimeError("not this one")
    heard.append((context.current_schema(), fact.number))


@pytest.fixture(autouse=True)
def _silence():
    heard.clear()


def test_a_fact_reaches_its_listener_inside_the_tenant(drain):
    bus.publish(Fact(7))

    assert drain() == ["events.relay"]
    assert heard == [("acme", 7)]
    assert Delivery.objects.count() == 0


def test_a_rolled_back_fact_is_never_told(drain):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        bus.publish(Fact(7))
        raise ZeroDivisionError

    drain()
    assert heard == []
    assert Delivery.objects.count() == 0


def test_telling_twice_is_telling_once(drain):
    bus.publish(Fact(7))
    event_id = str(Delivery.objects.get().event_id)
    drain()

    from tenants.events.tasks import relay

    relay.delay(event_id)
    drain()
    assert heard == [("acme", 7)]


def test_a_failing_listener_is_put_off_then_given_up(drain):
    bus.publish(Fact(-1))
    drain()

    row = Delivery.objects.get()
    assert (row.attempts, row.state, row.lease_until) == (1, "due", None)
    assert "not this one" in row.last_error
    for day in range(1, MAX_ATTEMPTS):
        drain(at=clock.now() + timedelta(days=day))
    row.refresh_from_db()
    assert (row.attempts, row.state) == (MAX_ATTEMPTS, "dead")


def test_facts_of_one_key_keep_their_order(drain):
    bus.publish(Fact(-1, key="k"))
    bus.publish(Fact(2, key="k"))
    bus.publish(Fact(3, key="other"))
    drain()
    assert heard == [("acme", 3)]

    Delivery.objects.filter(payload__number=-1).delete()
    drain(at=clock.now() + timedelta(minutes=1))
    assert heard == [("acme", 3), ("acme", 2)]


def test_what_a_lost_broker_left_behind_is_found_by_the_sweep(drain):
    from infra.celery import app

    bus.publish(Fact(5))
    _commit_callbacks()
    app.control.purge()
    drain(at=clock.now() + timedelta(seconds=30))
    assert heard == [("acme", 5)]


def test_facts_stated_together_travel_in_few_messages(drain):
    with together():
        for number in range(AT_ONCE + 2):
            bus.publish(Fact(number))
        _commit_callbacks()

    assert drain() == ["events.relay", "events.relay"]
    assert heard == [("acme", number) for number in range(AT_ONCE + 2)]


def test_of_facts_told_together_a_failing_one_harms_no_other(drain):
    with together():
        for number in (1, -1, 2):
            bus.publish(Fact(number))
        _commit_callbacks()
    drain()

    assert heard == [("acme", 1), ("acme", 2)]
    assert Delivery.objects.get().payload["number"] == -1


def test_facts_of_one_key_told_together_keep_their_order(drain):
    with together():
        for number in (1, 2, 3):
            bus.publish(Fact(number, key="k"))
        _commit_callbacks()
    drain()

    assert heard == [("acme", 1), ("acme", 2), ("acme", 3)]


def test_what_waited_behind_any_of_several_facts_is_woken_by_one_look(drain, acme):
    for key in ("a", "b"):
        for number in (1, 2, 3):
            bus.publish(Fact(number, key=key))
    first, second, third, *_ = (str(row.event_id) for row in Delivery.objects.order_by("pk"))
    of_b = [str(row.event_id) for row in Delivery.objects.filter(order_key="b").order_by("pk")]

    with CaptureQueriesContext(connection) as asked:
        following = relay.deliver([first, of_b[0]])

    assert following == [second, of_b[1]]
    assert sum("LATERAL" in one["sql"] for one in asked) == 1
    assert relay.deliver([third]) == []  # the second one is not told yet
    assert relay.deliver([second]) == [third]
    assert heard == [("acme", 1), ("acme", 1), ("acme", 2)]


def test_a_fact_is_found_by_its_id_however_many_wait(acme):
    """What is planned once, while nothing waits, must not walk over all that waits later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE events_delivery")
        claim = generic_plan(cursor, relay._CLAIM.format(table="events_delivery", columns="d.id"))
        following = generic_plan(cursor, relay._NEXT.format(table="events_delivery"))

    assert claim.indexes <= {"delivery_by_event", "delivery_in_order"}
    assert following.indexes == {"delivery_in_order"}
    assert all("order_key" in one["Index Cond"] for one in following.nodes if "Index Cond" in one)


def test_facts_of_two_organizations_never_share_a_message(acme, globex, drain):
    with together():
        for tenant in (acme, globex):
            with context.tenant(tenant):
                bus.publish(Fact(1))
                _commit_callbacks()

    assert drain() == ["events.relay", "events.relay"]
    assert sorted(heard) == [("acme", 1), ("globex", 1)]


def test_what_was_stated_is_told_although_the_rest_failed(drain):
    with pytest.raises(ZeroDivisionError), together():
        bus.publish(Fact(1))
        _commit_callbacks()
        raise ZeroDivisionError
    drain()

    assert heard == [("acme", 1)]


def test_publishing_outside_of_a_tenant_is_refused():
    with context.shared(), pytest.raises(context.TenantRequired):
        bus.publish(Fact(1))


def test_a_name_is_given_once():
    with pytest.raises(ValueError, match="taken"):

        @bus.event("test.fact")
        @dataclass(frozen=True)
        class Other:
            number: int


@bus.event("test.shared")
@dataclass(frozen=True)
class Shared:
    number: int
    order_key: str = "shared"


@bus.on(Shared)
def first(fact: Shared) -> None:
    Alarm.objects.create(schema_name=context.current_schema(), kind="test.first", ref="1", at=clock.now())


@bus.on(Shared)
def second(fact: Shared) -> None:
    if fact.number < 0:
        raise RuntimeError("not this one")
    Alarm.objects.create(schema_name=context.current_schema(), kind="test.second", ref="1", at=clock.now())


@bus.on(Shared, alone=True)
def apart(fact: Shared) -> None:
    heard.append(("apart", fact.number))


def _commits(asked: CaptureQueriesContext) -> int:
    """Of the relay; here each of its transactions is a savepoint."""
    return sum('DELETE FROM "events_delivery"' in one["sql"] for one in asked)


def _kinds() -> list[str]:
    return sorted(Alarm.objects.filter(kind__startswith="test.").values_list("kind", flat=True))


def test_what_is_told_of_one_key_shares_a_transaction_but_for_who_wants_one_alone(drain):
    bus.publish(Shared(1))
    with CaptureQueriesContext(connection) as asked:
        drain()

    assert _kinds() == ["test.first", "test.second"]
    assert heard == [("apart", 1)]
    assert _commits(asked) == 2
    assert not Delivery.objects.exists()


def test_of_listeners_that_share_a_transaction_a_failing_one_harms_no_other(drain):
    bus.publish(Shared(-1))
    drain()

    assert _kinds() == ["test.first"]  # once: what it did beside the failing one was rolled back
    assert heard == [("apart", -1)]
    row = Delivery.objects.get()
    assert (row.listener.rpartition(".")[2], row.attempts) == ("second", 1)


def test_who_has_lost_its_turn_leaves_nothing_of_the_others(drain, acme):
    bus.publish(Shared(1))
    event_id = str(Delivery.objects.first().event_id)
    claimed = relay._claim([event_id])
    Delivery.objects.filter(listener__endswith=".second").update(turn=99)
    for group in relay._groups(claimed):
        relay._run_all(group)

    assert _kinds() == ["test.first"]
    assert Delivery.objects.get().turn == 99


def test_facts_of_one_transaction_travel_in_one_message(drain):
    bus.publish(Fact(1))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        bus.publish(Fact(2))
        raise ZeroDivisionError
    with transaction.atomic():
        bus.publish(Fact(3))
    for number in range(4, AT_ONCE + 5):
        bus.publish(Fact(number))

    assert drain() == ["events.relay", "events.relay"]
    assert heard == [("acme", number) for number in [1, *range(3, AT_ONCE + 5)]]


def test_a_message_goes_with_the_savepoint_that_asked_for_it_and_with_no_other(drain):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        bus.publish(Fact(1))
        raise ZeroDivisionError
    bus.publish(Fact(2))

    assert drain() == ["events.relay"]
    assert heard == [("acme", 2)]


@bus.event("test.alone")
@dataclass(frozen=True)
class Alone:
    number: int
    order_key: str = "alone"


@bus.on(Alone, alone=True)
def zulu(fact: Alone) -> None:
    heard.append(("zulu", fact.number))


@bus.on(Alone, alone=True)
def alpha(fact: Alone) -> None:
    if fact.number < 0:
        raise RuntimeError("not this one")
    heard.append(("alpha", fact.number))


def test_who_locks_what_all_share_does_so_in_one_transaction_and_in_one_order(drain):
    """In the order of their names: two that each waited for the other's lock would both be lost."""
    bus.publish(Alone(1))
    with CaptureQueriesContext(connection) as asked:
        drain()

    assert heard == [("alpha", 1), ("zulu", 1)]
    assert _commits(asked) == 1


def test_of_those_a_failing_one_harms_no_other(drain):
    bus.publish(Alone(-1))
    drain()

    assert heard == [("zulu", -1)]
    assert Delivery.objects.get().listener.endswith(".alpha")
