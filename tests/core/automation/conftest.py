"""A ticket to be automated, and rules in a line."""

from __future__ import annotations

import pytest

from core.automation import services
from core.automation.models import Rule
from core.tickets import services as tickets
from core.tickets.services.words import Words


@pytest.fixture
def ticket(people):
    return tickets.open_ticket(
        people.carla,
        "Invoice is wrong",
        Words("You charged me twice."),
        channel="mail",
        by=people.carla.actor,
    )[0]


@pytest.fixture
def no_rules(acme):
    """The rules of a new organization are out of the way."""
    Rule.objects.all().delete()


@pytest.fixture
def rule(people, no_rules):
    """rule(name, where, do, events=[...]): one more rule, by Adam."""

    def make(name, where, do, **more):
        if "kind" not in more and "events" not in more:
            more["events"] = ["opened", "customer", "reply", "note", "changed"]
        conditions = {"all": [{"field": field, "op": op, "value": value} for field, op, value in where]}
        actions = [{"do": action, "value": value} for action, value in do]
        return services.save_rule(
            None, by=people.adam.actor, name=name, conditions=conditions, actions=actions, **more
        )

    return make
