"""What a person chose of a list's look stays with the person, and what makes no sense any more is as usual."""

from __future__ import annotations

import pytest

from core.accounts.models import User
from core.desk import looks, services
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def of(person, key):
    return looks.look(User.objects.get(pk=person.pk).workspace, key)


def test_each_list_has_a_look_of_its_own(people):
    seen = services.remember_look("inbox", by=people.ana.actor, layout="board", lanes="priority")
    assert (seen.layout, seen.lanes) == ("board", "priority")
    services.remember_look("spam", by=people.ana.actor, density="compact", columns=[["subject", "wide"]])
    assert of(people.ana, "inbox") == looks.Look(layout="board", lanes="priority")
    assert of(people.ana, "spam") == looks.Look(density="compact", columns=(("subject", "wide"),))
    assert of(people.ben, "inbox") == looks.Look()


def test_as_usual_keeps_nothing_and_raises_no_version(people):
    version = people.ana.version
    services.remember_look("inbox", by=people.ana.actor, layout="table")
    services.remember_look("inbox", by=people.ana.actor, layout=None)
    ana = User.objects.get(pk=people.ana.pk)
    assert (ana.workspace, ana.version) == ({}, version)


@pytest.mark.parametrize(
    "values",
    [
        {"layout": "circle"},
        {"columns": [["subject", "huge"]]},
        {"columns": "subject"},
        {"group": ["status"]},
        {"nothing": 1},
        {"density": {}},
    ],
)
def test_what_is_no_choice_is_refused(people, values):
    with pytest.raises(Invalid):
        services.remember_look("inbox", by=people.ana.actor, **values)
    assert User.objects.get(pk=people.ana.pk).workspace == {}


def test_only_people_have_looks(people):
    for actor in (SYSTEM, people.carla.actor):
        with pytest.raises(Refused):
            services.remember_look("inbox", by=actor, layout="board")


def test_the_oldest_of_too_many_is_forgotten(people):
    for number in range(65):
        services.remember_look(f"view-{number}", by=people.ana.actor, layout="board")
    assert of(people.ana, "view-0").layout == ""
    assert of(people.ana, "view-64").layout == "board"


def test_what_is_kept_is_not_trusted():
    kept = {
        "looks": {
            "inbox": {"layout": "gone", "columns": [["subject", "wide"], ["hacked", "wide"], 3], "x": 1}
        }
    }
    assert looks.look(kept, "inbox") == looks.Look(columns=(("subject", "wide"),))


def test_views_stand_in_ones_own_order(people):
    services.order_views(["spam", "my-open", "spam"], by=people.ana.actor)
    workspace = User.objects.get(pk=people.ana.pk).workspace
    assert workspace["order"] == ["spam", "my-open"]
    assert looks.ordered(workspace, ["all-open", "my-open", "new-one", "spam"]) == [
        "spam", "my-open", "all-open", "new-one",
    ]  # fmt: skip
    services.order_views([], by=people.ana.actor)
    assert User.objects.get(pk=people.ana.pk).workspace == {}
