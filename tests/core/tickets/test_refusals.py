"""Who may not, what is not there, what is badly said: the exact no, and nothing has moved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.accounts.models import Role
from core.contacts.models import Contact
from core.desk import selectors as desk
from core.tickets import services
from core.tickets.models import Ticket
from tenants.kernel import clock
from tests.support.callers import Caller, said
from tests.support.stillness import nothing_moves

pytestmark = pytest.mark.django_db
NEW = {"subject": "Login fails", "body": "I cannot sign in.", "email": "eve@customer.example"}
DOORS = {  # door: (method, path, body, who of the callers may pass)
    "list": ("GET", "/tickets/", None, {"ana", "lars"}),
    "read": ("GET", "/tickets/1/", None, {"ana", "lars"}),
    "thread": ("GET", "/tickets/1/messages/", None, {"ana", "lars"}),
    "activity": ("GET", "/tickets/1/activity/", None, {"ana", "lars"}),
    "stats": ("GET", "/dashboard/stats/", None, {"ana", "lars"}),
    "open": ("POST", "/tickets/", NEW, {"ana"}),
    "change": ("PATCH", "/tickets/1/", {"priority": "low"}, {"ana"}),
    "assign": ("POST", "/tickets/1/assign/", {"agent": None}, {"ana"}),
    "reply": ("POST", "/tickets/1/reply/", {"body": "Hello"}, {"ana"}),
    "note": ("POST", "/tickets/1/note/", {"body": "Hello"}, {"ana", "lars"}),
    "withdraw": ("POST", "/messages/{reply}/withdraw/", None, {"ana"}),
    "own list": ("GET", "/portal/tickets/", None, {"carla", "dmitri"}),
    "own": ("GET", "/portal/tickets/1/", None, {"carla"}),
    "own thread": ("GET", "/portal/tickets/1/messages/", None, {"carla"}),
    "own reply": ("POST", "/portal/tickets/1/reply/", {"body": "Still."}, {"carla"}),
    "own new": ("POST", "/portal/tickets/", {"subject": "Hi", "body": "Hello"}, {"carla", "dmitri"}),
}
WHO = ("ana", "lars", "bea", "carla", "dmitri", "stranger")


@pytest.mark.parametrize("door", DOORS)
def test_each_door_opens_to_those_it_is_for_and_to_nobody_else(callers, people, ticket, door):
    method, path, body, allowed = DOORS[door]
    reply = services.reply(ticket, "Refunded.", author=people.ana, by=people.ana.actor)
    path = path.format(reply=reply.public_id)

    for who in [one for one in WHO if one not in allowed]:
        with nothing_moves():
            answer = getattr(callers, who).call(method, path, body)
            assert said(answer) == expected_no(who, door), (who, door)
    for who in allowed:
        assert getattr(callers, who).call(method, path, body).status_code in (200, 201), (who, door)


def expected_no(who, door):
    if who == "stranger":
        return (401, "unauthenticated")
    if who == "dmitri" and door.startswith("own"):  # a customer, but not of this ticket
        return (404, "ticket.not_found")
    return (403, "forbidden")


def test_another_queue_needs_the_right_to_hand_over(acme, people, ticket):
    sorter = Role.objects.create(key="sorter", name="Sorter", permissions=["tickets.view", "tickets.change"])
    people.ben.role = sorter
    people.ben.save()
    caller = Caller(acme, people.ben)
    with nothing_moves():
        answer = caller.call("PATCH", "/tickets/1/", {"queue": desk.queues()[-1].pk, "priority": "low"})
        assert said(answer) == (403, "forbidden")
    assert caller.call("PATCH", "/tickets/1/", {"priority": "low"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "no"),
    [
        ("GET", "/tickets/2/", None, (404, "ticket.not_found")),
        ("GET", "/tickets/99999999999999999999/", None, (404, "ticket.not_found")),
        ("GET", "/tickets/nope/", None, (404, "not_found")),
        ("POST", "/tickets/2/reply/", {"body": "Hello"}, (404, "ticket.not_found")),
        ("POST", "/tickets/1/reply/", {"body": ""}, (400, "message.empty")),
        ("POST", "/tickets/1/reply/", {"body": " \n\t "}, (400, "message.empty")),
        ("POST", "/tickets/1/reply/", {}, (400, "invalid")),
        ("POST", "/tickets/1/reply/", {"body": "x\u0000y"}, (400, "invalid")),
        ("POST", "/tickets/1/reply/", {"body": "Hi", "then": "closed"}, (400, "invalid")),
        ("POST", "/tickets/1/reply/", {"body": "Hi", "attachments": ["nope"]}, (404, "not_found")),
        ("POST", "/tickets/1/note/", {"body": ""}, (400, "message.empty")),
        ("POST", "/tickets/1/assign/", {"agent": 99999}, (404, "people.not_found")),
        ("POST", "/tickets/1/assign/", {"agent": 10**30}, (404, "people.not_found")),
        ("POST", "/tickets/1/assign/", {"agent": "ana"}, (400, "invalid")),
        ("PATCH", "/tickets/1/", {"status": "nope"}, (404, "status.unknown")),
        ("PATCH", "/tickets/1/", {"category": "nope"}, (404, "category.unknown")),
        ("PATCH", "/tickets/1/", {"queue": 99999}, (404, "queue.unknown")),
        ("PATCH", "/tickets/1/", {"tags": ["no such tag"]}, (400, "ticket.unknown_tag")),
        ("PATCH", "/tickets/1/", {"priority": "very"}, (400, "invalid")),
        ("PATCH", "/tickets/1/", {"subject": "  "}, (400, "invalid")),
        ("PATCH", "/tickets/1/", {"subject": "x" * 256}, (400, "invalid")),
        ("PATCH", "/tickets/1/", {"priority": "low", "status": "nope"}, (404, "status.unknown")),
        ("PATCH", "/tickets/1/", [1], (400, "invalid")),
        ("POST", "/tickets/", {**NEW, "body": ""}, (400, "message.empty")),
        ("POST", "/tickets/", {**NEW, "category": "nope"}, (404, "category.unknown")),
        ("POST", "/tickets/", {**NEW, "queue": 99999}, (404, "queue.unknown")),
        ("POST", "/tickets/", {**NEW, "email": "eve@customer.example\r\nBcc: x@y.z"}, (400, "invalid")),
        ("POST", "/tickets/", {**NEW, "attachments": ["nope"]}, (404, "not_found")),
        ("POST", "/tickets/", {**NEW, "channel": "mail"}, (400, "invalid")),
        ("POST", "/messages/nope/withdraw/", None, (404, "message.not_found")),
        ("DELETE", "/tickets/1/", None, (403, "forbidden")),
        ("PUT", "/tickets/1/", None, (405, "request.method_not_allowed")),
    ],
)  # fmt: skip
def test_a_bad_request_gets_its_no_and_changes_nothing(callers, ticket, method, path, body, no):
    with nothing_moves():
        assert said(callers.ana.call(method, path, body)) == no
    assert not Contact.objects.filter(email="eve@customer.example").exists()


def test_a_body_that_is_no_json_is_told_so(callers, ticket):
    with nothing_moves():
        answer = callers.ana._send("POST", "/tickets/1/reply/", '{"body": ', "application/json", {})
        assert said(answer) == (400, "request.malformed")
        answer = callers.ana._send("POST", "/tickets/1/reply/", "<a/>", "application/xml", {})
        assert said(answer) == (415, "request.unsupported_type")


def test_details_name_the_field(callers, ticket):
    body = callers.ana.call("PATCH", "/tickets/1/", {"priority": "very"}).json()
    assert list(body["details"]["fields"]) == ["priority"]
    assert body["error"] == "Some of the details are not valid."


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/tickets/1/", {"priority": "low"}),
        ("POST", "/tickets/1/assign/", {"agent": None}),
        ("POST", "/tickets/1/reply/", {"body": "Hello"}),
    ],
)
def test_a_stale_version_is_refused(callers, people, ticket, method, path, body):
    services.change(ticket, by=people.ben.actor, priority=4)
    with nothing_moves():
        answer = callers.ana.call(method, path, body, If_Match='W/"1"')
        assert said(answer) == (412, "ticket.stale")
        assert answer.json()["details"] == {"version": 2}
        assert said(callers.ana.call(method, path, body, If_Match="one")) == (400, "if_match.invalid")
    assert callers.ana.call(method, path, body, If_Match='"2"').status_code in (200, 201)


def test_who_may_not_answer_customers_cannot_be_given_a_ticket(callers, people, ticket):
    with nothing_moves():
        answer = callers.ana.call("POST", "/tickets/1/assign/", {"agent": people.lars.pk})
        assert said(answer) == (409, "ticket.cannot_take")
    assert answer.json()["details"] == {"agent": people.lars.pk, "reason": "no_reply_permission"}


def test_a_deactivated_agents_token_opens_nothing(callers, people, ticket):
    people.ana.is_active = False
    people.ana.save()
    assert said(callers.ana.read("/tickets/")) == (401, "auth.bad_token")


def test_a_browser_needs_the_csrf_token(acme, agent_client, ticket):
    agent_client.handler.enforce_csrf_checks = True
    with nothing_moves():
        answer = agent_client.post("/api/v1/tickets/1/reply/", {"body": "x"}, "application/json")
        assert said(answer) == (403, "forbidden")

    token = agent_client.get("/api/v1/auth/session/").json()["csrf_token"]
    sent = {"X-CSRFToken": token}
    answer = agent_client.post("/api/v1/tickets/1/reply/", {"body": "x"}, "application/json", headers=sent)
    assert answer.status_code == 201


def test_ten_new_tickets_a_minute_and_no_more(callers, people):
    for _ in range(10):
        assert callers.ana.call("POST", "/tickets/", NEW).status_code == 201
    with nothing_moves():
        answer = callers.ana.call("POST", "/tickets/", NEW)
        assert said(answer) == (429, "too_many")
    assert 1 <= int(answer["Retry-After"]) <= 61
    assert answer.json()["details"] == {"retry_after": int(answer["Retry-After"])}
    assert callers.ben.call("POST", "/tickets/", NEW).status_code == 201


def test_customers_have_the_same_limit(callers, people):
    given = {"subject": "Hi", "body": "Hello"}
    for _ in range(10):
        assert callers.carla.call("POST", "/portal/tickets/", given).status_code == 201
    assert said(callers.carla.call("POST", "/portal/tickets/", given)) == (429, "too_many")
    assert callers.carla.read("/portal/tickets/").status_code == 200
    assert Ticket.objects.count() == 10


def test_a_blocked_customer_is_out_at_once(callers, people, ticket):
    Contact.objects.filter(pk=people.carla.pk).update(is_blocked=True)
    with nothing_moves():
        assert said(callers.carla.read("/portal/tickets/")) == (401, "auth.bad_token")


def test_a_withdrawal_is_for_replies_only(callers, ticket):
    words = ticket.messages.get()
    with nothing_moves():
        answer = callers.ana.call("POST", f"/messages/{words.public_id}/withdraw/")
        assert said(answer) == (409, "reply.sent")


def test_the_last_moment_to_withdraw_is_before_it_leaves(callers, people, ticket):
    reply = services.reply(ticket, "Refunded.", author=people.ana, by=people.ana.actor)
    path = f"/messages/{reply.public_id}/withdraw/"
    with clock.at(reply.undo_until), nothing_moves():
        assert said(callers.ana.call("POST", path)) == (409, "reply.sent")
    with clock.at(reply.undo_until - timedelta(milliseconds=1)):
        assert callers.ana.call("POST", path).status_code == 200
