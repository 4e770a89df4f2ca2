"""Lists: every order pages without gaps over equal values, every filter narrows, bad ones are told."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import F

from core.contacts.models import Contact
from core.desk import selectors as desk
from core.desk.models import Tag
from core.tickets import selectors, services
from core.tickets.models import Ticket
from core.tickets.selectors.inbox import ORDERS
from core.tickets.services.words import Words
from tenants import remembered
from tenants.kernel.reach import Level, Reach
from tests.core.tickets.conftest import MOMENT
from tests.support.callers import said

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("alike", [True, False])
def test_pages_follow_without_gaps_and_lead_back(callers, many, order, alike):
    many(7)
    if not alike:
        for number, row in enumerate(Ticket.objects.order_by("?")):
            moment = MOMENT + timedelta(microseconds=number // 2)
            Ticket.objects.filter(pk=row.pk).update(
                last_message_at=moment, created_at=moment, due_at=moment, urgency=40 + number // 3
            )
    if order == "back":
        Ticket.objects.update(pending_until=F("due_at"))
    whole = [row["number"] for row in callers.ana.read("/tickets/", order=order).json()["results"]]
    expected = list(Ticket.objects.order_by(*ORDERS[order]).values_list("number", flat=True))

    forth, page = walk(callers.ana, "/tickets/", order=order, page_size=2)
    back, _ = walk(callers.ana, "/tickets/", "previous", page)
    assert whole == forth == expected
    assert back == expected[:6]  # the last page was the start; it is not shown again


@pytest.mark.parametrize("assignee", ["", "me", "none"])
def test_the_usual_lists_hold_what_the_inbox_does(people, many, assignee):
    many(6)
    for place, row in enumerate(Ticket.objects.order_by("pk")):
        services.assign(row, (people.ana, people.ben, None)[place % 3], by=people.ana.actor)
    for user in (people.ana, people.ben):
        filters = selectors.Filters(assignee=assignee, order="newest")
        shown = selectors.first_rows(user.actor, filters, ("number", "assignee__name", "contact__name"), 5)
        assert shown == list(selectors.inbox(user.actor, filters)[:5])
        assert shown
        assert "subject" in shown[0].get_deferred_fields()


def test_any_other_list_goes_the_long_way(people):
    wide = people.ana.actor
    bound = replace(wide, reach=Reach(others=Level.READ))
    assert selectors.first_rows(bound, selectors.Filters(), ("number",), 5) is None
    for values in ({"state": "all"}, {"order": "due"}, {"assignee": "5"}, {"queue": "1"}, {"q": "x"}):
        filters = selectors.Filters.read(values)
        assert selectors.first_rows(wide, filters, ("number",), 5) is None, values


def test_rows_that_come_and_go_between_pages_repeat_nothing(callers, people, many):
    many(6)
    first = callers.ana.read("/tickets/", order="newest", page_size=3).json()
    many(1)  # a new one on top
    Ticket.objects.filter(number=first["results"][-1]["number"]).delete()
    second = callers.ana.read("/tickets/", **query_of(first["next"])).json()
    assert [row["number"] for row in first["results"]] == [6, 5, 4]
    assert [row["number"] for row in second["results"]] == [3, 2, 1]
    assert second["next"] is None


def cursor(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "é",
        cursor(),
        cursor("f"),
        cursor("x", 1, "2026-01-01", 1),
        cursor("f", "a", "b", "c"),
        cursor("f", None, None, None),
        cursor("f", 40, "2026-13-45T00:00:00Z", 1),
        cursor("f", 40, "2026-01-01T00:00:00Z", {}),
        cursor("f", 40, "2026-01-01T00:00:00Z", "1; DROP TABLE"),
        cursor("f", float("inf"), "2026-01-01T00:00:00Z", 1),
        cursor("f", float("nan"), "2026-01-01T00:00:00Z", 1),
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_a_cursor_of_ones_own_making_is_refused(callers, ticket, text):
    assert said(callers.ana.read("/tickets/", cursor=text)) == (400, "cursor.invalid")


def test_a_cursor_of_another_order_is_refused(callers, many):
    many(3)
    first = query_of(callers.ana.read("/tickets/", order="newest", page_size=1).json()["next"])
    assert said(callers.ana.read("/tickets/", order="urgency", cursor=first["cursor"])) == (
        400,
        "cursor.invalid",
    )


@pytest.mark.parametrize(
    ("name", "value", "no"),
    [
        ("sentiment", "sad", "filter.invalid"),
        ("sentiment", "1,sad", "filter.invalid"),
        ("priority", "very", "filter.invalid"),
        ("queue", "support", "filter.invalid"),
        ("assignee", "ana", "filter.invalid"),
        ("assignee", "-1", "filter.invalid"),
        ("assignee", "me,ana", "filter.invalid"),
        ("assignee", ",".join(map(str, range(31))), "filter.invalid"),
        ("order", "name", "invalid"),
        ("state", "half", "invalid"),
        ("channel", "pigeon", "invalid"),
        ("escalated", "maybe", "invalid"),
        ("q", "x" * 201, "invalid"),
        ("status", "a\x00b", "invalid"),
    ],
)
def test_a_bad_filter_is_named(callers, ticket, name, value, no):
    answer = callers.ana.read("/tickets/", **{name: value})
    assert said(answer) == (400, no)
    details = answer.json()["details"]
    assert details.get("field") == name or name in details["fields"]


@pytest.fixture
def three(people, callers, ticket):
    """1 Carla's invoice · 2 Dmitri's outage, Ana's, urgent, unhappy, escalated · 3 finished, tagged, by API."""
    two = services.open_ticket(
        people.dmitri, "Сервер лежит", Words("offline"), channel="portal", by=people.dmitri.actor
    )[0]
    three = services.open_ticket(
        people.carla, "Thanks", Words("works"), channel="api", by=people.carla.actor
    )[0]
    tag = Tag.objects.create(name="praise")
    remembered.forget()
    category = desk.categories()[-1]
    services.change(two, by=people.ana.actor, priority=4, sentiment=-2, is_escalated=True, category=category)
    services.assign(two, people.ana, by=people.ana.actor)
    services.change(three, by=people.ana.actor, status=desk.status("resolved"), tags=[tag])
    Ticket.objects.filter(pk=two.pk).update(awaits_reply=False, reopen_count=1)
    return category


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, {1, 2}),
        ({"state": "all"}, {1, 2, 3}),
        ({"state": "finished"}, {3}),
        ({"status": "resolved,new"}, {1, 2, 3}),
        ({"status": "no-such"}, set()),
        ({"priority": "critical"}, {2}),
        ({"priority": "normal,urgent"}, {1, 2}),
        ({"sentiment": "-2,-1"}, {2}),
        ({"sentiment": "0"}, set()),
        ({"tag": "praise", "state": "all"}, {3}),
        ({"tag": "nope"}, set()),
        ({"assignee": "me"}, {2}),
        ({"assignee": "none"}, {1}),
        ({"assignee": "me,none"}, {1, 2}),
        ({"assignee": "me,4000"}, {2}),
        ({"assignee": "4000"}, set()),
        ({"assignee": "99999999999999999999999"}, set()),
        ({"queue": "99999999999999999999999"}, set()),
        ({"sentiment": "99999999999999999999999"}, set()),
        ({"channel": "portal"}, {2}),
        ({"escalated": "true"}, {2}),
        ({"escalated": "false"}, {1, 2}),
        ({"awaits_reply": "1"}, {1}),
        ({"q": "сервер"}, {2}),
        ({"q": "invoice"}, {1}),
        ({"q": "T-0003", "state": "all"}, {3}),
        ({"q": "';--\" & | ! ( :* \\"}, set()),
        ({"q": "_ __ :*"}, set()),
        ({"q": "carla", "state": "all"}, {1, 3}),
    ],
)
def test_each_filter_narrows(callers, three, query, numbers):
    rows = callers.ana.read("/tickets/", **query).json()["results"]
    assert {row["number"] for row in rows} == numbers


