"""The API of merging: what it answers, and whom it refuses."""

from __future__ import annotations

import pytest

from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tests.core.tickets.merging import picture

pytestmark = pytest.mark.django_db


def said(answer):
    return answer.status_code, answer.json().get("code")


@pytest.fixture
def second(people, ticket):
    row, _message = services.open_ticket(
        people.carla, "Again", Words("Invoice again."), channel="mail", by=people.carla.actor
    )
    return row


def test_merge_look_and_undo(callers, ticket, second):
    preview = callers.ana.read("/tickets/2/merge-preview/1/").json()
    assert preview == {
        "survivor": 1,
        "tickets": [2],
        "messages": 1,
        "different_customers": [],
        "reopens": False,
        "wakes": False,
        "not_yet_sent": 0,
        "left_out": 0,
    }

    merged = callers.ana.call("POST", "/tickets/2/merge/", {"into": 1})
    assert (merged.status_code, merged.json()["number"], merged.json()["message_count"]) == (200, 1, 2)
    assert callers.ana.read("/tickets/2/").json()["merged_into"] == 1
    assert callers.ana.read("/tickets/1/").json()["merged_into"] is None
    assert [row["number"] for row in callers.ana.read("/tickets/?state=all").json()["results"]] == [1]
    [row] = callers.ana.read("/tickets/1/merges/").json()
    assert (row["ticket"], row["label"], row["messages"], row["by"]) == (2, "T-0002", 1, "Ana Agent")

    undone = callers.ana.call("POST", "/tickets/2/unmerge/", {})
    assert (undone.status_code, undone.json()["merged_into"], undone.json()["message_count"]) == (
        200,
        None,
        1,
    )
    assert callers.ana.read("/tickets/1/merges/").json() == []
    again = callers.ana.call("POST", "/tickets/2/unmerge/", {})
    assert (again.status_code, again.json()["version"]) == (200, undone.json()["version"])


def test_many_at_once(callers, people, ticket, second):
    services.open_ticket(people.carla, "Thrice", Words("Hello."), channel="mail", by=people.carla.actor)
    done = callers.ana.call("POST", "/tickets/bulk-merge/", {"tickets": [2, 3], "into": 1})
    assert (done.status_code, done.json()["message_count"]) == (200, 3)
    again = callers.ana.call("POST", "/tickets/bulk-merge/", {"tickets": [2, 3], "into": 1})
    assert (again.status_code, again.json()["version"]) == (200, done.json()["version"])


@pytest.mark.parametrize(
    ("path", "body", "no"),
    [
        ("/tickets/2/merge/", {"into": 2}, (400, "merge.invalid")),
        ("/tickets/2/merge/", {"into": 99}, (404, "ticket.not_found")),
        ("/tickets/99/merge/", {"into": 1}, (404, "ticket.not_found")),
        ("/tickets/2/merge/", {}, (400, "invalid")),
        ("/tickets/3/merge/", {"into": 1}, (409, "merge.different_customers")),
        ("/tickets/99/unmerge/", {}, (404, "ticket.not_found")),
        ("/tickets/bulk-merge/", {"tickets": [], "into": 1}, (400, "invalid")),
        ("/tickets/bulk-merge/", {"tickets": [2, 99], "into": 1}, (404, "ticket.not_found")),
        ("/tickets/bulk-merge/", {"tickets": list(range(2, 60)), "into": 1}, (400, "invalid")),
        ("/tickets/2/", {"status": "merged"}, (400, "ticket.merge_instead")),
    ],
)
def test_refusals_change_nothing(callers, people, ticket, second, path, body, no):
    services.open_ticket(people.dmitri, "Other", Words("Hi."), channel="mail", by=people.dmitri.actor)
    before = picture()
    method = "PATCH" if path == "/tickets/2/" else "POST"
    assert said(callers.ana.call(method, path, body)) == no
    assert picture() == before


@pytest.mark.parametrize("who", ["lars", "carla", "dmitri"])
def test_light_agents_and_customers_merge_and_move_nothing(who, callers, people, ticket, second):
    message = second.messages.get()
    caller, before = getattr(callers, who), picture()
    for method, path, body in (
        ("POST", "/tickets/2/merge/", {"into": 1}),
        ("POST", "/tickets/bulk-merge/", {"tickets": [2], "into": 1}),
        ("POST", "/tickets/2/unmerge/", {}),
        ("POST", f"/messages/{message.public_id}/move/", {"to": 1}),
    ):
        assert caller.call(method, path, body).status_code == 403, path
    assert picture() == before


def test_a_message_moves_and_begins_a_ticket(callers, people, ticket, second):
    message = services.hear(
        ticket, Words("Something else."), contact=people.carla, channel="mail", by=people.carla.actor
    )
    path = f"/messages/{message.public_id}/move/"

    moved = callers.ana.call("POST", path, {"to": 2})
    assert (moved.status_code, moved.json()["number"], moved.json()["message_count"]) == (200, 2, 2)
    split = callers.ana.call("POST", path, {"to": None, "subject": "A new matter"})
    assert (split.status_code, split.json()["number"], split.json()["subject"]) == (201, 3, "A new matter")
    assert Ticket.objects.get(number=3).messages.get().pk == message.pk

    other = services.hear(
        ticket, Words("And a third."), contact=people.carla, channel="mail", by=people.carla.actor
    )
    path, asked = f"/messages/{other.public_id}/move/", {"to": None, "customer": "New@Customer.example"}
    assert callers.ana.call("POST", path, {**asked, "customer": "nobody"}).status_code == 400
    split = callers.ana.call("POST", path, asked)
    assert (split.status_code, split.json()["contact"]["email"]) == (201, "new@customer.example")
    other.refresh_from_db()
    assert other.author_contact == people.carla


def test_the_customers_api_answers_with_the_request_that_goes_on(callers, people, ticket, second):
    services.merge(second, into=ticket, by=people.ana.actor)

    assert callers.carla.read("/portal/tickets/2/").json()["number"] == 1
    assert len(callers.carla.read("/portal/tickets/2/messages/").json()) == 2
    told = callers.carla.call("POST", "/portal/tickets/2/reply/", {"body": "One more thing."})
    assert (told.status_code, told.json()["number"]) == (201, 1)
    assert said(callers.dmitri.read("/portal/tickets/2/")) == (404, "ticket.not_found")


def test_the_question_whether_it_is_the_same_case(callers, people, ticket, second):
    services.ask_same(second, ticket.pk, score=0.7, why="words 0.60")

    asked = callers.ana.read("/tickets/2/").json()["maybe_same"]
    assert asked == {"ticket": 1, "score": 0.7, "why": "words 0.60"}
    assert callers.lars.call("POST", "/tickets/2/keep-apart/", {}).status_code == 403
    assert callers.ana.call("POST", "/tickets/2/keep-apart/", {}).json()["maybe_same"] is None
    assert callers.ana.call("POST", "/tickets/2/keep-apart/", {}).status_code == 200
