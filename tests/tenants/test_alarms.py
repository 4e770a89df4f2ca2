"""Alarms ring once, inside their tenant, at their time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tenants import context
from tenants.alarms import bell
from tenants.alarms.models import Alarm
from tenants.alarms.tasks import sweep
from tenants.kernel import clock

pytestmark = pytest.mark.django_db
rung: list[tuple[str, str]] = []


@bell.alarm("test.bell")
def _ring(ref: str) -> None:
    if ref == "broken":
        raise RuntimeError
    rung.append((context.current_schema(), ref))


@pytest.fixture(autouse=True)
def _silence():
    rung.clear()


def test_an_alarm_rings_when_its_time_has_come(drain):
    later = clock.now() + timedelta(hours=1)
    bell.set_alarm("test.bell", 42, later)

    drain(at=later - timedelta(seconds=1))
    assert rung == []
    drain(at=later)
    assert rung == [("acme", "42")]
    assert not Alarm.objects.filter(kind="test.bell").exists()


def test_setting_again_moves_it_and_clearing_forgets_it(drain):
    soon = clock.now() + timedelta(minutes=1)
    bell.set_alarm("test.bell", 1, soon)
    bell.set_alarm("test.bell", 1, soon + timedelta(hours=1))
    bell.set_alarm("test.bell", 2, soon)
    bell.clear_alarm("test.bell", 2)

    drain(at=soon + timedelta(minutes=5))
    assert rung == []
    assert Alarm.objects.filter(kind="test.bell").count() == 1


def test_a_failing_alarm_is_put_off(drain):
    due = clock.now()
    bell.set_alarm("test.bell", "broken", due)

    drain(at=due + timedelta(seconds=1))
    row = Alarm.objects.get(kind="test.bell")
    assert row.attempts == 1
    assert row.at > due + timedelta(minutes=1)


def test_who_was_called_is_not_called_again_while_the_queue_is_long(acme):
    for ref in range(12):
        bell.set_alarm("test.bell", ref, clock.now())

    def waiting() -> int:
        return sum(len(later.call.refs) for _, later, *_ in connection.run_on_commit)

    def calls() -> int:
        before = waiting()
        sweep()
        return waiting() - before

    assert [calls(), calls()] == [12, 0]
    bell.set_alarm("test.bell", 7, clock.now())
    assert calls() == 1, "one that was moved since is another"


def _set() -> list[str]:
    return sorted(Alarm.objects.filter(kind="test.bell").values_list("ref", flat=True))


def test_alarms_that_are_set_together_are_one_statement():
    soon = clock.now() + timedelta(minutes=1)
    bell.set_alarm("test.bell", 4, soon)
    with CaptureQueriesContext(connection) as asked, bell.together():
        bell.set_alarm("test.bell", 1, soon)
        bell.set_alarm("test.bell", 2, soon)
        bell.set_alarm("test.bell", 1, soon + timedelta(hours=1))
        bell.set_alarm("test.bell", 3, soon)
        assert not bell.ensure_alarm("test.bell", 2, soon)
        assert bell.clear_alarm("test.bell", 3)
        assert bell.clear_alarm("test.bell", 4)
        assert not bell.clear_alarm("test.bell", 5)

    assert sum("INSERT" in one["sql"] for one in asked) == 1
    assert _set() == ["1", "2"]
    assert Alarm.objects.get(kind="test.bell", ref="1").at == soon + timedelta(hours=1)


def test_what_was_said_otherwise_behind_a_savepoint_holds_while_that_stands():
    soon = clock.now() + timedelta(minutes=1)
    late = soon + timedelta(hours=1)
    with bell.together():
        for ref in (1, 2, 3, 4):
            bell.set_alarm("test.bell", ref, soon)
        with transaction.atomic():
            assert bell.clear_alarm("test.bell", 1)
            bell.set_alarm("test.bell", 2, late)
        with pytest.raises(RuntimeError), transaction.atomic():
            assert bell.clear_alarm("test.bell", 3)
            bell.set_alarm("test.bell", 4, late)
            raise RuntimeError
        assert not bell.clear_alarm("test.bell", 1)

    rows = Alarm.objects.filter(kind="test.bell").order_by("ref").values_list("ref", "at")
    assert list(rows) == [("2", late), ("3", soon), ("4", soon)]


def test_what_is_rolled_back_takes_its_alarms_along():
    soon = clock.now() + timedelta(minutes=1)
    with bell.together():
        bell.set_alarm("test.bell", 1, soon)
        with pytest.raises(RuntimeError), transaction.atomic():
            bell.set_alarm("test.bell", 2, soon)
            raise RuntimeError
        with transaction.atomic():
            bell.set_alarm("test.bell", 3, soon)
        assert _set() == ["3"]
    with pytest.raises(RuntimeError), bell.together():
        bell.set_alarm("test.bell", 4, soon)
        raise RuntimeError

    assert _set() == ["1", "3"]
