"""Arranging the organization's own fields: keys and kinds stay, what tickets hold is not thrown away."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from core.audit.models import Record
from core.desk import selectors, services
from core.desk.models import Field, SavedView
from core.tickets.models import Ticket
from core.tickets.services import change, open_ticket
from core.tickets.services.words import Words
from tenants.kernel.errors import Invalid, NotFound, Stale

pytestmark = pytest.mark.django_db
COLOURS = [{"key": "red", "label": "Red"}, {"key": "blue", "label": "Blue"}]


@pytest.fixture
def ticket(people: SimpleNamespace) -> Ticket:
    return open_ticket(people.carla, "Hi", Words("there"), channel="api", by=people.carla.actor)[0]


def test_key_and_kind_stay_and_every_change_is_a_line(people: SimpleNamespace) -> None:
    by = people.adam.actor
    row = services.save_field(
        None, by=by, key="order", kind="text", label=" Order ", label_in={"de": "Auftrag"}
    )
    same = services.save_field(row, by=by, seen=1, key="other", kind="date", label="Order number")
    assert (same.key, same.kind, same.label, same.version) == ("order", "text", "Order number", 2)
    assert [one.key for one in selectors.fields()] == ["order"]
    lines = Record.objects.filter(action__startswith="field.").order_by("id")
    assert [line.action for line in lines] == ["field.created", "field.changed"]
    with pytest.raises(Stale):
        services.save_field(row, by=by, seen=1, label="Late")


@pytest.mark.parametrize(
    "values",
    [
        {"key": "Order"},
        {"key": "1st"},
        {"key": ""},
        {"kind": "colour"},
        {"label": ""},
        {"kind": "choice"},
        {"label_in": {"xx": "?"}},
        {"rules": [{"effect": "explode"}]},
    ],
)
def test_what_makes_no_field_is_refused(people: SimpleNamespace, values: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refusal:
        services.save_field(None, by=people.adam.actor, **{"key": "k", "kind": "text", "label": "L"} | values)
    wrong = "options" if values.get("kind") == "choice" else next(iter(values))
    assert list(refusal.value.data["fields"]) == [wrong]
    assert Field.objects.count() == 0


def test_a_key_is_there_once(people: SimpleNamespace) -> None:
    services.save_field(None, by=people.adam.actor, key="order", kind="text", label="Order")
    with pytest.raises(Invalid, match="not valid"):
        services.save_field(None, by=people.adam.actor, key="order", kind="date", label="Other")


def test_what_tickets_hold_is_hidden_and_not_thrown_away(people: SimpleNamespace, ticket: Ticket) -> None:
    by = people.adam.actor
    colour = services.save_field(None, by=by, key="colour", kind="multi", label="Colour", options=COLOURS)
    change(ticket, by=people.ana.actor, fields={"colour": ["red"]})

    with pytest.raises(services.FieldInUse, match="“Colour” is filled on 1 tickets"):
        services.delete_field(colour, by=by)
    with pytest.raises(services.OptionInUse, match="“Red”"):
        services.save_field(colour, by=by, options=COLOURS[1:])
    services.save_field(colour, by=by, options=COLOURS[:1])  # nobody holds blue
    services.save_field(colour, by=by, is_hidden=True)
    assert (selectors.fields(), len(selectors.fields(hidden=True))) == ((), 1)

    services.save_field(colour, by=by, is_hidden=False)
    change(ticket, by=people.ana.actor, fields={"colour": None})
    services.delete_field(colour, by=by)
    services.delete_field(colour, by=by)
    assert Record.objects.filter(action="field.deleted").count() == 1
    with pytest.raises(NotFound):
        selectors.field("colour")


def test_order_is_one_step_and_twice_is_once(people: SimpleNamespace) -> None:
    by = people.adam.actor
    for key in ("a", "b", "c"):
        services.save_field(None, by=by, key=key, kind="text", label=key)
    services.order_fields(["c", "nobody", "a"], by=by)
    services.order_fields(["c", "a"], by=by)
    assert [one.key for one in selectors.fields()] == ["c", "a", "b"]
    line = Record.objects.get(action="field.ordered")
    assert (line.before, line.after) == ({"order": ["a", "b", "c"]}, {"order": ["c", "a", "b"]})


def test_there_is_an_end_to_it(people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.desk.services.fields.FIELD_LIMIT", 1)
    services.save_field(None, by=people.adam.actor, key="a", kind="text", label="A")
    with pytest.raises(services.TooManyFields, match="At most 1 fields"):
        services.save_field(None, by=people.adam.actor, key="b", kind="text", label="B")


@pytest.mark.parametrize(
    "filters",
    [
        {"where": {"all": [{"any": [{"field": "field.color", "op": "empty"}]}]}},
        {"field.color": "red"},
    ],
)
def test_a_field_that_a_view_asks_for_stays(people, filters):
    by = people.olivia.actor
    colour = services.save_field(None, by=by, key="color", kind="text", label="Colour")
    view = SavedView.objects.create(key="red", name="Red ones", filters=filters, owner=people.ana)

    with pytest.raises(services.FieldAsked, match="The view “Red ones” asks for “Colour”"):
        services.delete_field(colour, by=by)
    assert Field.objects.filter(key="color").exists()
    view.delete()
    services.delete_field(colour, by=by)
    assert not Field.objects.filter(key="color").exists()
