"""What programs and addresses may send to conditions, views, fields and promises, and what may not break."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.desk import book
from core.desk import services as arrange
from core.desk.models import SavedView
from core.desk.services import OptionInUse
from core.sla.models import Policy
from core.tickets import conditions, services
from core.tickets.conditions import Asking, BadCondition
from core.tickets.models import Ticket
from core.tickets.selectors.own_fields import matching
from core.tickets.services.words import Words
from tenants.kernel.errors import Invalid
from tests.support.callers import said

pytestmark = pytest.mark.django_db

LONG = ["x" * 1_000] * 5_000


def where(field, op, value=None):
    return {"all": [{"field": field, "op": op, "value": value}]}


def opened(people):
    return services.open_ticket(
        people.carla, "It broke", Words("Help!"), channel="mail", by=people.carla.actor
    )[0]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"q": "a\0b"}, {"q": "ab"}),
        ({"q": "\ud800"}, {"q": "?"}),
        ({"nothing": "a\0b"}, {}),
        ({"nothing": LONG}, {}),
        ({"tag": [{"a": 1}]}, {"tag": ["{'a': 1}"]}),
        ({"tag": LONG}, {"tag": ["x" * 300] * 100}),
        ({"priority": ["high"], "spam": True}, {"priority": ["high"], "spam": True}),
    ],
)
def test_a_view_keeps_what_a_list_understands_and_no_more(callers, sent, kept):
    made = callers.ana.call("POST", "/views/", {"name": "Loud", "filters": sent})
    assert made.status_code == 201
    assert SavedView.objects.get(key=made.json()["key"]).filters == kept


@pytest.mark.parametrize("sent", [{"queue": [[1]]}, {"field.gone": "a"}, {"where": {"all": "x"}}])
def test_a_view_that_could_not_be_listed_is_refused(callers, sent):
    before = SavedView.objects.count()
    assert callers.ana.call("POST", "/views/", {"name": "Loud", "filters": sent}).status_code == 400
    assert SavedView.objects.count() == before


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00-14:00"])
def test_moments_beyond_the_calendar_are_refused(at):
    with pytest.raises(BadCondition, match="year"):
        conditions.read(where("created", "before", at))


def test_a_rule_may_name_no_object(callers):
    rule = {"effect": "show", "conditions": [{"fact": {"a": 1}, "op": "set"}]}
    answer = callers.olivia.call(
        "POST", "/fields/", {"key": "a", "kind": "text", "label": "A", "rules": [rule]}
    )
    assert (answer.status_code, list(answer.json()["details"]["fields"])) == (400, ["rules"])


@pytest.mark.parametrize("key", ["a__b", "a_"])
def test_keys_that_the_database_would_read_as_two_names_are_refused(people, key):
    with pytest.raises(Invalid) as refused:
        arrange.save_field(None, by=people.adam.actor, key=key, kind="text", label="A")
    assert list(refused.value.data["fields"]) == ["key"]


@pytest.mark.parametrize("key", ["contains", "lt", "has_key", "a_gt", "isnull"])
def test_a_field_may_be_called_as_a_lookup(people, key):
    arrange.save_field(None, by=people.adam.actor, key=key, kind="text", label="A")
    ticket = opened(people)
    services.change(ticket, by=people.ana.actor, fields={key: "hello"})
    asked = conditions.read(where(f"field.{key}", "contains", "ELL"))
    found = Ticket.objects.filter(conditions.as_query(asked, Asking.by(people.ana.actor)))
    assert list(found.values_list("pk", flat=True)) == [ticket.pk]


def test_an_option_named_often_is_asked_for_once(people):
    tree = [{"key": "top", "label": "Top"}]
    tree += [{"key": f"o{number}", "label": f"O{number}", "parent": "top"} for number in range(299)]
    arrange.save_field(None, by=people.adam.actor, key="place", kind="tree", label="Place", options=tree)
    asked = [each for each in matching("place", ",".join(["top"] * 50)).children if each[0] != "pk__in"]
    assert len(asked) == 300


def test_a_promise_asks_for_no_own_field(callers, people):
    arrange.save_field(None, by=people.adam.actor, key="order", kind="text", label="Order")
    body = {"name": "Orders", "first_reply": 5, "conditions": where("field.order", "filled")}
    assert said(callers.olivia.call("POST", "/sla-policies/", body))[0] == 400
    assert Policy.objects.filter(name="Orders").count() == 0


def test_a_view_outlives_the_field_it_asks_about(callers, people):
    row = arrange.save_field(None, by=people.adam.actor, key="order", kind="text", label="Order")
    made = callers.ana.call(
        "POST", "/views/", {"name": "Orders", "filters": {"where": where("field.order", "filled")}}
    )
    with pytest.raises(arrange.FieldAsked):
        arrange.delete_field(row, by=people.adam.actor)
    row.delete()  # as it is for a view that was kept while somebody deleted the field
    book.page.changed()
    assert callers.ana.read("/views/").status_code == 200
    assert callers.ana.call("PATCH", f"/views/{made.json()['key']}/", {"name": "Old"}).status_code == 200


@pytest.mark.parametrize(("kind", "value"), [("choice", "o7"), ("multi", ["o7", "o0"])])
def test_removing_many_options_looks_at_the_tickets_once(people, kind, value):
    options = [{"key": f"o{number}", "label": f"O{number}"} for number in range(300)]
    by = people.adam.actor
    row = arrange.save_field(None, by=by, key="place", kind=kind, label="Place", options=options)
    with CaptureQueriesContext(connection) as told:
        row = arrange.save_field(row, by=by, options=options[:10])
    assert sum("tickets_ticket" in one["sql"] for one in told) == 1
    services.change(opened(people), by=people.ana.actor, fields={"place": value})
    with pytest.raises(OptionInUse) as refused:
        arrange.save_field(row, by=by, options=options[:2])
    assert refused.value.data["option"] == "o7"
    assert len(arrange.save_field(row, by=by, options=options[:8]).options) == 8
