"""The pages of incidents: found, looked at, decided; and the notices where agents look."""

from __future__ import annotations

import re

import pytest

from ai.models import Incident
from ai.services import incidents
from core.contacts.models import Identity
from core.contacts.services import contact_for
from core.desk.models import CannedReply
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from core.tickets.services.words import Words
from portal.agent import incident_letters
from portal.agent import incidents as pages
from tenants import remembered
from tenants.events.bus import hushed
from tenants.kernel import clock
from tests.ai.incidents.outages import CHECKOUT, UNLIKE
from tests.portal.agent.test_counts import queries

pytestmark = pytest.mark.django_db
LIST = "/desk/incidents/"


@pytest.fixture
def outage(people):
    """outage(8): so many customers cannot pay; the incident that was found."""

    def happen(number: int = 6) -> Incident:
        for place in range(number):
            subject, text = CHECKOUT[place % len(CHECKOUT)]
            who = contact_for(f"c{place}@home.example", f"Customer {place}")
            with hushed():
                tickets.open_ticket(who, subject, Words(text), channel="mail", by=who.actor)
        incidents.look()
        remembered.forget()
        return Incident.objects.get()

    return happen


def test_without_any_the_page_says_when_there_will_be_one(agent_client):
    page = agent_client.get(LIST).text
    assert "Nothing unusual" in page
    assert "When 5 customers write about the same within 60 minutes" in page
    assert "No decided incidents yet" in agent_client.get(f"{LIST}?past=1").text
    assert agent_client.get(f"{LIST}77/").status_code == 404


def test_it_is_seen_in_the_list_in_the_inbox_and_at_its_tickets(agent_client, outage):
    row = outage()
    there = f"{LIST}{row.pk}/"
    assert there in agent_client.get(LIST).text
    inbox = agent_client.get("/desk/").text
    assert (there in inbox, "6 tickets in 1 minute" in inbox, inbox.count("chip-bad") >= 6) == (
        True,
        True,
        True,
    )
    assert there in agent_client.get(f"{LIST}bar/").text
    number = row.links.first().ticket.number
    assert "6 tickets like this in 1 minute" in agent_client.get(f"/desk/tickets/{number}/").text
    assert there in agent_client.get(f"/desk/tickets/{number}/part/incident/").text

    page = agent_client.get(there).text
    assert all(f"/desk/tickets/{link.ticket.number}/" in page for link in row.links.all())
    assert "Customer 3" in page


def test_people_decide_on_the_page(agent_client, outage, people):
    row = outage()
    there = f"{LIST}{row.pk}/"
    with hushed():
        other = tickets.open_ticket(
            people.carla, *UNLIKE[0][:1], Words(UNLIKE[0][1]), channel="mail", by=people.carla.actor
        )[0]
    agent_client.post(there, {"action": "confirm"})
    agent_client.post(there, {"action": "retitle", "title": "Nobody can <pay>"})
    agent_client.post(there, {"action": "add", "tickets": f"{other.label}, {other.number}"})
    out = row.links.order_by("pk").first().ticket
    agent_client.post(there, {"action": "take_out", "tickets": str(out.number)})

    row.refresh_from_db()
    assert (row.state, row.title, row.size, row.decided_by) == (
        "confirmed",
        "Nobody can <pay>",
        6,
        people.ana,
    )
    page = agent_client.get(there).text
    assert ("Nobody can &lt;pay&gt;" in page, "Added by a person" in page, "by Ana Agent" in page) == (
        True,
    ) * 3
    agent_client.post(there, {"action": "resolve"})
    assert agent_client.post(there, {"action": "dismiss"}).status_code == 409
    assert there in agent_client.get(f"{LIST}?past=1").text
    assert there not in agent_client.get("/desk/").text


