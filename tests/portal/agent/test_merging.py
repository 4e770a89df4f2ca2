"""Merging and moving at the desk: find, see what happens, do it, take it back; what may not be seen does not exist."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.tickets import services
from core.tickets.models import Ticket, TicketMerge
from core.tickets.services.words import Words
from tenants.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(wrote):
    return wrote("Printer is on fire"), wrote("Still on fire", "It burns.")


def _page(client, path):
    response = client.get(path)
    assert response.status_code == 200, response
    return response.content.decode()


def test_the_other_ticket_is_searched_for_and_the_same_customers_come_first(htmx, people, pair, wrote):
    wrote("Somebody else's fire", contact=people.dmitri)

    first = _page(htmx, "/desk/merge/?tickets=2")
    found = _page(htmx, "/desk/merge/?tickets=2&q=fire")
    by_number = _page(htmx, "/desk/merge/?tickets=2&q=T-0003")

    assert "<dialog" in first
    assert re.findall(r"T-000\d</span>", first) == ["T-0001</span>"]
    assert re.findall(r"T-000\d</span>", found) == ["T-0001</span>", "T-0003</span>"]
    assert re.findall(r"T-000\d</span>", by_number) == ["T-0003</span>"]
    assert 'href="/desk/merge/?tickets=2,1"' in first


def test_the_preview_says_what_moves_and_the_older_one_goes_on(agent_client, pair):
    html = _page(agent_client, "/desk/merge/?tickets=2,1")

    assert re.search(r'name="into" value="1" checked', html)
    assert "1 message moves to T-0001" in html
    assert "Answers to T-0002 reach T-0001" in html
    assert 'name="join"' not in html
    switched = _page(agent_client, "/desk/merge/?tickets=2,1&into=2")
    assert re.search(r'name="into" value="2" checked', switched)
    assert "Answers to T-0001 reach T-0002" in switched


def test_merge_leads_to_the_survivor_with_a_way_back(agent_client, pair):
    done = agent_client.post("/desk/merge/", {"tickets": "1,2", "into": "1"})
    assert (done.status_code, done["Location"]) == (302, "/desk/tickets/1/")

    html = _page(agent_client, "/desk/tickets/1/")
    assert "It burns." in html
    assert "Ana Agent merged T-0002 into this ticket" in html
    assert html.count('action="/desk/merge/undo/?tickets=2"') == 2  # in passing, and for seven days

    back = agent_client.post("/desk/merge/undo/?tickets=2")
    assert back["Location"] == "/desk/tickets/1/"
    html = _page(agent_client, "/desk/tickets/1/")
    assert "It burns." not in html
    assert "T-0002 is a ticket of its own again" in html
    assert "undo/?tickets=2" not in html
    assert agent_client.post("/desk/merge/undo/?tickets=2")["Location"] == "/desk/tickets/2/"


def test_the_merged_ones_address_leads_on(agent_client, htmx, pair):
    first, second = pair
    services.merge(second, into=first, by=first.contact.actor)
    agent_client.defaults.pop("HTTP_HX_REQUEST")

    page = agent_client.get("/desk/tickets/2/")
    assert (page.status_code, page["Location"]) == (302, "/desk/tickets/1/")
    assert "T-0002 was merged into this ticket." in _page(agent_client, "/desk/tickets/1/")
    part = agent_client.get("/desk/tickets/2/part/head/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, "/desk/tickets/1/")


def test_words_sent_from_a_page_that_is_out_of_date_change_nothing(agent_client, people, pair):
    first, second = pair
    services.merge(second, into=first, by=people.ana.actor)

    answer = agent_client.post("/desk/tickets/2/reply/", {"body": "Hello", "kind": "reply"})

    assert answer.status_code == 409
    assert "T-0002 was merged into T-0001" in answer.content.decode()
    assert Ticket.objects.get(number=1).messages.count() == 2


def test_strangers_need_a_tick(agent_client, people, wrote):
    wrote("Mine")
    wrote("Also mine", contact=people.dmitri)

    html = _page(agent_client, "/desk/merge/?tickets=1,2")
    refused = agent_client.post("/desk/merge/", {"tickets": "1,2", "into": "1"})

    assert "These tickets belong to different customers." in html
    assert re.search(r'name="join" value="yes" required', html)
    assert refused.status_code == 409
    assert "belong to different customers" in refused.content.decode()
    assert not Ticket.objects.exclude(merged_into=None).exists()
    agent_client.post("/desk/merge/", {"tickets": "1,2", "into": "1", "join": "yes"})
    assert Ticket.objects.get(number=2).merged_into.number == 1


def test_many_from_the_list(agent_client, wrote):
    for number in range(5):
        wrote(f"Same thing {number}")

    html = _page(agent_client, "/desk/")
    assert html.count('data-pick="') == 5
    agent_client.post("/desk/merge/", {"tickets": "5,3,1,2", "into": "3"})

    assert sorted(Ticket.objects.filter(merged_into__number=3).values_list("number", flat=True)) == [1, 2, 5]
    agent_client.post("/desk/merge/undo/?tickets=1,2,5")
    assert not Ticket.objects.exclude(merged_into=None).exists()


def test_many_are_taken_out_together_or_not_at_all(agent_client, wrote):
    for number in range(4):
        wrote(f"Same thing {number}")
    agent_client.post("/desk/merge/", {"tickets": "1,2,3", "into": "1"})
    TicketMerge.objects.filter(merged__number=2).update(merged_at=clock.now() - timedelta(days=8))

    answer = agent_client.post("/desk/merge/undo/?tickets=2,3")

    assert answer.status_code == 409
    assert Ticket.objects.exclude(merged_into=None).count() == 2


@pytest.mark.parametrize(
    ("query", "status"), [("tickets=", 400), ("tickets=99", 404), ("tickets=1,99", 404), ("tickets=x", 400)]
)
def test_bad_questions_are_refused(query, status, agent_client, pair):
    assert agent_client.get(f"/desk/merge/?{query}").status_code == status


def test_who_may_not_change_tickets_sees_no_way_in(browser, acme, people, pair):
    lars = browser(acme, people.lars)
    _first, second = pair

    assert lars.get("/desk/merge/?tickets=1,2").status_code == 403
    assert lars.post("/desk/merge/", {"tickets": "1,2", "into": "1"}).status_code == 403
    assert lars.post(f"/desk/messages/{second.messages.get().public_id}/move/", {}).status_code == 403
    html = _page(lars, "/desk/tickets/1/")
    assert "desk/merge/" not in html
    assert "/move/" not in html
    assert "data-pick=" not in _page(lars, "/desk/")
    assert not Ticket.objects.exclude(merged_into=None).exists()


def test_a_message_moves_to_a_new_ticket_and_back(agent_client, people, pair):
    first, _second = pair
    message = services.hear(
        first, Words("By the way: my invoice."), contact=people.carla, channel="mail", by=people.carla.actor
    )
    address = f"/desk/messages/{message.public_id}/move/"

    assert f'href="{address}"' in _page(agent_client, "/desk/tickets/1/")
    dialog = _page(agent_client, address)
    assert "By the way: my invoice." in dialog
    done = agent_client.post(address, {"to": "new", "subject": "Invoice"})
    assert done["Location"] == f"/desk/tickets/3/#m{message.public_id}"
    html = _page(agent_client, "/desk/tickets/3/")
    assert "Ana Agent moved a message of Carla Customer here from T-0001" in html
    undo = re.search(r'action="(/desk/merge/\?tickets=3[^"]*)"', html)[1].replace("&amp;", "&")
    assert agent_client.post(undo)["Location"] == "/desk/tickets/1/"
    assert first.messages.count() == 2


def test_the_new_ticket_may_be_another_customers(agent_client, people, pair):
    first, _second = pair
    message = services.hear(
        first, Words("Dmitri's is broken, too."), contact=people.carla, channel="mail", by=people.carla.actor
    )
    address = f"/desk/messages/{message.public_id}/move/"
    refused = agent_client.post(address, {"to": "new", "customer": "nobody", "subject": "The other one"})
    assert refused.status_code == 400
    assert "nobody is not a valid e-mail address." in refused.content.decode()
    assert 'value="The other one"' in refused.content.decode()
    agent_client.post(address, {"to": "new", "customer": f" {people.dmitri.email} "})
    new = Ticket.objects.get(number=3)
    assert (new.contact, new.messages.get().author_contact) == (people.dmitri, people.carla)


def test_a_message_moves_to_another_ticket_and_back(agent_client, people, pair):
    first, second = pair
    message = services.hear(
        first, Words("It is the other printer."), contact=people.carla, channel="mail", by=people.carla.actor
    )
    address = f"/desk/messages/{message.public_id}/move/"

    assert "T-0002" in _page(agent_client, f"{address}?q=still")
    agent_client.post(address, {"to": "2"})
    assert second.messages.count() == 2
    html = _page(agent_client, "/desk/tickets/2/")
    undo = re.search(rf'action="({address}[^"]*)"', html)[1].replace("&amp;", "&")
    agent_client.post(undo)
    assert (first.messages.count(), second.messages.count()) == (2, 1)


def test_the_only_message_is_not_moved(agent_client, pair):
    first, _second = pair
    address = f"/desk/messages/{first.messages.get().public_id}/move/"

    refused = agent_client.post(address, {"to": "2"})

    assert refused.status_code == 409
    assert "It is all that T-0001 holds." in refused.content.decode()


@pytest.mark.parametrize("count", [2, 40])
def test_the_preview_costs_the_same_for_every_number_of_tickets(count, agent_client, wrote):
    for number in range(count):
        wrote(f"Same thing {number}")
    numbers = ",".join(str(number) for number in range(1, count + 1))
    _page(agent_client, f"/desk/merge/?tickets={numbers}")
    cache.clear()

    with CaptureQueriesContext(connection) as seen:
        _page(agent_client, f"/desk/merge/?tickets={numbers}")

    asked = [one["sql"] for one in seen.captured_queries if not one["sql"].startswith("SET search_path")]
    assert len(asked) == 6, asked  # one of them the number on the bell, which is remembered


@pytest.fixture
def asked(pair):
    first, second = pair
    services.ask_same(second, first.pk, score=0.71, why="words 0.60")
    return pair


def test_the_page_asks_whether_it_is_the_same_case(agent_client, asked):
    html = _page(agent_client, "/desk/tickets/2/")

    assert "Carla has another open request:" in html
    assert 'href="/desk/tickets/1/"' in html
    assert 'formaction="/desk/tickets/2/apart/"' in html
    assert "Printer is on fire" in html
    assert "another open request" not in _page(agent_client, "/desk/tickets/1/")


def test_one_click_merges_with_a_way_back(agent_client, asked):
    done = agent_client.post("/desk/merge/", {"tickets": "2,1", "into": "1"})

    assert done["Location"] == "/desk/tickets/1/"
    assert Ticket.objects.get(number=2).merged_into.number == 1
    agent_client.post("/desk/merge/undo/?tickets=2")
    assert "another open request" not in _page(agent_client, "/desk/tickets/2/")  # it was answered


def test_not_the_same_is_remembered(htmx, people, asked):
    answer = htmx.post("/desk/tickets/2/apart/")

    assert (answer.status_code, answer.content) == (200, b"")
    html = _page(htmx, "/desk/tickets/2/")
    assert "another open request" not in html
    assert "Ana Agent said that T-0001 is another case" in html


def test_the_question_follows_the_other_ticket_into_its_survivor(agent_client, people, asked, wrote):
    first, _second = asked
    third = wrote("The real one")
    services.merge(first, into=third, by=people.ana.actor)

    html = _page(agent_client, "/desk/tickets/2/")
    assert "The real one" in html
    assert 'name="into" value="3"' in html


def test_who_may_not_change_is_asked_nothing_to_press(browser, acme, people, asked):
    lars = browser(acme, people.lars)
    assert "Not the same" not in _page(lars, "/desk/tickets/2/")
    assert lars.post("/desk/tickets/2/apart/").status_code == 403
