"""The page of fields: add, order, options as lines, rules as rows, hide, remove while nothing holds it."""

from __future__ import annotations

import time

import pytest

from core.desk import selectors
from core.desk.models import Field
from core.tickets.services import change, open_ticket
from core.tickets.services.words import Words
from portal.settings import field_form as forms

pytestmark = pytest.mark.django_db
FIELDS = "/settings/fields/"
FORM = {
    "label": "Product",
    "key": "",
    "kind": "tree",
    "help": "",
    "options": "Hardware\n  Laptop\n  # Floppy\nSoftware [sw]",
}


@pytest.fixture
def admin(browser, acme, people):
    return browser(acme, people.adam)


@pytest.fixture
def ticket(people):
    return open_ticket(people.carla, "Hi", Words("there"), channel="api", by=people.carla.actor)[0]


def test_a_field_is_added_with_its_options_and_rules(admin):
    assert "Add the first field" in admin.get(FIELDS).content.decode()
    queue = selectors.queues()[0]
    rules = {
        "rule-0-effect": "require", "rule-0-at": "resolve", "rule-0-way": ["is", "is", "is_not", "is"],
        "rule-0-thing": [f"queue:{queue.pk}", "queue:99", "status:new", ""], "rule-1-effect": "", "rule-1-at": "always",
    }  # fmt: skip
    made = admin.post(f"{FIELDS}new/", FORM | rules | {"customer_sees": "1", "label_de": "Produkt"})
    assert made["Location"] == f"{FIELDS}product/"

    row = Field.objects.get()
    assert [(one["key"], one["parent"], one["is_hidden"]) for one in row.options] == [
        ("hardware", "", False),
        ("laptop", "hardware", False),
        ("floppy", "hardware", True),
        ("sw", "", False),
    ]
    assert row.rules == [
        {
            "effect": "require",
            "at": "resolve",
            "conditions": [
                {"fact": "queue", "op": "is", "values": [str(queue.pk), "99"]},
                {"fact": "status", "op": "is_not", "values": ["new"]},
            ],
        }
    ]
    assert (row.kind, row.label_in, row.customer_sees, row.customer_asks) == (
        "tree",
        {"de": "Produkt"},
        True,
        False,
    )
    page = admin.get(f"{FIELDS}product/").content.decode()
    assert "Hardware [hardware]\n  Laptop [laptop]\n  # Floppy [floppy]\nSoftware [sw]" in page
    listed = admin.get(FIELDS).content.decode()
    assert f"Require it when the ticket is resolved, if {queue.name} or queue:99".split(" or ")[0] in listed
    assert "0 tickets" in listed


def test_what_is_wrong_is_told_and_what_was_typed_stays(admin):
    bad = admin.post(f"{FIELDS}new/", FORM | {"label": "<b>Product", "options": "  "})
    assert bad.status_code == 422
    html = bad.content.decode()
    assert "Add at least one option." in html
    assert "&lt;b&gt;Product" in html
    assert Field.objects.count() == 0


def test_somebody_elses_change_is_not_overwritten(admin):
    admin.post(f"{FIELDS}new/", FORM)
    form = FORM | {"options": "Hardware [hardware]\nSoftware [sw]", "version": "1"}
    assert admin.post(f"{FIELDS}product/", form | {"label": "First"}).status_code == 302
    late = admin.post(f"{FIELDS}product/", form | {"label": "Second"})
    assert late.status_code == 412
    assert (Field.objects.get().label, Field.objects.get().version) == ("First", 2)


def test_fields_are_put_in_order_by_buttons_and_by_dragging(admin):
    for label in ("A", "B", "C"):
        admin.post(f"{FIELDS}new/", {"label": label, "kind": "text"})
    admin.post(FIELDS, {"down": "a"})
    assert [one.key for one in selectors.fields()] == ["b", "a", "c"]
    admin.post(FIELDS, {"up": "c"})
    assert [one.key for one in selectors.fields()] == ["b", "c", "a"]
    admin.post(FIELDS, {"order": "a,b,nobody,c"})
    assert [one.key for one in selectors.fields()] == ["a", "b", "c"]


def test_what_tickets_hold_is_hidden_and_not_removed(admin, people, ticket):
    admin.post(f"{FIELDS}new/", FORM)
    change(ticket, by=people.ana.actor, fields={"product": "laptop"})
    assert "1 ticket" in admin.get(FIELDS).content.decode()
    admin.post(f"{FIELDS}product/", {"action": "remove"})
    assert "is filled on 1 tickets. Hide it instead" in admin.get(FIELDS).content.decode()
    kept = admin.post(f"{FIELDS}product/", FORM | {"options": "Hardware [hardware]", "version": "1"})
    assert "Tickets still hold the option “Laptop”" in kept.content.decode()

    admin.post(f"{FIELDS}product/", {"action": "hide"})
    assert selectors.fields() == ()
    admin.post(f"{FIELDS}product/", {"action": "hide"})
    change(ticket, by=people.ana.actor, fields={"product": None})
    admin.post(f"{FIELDS}product/", {"action": "remove"})
    assert Field.objects.count() == 0


def test_agents_do_not_arrange_fields(browser, acme, people):
    ana = browser(acme, people.ana)
    assert ana.get(FIELDS).status_code == 403
    assert ana.post(f"{FIELDS}new/", FORM).status_code == 403
    assert Field.objects.count() == 0


@pytest.mark.parametrize(
    "rule",
    [
        {"effect": "show", "at": "always", "conditions": []},
        {
            "effect": "require",
            "at": "resolve",
            "conditions": [
                {"fact": "category", "op": "is_not", "values": ["billing", "account"]},
                {"fact": "field.vip", "op": "unset", "values": []},
                {"fact": "field.order", "op": "set", "values": []},
            ],
        },
    ],
)
def test_a_rule_comes_back_from_its_rows_as_it_was(rule):
    back = forms._as_rule(forms._as_rows(rule))
    by_fact = sorted(rule["conditions"], key=lambda one: one["fact"])
    assert [one | {"values": sorted(one["values"])} for one in by_fact] == back["conditions"]


@pytest.mark.parametrize("text", ["A [a]", "A [a]\n  B [b]\n    C [c]\n  D [d]\n# E [e]"])
def test_options_come_back_from_their_lines_as_they_were(text):
    assert forms.lines(forms.read_lines(text, [])) == text


@pytest.mark.parametrize(
    ("text", "labels"),
    [("a\n" * 50_000, None), ("[" * 90_000, None), (f"a{' ' * 90_000}b", ["a b"])],
)
def test_options_that_nobody_types_are_read_at_once(admin, text, labels):
    began = time.monotonic()
    answer = admin.post(f"{FIELDS}new/", FORM | {"options": text})
    assert time.monotonic() - began < 10
    assert answer.status_code == (302 if labels else 422)
    assert [[one["label"] for one in row.options] for row in Field.objects.all()] == (
        [labels] if labels else []
    )