def test_refusals_stand_at_the_field(agent_client, outage):
    there = f"{LIST}{outage().pk}/"
    unknown = agent_client.post(there, {"action": "add", "tickets": "T-9999"})
    assert (unknown.status_code, "There is no such ticket" in unknown.text) == (404, True)
    nothing = agent_client.post(there, {"action": "add", "tickets": "all of them"})
    assert (nothing.status_code, "Name at least one ticket" in nothing.text) == (422, True)
    assert agent_client.post(there, {"action": "retitle", "title": " "}).status_code == 422
    assert agent_client.post(there, {"action": "explode"}).status_code == 400


TEXT = "Hello {{ customer.first_name }}, you can pay again. {{ ticket.number }}"


@pytest.fixture
def going_on(outage, people):
    def happen(number: int = 6) -> Incident:
        return incidents.confirm(outage(number), by=people.ana.actor)

    return happen


def numbers(row):
    return [link.ticket.number for link in row.links.order_by("ticket_id")]


def test_all_are_answered_from_the_page_once(agent_client, going_on, drain):
    row = going_on()
    there = f"{LIST}{row.pk}/"
    page = agent_client.get(there).text
    assert page.count('type="checkbox" form="reply-form"') == page.count(" checked aria-label") == 6

    form = {"action": "answer", "text": TEXT, "tickets": numbers(row)[:5], "then": "resolved", "key": "k1"}
    assert agent_client.post(there, form).status_code == 302
    assert agent_client.post(there, form).status_code == 302
    waiting = agent_client.get(there).text
    assert ("0 of 5 sent" in waiting, "every 2s" in waiting) == (True, True)
    drain()
    sent = agent_client.get(f"{there}replies/").text
    assert ("5 of 5 sent" in sent, "every 2s" in sent, sent.count("Leaves in a moment")) == (True, True, 5)
    assert Message.objects.filter(kind="reply").count() == 5
    assert "Send the same to 1 new one" in sent

    reply = row.replies.get()
    more = {"action": "more", "reply": reply.pk, "tickets": numbers(row)[5:]}
    agent_client.post(there, more)
    agent_client.post(there, more)
    drain()
    undo = {"action": "undo", "reply": reply.pk, "tickets": numbers(row)[0]}
    agent_client.post(there, undo)
    page = agent_client.get(there).text
    assert ("Taken back" in page, Message.objects.filter(kind="reply", withdrawn_at=None).count()) == (
        True,
        5,
    )
    agent_client.post(there, undo | {"action": "retry"})
    drain()
    assert Message.objects.filter(kind="reply", withdrawn_at=None).count() == 6
    Message.objects.update(undo_until=clock.now())
    left = agent_client.get(f"{there}replies/").text
    assert ("every 2s" in left, "Undo" in left, left.count("Leaves in a moment")) == (False, False, 0)


def test_the_preview_shows_one_ticket_and_sends_nothing(agent_client, going_on):
    row = going_on()
    ticket = row.links.order_by("ticket_id").first().ticket
    there = f"{LIST}{row.pk}/preview/"
    shown = agent_client.post(there, {"text": f"{TEXT} <b>", "shown": ticket.number}).text
    assert f"Hello Customer, you can pay again. {ticket.label} &lt;b&gt;" in shown
    assert ticket.contact.email in shown
    wrong = agent_client.post(there, {"text": "{{ customer.nickname }}", "shown": ticket.number})
    assert (wrong.status_code, "There is no variable customer.nickname" in wrong.text) == (422, True)
    for number in ("9999", "", "0", "x" * 30):
        assert agent_client.post(there, {"text": "x", "shown": number}).status_code == 404
    assert not Message.objects.filter(kind="reply").exists()


def test_the_preview_names_the_address_that_it_goes_to(agent_client, going_on):
    ticket = going_on().links.order_by("ticket_id").first().ticket
    Identity.objects.create(contact=ticket.contact, email="at-work@office.example")
    ticket.messages.update(address="at-work@office.example")
    there = f"{LIST}{Incident.objects.get().pk}/preview/"
    shown = agent_client.post(there, {"text": TEXT, "shown": ticket.number}).text
    assert "at-work@office.example" in shown
    assert ticket.contact.email not in shown


