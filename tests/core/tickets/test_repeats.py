"""A request that is sent twice works once: Idempotency-Key on opening and answering."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.tickets.models import Message, Ticket
from tenants.kernel import clock
from tests.support.callers import said
from tests.support.stillness import nothing_moves

pytestmark = pytest.mark.django_db
NEW = {"subject": "Login fails", "body": "I cannot sign in.", "email": "eve@customer.example"}
KEY = {"Idempotency_Key": "5c9e-1"}


def test_one_ticket_and_the_same_answer(callers):
    first = callers.ana.call("POST", "/tickets/", NEW, **KEY)
    with nothing_moves():
        again = callers.ana.call("POST", "/tickets/", dict(reversed(NEW.items())), **KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.json(), again["ETag"]) == (first.json(), first["ETag"])
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert Ticket.objects.count() == 1


def test_one_reply(callers, ticket):
    first = callers.ana.call("POST", "/tickets/1/reply/", {"body": "Refunded."}, **KEY)
    with nothing_moves():
        again = callers.ana.call("POST", "/tickets/1/reply/", {"body": "Refunded."}, **KEY)
    assert again.json() == first.json()
    assert Message.objects.filter(kind="reply").count() == 1


def test_a_customers_request_too(callers):
    given = {"subject": "Hi", "body": "Hello"}
    first = callers.carla.call("POST", "/portal/tickets/", given, **KEY)
    again = callers.carla.call("POST", "/portal/tickets/", given, **KEY)
    assert (first.json(), Ticket.objects.count()) == (again.json(), 1)


def test_another_body_under_the_same_key_is_refused(callers):
    callers.ana.call("POST", "/tickets/", NEW, **KEY)
    with nothing_moves():
        answer = callers.ana.call("POST", "/tickets/", {**NEW, "body": "Other"}, **KEY)
        assert said(answer) == (400, "idempotency.other_body")
        assert said(callers.ana.call("POST", "/tickets/", NEW, Idempotency_Key="x" * 256)) == (
            400,
            "idempotency.bad_key",
        )


def test_a_key_belongs_to_its_person_and_door(callers, ticket):
    callers.ana.call("POST", "/tickets/1/reply/", {"body": "A"}, **KEY)
    callers.ben.call("POST", "/tickets/1/reply/", {"body": "A"}, **KEY)
    callers.ana.call("POST", "/tickets/1/note/", {"body": "A"}, **KEY)
    assert Message.objects.filter(text="A").count() == 3


def test_a_refused_try_does_not_use_the_key_up(callers):
    with nothing_moves():
        refused = callers.ana.call("POST", "/tickets/", {**NEW, "category": "nope"}, **KEY)
        assert said(refused) == (404, "category.unknown")
    assert callers.ana.call("POST", "/tickets/", NEW, **KEY).status_code == 201


def test_after_a_day_the_key_is_free(callers, ticket, drain):
    callers.ana.call("POST", "/tickets/1/reply/", {"body": "A"}, **KEY)
    with clock.at(clock.now() + timedelta(hours=25)):
        from core.doors.tasks import sweep

        sweep()
    callers.ana.call("POST", "/tickets/1/reply/", {"body": "A"}, **KEY)
    assert Message.objects.filter(text="A").count() == 2


def test_an_upload_is_kept_once(callers):
    first = callers.ana.upload(b"hello", "a.txt", **KEY)
    again = callers.ana.upload(b"hello", "a.txt", **KEY)
    other = callers.ana.upload(b"hello!", "a.txt", **KEY)
    assert (first.status_code, again.json()) == (201, first.json())
    assert said(other) == (400, "idempotency.other_body")
