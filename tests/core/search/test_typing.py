"""What is typed into the box: any text is taken, fields mean what they say, and what comes next is offered."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desk.models import Tag
from core.search import recent, selectors
from core.search.names import OFFERED
from core.search.terms import LONGEST, MOST_CLAUSES, MOST_TERMS, take_apart
from core.tickets import conditions

pytestmark = pytest.mark.django_db
EVERY_APPROVAL = ["pending", "approved", "declined", "canceled", "expired"]
PIECES = st.sampled_from(
    [*(f"{name}:" for name in OFFERED), "-", '"', ":", ",", ">", "<", ">=now-1h", "now+9w", "none", "'", "\\", "me",
     "2026-02-30", "0001-01-01", "9999-12-31", "()&|!*<->", "\x00", "\ud800", "%", "_", "field.", "was.status:x",
     "a" * 400, "١٢", "١٢:١", "日本語", "is:open", "has:file", " "]
)  # fmt: skip


def asked(text, actor):
    where = selectors.read(text, actor).where
    return conditions.as_json(where)["all"] if where else []


@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=14).map("".join))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_typed_is_searched(people, text):
    ana = people.ana.actor
    typed = take_apart(text)
    assert len(typed.text) <= LONGEST
    assert len(typed.terms) <= MOST_TERMS
    assert len(typed.clauses) <= MOST_CLAUSES
    assert selectors.search(ana, text).found == []
    selectors.beside(ana, selectors.read(text, ana))
    for one in selectors.complete(ana, text, len(text) // 2):
        assert 0 <= one.at <= len(one.text)


def test_pieces():
    typed = take_apart('status:open  "exact phrase" -tag:"big deal" 10:30 http://x.example/a -not re:')
    assert [(one.text, one.is_phrase, one.is_denied) for one in typed.terms] == [
        ("exact phrase", True, False),
        ("10:30", False, False),
        ("http://x.example/a", False, False),
        ("not", False, True),
        ("re:", False, False),
    ]
    assert [(one.name, one.value, one.is_denied) for one in typed.clauses] == [
        ("status", "open", False),
        ("tag", "big deal", True),
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("from:bob", {"any": [{"field": "customer", "op": "contains", "value": "bob"},
                              {"field": "customer_name", "op": "contains", "value": "bob"}]}),
        ("-company:acme", {"field": "company", "op": "lacks", "value": "acme"}),
        ("created:>now-1h", {"field": "created", "op": "last", "value": "1h"}),
        ("-created:>now-1h", {"field": "created", "op": "older", "value": "1h"}),
        ("created:2w", {"field": "created", "op": "last", "value": "14d"}),
        ("urgency:>=50", {"field": "urgency", "op": "above", "value": 49}),
        ("-urgency:>=50", {"field": "urgency", "op": "below", "value": 50}),
        ("sentiment:negative", {"field": "sentiment", "op": "is", "value": ["-1", "-2"]}),
        ("approval:rejected", {"field": "approval", "op": "is", "value": ["declined"]}),
        ("-approval:pending", {"field": "approval", "op": "is_not", "value": ["pending"]}),
        ("approval:none", {"field": "approval", "op": "is_not", "value": EVERY_APPROVAL}),
        ("approval:any", {"field": "approval", "op": "is", "value": EVERY_APPROVAL}),
        ("is:unassigned", {"field": "assignee", "op": "empty"}),
        ("has:due", {"field": "due", "op": "filled"}),
        ("is:overdue", {"field": "due", "op": "past"}),
        ("assignee:me,none", None),
        ("priority:high,urgent", {"field": "priority", "op": "is", "value": ["high", "urgent"]}),
        ("-tag:big-deal", {"field": "tags", "op": "none", "value": ["Big Deal"]}),
        ("tag:none", {"field": "tags", "op": "empty"}),
        ("mood:positive", {"field": "sentiment", "op": "is", "value": ["1", "2"]}),
    ],
)  # fmt: skip
def test_fields_become_conditions(people, text, part):
    Tag.objects.create(name="Big Deal")
    assert asked(text, people.ana.actor) == ([part] if part else [])


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("assigne:me", "assignee:me"),
        ("x prioritty:high y", "x priority:high y"),
        ("priority:hgih", "priority:high"),
        ("is:opne", "is:open"),
        ("-sentiment:negativ3", "-sentiment:negative"),
        ("created:sometime", ""),
        ("error:42", ""),
    ],
)
def test_problems_say_what_may_have_been_meant(people, text, instead):
    [problem] = selectors.read(text, people.ana.actor).problems
    assert problem.instead == instead
    assert problem.sentence


def test_an_unknown_field_is_looked_for_as_words(people):
    question = selectors.read("error:42", people.ana.actor)
    assert [term.text for term in question.terms] == ["error", "42"]


def offered(actor, text, at=None):
    return [one.typed for one in selectors.complete(actor, text, at)]


def test_what_may_come_next(people):
    Tag.objects.create(name="Big Deal")
    ana = people.ana.actor

    assert offered(ana, "sta")[:1] == ["status:"]
    assert offered(ana, "x -as")[:1] == ["-assignee:"]
    assert offered(ana, "assignee:ol") == ["assignee:olivia"]
    assert "tag:big-deal" in offered(ana, "tag:big")
    assert offered(ana, "from:carla@") == ["from:carla@customer.example"]
    assert offered(ana, "is:esc") == ["is:escalated"]
    assert offered(ana, "priority:high,ur") == ["priority:high,urgent"]
    assert offered(ana, "zzz") == offered(ana, "zzz:a") == []
    [one] = selectors.complete(ana, "a is:esc b", 8)
    assert (one.text, one.at) == ("a is:escalated b", 14)


def test_the_last_searches_are_offered_first(people):
    ana, ben = people.ana.actor, people.ben.actor
    for text in ("first", "Second", "ab", "FIRST"):
        recent.remember(ana, text)
    assert selectors.searches(ana) == ["FIRST", "Second"]
    assert offered(ana, "")[:2] == ["FIRST", "Second"]
    assert selectors.searches(ben) == []
    recent.forget(ana, "Second")
    assert selectors.searches(ana) == ["FIRST"]
    recent.forget(ana)
    assert selectors.searches(ana) == []