def test_a_refused_reply_keeps_its_words_and_ticks(agent_client, going_on, people):
    row = going_on()
    there = f"{LIST}{row.pk}/"
    canned = CannedReply.objects.create(shortcut="out", title="Outage", body="Hi {{ customer.first_name }}")
    put_in = agent_client.post(
        there,
        {"action": "canned", "canned": canned.pk, "text": "First.", "tickets": numbers(row)[:2], "key": "k"},
    )
    assert ("First.\n\nHi {{ customer.first_name }}" in put_in.text, put_in.text.count(" checked aria")) == (
        True,
        2,
    )
    bad = {
        "action": "answer",
        "text": "Hi {{ customer.shoe }}",
        "tickets": numbers(row)[:3],
        "then": "waiting",
        "key": "k",
    }
    answer = agent_client.post(there, bad)
    assert (answer.status_code, "customer.shoe" in answer.text, answer.text.count(" checked aria")) == (
        422,
        True,
        3,
    )
    none = agent_client.post(there, bad | {"text": "Words to keep", "tickets": []})
    assert (none.status_code, "Words to keep" in none.text, "Choose at least one" in none.text) == (
        422,
        True,
        True,
    )
    assert agent_client.post(there, {"action": "undo", "reply": "7", "tickets": "1"}).status_code == 404
    assert not row.replies.exists()


def test_light_users_look_and_decide_nothing(browser, acme, people, outage):
    there = f"{LIST}{outage().pk}/"
    lars = browser(acme, people.lars)
    page = lars.get(there)
    assert (page.status_code, 'value="confirm"' in page.text) == (200, False)
    assert lars.post(there, {"action": "confirm"}).status_code == 403
    assert lars.post(there, {"action": "answer", "text": "x", "tickets": "1"}).status_code == 403
    assert lars.post(f"{there}preview/", {"text": "x", "shown": "1"}).status_code == 403
    assert lars.post(LIST, {"is_on": "on", "fewest": "4", "minutes": "30"}).status_code == 403


def test_who_may_set_policies_sets_the_watch(browser, acme, people):
    adam = browser(acme, people.adam)
    wrong = adam.post(LIST, {"is_on": "on", "fewest": "1", "minutes": "x"})
    assert (wrong.status_code, wrong.text.count("Between")) == (422, 2)
    adam.post(LIST, {"fewest": "7", "minutes": "30"})
    watch = incidents.watch()
    assert (watch.is_on, watch.fewest, watch.minutes) == (False, 7, 30)
    assert "The watch is switched off" in adam.get(LIST).text


@pytest.mark.parametrize("number", [6, 40])
def test_the_pages_cost_the_same_for_every_size(number, agent_client, outage):
    row = outage(number)
    ticket = Ticket.objects.order_by("pk").first()
    costs = [len(queries(agent_client, path)) for path in (LIST, f"{LIST}{row.pk}/", f"{LIST}bar/")]
    assert costs == [5, 7, 3]
    with_one = len(queries(agent_client, f"/desk/tickets/{ticket.number}/part/incident/"))
    assert with_one == 5


def test_a_reply_is_taken_back_and_a_decision_undone_on_the_page(agent_client, going_on, drain):
    row = going_on()
    there = f"{LIST}{row.pk}/"
    numbers = [link.ticket.number for link in row.links.all()]
    agent_client.post(
        there, {"action": "answer", "text": "Hi.", "then": "waiting", "key": "k", "tickets": numbers}
    )
    page = agent_client.get(there).text
    assert ("Undo all" in page, "Answer all" in page) == (True, True)
    reply = row.replies.get()
    page = agent_client.post(there, {"action": "undo_all", "reply": reply.pk}, follow=True).text
    assert f"{len(numbers)} letters were taken back." in page
    assert ("Undo all" in page, page.count("Send again") >= len(numbers)) == (False, True)

    page = agent_client.post(there, {"action": "dismiss"}, follow=True).text
    assert "Open again" in page
    page = agent_client.post(there, {"action": "reopen"}, follow=True).text
    assert ("It is open again." in page, "Confirm incident" in page) == (True, True)


