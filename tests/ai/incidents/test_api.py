"""/api/v1/incidents/: listed, decided, answered; refusals say why and move nothing."""

from __future__ import annotations

import pytest

from ai.models import Incident
from ai.services import incidents
from core.tickets.models import Message
from tenants import remembered
from tests.ai.incidents.outages import CHECKOUT, UNLIKE
from tests.support.callers import one_of_each
from tests.support.counting import statements

ROOT = "/incidents/"


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


@pytest.fixture
def outage(came):
    def happen(number: int = 5) -> Incident:
        came(CHECKOUT[:number])
        incidents.look()
        remembered.forget()
        return Incident.objects.get()

    return happen


def numbers(row):
    return [link.ticket.number for link in row.links.filter(state="in").order_by("ticket_id")]


def test_a_program_decides_and_answers(callers, people, outage, came, drain):
    row, other = outage(), came(UNLIKE[:1])[0]
    ana = callers.ana
    [listed] = ana.read(ROOT).json()["results"]
    assert (listed["id"], listed["state"], listed["size"], "checkout" in listed["words"]) == (
        row.pk,
        "suggested",
        5,
        True,
    )
    there = f"{ROOT}{row.pk}/"
    early = ana.call("POST", f"{there}reply/", {"text": "Hi", "tickets": numbers(row)})
    assert (early.status_code, early.json()["code"]) == (409, "incident.not_confirmed")

    assert ana.call("POST", f"{there}confirm/").json()["decided_by"] == "Ana Agent"
    assert ana.call("PATCH", there, {"title": "Nobody can pay"}).json()["title"] == "Nobody can pay"
    assert ana.call("POST", f"{there}add/", {"tickets": [other.number]}).json()["size"] == 6
    assert ana.call("POST", f"{there}take-out/", {"tickets": [other.number]}).json()["size"] == 5
    inside = ana.read(f"{there}tickets/").json()
    assert ([one["number"] for one in inside], inside[0]["how"]) == (numbers(row), "found")

    sent = ana.call(
        "POST", f"{there}reply/", {"text": "Hello {{ customer.first_name }}", "tickets": numbers(row)[:4]}
    )
    assert (sent.status_code, {one["state"] for one in sent.json()["letters"]}) == (202, {"queued"})
    drain()
    more = ana.call("POST", f"{there}replies/{sent.json()['id']}/", {"tickets": numbers(row)})
    assert more.status_code == 202
    drain()
    [told] = ana.read(f"{there}replies/").json()
    assert ([one["ticket"] for one in told["letters"]], {one["state"] for one in told["letters"]}) == (
        numbers(row),
        {"written"},
    )
    assert Message.objects.filter(kind="reply", text="Hello Customer").count() == 5

    assert ana.call("POST", f"{there}resolve/").json()["state"] == "resolved"
    assert ana.call("POST", f"{there}dismiss/").status_code == 409
    assert ana.read(ROOT).json()["results"] == []
    assert [one["id"] for one in ana.read(ROOT, state="past").json()["results"]] == [row.pk]


def test_the_same_key_sends_once(callers, people, outage, drain):
    row = incidents.confirm(outage(), by=people.ana.actor)
    ana, there = callers.ana, f"{ROOT}{row.pk}/reply/"
    body = {"text": "You can pay again.", "tickets": numbers(row), "then": "resolved"}
    first = ana.call("POST", there, body, Idempotency_Key="again")
    again = ana.call("POST", there, body, Idempotency_Key="again")
    drain()
    assert (first.json()["id"], Message.objects.filter(kind="reply").count()) == (again.json()["id"], 5)


def test_refusals_say_why(callers, people, outage):
    row = incidents.confirm(outage(), by=people.ana.actor)
    ana, there = callers.ana, f"{ROOT}{row.pk}/"
    for path, body, status, code in (
        ("reply/", {"text": "{{ customer.shoe }}", "tickets": numbers(row)}, 400, "text.unknown_variable"),
        ("reply/", {"text": "Hi", "tickets": []}, 400, "incident.nobody_chosen"),
        ("reply/", {"text": "Hi", "tickets": [9999]}, 404, "ticket.not_found"),
        ("add/", {"tickets": [9999]}, 404, "ticket.not_found"),
        ("replies/777/", {"tickets": numbers(row)}, 404, "incident.no_such_reply"),
    ):
        answer = ana.call("POST", f"{there}{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), path
    assert ana.read(f"{ROOT}777/").json()["code"] == "incident.not_found"
    assert not row.replies.exists()


@pytest.mark.parametrize("number", [5, 9])
def test_the_list_and_the_replies_cost_the_same_for_every_size(number, callers, people, outage, drain):
    row = incidents.confirm(outage(number), by=people.ana.actor)
    incidents.answer(
        row, "Hi", [link.ticket for link in row.links.all()], then="waiting", by=people.ana.actor
    )
    drain()
    for path, cost in ((ROOT, 2), (f"{ROOT}{row.pk}/tickets/", 3), (f"{ROOT}{row.pk}/replies/", 4)):
        callers.ana.read(path)
        with statements(cost):
            callers.ana.read(path)


def test_who_may_not_does_not(callers, people, outage):
    row = outage()
    lars, there = callers.lars, f"{ROOT}{row.pk}/"
    assert lars.read(there).status_code == 200
    for path in ("confirm/", "dismiss/", "resolve/", "add/", "take-out/", "reply/", "replies/1/"):
        assert lars.call("POST", f"{there}{path}", {"text": "x", "tickets": [1]}).status_code == 403, path
    assert lars.call("PATCH", there, {"title": "x"}).status_code == 403
    row.refresh_from_db()
    assert row.state == "suggested"
