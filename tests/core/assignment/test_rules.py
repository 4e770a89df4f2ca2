"""Who is given a ticket: every no, and who is first of those who can."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.assignment.models import Policy
from core.assignment.rules import NO, Need, Who, choose, why_not

NEED = Need(queue=1, team=7, language="de", skills=frozenset({3}))
ANA = Who(1, "Ana", teams=frozenset({7}), languages=frozenset({"de"}), skills=frozenset({3}))
STRICT = Policy(mode="round", by_language="require", by_skill="require", most=2)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, ""),
        ({"queues": frozenset({2})}, "queue"),
        ({"queues": frozenset({1, 2})}, ""),
        ({"teams": frozenset()}, "team"),
        ({"state": "away"}, "away"),
        ({"state": "reassign"}, "away"),
        ({"is_absent": True}, "absent"),
        ({"is_idle": True}, "idle"),
        ({"languages": frozenset({"en"})}, "language"),
        ({"languages": frozenset()}, ""),
        ({"skills": frozenset()}, "skill"),
        ({"load": 19}, ""),
        ({"load": 20}, "full"),
        ({"lately": {1: 1}}, ""),
        ({"lately": {1: 2}}, "often"),
        ({"lately": {2: 9}}, ""),
    ],
)
def test_every_no_has_a_name(change, why):
    who = replace(ANA, **change)
    assert why_not(who, NEED, STRICT) == why
    assert why in NO or not why
    assert (choose([who], NEED, STRICT) is who) == (why == "")


def test_nobody_is_given_what_they_had_or_are_kept_from():
    assert why_not(ANA, replace(NEED, had=frozenset({1})), STRICT) == "had"
    assert why_not(ANA, NEED, Policy(mode="round", excluded=[1])) == "excluded"


def test_a_heavy_queue_takes_more_room_and_a_weightless_one_none():
    assert why_not(replace(ANA, load=18), NEED, Policy(mode="round", weight=3)) == "full"
    assert why_not(replace(ANA, load=99), NEED, Policy(mode="round", weight=0)) == ""


def test_in_turn_the_one_who_waited_longest():
    early, late = (datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2))
    ana, ben = replace(ANA, given_at=late), replace(ANA, id=2, name="Ben", given_at=early, load=9)
    policy = Policy(mode="round")
    assert choose([ana, ben], NEED, policy) is ben
    assert choose([ana, ben, cara := replace(ANA, id=3, name="Cara")], NEED, policy) is cara


def test_balanced_the_one_who_holds_least():
    ana, ben = replace(ANA, load=3), replace(ANA, id=2, load=2)
    assert choose([ana, ben], NEED, Policy(mode="balanced")) is ben


def test_who_fits_goes_before_who_has_room():
    ana, ben = replace(ANA, load=9), replace(ANA, id=2, languages=frozenset({"en"}), skills=frozenset())
    assert choose([ana, ben], NEED, Policy(mode="balanced")) is ana
    assert choose([ana, ben], NEED, Policy(mode="balanced", by_language="ignore", by_skill="ignore")) is ben