def test_a_category_takes_its_group_along(callers, three):
    group = three.parent.key if three.parent else three.key
    for key in (three.key, group):
        assert [row["number"] for row in callers.ana.read("/tickets/", category=key).json()["results"]] == [2]


def test_searching_has_a_limit_of_its_own(callers, ticket):
    for _ in range(30):
        assert callers.ana.read("/tickets/", q="invoice").status_code == 200
    assert said(callers.ana.read("/tickets/", q="invoice")) == (429, "too_many")
    assert callers.ana.read("/tickets/").status_code == 200


def test_everything_else_has_one_too(callers, ticket):
    for _ in range(100):
        assert callers.ana.read("/tickets/1/").status_code == 200
    answer = callers.ana.read("/tickets/1/")
    assert said(answer) == (429, "too_many")
    assert 1 <= int(answer["Retry-After"]) <= 61


def test_contacts_without_a_name_page_too(callers, people):
    Contact.objects.bulk_create(Contact(email=f"c{number}@x.example") for number in range(5))
    forth, _ = walk(callers.ana, "/contacts/", page_size=2, key="email")
    assert len(forth) == len(set(forth)) == 7


def walk(caller, path, way="next", page=None, key="number", **query):
    """The keys of all pages that way, and the last page. Backwards: in list order."""
    pages = []
    if page is None:
        page = caller.read(path, **query).json()
        pages.append(page)
    while page[way]:
        page = caller.read(path, **query_of(page[way])).json()
        pages.append(page)
        assert len(pages) < 20
    ordered = pages if way == "next" else pages[::-1]
    return [row[key] for one in ordered for row in one["results"]], page


def query_of(link):
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
