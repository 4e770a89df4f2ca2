"""/api/v1/tickets/ as an agent uses it, value by value."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit.models import Record
from core.desk import selectors as desk
from core.desk.models import Tag
from core.tickets import services
from core.tickets.models import Message, Ticket
from tenants import remembered
from tenants.kernel import clock
from tests.support.callers import said
from tests.support.stillness import nothing_moves

pytestmark = pytest.mark.django_db
NEW = {"subject": "Login fails", "body": "I cannot sign in.", "email": "Eve@Customer.example", "name": "Eve"}


def test_the_next_number_is_free_before_the_answer_is_made(callers):
    """Who opens a ticket holds the row of numbers until the end of the transaction, and all others wait."""
    with CaptureQueriesContext(connection) as seen:
        assert callers.ana.call("POST", "/tickets/", NEW).status_code == 201
    asked = [one["sql"] for one in seen.captured_queries]

    def first(text, since=0):
        return next(place for place, sql in enumerate(asked) if place >= since and text in sql)

    taken = first('UPDATE "tickets_ticketnumber"')
    assert taken < first("RELEASE SAVEPOINT", taken) < first('FROM "tickets_samecase"')


def test_a_ticket_is_opened_in_a_customers_name(callers, people):
    category = desk.categories()[-1]
    given = {**NEW, "priority": "high", "category": category.key, "channel": "phone"}
    answer = callers.ana.call("POST", "/tickets/", given)
    shown = answer.json()

    assert (answer.status_code, answer["ETag"]) == (201, 'W/"1"')
    assert {
        name: shown[name] for name in ("number", "label", "subject", "priority", "urgency", "channel")
    } == {
        "number": 1,
        "label": "T-0001",
        "subject": "Login fails",
        "priority": "high",
        "urgency": 65,
        "channel": "phone",
    }
    assert shown["status"] == {"key": "new", "label": desk.status("new").label}
    assert shown["category"] == {"key": category.key, "label": category.name}
    assert (shown["contact"]["email"], shown["contact"]["name"]) == ("eve@customer.example", "Eve")
    assert shown["chosen_by_people"] == ["category", "priority"]
    assert (shown["sentiment"], shown["sentiment_3"], shown["assignee"], shown["tags"]) == (
        None,
        None,
        None,
        [],
    )
    assert Message.objects.get().text == "I cannot sign in."
    assert Record.objects.get(action="ticket.opened").actor_id == people.ana.pk


def test_a_ticket_is_read_with_its_version(callers, ticket):
    answer = callers.lars.read("/tickets/1/")

    assert (answer.status_code, answer["ETag"]) == (200, 'W/"1"')
    assert (answer.json()["number"], answer.json()["preview"]) == (1, "You charged me twice.")
    assert answer.json()["created_at"].endswith("Z")


def test_fields_change_together_and_are_remembered_as_chosen(callers, people, ticket):
    Tag.objects.create(name="vip-case")
    remembered.forget()
    given = {"priority": "urgent", "tags": ["vip-case"], "status": "open", "subject": "Charged twice"}
    answer = callers.ana.call("PATCH", "/tickets/1/", given, If_Match='W/"1"')

    assert (answer.status_code, answer["ETag"]) == (200, 'W/"2"')
    assert (answer.json()["priority"], answer.json()["tags"]) == ("urgent", ["vip-case"])
    assert (answer.json()["status"]["key"], answer.json()["subject"]) == ("open", "Charged twice")
    assert answer.json()["chosen_by_people"] == ["priority", "tags"]
    assert Record.objects.get(action="ticket.changed").before == {
        "priority": 2,
        "tags": [],
        "status": "new",
        "subject": "Invoice is wrong",
    }


def test_a_ticket_is_assigned_and_released(callers, people, ticket):
    taken = callers.ana.call("POST", "/tickets/1/assign/", {"agent": people.ben.pk})
    released = callers.ana.call("POST", "/tickets/1/assign/", {"agent": None}, If_Match=taken["ETag"])

    assert taken.json()["assignee"] == {"id": people.ben.pk, "name": "Ben Agent"}
    assert (released.json()["assignee"], released["ETag"]) == (None, 'W/"3"')


def test_no_such_agent_is_not_nobody(callers, people, ticket):
    callers.ana.call("POST", "/tickets/1/assign/", {"agent": people.ben.pk})
    with nothing_moves():
        assert said(callers.ana.call("POST", "/tickets/1/assign/", {"agent": 0})) == (404, "people.not_found")
        assert said(callers.ana.call("POST", "/tickets/1/assign/", {})) == (400, "invalid")
    assert Ticket.objects.get().assignee == people.ben


def test_a_reply_and_a_note_are_written(callers, people, ticket):
    reply = callers.ana.call("POST", "/tickets/1/reply/", {"body": "Refunded.", "then": "resolved"})
    note = callers.lars.call("POST", "/tickets/1/note/", {"body": "Saw this before."})
    said_now = callers.ana.read("/tickets/1/messages/").json()

    assert (reply.status_code, reply.json()["kind"], reply.json()["author"]) == (201, "reply", "Ana Agent")
    assert reply.json()["undo_until"].endswith("Z")
    assert (note.status_code, note.json()["kind"], note.json()["undo_until"]) == (201, "note", None)
    assert [(row["kind"], row["text"]) for row in said_now] == [
        ("customer", "You charged me twice."),
        ("reply", "Refunded."),
        ("note", "Saw this before."),
    ]
    assert callers.ana.read("/tickets/1/").json()["status"]["key"] == "resolved"


def test_a_reply_is_taken_back_in_time_and_not_later(callers, people, ticket):
    first = callers.ana.call("POST", "/tickets/1/reply/", {"body": "Oops"}).json()
    taken = callers.ben.call("POST", f"/messages/{first['id']}/withdraw/")
    second = callers.ana.call("POST", "/tickets/1/reply/", {"body": "Right"}).json()
    late = clock.now() + timedelta(seconds=16)

    assert (taken.status_code, taken.json()["withdrawn"]) == (200, True)
    with clock.at(late), nothing_moves():
        answer = callers.ana.call("POST", f"/messages/{second['id']}/withdraw/")
        assert said(answer) == (409, "reply.sent")
        assert answer.json()["details"] == {"message": second["id"]}


def test_a_draft_keeps_what_the_api_does_not_name_and_a_stale_one_is_refused(callers, people, ticket):
    kept = {"files": ["abc"], "bcc": "q@x.example", "then": "resolve"}
    draft = services.keep_draft(ticket, "Dear", author=people.ana, kept=kept)
    path = "/tickets/1/drafts/reply/"
    assert callers.ana.call("PUT", path, {"body": "Dear Carla", "version": draft.version}).status_code == 200
    draft.refresh_from_db()
    assert (draft.body, draft.kept) == ("Dear Carla", kept)
    assert said(callers.ana.call("PUT", path, {"body": "x", "version": draft.version - 1})) == (
        412,
        "draft.stale",
    )
    draft.refresh_from_db()
    assert draft.body == "Dear Carla"


def test_what_happened_is_told(callers, people, ticket):
    callers.ana.call("PATCH", "/tickets/1/", {"priority": "low"})
    lines = callers.ana.read("/tickets/1/activity/").json()["results"]

    assert [(line["action"], line["actor"]) for line in lines] == [
        ("ticket.opened", "Carla Customer"),
        ("ticket.changed", "Ana Agent"),
    ]
    assert (lines[1]["before"], lines[1]["after"]) == ({"priority": 2}, {"priority": 1})


def test_the_numbers_of_the_desk(callers, people, ticket):
    Ticket.objects.update(assignee=people.ana, sentiment=-2, is_escalated=True)
    assert callers.ana.read("/dashboard/stats/").json() == {
        "open": 1,
        "mine": 1,
        "unassigned": 0,
        "waiting": 0,
        "needs_reply": 1,
        "very_negative": 1,
        "escalated": 1,
        "breaching": 0,
        "overdue": 0,
        "snoozed": 0,
        "needs_review": 0,
        "spam": 0,
    }
    assert callers.ben.read("/dashboard/stats/").json()["mine"] == 0


def test_a_list_costs_the_same_for_three_rows_and_fifty(callers, people, many):
    many(3)
    few = queries(callers.ana, "/tickets/")
    many(60)
    full = queries(callers.ana, "/tickets/")

    assert len(callers.ana.read("/tickets/").json()["results"]) == 50
    assert len(full) == len(few) <= 4, "\n".join(full)


def test_a_ticket_and_its_thread_cost_few_queries(callers, people, ticket):
    for number in range(20):
        callers.ana.call("POST", "/tickets/1/note/", {"body": f"note {number}"})
    assert len(queries(callers.ana, "/tickets/1/")) <= 6
    assert len(queries(callers.ana, "/tickets/1/messages/")) <= 5


def queries(caller, path):
    """The statements of one warm call."""
    caller.read(path)
    with CaptureQueriesContext(connection) as captured:
        assert caller.read(path).status_code == 200
    return [one["sql"] for one in captured.captured_queries if not one["sql"].startswith("SET ")]


@pytest.mark.parametrize("name", ["q", "search"])
def test_a_list_is_searched_under_either_name(name, callers, ticket):
    callers.ana.call("POST", "/tickets/", NEW)

    def numbers(**query):
        return [row["number"] for row in callers.ana.read("/tickets/", **query).json()["results"]]

    assert sorted(numbers()) == [1, 2]
    assert numbers(**{name: "cannot sign in"}) == [2]
    assert numbers(**{name: "charged me"}) == [1]
    assert sorted(numbers(**{name: ""})) == [1, 2], "nothing was asked"
    assert numbers(q="charged me", search="cannot sign in") == [1], "of both, q holds"
