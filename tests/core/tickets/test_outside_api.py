"""Forwarding over the API, and what the customer's side of it shows: nothing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.accounts.models import Role
from core.files.services import keep_file
from core.tickets import services
from core.tickets.models import Message
from core.tickets.services.words import Words
from tests.support.callers import Caller, said
from tests.support.stillness import nothing_moves

pytestmark = pytest.mark.django_db
PIA = "pia@parts.example"


@pytest.fixture
def asked(ticket):
    return ticket.messages.get()


@pytest.fixture
def call(callers, asked):
    def forward(who="ana", path="/tickets/1/forward/", headers=None, **more):
        data = {"message": asked.public_id, "to": [PIA], "body": "Can you help?", **more}
        return getattr(callers, who).call("POST", path, data, **(headers or {}))

    return forward


@pytest.fixture
def heard(call):
    """What Pia answered."""
    row = Message.objects.get(public_id=call().json()["id"])
    return services.hear_aside(row, Words("A new seal."), name="Pia", address=PIA)


def test_a_message_is_forwarded(call, asked):
    answer = call(cc=["Otto@parts.example"], bcc=[PIA])
    shown = answer.json()
    assert (answer.status_code, shown["kind"], shown["text"]) == (201, "forward", "Can you help?")
    assert (shown["to"], shown["cc"], shown["bcc"]) == ([PIA], ["otto@parts.example"], [])
    assert (shown["about"], shown["side"]) == (asked.public_id, None)
    assert shown["undo_until"].endswith("Z")


def test_chosen_files_go_along_and_others_do_not(call, asked, people):
    first, second = (keep_file(word, f"{word.decode()}.txt", by=people.carla.actor) for word in (b"a", b"b"))
    asked.attachments.add(first, second)
    shown = call(attachments=[first.public_id]).json()
    assert [one["filename"] for one in shown["attachments"]] == ["a.txt"]


def test_a_third_party_is_answered(call, heard):
    answer = call(path="/tickets/1/answer-aside/", message=heard.public_id, to=[PIA, "x@parts.example"])
    shown = answer.json()
    assert (answer.status_code, shown["about"], shown["to"]) == (
        201,
        heard.public_id,
        [PIA, "x@parts.example"],
    )
    assert shown["side"] == heard.side.public_id


def test_whoever_wrote_is_answered_when_nobody_says(callers, heard):
    data = {"message": heard.public_id, "body": "Send one."}
    assert callers.ana.call("POST", "/tickets/1/answer-aside/", data).json()["to"] == [PIA]


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"to": []}, 400, "forward.no_recipient"),
        ({"to": ["nonsense"]}, 400, "invalid"),
        ({"to": ["carla@customer.example"]}, 400, "forward.to_customer"),
        ({"to": ["support+x@acme.localhost"]}, 400, "forward.to_ourselves"),
        ({"to": [f"n{k}@x.example" for k in range(15)], "cc": [f"c{k}@x.example" for k in range(6)]}, 400, "forward.too_many"),
        ({"message": "nobody-knows-it"}, 404, "message.not_found"),
        ({"attachments": ["nobody-knows-it"]}, 404, "not_found"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_and_nothing_moves(call, given, status, code):
    with nothing_moves():
        answer = call(**given)
    assert said(answer) == (status, code)


def test_a_message_of_another_ticket_is_not_found(call, people):
    _, other = services.open_ticket(
        people.dmitri, "Other", Words("Hello"), channel="mail", by=people.dmitri.actor
    )
    assert said(call(message=other.public_id)) == (404, "message.not_found")


def test_a_ticket_that_is_not_here_is_not_found(call):
    with nothing_moves():
        assert said(call(path="/tickets/99/forward/")) == (404, "ticket.not_found")
        assert said(call(path="/tickets/99/answer-aside/")) == (404, "ticket.not_found")


def test_who_may_not_read_what_comes_back_may_not_write(acme, people, call, asked):
    role = Role.objects.create(key="blind", name="Blind", permissions=["tickets.view", "tickets.reply"])
    people.ben.role = role
    people.ben.save()
    data = {"message": asked.public_id, "to": [PIA], "body": "Hi"}
    answer = Caller(acme, people.ben).call("POST", "/tickets/1/forward/", data)
    assert said(answer) == (403, "forbidden")
    assert not Message.objects.filter(kind="forward").exists()


def test_light_agents_and_customers_may_not(call):
    assert said(call("lars")) == (403, "forbidden")
    assert call("carla").status_code == 403
    assert said(call("lars", "/tickets/1/answer-aside/")) == (403, "forbidden")


def test_the_same_key_forwards_once(call):
    key = {"Idempotency_Key": "once"}
    first, again = call(headers=key), call(headers=key)
    assert first.json()["id"] == again.json()["id"]
    assert Message.objects.filter(kind="forward").count() == 1


def test_it_is_taken_back(callers, call):
    sent = call().json()
    taken = callers.ana.call("POST", f"/messages/{sent['id']}/withdraw/")
    assert (taken.status_code, taken.json()["withdrawn"]) == (200, True)


def test_customers_see_nothing_of_it(callers, heard):
    seen = callers.carla.read("/portal/tickets/1/messages/")
    assert [one["text"] for one in seen.json()] == ["You charged me twice."]
    assert "pia" not in callers.carla.read("/portal/tickets/1/").content.decode().lower()
    assert said(callers.carla.call("POST", f"/messages/{heard.public_id}/withdraw/")) == (403, "forbidden")


def test_colleagues_read_it_in_as_many_queries_however_long_it_is(callers, heard):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            shown = callers.ana.read("/tickets/1/messages/").json()
        return len(found), [one["kind"] for one in shown]

    first, kinds = queries()
    for number in range(3):
        services.hear_aside(heard.side, Words(f"Word {number}."), name="Pia", address="else@parts.example")
    more, longer = queries()
    assert kinds == ["customer", "forward", "aside"]
    assert longer == [*kinds, "aside", "aside", "aside"]
    assert first == more <= 6
