"""Spam by people's word: the verb, the API and the list of its own."""

from core.desk import selectors as desk
from core.tickets import services
from core.tickets.models import Ticket
from tenants.kernel.actor import AI


def test_spam_and_back_is_two_words_and_twice_is_once(ticket, people):
    services.change(ticket, by=people.ana.actor, is_spam=True)
    again = services.change(ticket, by=people.ana.actor, is_spam=True)
    assert (again.is_spam, again.is_finished, again.chosen) == (True, True, {"is_spam": people.ana.actor.ref})
    version = again.version
    back = services.change(ticket, by=people.ana.actor, is_spam=False)
    assert (back.status.category, back.is_finished, back.closed_at, back.version) == (
        "new",
        False,
        None,
        version + 1,
    )


def test_a_machine_does_not_undo_it(ticket, people):
    services.change(ticket, by=people.ana.actor, is_spam=False, is_suspect=False)
    services.choose(ticket, "is_spam", by=people.ana.actor)
    assert not services.change(ticket, by=AI, is_spam=True).is_spam


def test_an_answered_ticket_comes_back_as_open(ticket, people):
    services.reply(ticket, "Hello", author=people.ana, by=people.ana.actor)
    services.change(ticket, by=people.ana.actor, status=desk.default_status("spam"))
    assert services.change(ticket, by=people.ana.actor, is_spam=False).status.category == "open"


def test_the_api_marks_lists_and_counts(callers, ticket):
    path = f"/tickets/{ticket.number}/"
    assert callers.ana.call("PATCH", path, {"is_spam": True}).json()["is_spam"] is True
    assert [row["number"] for row in callers.ana.read("/tickets/", spam="true").json()["results"]] == [
        ticket.number
    ]
    assert callers.ana.read("/tickets/", state="all").json()["results"] == []
    Ticket.objects.update(is_suspect=True, is_finished=False, status=desk.default_status("new"))
    assert callers.ana.read("/tickets/").json()["results"] == []
    assert callers.ana.read("/dashboard/stats/").json()["spam"] == 1
    shown = callers.ana.call("PATCH", path, {"is_spam": False}).json()
    assert (shown["is_spam"], shown["is_suspect"], shown["chosen_by_people"]) == (False, False, ["is_spam"])
