"""Idempotency-Key: a POST that is sent twice works once."""

import hashlib
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from redis import Redis

from core.accounts.models import Department, User
from core.audit.models import Record
from core.contacts.models import Contact
from core.doors import answers
from core.doors.models import Answered
from core.doors.tasks import sweep
from tenants import context
from tenants.http import hosts
from tenants.kernel import clock
from tests.core.accounts.calls import Caller, code
from tests.support.people import invite_all

SALES = {"name": "Sales"}


@pytest.fixture
def olivia(acme, people):
    return Caller(acme).sign_in(people.olivia)


def post(caller, body, key, path="/departments/"):
    return caller.call("POST", path, body, Idempotency_Key=key)


def test_the_second_request_gets_the_first_answer(olivia):
    first, second = post(olivia, SALES, "k-1"), post(olivia, SALES, "k-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Department.objects.count() == 1
    assert Record.objects.filter(action="department.added").count() == 1


def test_the_same_body_in_another_order_is_the_same(olivia):
    first = post(olivia, {"name": "Sales", "manager": None}, "k-1")
    assert post(olivia, {"manager": None, "name": "Sales"}, "k-1").json() == first.json()


def test_another_body_under_the_key_is_refused(olivia):
    post(olivia, SALES, "k-1")
    assert code(post(olivia, {"name": "Support"}, "k-1")) == (400, "idempotency.other_body")
    assert [row.name for row in Department.objects.all()] == ["Sales"]


def test_keys_belong_to_a_person_and_an_address(acme, people, olivia):
    post(olivia, SALES, "k-1")
    adam = Caller(acme).sign_in(people.adam)
    assert code(post(adam, SALES, "k-1")) == (409, "already_there")  # his own work, not her answer
    assert post(adam, {"name": "Support"}, "k-1").status_code == 201
    assert Answered.objects.count() == 2


def test_refusals_are_not_kept(olivia):
    other = Department.objects.create(name="sales")
    assert code(post(olivia, SALES, "k-1")) == (409, "already_there")
    assert not Answered.objects.exists()
    other.delete()
    assert post(olivia, SALES, "k-1").status_code == 201


def test_while_the_first_is_at_work_the_second_is_told_to_wait(olivia, people):
    key = hashlib.sha256(
        "\x1f".join([people.olivia.actor.ref, "/api/v1/departments/", "k-1"]).encode()
    ).hexdigest()
    body = hashlib.sha256(repr([("name", "Sales")]).encode()).hexdigest()
    claim = Answered.objects.create(key=key, body_hash=body)

    waiting = post(olivia, SALES, "k-1")
    assert code(waiting) == (409, "idempotency.in_progress")
    assert waiting["Retry-After"] == "1"
    assert not Department.objects.exists()

    Answered.objects.filter(pk=claim.pk).update(created_at=clock.now() - answers.LEASE - timedelta(seconds=1))
    assert post(olivia, SALES, "k-1").status_code == 201  # the first one died


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_keys_have_a_length(olivia, key):
    assert code(post(olivia, SALES, key)) == (400, "idempotency.bad_key")
    assert not Department.objects.exists()


def test_secrets_are_never_kept(olivia):
    olivia.call("POST", "/auth/second-factor/", Idempotency_Key="k-1")
    assert not Answered.objects.exists()


def test_strangers_have_no_keys(acme, people):
    for _ in range(2):
        post(Caller(acme), {"email": "ana@acme.example"}, "k-1", "/auth/forgot-password/")
    assert not Answered.objects.exists()


def test_after_a_day_they_are_forgotten(olivia):
    post(olivia, SALES, "k-1")
    post(olivia, {"name": "Support"}, "k-2")
    old = Answered.objects.earliest("pk")
    Answered.objects.filter(pk=old.pk).update(created_at=clock.now() - timedelta(hours=25))
    sweep()
    assert not Answered.objects.filter(pk=old.pk).exists()
    assert Answered.objects.count() == 1


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Olivia and a clean slate that other connections see; taken away again afterwards."""
    with django_db_blocker.unblock(), context.tenant("acme") as acme:
        Redis.from_url(settings.REDIS_URL).flushall()
        hosts.forget()
        people = invite_all("acme")
        try:
            yield acme, people.olivia
        finally:
            for model in (Answered, Department, Record, Contact, User, Session):
                model.objects.all().delete()


def test_of_eight_at_once_one_works(committed):
    acme, olivia = committed
    callers = [Caller(acme).sign_in(olivia) for _ in range(8)]
    start, found = threading.Barrier(8), []

    def send(caller):
        try:
            start.wait(10)
            found.append(post(caller, SALES, "k-1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(caller,)) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Department.objects.count() == 1
    assert Record.objects.filter(action="department.added").count() == 1
    made = [one for one in found if one.status_code == 201]
    waiting = [code(one) for one in found if one.status_code != 201]
    assert len(found) == 8
    assert len({one.json()["id"] for one in made}) == 1
    assert set(waiting) <= {(409, "idempotency.in_progress")}
