"""One condition, asked of the database and of the ticket in hand: both give the same answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.contacts.models import Company, Contact
from core.desk import selectors as desk
from core.desk import services as arranging
from core.desk.kinds import kinds
from core.desk.models import Category, Tag, Team
from core.tickets import conditions
from core.tickets.conditions import FIELDS, Asking, BadCondition, Kind, operators
from core.tickets.conditions.fields import BARE
from core.tickets.models import Ticket

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WITH = ("status", "category__parent", "type", "contact__company", "assignee")
MOMENTS = [None, *(NOW + timedelta(hours=hours) for hours in (-100, -48, -1, 0, 1, 100))]


@pytest.fixture
def mixed(many, people):
    """Ten tickets that differ in everything that can be asked."""
    many(10)
    team = Team.objects.create(name="North")
    team.members.add(people.ana)
    Contact.objects.update(company=Company.objects.create(name="Nordlicht"))
    Contact.objects.filter(pk=people.carla.pk).update(company=None)
    tags = [Tag.objects.create(name=name) for name in "xyz"]
    category = Category.objects.exclude(parent=None).first()
    for number, row in enumerate(Ticket.objects.order_by("pk")):
        row.subject = ("Invoice 100% wrong", "INVOICE_7", "Straße", "")[number % 4]
        row.priority, row.urgency, row.sentiment = 1 + number % 4, number * 11, (None, -2, 0, 1)[number % 4]
        row.category = (None, category, category.parent)[number % 3]
        row.team, row.assignee = (None, team)[number % 2], (None, people.ana, people.ben)[number % 3]
        row.contact = (people.dmitri, people.carla)[number % 2]
        row.status = list(desk.statuses())[number % 5]
        row.awaits_reply, row.is_escalated, row.reopen_count = number % 2 == 0, number % 3 == 0, number % 3
        row.created_at = MOMENTS[1 + number % 6]
        row.due_at, row.resolved_at = MOMENTS[number % 7], MOMENTS[(number * 3) % 7]
        row.type = (None, *kinds())[number % 3]
        row.pending_until = (None, *MOMENTS[4:])[number % 4]
        row.save()
        row.tags.set(tags[: number % 4])
    _own_fields(people)
    return {"team": team.pk, "ana": people.ana.pk, "ben": people.ben.pk, "category": category}


OWN = {
    "text": ["Invoice", "100%", None], "number": [1, 2.5, 40, None], "date": ["2026-11-19", "2026-11-20", "2026-12-01", None],
    "choice": ["red", "blue", None], "tree": ["eu", "de", "fr", None], "multi": [["a"], ["a", "b"], None],
    "checkbox": [True, False, None], "person": [None],
}  # fmt: skip


def _own_fields(people):
    """One of each kind, with values that differ in all combinations."""
    options = {
        "choice": [{"key": "red", "label": "Red"}, {"key": "blue", "label": "Blue"}],
        "tree": [
            {"key": "eu", "label": "EU"},
            {"key": "de", "label": "DE", "parent": "eu"},
            {"key": "fr", "label": "FR", "parent": "eu"},
        ],
        "multi": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}],
    }
    for kind in OWN:
        arranging.save_field(
            None,
            by=people.olivia.actor,
            key=f"own_{kind}",
            label=kind.title(),
            kind=kind,
            options=options.get(kind, []),
        )
    persons = {"person": [people.ana.pk, people.ben.pk, None]}
    for number, row in enumerate(Ticket.objects.order_by("pk")):
        held = {f"own_{kind}": values[number % len(values)] for kind, values in (OWN | persons).items()}
        Ticket.objects.filter(pk=row.pk).update(
            fields={key: value for key, value in held.items() if value is not None}
        )


def values_of(field, mixed):
    """Values that fit a field, so that about half of the tickets fit them."""
    if field.kind in (Kind.CHOICE, Kind.TAGS):
        known = {
            "status": ["new", "open", "waiting"], "state": ["new", "open", "resolved"],
            "priority": ["low", "critical", "normal"], "queue": ["1", "2"], "sentiment": ["-2", "0", "1"],
            "type": ["question", "problem"],
            "team": [str(mixed["team"]), "mine"], "assignee": ["me", str(mixed["ben"])], "tags": ["x", "y", "z"],
            "field.own_choice": ["red", "blue"], "field.own_tree": ["eu", "de"], "field.own_multi": ["a", "b"],
            "field.own_person": ["me", str(mixed["ben"])],
            "category": [mixed["category"].key, mixed["category"].parent.key], "channel": ["mail", "api"],
        }  # fmt: skip
        return st.lists(st.sampled_from(known.get(field.key, ["1", "2"])), min_size=1, max_size=3)
    if field.kind is Kind.NUMBER:
        return st.integers(-1, 100)
    if field.kind is Kind.FLAG:
        return st.booleans()
    if field.kind is Kind.TEXT:
        return st.sampled_from(["invoice", "100%", "_7", "wrong", "dmitri", "nord", "@", "\\", "I", "7"])
    return st.just(None)


@st.composite
def leaves(draw, mixed):
    field = draw(st.sampled_from(conditions.all_fields()))
    op = draw(st.sampled_from(operators(field)))
    if op in BARE:
        return {"field": field.key, "op": op}
    if op in ("last", "older", "next"):
        return {"field": field.key, "op": op, "value": draw(st.sampled_from(["30m", "1h", "48h", "100d"]))}
    if field.kind is Kind.DAY:
        return {"field": field.key, "op": op, "value": draw(st.sampled_from(["2026-11-20", "2026-11-25"]))}
    if field.kind is Kind.MOMENT:
        moment = draw(st.sampled_from(MOMENTS[1:]))
        return {"field": field.key, "op": op, "value": moment.isoformat()}
    return {"field": field.key, "op": op, "value": draw(values_of(field, mixed))}


def trees(mixed):
    return st.recursive(
        st.builds(lambda joint, parts: {joint: parts}, st.sampled_from(["all", "any"]), st.lists(leaves(mixed), max_size=3)),
        lambda inner: st.builds(
            lambda joint, parts: {joint: parts}, st.sampled_from(["all", "any"]),
            st.lists(st.one_of(inner, leaves(mixed)), max_size=3),
        ),
        max_leaves=4,
    )  # fmt: skip


def test_the_database_and_the_ticket_in_hand_agree(mixed):
    rows = list(Ticket.objects.select_related(*WITH).prefetch_related("tags"))
    facts = {row.pk: conditions.facts_of(row) for row in rows}
    asking = Asking(NOW, me=mixed["ana"], teams=(mixed["team"],))
    said = {True: 0, False: 0}

    @given(trees(mixed))
    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @example({"all": [{"field": "field.own_text", "op": "lacks", "value": "inv"}]})
    @example({"all": [{"field": "field.own_tree", "op": "is_not", "value": ["eu"]}]})
    @example({"all": [{"field": "field.own_number", "op": "above", "value": 2}]})
    @example({"all": [{"field": "field.own_checkbox", "op": "is", "value": False}]})
    @example({"all": [{"field": "field.own_date", "op": "past"}]})
    def agree(raw):
        tree = read_shallow(raw)
        by_query = set(Ticket.objects.filter(conditions.as_query(tree, asking)).values_list("pk", flat=True))
        in_hand = {pk for pk, has in facts.items() if conditions.holds(tree, has, asking)}
        assert by_query == in_hand, raw
        said[True] += len(in_hand)
        said[False] += len(facts) - len(in_hand)

    agree()
    assert min(said.values()) > 100  # neither answer is the only one that was tried


def read_shallow(raw):
    """Trees that are drawn too deep are refused as such; then one that always holds."""
    try:
        return conditions.read(raw)
    except BadCondition:
        with pytest.raises(BadCondition, match="deeper"):
            conditions.read(raw)
        return conditions.read({"all": []})


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_each_way_to_ask_for_a_field_can_be_asked(field, mixed):
    """No operator of the table lacks its meaning in either place."""
    row = Ticket.objects.select_related(*WITH).first()
    facts, asking = conditions.facts_of(row), Asking(NOW)
    for op in operators(FIELDS[field]):
        kind = FIELDS[field].kind
        value = {Kind.NUMBER: 1, Kind.FLAG: True, Kind.TEXT: "a"}.get(kind, ["1"])
        if kind is Kind.MOMENT:
            value = "1d" if op in ("last", "older", "next") else "2026-11-20"
        tree = conditions.read(
            {"all": [{"field": field, "op": op} | ({} if op in BARE else {"value": value})]}
        )
        found = Ticket.objects.filter(conditions.as_query(tree, asking), pk=row.pk).exists()
        assert found == conditions.holds(tree, facts, asking), op


def test_what_is_read_is_written_back_as_it_was():
    raw = {
        "all": [
            {"field": "priority", "op": "is", "value": ["high", "urgent"]},
            {"any": [{"field": "assignee", "op": "empty"}, {"field": "due", "op": "next", "value": "2h"}]},
        ]
    }
    tree = conditions.read(raw)
    assert conditions.as_json(tree) == raw
    assert conditions.fields_in(tree) == {"priority", "assignee", "due"}


def test_dates_are_days_of_whoever_writes_them(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    tree = conditions.read({"all": [{"field": "created", "op": "after", "value": "2026-07-01"}]})
    assert conditions.as_json(tree)["all"][0]["value"] == "2026-06-30T22:00:00+00:00"


LEAF = {"field": "urgency", "op": "above", "value": 1}


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ([], "all"),
        ({}, "all"),
        ({"all": [], "any": []}, "all"),
        ({"none": []}, "all"),
        ({"all": "x"}, "all"),
        ({"all": [7]}, "all.0"),
        ({"all": [LEAF, {"field": "nothing", "op": "is"}]}, "all.1"),
        ({"all": [{"any": [{"field": "urgency", "op": "contains", "value": "1"}]}]}, "all.0.any.0"),
        ({"all": [{**LEAF, "sql": "1"}]}, "all.0"),
        ({"all": [{**LEAF, "value": "1; DROP"}]}, "all.0"),
        ({"all": [{**LEAF, "value": True}]}, "all.0"),
        ({"all": [{**LEAF, "value": 10**9}]}, "all.0"),
        ({"all": [{"field": "subject", "op": "is", "value": "x" * 201}]}, "all.0"),
        ({"all": [{"field": "subject", "op": "is", "value": ["x"]}]}, "all.0"),
        ({"all": [{"field": "team", "op": "is", "value": ["me"]}]}, "all.0"),
        ({"all": [{"field": "queue", "op": "is", "value": []}]}, "all.0"),
        ({"all": [{"field": "queue", "op": "is", "value": [str(n) for n in range(51)]}]}, "all.0"),
        ({"all": [{"field": "due", "op": "next", "value": "99999d"}]}, "all.0"),
        ({"all": [{"field": "due", "op": "before", "value": "2026-13-45"}]}, "all.0"),
        ({"all": [{"field": "is_escalated", "op": "is", "value": "maybe"}]}, "all.0"),
        ({"all": [{"all": [{"all": [{"all": [{"all": []}]}]}]}]}, "all.0.all.0.all.0.all.0"),
        ({"all": [{"any": [LEAF] * 30}, {"any": [LEAF] * 11}]}, "all"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(raw, at):
    with pytest.raises(BadCondition) as refusal:
        conditions.read(raw)
    assert refusal.value.data["at"] == at


def test_a_text_is_no_pattern(mixed):
    """Signs of LIKE are letters like others."""
    asking = Asking(NOW)
    for text, found in (("100%", 3), ("1%0", 0), ("E_7", 3), ("E%7", 0)):
        tree = conditions.read({"all": [{"field": "subject", "op": "contains", "value": text}]})
        assert Ticket.objects.filter(conditions.as_query(tree, asking)).count() == found, text


def test_nobody_is_me_to_the_desk_itself(mixed):
    tree = conditions.read({"all": [{"field": "assignee", "op": "is", "value": "me"}]})
    assert not Ticket.objects.filter(conditions.as_query(tree, Asking(NOW))).exists()
