"""Links as an agent makes and reads them, and the question about open tickets under a finished one."""

from __future__ import annotations

import json

import pytest

from core.tickets import services
from core.tickets.models import Message, Ticket, TicketLink

pytestmark = pytest.mark.django_db


def test_linked_by_number_and_taken_away(htmx, people, wrote) -> None:
    one, two = wrote("One"), wrote("The <b>other</b>", contact=people.dmitri)
    url = f"/desk/tickets/{one.number}/"
    dialog = htmx.get(f"{url}link/").content.decode()
    assert "Blocked by" in dialog
    assert two.label not in dialog  # another customer's
    assert two.label in htmx.get(f"{url}link/", {"q": two.label}).content.decode()

    shown = htmx.post(f"{url}link/", {"relation": "blocked_by", "to": two.number}).content.decode()
    assert "Blocked by" in shown
    assert "The &lt;b&gt;other&lt;/b&gt;" in shown
    assert 'id="dialogs" hx-swap-oob' in shown
    there = htmx.get(f"/desk/tickets/{two.number}/").content.decode()
    assert "Blocks" in there
    assert f"linked this ticket: blocks {one.label}" in there
    assert one.label in htmx.get(f"/desk/tickets/{two.number}/part/links/").content.decode()

    gone = htmx.post(f"{url}link/{TicketLink.objects.get().pk}/").content.decode()
    assert two.label not in gone


def test_what_is_refused_is_said_in_the_dialog(htmx, agent_client, wrote) -> None:
    one = wrote()
    for to, said in (("", "Choose a ticket."), ("999", "no such ticket"), (one.number, "with itself")):
        refused = htmx.post(f"/desk/tickets/{one.number}/link/", {"relation": "blocks", "to": to})
        assert (refused.status_code, refused["HX-Retarget"]) == (409, "#dialogs")
        assert said in refused.content.decode()
    del agent_client.defaults["HTTP_HX_REQUEST"]
    two = wrote("Two")
    assert agent_client.get(f"/desk/tickets/{one.number}/link/").status_code == 200
    answer = agent_client.post(f"/desk/tickets/{one.number}/link/", {"relation": "blocks", "to": two.number})
    assert answer["Location"] == f"/desk/tickets/{one.number}/"


def test_finishing_a_parent_asks_what_becomes_of_the_others(htmx, people, wrote) -> None:
    one, two = wrote("One"), wrote("Two")
    services.link(one, two, "parent_of", by=people.ben.actor)
    url = f"/desk/tickets/{one.number}/change/"
    asked = htmx.post(url, {"status": "resolved"})
    assert asked.status_code == 409
    assert f"still open: {two.label}." in asked.content.decode()
    assert htmx.post(url, {"status": "resolved", "with_children": "eat"}).status_code == 400
    done = htmx.post(url, {"status": "resolved", "with_children": "close"})
    assert done.status_code == 200
    assert all(row.is_finished for row in Ticket.objects.all())
    undo = json.loads(done["HX-Trigger"])["toast"]["undo"]
    said = json.loads(htmx.post(undo["url"], {"told": undo["told"]})["HX-Trigger"])["toast"]["text"]
    assert said == "This ticket is as before. The tickets under it stay finished."
    assert [row.is_finished for row in Ticket.objects.order_by("number")] == [False, True]


def test_a_reply_that_would_resolve_it_is_sent_at_the_second_press(htmx, people, wrote) -> None:
    one, two = wrote("One"), wrote("Two")
    services.link(one, two, "parent_of", by=people.ben.actor)
    url, said = (
        f"/desk/tickets/{one.number}/reply/",
        {"body": "Done.", "then": "resolve", "with_children": ""},
    )
    asked = htmx.post(url, said)
    assert asked.status_code == 409
    assert 'name="with_children" value="leave"' in asked.content.decode()
    assert not Message.objects.filter(kind="reply").exists()
    assert htmx.post(url, said | {"with_children": "leave"}).status_code == 200
    assert [row.is_finished for row in Ticket.objects.order_by("number")] == [True, False]