@pytest.fixture
def crowd(agent_client, going_on, monkeypatch):
    """An incident of six tickets, two to a page: (row, its address, its numbers)."""
    monkeypatch.setattr(pages, "TICKETS", 2)
    row = going_on()
    return row, f"{LIST}{row.pk}/", numbers(row)


def ticked(page: str) -> tuple[list[int], list[int]]:
    """Numbers that are ticked on this page of the list, and those that travel from the others."""
    here = re.findall(r'name="tickets" value="(\d+)"(?: data-waits)? checked', page)
    elsewhere = re.search(r'name="elsewhere" value="([\d,]*)"', page)[1]
    return [int(one) for one in here], [int(one) for one in elsewhere.split(",") if one]


def test_many_tickets_come_in_pages_and_ticks_travel_without_script(agent_client, crowd):
    row, there, all_of_them = crowd
    page = agent_client.get(there).text
    assert ("1 to 2 of 6" in page, ticked(page)) == (True, (all_of_them[:2], all_of_them[2:]))

    sent = {"text": "Words to keep", "key": "k", "tickets": all_of_them[:1]}
    sent["elsewhere"] = ",".join(map(str, all_of_them[2:]))
    page = agent_client.post(there, sent | {"turn": "2"}).text
    assert ("3 to 4 of 6" in page, "Words to keep" in page) == (True, True)
    assert ticked(page) == (all_of_them[2:4], [all_of_them[0], *all_of_them[4:]])
    assert not row.replies.exists()

    sent |= {"tickets": all_of_them[2:3], "elsewhere": f"{all_of_them[0]},{all_of_them[5]}"}
    answer = agent_client.post(f"{there}?page=2", sent | {"action": "answer", "then": "waiting"})
    assert (answer.status_code, answer["Location"]) == (302, f"{there}?page=2")
    letters = row.replies.get().letters.values_list("ticket__number", flat=True)
    assert sorted(letters) == [all_of_them[0], all_of_them[2], all_of_them[5]]


def test_all_none_or_who_waits_are_ticked_at_once(agent_client, crowd):
    _, there, all_of_them = crowd
    Ticket.objects.filter(number=all_of_them[0]).update(awaits_reply=False)
    typed = {"text": "Words", "key": "k", "tickets": all_of_them[1:2], "elsewhere": ""}
    for action, wanted in (
        ("tick_all", (all_of_them[:2], all_of_them[2:])),
        ("tick_none", ([], [])),
        ("tick_waiting", (all_of_them[1:2], all_of_them[2:])),
    ):
        page = agent_client.post(there, typed | {"action": action}).text
        assert (ticked(page), "Words" in page) == (wanted, True)


@pytest.mark.parametrize(
    ("asked", "first"), [("3", 5), ("9", 5), ("99999999", 1), ("x", 1), ("-1", 1), ("0", 1)]
)
def test_a_page_beyond_the_last_is_the_last(asked, first, agent_client, crowd):
    assert f"{first} to {first + 1} of 6" in agent_client.get(f"{crowd[1]}?page={asked}").text


def test_of_many_letters_those_to_act_on_come_first(agent_client, going_on, drain, monkeypatch):
    monkeypatch.setattr(incident_letters, "MOST_LETTERS", 2)
    row = going_on(6)
    there = f"{LIST}{row.pk}/"
    form = {"action": "answer", "text": "Hi.", "then": "waiting", "key": "k", "tickets": numbers(row)}
    agent_client.post(there, form)
    drain()
    Message.objects.update(undo_until=clock.now())
    row.replies.get().letters.filter(ticket__number=numbers(row)[4]).update(state="failed", why="Merged.")
    page = agent_client.get(there).text
    assert ("Merged." in page, page.count('id="letter-'), "Show all 6 letters" in page) == (True, 2, True)
    whole = agent_client.get(f"{there}?letters={row.replies.get().pk}").text
    assert (whole.count('id="letter-'), "Show all" in whole) == (6, False)
