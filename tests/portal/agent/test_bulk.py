"""Many tickets of the list at once, as an agent does it: chosen, changed, watched, undone."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from core.desk import selectors as desk
from core.tickets import services
from core.tickets.models import BulkChange, Ticket
from tenants.kernel import clock
from tests.support.clients import SiteClient
from tests.support.counting import statements

pytestmark = pytest.mark.django_db


def priorities():
    return list(Ticket.objects.order_by("number").values_list("priority", flat=True))


@pytest.fixture
def three(wrote, drain):
    rows = [wrote(f"Request {number}") for number in range(3)]
    drain()
    Ticket.objects.update(priority=2, chosen={})
    return rows


def test_the_list_offers_it_to_who_may(htmx, three, acme, people):
    html = htmx.get("/desk/").content.decode()
    assert html.count('data-pick="') == 3
    assert 'data-pick-bar data-query="" data-total="3"' in html
    narrowed = htmx.get("/desk/?priority=medium").content.decode()
    assert 'data-query="priority=medium"' in narrowed
    light = SiteClient(acme).sign_in(people.lars).get("/desk/").content.decode()
    assert "data-pick" not in light


def test_chosen_ones_are_changed_and_put_back(htmx, three, drain):
    card = htmx.post("/desk/bulk/", {"tickets": "1,2", "priority": "high", "key": "k"})
    assert (card.status_code, card["HX-Trigger"]) == (200, "bulk-begun")
    assert "0 of 2 tickets" in card.content.decode()
    assert "Priority: High" in card.content.decode()
    again = htmx.post("/desk/bulk/", {"tickets": "1,2", "priority": "high", "key": "k"})
    [row] = BulkChange.objects.all()
    assert f"/desk/bulk/{row.pk}/" in again.content.decode()
    drain()

    assert priorities() == [3, 3, 2]
    done = htmx.get(f"/desk/bulk/{row.pk}/")
    assert done["HX-Trigger"] == "bulk-moved"
    assert "2 tickets changed." in done.content.decode()
    assert 'data-key="z"' in done.content.decode()
    htmx.post(f"/desk/bulk/{row.pk}/", {"action": "undo"})
    drain()
    assert priorities() == [2, 2, 2]
    assert "2 tickets are as before." in htmx.get(f"/desk/bulk/{row.pk}/").content.decode()


def test_all_that_match_are_those_of_the_list(htmx, three, drain):
    services.change(three[0], by=three[0].contact.actor, priority=4)
    query = f"language={'x' * 1_500}&priority=medium"  # what a form sends along is read whole
    htmx.post("/desk/bulk/", {"all": "1", "query": query, "status": "open"})
    drain()
    assert [one.status.key for one in Ticket.objects.order_by("number")] == ["new", "open", "open"]


def test_the_dialog_changes_several_things_and_says_what_is_wrong(htmx, three, drain, people):
    tag = desk.tag_names()[0]
    html = htmx.get("/desk/bulk/more/").content.decode()
    assert "Leave as it is" in html
    assert tag in html
    wrong = htmx.post("/desk/bulk/", {"tickets": "", "from": "dialog", "priority": "low", "add_tags": tag})
    assert (wrong.status_code, wrong["HX-Retarget"], wrong["X-Fragment"]) == (422, "#dialogs", "1")
    assert "Choose at least one ticket." in wrong.content.decode()
    assert f'value="{tag}" checked' in wrong.content.decode()
    nothing = htmx.post("/desk/bulk/", {"tickets": "1", "from": "dialog", "priority": "", "queue": ""})
    assert "Say what is to be done with them." in nothing.content.decode()

    sent = {"tickets": "1,3", "from": "dialog", "priority": "low", "assignee": "me", "add_tags": tag}
    assert htmx.post("/desk/bulk/", sent).status_code == 200
    drain()
    ticket = Ticket.objects.get(number=3)
    assert (ticket.priority, ticket.assignee, [one.name for one in ticket.tags.all()]) == (
        1, people.ana, [tag],
    )  # fmt: skip


def test_what_was_not_done_says_why_and_leads_there(htmx, agent_client, three, drain):
    services.merge(three[1], into=three[0], by=three[0].contact.actor)
    htmx.post("/desk/bulk/", {"tickets": "1,2", "priority": "high"})
    drain()
    row = BulkChange.objects.get()
    assert "1 was not, and why" in htmx.get(f"/desk/bulk/{row.pk}/").content.decode()
    page = agent_client.get(f"/desk/bulk/{row.pk}/?page=1").content.decode()
    assert "T-0002 was merged into T-0001." in page
    assert 'href="/desk/tickets/2/"' in page
    assert f"/desk/bulk/{row.pk}/" in agent_client.get("/desk/bulk/").content.decode()


def test_spam_and_back(htmx, three, drain):
    htmx.post("/desk/bulk/", {"tickets": "1,2", "is_spam": "yes"})
    drain()
    kinds = Ticket.objects.order_by("number").values_list("status__category", flat=True)
    assert list(kinds) == ["spam", "spam", "new"]
    assert 'name="is_spam" value="no"' in htmx.get("/desk/?view=spam").content.decode()
    htmx.post(f"/desk/bulk/{BulkChange.objects.get().pk}/", {"action": "undo"})
    drain()
    assert list(kinds.all()) == ["new", "new", "new"]


@pytest.mark.parametrize("field", ["status", "priority", "assignee"])
def test_menus_offer_what_a_click_sends(htmx, field):
    html = htmx.get(f"/desk/bulk/choices/{field}/").content.decode()
    assert f'name="{field}"' in html
    assert "data-pick-send" in html
    assert 'aria-checked="true"' not in html


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"tickets": "1,99", "priority": "low"}, 404),
        ({"tickets": "", "priority": "low"}, 400),
        ({"tickets": "1"}, 400),
        ({"tickets": "1", "priority": "huge"}, 400),
        ({"tickets": "1", "is_spam": "perhaps"}, 400),
        ({"tickets": "1", "status": "nowhere"}, 404),
        ({"tickets": "1", "status": "merged"}, 400),
        ({"all": "1", "query": "priority=huge", "status": "open"}, 400),
        ({"all": "1", "query": f"x={'x' * 8_000}&priority=high", "status": "open"}, 400),
        ({"tickets": "x" * 50_000, "status": "open"}, 400),
    ],
)
def test_nonsense_begins_nothing(htmx, three, sent, status):
    assert htmx.post("/desk/bulk/", sent).status_code == status
    assert not BulkChange.objects.exists()


def test_nobody_elses(htmx, three, acme, people):
    htmx.post("/desk/bulk/", {"tickets": "1", "priority": "low"})
    url = f"/desk/bulk/{BulkChange.objects.get().pk}/"
    ben = SiteClient(acme).sign_in(people.ben)
    assert ben.get(url).status_code == 404
    assert ben.post(url, {"action": "undo"}).status_code == 404
    assert htmx.post(url, {"action": "dance"}).status_code == 400
    assert htmx.get("/desk/bulk/choices/subject/").status_code == 404


def test_the_card_costs_the_same_however_many_there_are(htmx, three):
    htmx.post("/desk/bulk/", {"tickets": "1,2,3", "priority": "low"})
    url = f"/desk/bulk/{BulkChange.objects.get().pk}/"
    htmx.get(url)
    with statements(4):  # session, who it is, the change, its numbers
        htmx.get(url)


@pytest.mark.parametrize("query", ["", "view=unassigned"])
def test_all_that_match_are_those_of_the_list_in_a_remembered_order(htmx, three, drain, query):
    """ "Due first" shows what is due at some time; the address does not say that it is the order."""
    Ticket.objects.update(due_at=None)
    Ticket.objects.filter(pk=three[1].pk).update(due_at=clock.now() + timedelta(days=1))
    htmx.post("/desk/look/", {"query": query, "order": "due"})
    assert re.findall(r'data-pick="(\d+)"', htmx.get(f"/desk/?{query}").text) == ["2"]
    shown = re.search(r'data-query="([^"]*)"', htmx.get(f"/desk/?{query}").text)[1]

    htmx.post("/desk/bulk/", {"all": "1", "query": unescape(shown), "priority": "high"})
    drain()
    assert priorities() == [2, 3, 2]
