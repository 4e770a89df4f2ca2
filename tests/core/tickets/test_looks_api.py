"""/api/v1/views/looks/, views/order/, and limits of statuses over the API."""

from __future__ import annotations

import pytest

from core.accounts.models import User
from core.desk import selectors as desk
from core.desk.models import SavedView
from tests.support.callers import said

pytestmark = pytest.mark.django_db


def test_a_look_is_read_changed_and_as_usual_again(callers, people):
    path = "/views/looks/my-open/"
    assert callers.ana.read(path).json()["layout"] == ""
    sent = {
        "layout": "table",
        "columns": [{"name": "subject", "width": "wide"}, {"name": "due"}],
        "order": "newest",
    }
    made = callers.ana.call("PATCH", path, sent)
    assert made.status_code == 200
    assert made.json()["columns"] == [
        {"name": "subject", "width": "wide"},
        {"name": "due", "width": "normal"},
    ]
    assert callers.ana.read(path).json()["order"] == "newest"
    assert callers.ben.read(path).json()["layout"] == ""
    none = {"layout": None, "columns": None, "order": None}
    assert callers.ana.call("PATCH", path, none).json()["layout"] == ""
    assert User.objects.get(pk=people.ana.pk).workspace == {}


@pytest.mark.parametrize(
    "bad", [{"layout": "circle"}, {"order": "random"}, {"columns": [{"name": "hacked"}]}, {"columns": 3}]
)
def test_bad_looks_are_refused(callers, people, bad):
    assert said(callers.ana.call("PATCH", "/views/looks/inbox/", bad))[0] == 400
    assert User.objects.get(pk=people.ana.pk).workspace == {}


def test_only_lists_that_are_there_have_a_look(callers, people):
    SavedView.objects.create(key="hers", name="Hers", owner=people.olivia)
    queue = desk.default_queue().pk
    for key, status in (
        ("hers", 404),
        ("nothing", 404),
        ("queue:4711", 404),
        (f"queue:{queue}", 200),
        ("inbox", 200),
    ):
        assert callers.ana.call("PATCH", f"/views/looks/{key}/", {"layout": "board"}).status_code == status
        assert callers.ana.read(f"/views/looks/{key}/").status_code == status


def test_customers_have_no_looks(callers):
    assert said(callers.carla.call("PATCH", "/views/looks/inbox/", {"layout": "board"}))[0] == 403
    assert said(callers.carla.call("PUT", "/views/order/", {"keys": []}))[0] == 403


def test_views_are_put_in_ones_own_order(callers, people):
    assert callers.ana.call("PUT", "/views/order/", {"keys": ["spam", "my-open"]}).status_code == 204
    assert User.objects.get(pk=people.ana.pk).workspace == {"order": ["spam", "my-open"]}
    assert said(callers.ana.call("PUT", "/views/order/", {"keys": ["a b"]}))[0] == 400


def test_a_full_status_refuses_over_the_api(callers, ticket, many):
    many(1)
    status = next(one for one in callers.olivia.read("/statuses/").json() if one["key"] == "in_progress")
    path = f"/statuses/{status['id']}/"
    assert said(callers.ana.call("PATCH", path, {"wip_limit": 1}))[0] == 403
    answer = callers.olivia.call("PATCH", path, {"wip_limit": 1, "wip_is_hard": True})
    assert (answer.json()["wip_limit"], answer.json()["wip_is_hard"]) == (1, True)
    assert callers.ana.call("PATCH", "/tickets/1/", {"status": "in_progress"}).status_code == 200
    refused = callers.ana.call("PATCH", "/tickets/2/", {"status": "in_progress"})
    assert said(refused) == (409, "status.full")
    assert refused.json()["details"] == {"status": "In progress", "limit": 1}
    new = desk.status("new").pk
    assert said(callers.olivia.call("PATCH", f"/statuses/{new}/", {"wip_limit": 1})) == (
        400,
        "status.no_limit_here",
    )
