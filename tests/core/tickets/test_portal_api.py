"""/api/v1/portal/tickets/: a customer sees and writes own requests; notes and triage stay inside."""

from __future__ import annotations

import pytest

from core.contacts.models import Company
from core.desk import selectors as desk
from core.tickets import services
from core.tickets.models import Ticket
from tenants.kernel import clock
from tests.support.callers import said
from tests.support.stillness import nothing_moves

pytestmark = pytest.mark.django_db


def test_a_customer_opens_reads_and_answers(callers, people):
    opened = callers.carla.call("POST", "/portal/tickets/", {"subject": "Hi", "body": "It broke."})
    replied = callers.carla.call("POST", "/portal/tickets/1/reply/", {"body": "Still broken."})
    words = callers.carla.read("/portal/tickets/1/messages/").json()

    assert (opened.status_code, replied.status_code) == (201, 201)
    assert set(opened.json()) == {
        "number",
        "label",
        "subject",
        "status",
        "created_at",
        "last_message_at",
        "fields",
    }
    assert (opened.json()["number"], opened.json()["label"]) == (1, "T-0001")
    assert [(row["from_customer"], row["author"], row["text"]) for row in words] == [
        (True, "Carla Customer", "It broke."),
        (True, "Carla Customer", "Still broken."),
    ]
    row = Ticket.objects.get()
    assert (row.channel, row.contact, row.message_count) == ("portal", people.carla, 2)


def test_notes_triage_and_recalled_replies_stay_inside(callers, people, ticket):
    services.note(ticket, "SECRET-note", author=people.ana, by=people.ana.actor)
    services.change(ticket, by=people.ana.actor, sentiment=-2, escalation_reason="SECRET-reason")
    services.withdraw(
        services.reply(ticket, "SECRET-recalled", author=people.ana, by=people.ana.actor), by=people.ana.actor
    )
    pages = [callers.carla.read(path) for path in OWN]
    assert {page.status_code for page in pages} == {200}
    for page in pages:
        assert not any(word in page.content.decode() for word in ("SECRET", "sentiment", "urgency", "count"))


OWN = ("/portal/tickets/", "/portal/tickets/1/", "/portal/tickets/1/messages/")


def test_a_reply_is_seen_when_it_has_left(callers, people, ticket):
    reply = services.reply(ticket, "Refunded.", author=people.ana, by=people.ana.actor)
    path = "/portal/tickets/1/messages/"
    before = callers.carla.read(path).json()
    with clock.at(reply.undo_until):
        after = callers.carla.read(path).json()
    assert [row["text"] for row in before] == ["You charged me twice."]
    assert [(row["text"], row["from_customer"], row["author"]) for row in after][1:] == [
        ("Refunded.", False, "Ana Agent")
    ]


def test_the_status_is_told_in_the_customers_words(callers, people, ticket):
    waiting = desk.status("waiting")
    services.change(ticket, by=people.ana.actor, status=waiting)
    assert callers.carla.read("/portal/tickets/1/").json()["status"] == waiting.customer_label


def test_lists_hold_own_requests_only_and_page(callers, people, many, ticket):
    many(4)
    assert [row["number"] for row in callers.carla.read("/portal/tickets/").json()["results"]] == [1]
    page = callers.dmitri.read("/portal/tickets/", page_size=3).json()
    assert [row["number"] for row in page["results"]] == [5, 4, 3]
    assert [
        row["number"]
        for row in callers.dmitri.get(page["next"], headers=callers.dmitri._with_token({})).json()["results"]
    ] == [2]


def test_a_company_that_shares_shows_and_one_that_does_not_hides(callers, people, ticket):
    company = Company.objects.create(name="Customer Inc", shares_tickets=False)
    for person in (people.carla, people.dmitri):
        person.company = company
        person.save()
    assert said(callers.dmitri.read("/portal/tickets/1/")) == (404, "ticket.not_found")
    company.shares_tickets = True
    company.save()
    assert callers.dmitri.read("/portal/tickets/1/").status_code == 200
    assert [row["number"] for row in callers.dmitri.read("/portal/tickets/").json()["results"]] == [1]


def test_what_became_spam_is_gone_for_the_customer(callers, people, ticket):
    services.change(ticket, by=people.ana.actor, status=desk.default_status("spam"))
    assert callers.carla.read("/portal/tickets/").json()["results"] == []
    assert said(callers.carla.read("/portal/tickets/1/")) == (404, "ticket.not_found")


def test_an_answer_to_a_closed_request_leads_to_a_new_one(callers, people, ticket):
    services.change(ticket, by=people.ana.actor, status=desk.default_status("closed"))
    answer = callers.carla.call("POST", "/portal/tickets/1/reply/", {"body": "One more thing."})
    assert (answer.status_code, answer.json()["number"]) == (201, 2)
    assert Ticket.objects.get(number=2).follows_id == ticket.pk


@pytest.mark.parametrize(
    ("path", "body", "no"),
    [
        ("/portal/tickets/1/reply/", {"body": " "}, (400, "message.empty")),
        ("/portal/tickets/2/reply/", {"body": "Hi"}, (404, "ticket.not_found")),
        ("/portal/tickets/", {"subject": "", "body": "Hi"}, (400, "invalid")),
        ("/portal/tickets/", {"subject": "Hi", "body": ""}, (400, "message.empty")),
        ("/portal/tickets/", {"subject": "Hi", "body": "x", "category": "nope"}, (404, "category.unknown")),
        ("/portal/tickets/", {"subject": "Hi", "body": "x", "attachments": ["nope"]}, (404, "not_found")),
    ],
)
def test_what_is_badly_said_changes_nothing(callers, ticket, path, body, no):
    with nothing_moves():
        assert said(callers.carla.call("POST", path, body)) == no
