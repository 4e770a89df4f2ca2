"""When a field is shown, required or locked, over facts alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desk.fields import definition
from core.desk.fields.options import above, depth
from core.desk.fields.rules import (
    Facts,
    Standing,
    is_demanded,
    is_missing,
    may_be_emptied,
    standing,
    words_of,
)
from core.desk.models import Field
from tenants.kernel.errors import Invalid

OPEN, RESOLVED, WAITING = Facts("open"), Facts("resolved"), Facts("waiting")


def rule(effect: str, *conditions: tuple[str, str, list[Any]], at: str = "always") -> dict[str, Any]:
    return {
        "effect": effect,
        "at": at,
        "conditions": [{"fact": fact, "op": op, "values": values} for fact, op, values in conditions],
    }


def a_field(*rules: dict[str, Any], kind: str = "text") -> Field:
    return Field(key="order", label="Order", kind=kind, rules=list(rules))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (("status", "is", ["open", "new"]), True),
        (("status", "is_not", ["open"]), False),
        (("queue", "is", ["3"]), True),
        (("queue", "is", [4]), False),
        (("category", "is", ["billing"]), True),  # the group of billing.refund
        (("category", "is", ["account"]), False),
        (("priority", "is", ["high"]), True),
        (("channel", "is_not", ["mail"]), True),
        (("field.product", "is", ["hw"]), True),  # a laptop is hardware
        (("field.product", "set", []), True),
        (("field.other", "set", []), False),
        (("field.other", "unset", []), True),
        (("field.other", "is_not", ["x"]), True),
    ],
)
def test_a_condition_asks_the_facts(condition: tuple[str, str, list[Any]], holds: bool) -> None:
    product = Field(
        key="product",
        kind="tree",
        options=[{"key": "hw", "parent": ""}, {"key": "hw.laptop", "parent": "hw"}],
    )
    facts = Facts(
        "open", 3, ("billing.refund", "billing"), "high", "api", words_of([product], {"product": "hw.laptop"})
    )
    assert standing(a_field(rule("show", condition)), facts).is_shown is holds


def test_all_conditions_of_a_rule_and_any_rule() -> None:
    both = rule("show", ("status", "is", ["open"]), ("queue", "is", [3]))
    assert not standing(a_field(both), OPEN).is_shown
    assert standing(a_field(both, rule("show", ("status", "is", ["open"]))), OPEN).is_shown


def test_what_is_hidden_or_locked_nobody_is_asked_for() -> None:
    required = rule("require")
    assert standing(a_field(required), OPEN) == Standing(required="always")
    assert standing(a_field(required, rule("read_only")), OPEN) == Standing(is_read_only=True)
    assert standing(a_field(required, rule("show", ("status", "is", ["new"]))), OPEN) == Standing(
        is_shown=False
    )


def test_on_resolve_locks_and_shows_what_is_resolved_and_asks_who_resolves() -> None:
    locked, shown = a_field(rule("read_only", at="resolve")), a_field(rule("show", at="resolve"))
    assert [standing(locked, facts).is_read_only for facts in (OPEN, RESOLVED)] == [False, True]
    assert [standing(shown, facts).is_shown for facts in (OPEN, RESOLVED)] == [False, True]

    asked = a_field(rule("require", at="resolve"))
    assert standing(asked, OPEN).required == "resolve"
    assert [is_demanded(asked, facts) for facts in (OPEN, WAITING, RESOLVED)] == [False, False, True]
    assert not is_demanded(asked, OPEN, opening=True)
    assert [may_be_emptied(asked, facts) for facts in (OPEN, RESOLVED)] == [True, False]


def test_always_is_asked_at_the_beginning_and_at_the_end_and_by_rules_that_name_the_status() -> None:
    always = a_field(rule("require"))
    assert is_demanded(always, Facts("new"), opening=True)
    assert [is_demanded(always, facts) for facts in (OPEN, WAITING, RESOLVED)] == [False, False, True]
    assert not may_be_emptied(always, OPEN)

    waiting = a_field(rule("require", ("status", "is", ["waiting"])))
    assert [is_demanded(waiting, facts) for facts in (OPEN, WAITING, RESOLVED)] == [False, True, False]


def test_a_required_checkbox_has_to_be_ticked() -> None:
    box = a_field(kind="checkbox")
    assert [is_missing(box, value) for value in (None, False, True)] == [True, True, False]
    assert [is_missing(a_field(), value) for value in (None, "x")] == [True, False]


def test_options_get_keys_that_stay_and_trees_stand_upright() -> None:
    rows = definition.options(
        [{"label": " Hard ware"}, {"label": "Laptop", "key": "lap", "parent": "hard_ware", "is_hidden": 1}],
        "tree",
        ["en", "de"],
    )
    assert [(one["key"], one["label"], one["parent"], one["is_hidden"]) for one in rows] == [
        ("hard_ware", "Hard ware", "", False),
        ("lap", "Laptop", "hard_ware", True),
    ]
    assert (above(rows, "lap"), depth(rows, "lap")) == (["hard_ware"], 1)
    assert definition.options([{"label": "Обычный"}], "choice", [])[0]["key"].startswith("o_")
    assert definition.options("whatever", "text", []) == []


@pytest.mark.parametrize(
    "raw",
    [
        [], "x", [3], [{"label": " "}], [{"label": "x" * 81}], [{"label": "a", "key": "A b"}],
        [{"label": "a", "key": "k"}, {"label": "b", "key": "k"}],
        [{"label": "a", "key": "k", "parent": "k"}],
        [{"label": "a", "key": "a", "parent": "b"}, {"label": "b", "key": "b", "parent": "a"}],
        [{"label": "a", "parent": "nobody"}],
        [{"label": "a", "label_in": {"xx": "A"}}],
        [{"label": str(n), "key": f"k{n}", "parent": f"k{n - 1}" if n else ""} for n in range(6)],
        [{"label": str(n)} for n in range(301)],
    ],
)  # fmt: skip
def test_options_that_make_no_sense_are_refused(raw: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        definition.options(raw, "tree", ["en"])
    assert list(refusal.value.data["fields"]) == ["options"]


def test_rules_are_kept_in_one_shape() -> None:
    kept = definition.rules(
        [
            {
                "effect": "show",
                "conditions": [{"fact": "field.vip", "op": "is", "values": [True, "true", " "]}],
            }
        ],
        "order",
        ["order", "vip"],
    )
    assert kept == [rule("show", ("field.vip", "is", ["true"]))]


@pytest.mark.parametrize(
    "raw",
    [
        "x", [3], [{"effect": "explode"}], [{"effect": "show", "at": "noon"}],
        [{"effect": "show", "conditions": [{"fact": "moon", "op": "is", "values": ["full"]}]}],
        [{"effect": "show", "conditions": [{"fact": "field.order", "op": "set"}]}],  # about itself
        [{"effect": "show", "conditions": [{"fact": "status", "op": "like", "values": ["o"]}]}],
        [{"effect": "show", "conditions": [{"fact": "status", "op": "is", "values": []}]}],
        [{"effect": "show"}] * 9,
    ],
)  # fmt: skip
def test_rules_that_make_no_sense_are_refused(raw: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        definition.rules(raw, "order", ["order"])
    assert list(refusal.value.data["fields"]) == ["rules"]


CONDITIONS = st.fixed_dictionaries(
    {
        "fact": st.sampled_from(
            ["status", "queue", "category", "priority", "channel", "field.a", "field.gone"]
        ),
        "op": st.sampled_from(["is", "is_not", "set", "unset"]),
        "values": st.lists(st.sampled_from(["open", "resolved", "3", "x"]), min_size=1, max_size=2),
    }
)
RULES = st.fixed_dictionaries(
    {
        "effect": st.sampled_from(["show", "require", "read_only"]),
        "at": st.sampled_from(["always", "resolve"]),
        "conditions": st.lists(CONDITIONS, max_size=2),
    }
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of a busy machine
@given(
    rules=st.lists(RULES, max_size=4),
    status=st.sampled_from(["new", "open", "waiting", "resolved", "closed", "spam"]),
    a=st.sampled_from([frozenset(), frozenset({"x"})]),
)
def test_nobody_is_ever_asked_for_what_they_cannot_see_or_write(
    rules: list[dict[str, Any]], status: str, a: frozenset[str]
) -> None:
    field, facts = a_field(*definition.rules(rules, "order", ["a", "gone"])), Facts(status, 3, words={"a": a})
    stands = standing(field, facts)
    if not stands.is_shown or stands.is_read_only:
        assert stands.required == ""
        assert not is_demanded(field, facts)
        assert not is_demanded(field, facts, opening=True)
        assert may_be_emptied(field, facts)
    if not any(one["effect"] == "show" for one in rules):
        assert stands.is_shown
