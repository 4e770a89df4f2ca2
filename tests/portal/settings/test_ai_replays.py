"""Trying a change from the page: the form, what it costs, progress, the result, approve; the history."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ai import services
from ai.models import ModelSettings, Provider, Replay, ReplayDecision, ReplayItem
from core.desk import services as desk
from core.desk.models import Category
from core.tickets.selectors import numbering
from tests.ai.conftest import _clean_desk, allowance, articles, model, write_in  # noqa: F401
from tests.ai.test_model_path import GOOD
from tests.ai.test_replay import by, endpoint, other, solve  # noqa: F401
from tests.support.fakes import openai as fake

WHERE = "/settings/ai/replays/"


@pytest.fixture
def admin(browser, acme, people):
    return browser(acme, people.adam)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def form(**more: Any) -> dict[str, Any]:
    return {"size": "50", "cap": "1"} | more


def test_a_model_from_the_form_to_the_approval(solve, endpoint, admin, drain, settings):  # noqa: F811
    assert "Nothing was tried yet" in text(admin.get(WHERE))
    assert "There is nothing to try it on yet" in text(admin.get(f"{WHERE}new/model/"))
    solve(3)
    settings.AI_PRICES = {"small-2": (100.0, 200.0)}
    page = text(admin.get(f"{WHERE}new/model/?provider={endpoint.public_id}"))
    assert f'value="{endpoint.public_id}" selected' in page
    assert "There is nothing to try it on yet" not in page
    wanted = form(provider=endpoint.public_id, model="small-2")
    assert "3 solved tickets, as many messages of your plan" in text(
        admin.post(f"{WHERE}new/model/cost/", wanted)
    )
    assert not Replay.objects.exists()

    place = admin.post(f"{WHERE}new/model/", wanted)["Location"]
    assert "every 2s" in text(admin.get(place))
    running = admin.get(f"{place}state/")
    assert "HX-Refresh" not in running.headers
    assert "Wait for its end, or cancel it first." in text(admin.get(f"{WHERE}new/model/"))
    drain()
    assert admin.get(f"{place}state/").headers["HX-Refresh"] == "true"

    shown = text(admin.get(place))
    assert "Right, with the change" in shown
    assert "every 2s" not in shown
    changed = ReplayDecision.objects.exclude(outcome="same")
    assert changed.exists()
    assert shown.count('class="main-link" href="/desk/tickets/') == changed.count()
    for outcome in ("better", "worse", "other"):
        only = text(admin.get(f"{place}?outcome={outcome}"))
        assert only.count('class="main-link" href="/desk/tickets/') == changed.filter(outcome=outcome).count()
    field = changed.first().field
    only = text(admin.get(f"{place}?field={field}"))
    assert only.count('class="main-link" href="/desk/tickets/') == changed.filter(field=field).count()

    for _ in range(2):
        assert admin.post(place, {"action": "approve"}).status_code == 302
    row = Provider.objects.get(pk=endpoint.pk)
    assert (row.is_on, row.tasks["triage"]) == (True, "small-2")
    assert "Approved" in text(admin.get(place))
    assert 'name="action" value="approve"' not in text(admin.get(place))
    admin.post(place, {"action": "discard"})
    assert "can be approved" in text(admin.get(place))
    assert "Adam Admin" in text(admin.get(WHERE))
    assert "Trials on solved tickets" in text(admin.get("/settings/ai/costs/"))


def test_categories_from_the_form(solve, admin, drain):  # noqa: F811
    solve(2)
    where = f"{WHERE}new/categories/"
    page = text(admin.get(where))
    assert 'name="name-billing.refund"' in page
    assert 'name="remove-other"' not in page
    nothing = admin.post(where, form(**{"name-billing.refund": Category.objects.get(key="billing.refund").name,
                                        "description-billing.refund": Category.objects.get(key="billing.refund").description}))  # fmt: skip
    assert (nothing.status_code, "Nothing is changed yet." in text(nothing)) == (422, True)

    typed = form(**{"name-billing.refund": "Money back", "description-billing.refund": "They want money back.",
                    "name-feedback.praise": "Praise", "description-feedback.praise": "x", "remove-feedback.praise": "1",
                    "new-name-1": "<b>Chargebacks</b>", "new-parent-1": "billing"})  # fmt: skip
    wrong = admin.post(where, typed | {"size": "none", "cap": "much"})
    assert wrong.status_code == 422
    assert 'value="Money back"' in text(wrong)
    assert "&lt;b&gt;Chargebacks" in text(wrong)
    assert "it costs nothing" in text(admin.post(f"{where}cost/", typed | {"size": "1"}))
    place = admin.post(where, typed)["Location"]
    drain()
    shown = text(admin.get(place))
    assert "&lt;b&gt;Chargebacks" in shown
    admin.post(place, {"action": "approve"})
    assert Category.objects.get(key="billing.refund").name == "Money back"
    assert not Category.objects.get(key="feedback.praise").is_active


def test_a_tree_that_changed_meanwhile_is_told(solve, admin, drain, by):  # noqa: F811
    solve(1)
    row = Category.objects.get(key="billing.refund")
    typed = form(**{"name-billing.refund": "Money back", "description-billing.refund": row.description})
    place = admin.post(f"{WHERE}new/categories/", typed)["Location"]
    drain()
    desk.save_category(row, by=by, description="Changed by somebody else.")
    admin.post(place, {"action": "approve"})
    assert "Try it again." in text(admin.get(place))
    assert Replay.objects.get().decision == ""
    assert Category.objects.get(key="billing.refund").name == row.name


def test_guidance_is_tried_or_used_at_once(solve, model, admin, drain):  # noqa: F811
    model.default = fake.answers(**GOOD)
    solve(1)
    where = f"{WHERE}new/guidance/"
    same = admin.post(where, form(guidance=""))
    assert (same.status_code, "This is what is in use." in text(same)) == (422, True)
    place = admin.post(where, form(guidance="Refunds first.\r\nThen the rest."))["Location"]
    drain()
    admin.post(place, {"action": "approve"})
    assert ModelSettings.objects.get().guidance == "Refunds first.\nThen the rest."
    assert "Refunds first." in text(admin.get(where))
    assert admin.post(where, form(guidance="", action="use")).status_code == 302
    assert ModelSettings.objects.get().guidance == ""


def test_the_built_in_engine_is_only_compared(solve, admin, drain):  # noqa: F811
    solve(1)
    place = admin.post(f"{WHERE}new/model/", form(provider="local"))["Location"]
    drain()
    shown = text(admin.get(place))
    assert "This only compares." in shown
    assert 'value="approve"' not in shown
    admin.post(place, {"action": "approve"})
    assert "Switch the endpoints off to use it." in text(admin.get(place))
    admin.post(place, {"action": "discard"})
    assert Replay.objects.get().decision == "discarded"


def test_canceled_on_the_page(solve, admin, drain):  # noqa: F811
    solve(1)
    place = admin.post(f"{WHERE}new/model/", form(provider="local"))["Location"]
    admin.post(place, {"action": "cancel"})
    drain()
    shown = text(admin.get(place))
    assert "Canceled" in shown
    assert "Nothing was read" in shown


def test_refusals_stand_in_the_form_and_others_do_not_come_in(solve, admin, browser, acme, people):  # noqa: F811
    solve(1)
    for typed, said in (
        (form(provider="nobody"), "Choose one of your endpoints."),
        (form(provider="local", size="501"), "Between 1 and 500 tickets."),
        (form(provider="local", cap="-3"), "An amount above zero."),
    ):
        answer = admin.post(f"{WHERE}new/model/", typed)
        assert (answer.status_code, said in text(answer)) == (422, True)
    assert "Choose one of your endpoints." in text(
        admin.post(f"{WHERE}new/model/cost/", form(provider="nobody"))
    )
    assert admin.get(f"{WHERE}new/weather/").status_code == 404
    assert admin.get(f"{WHERE}nobody/").status_code == 404
    ana = browser(acme, people.ana)
    for path in (WHERE, f"{WHERE}new/model/", f"{WHERE}nobody/"):
        assert ana.get(path).status_code == 403


def test_long_lists_cost_as_many_queries_as_short_ones(solve, admin, drain, by, django_assert_num_queries):  # noqa: F811
    solve(2)
    row = services.begin_replay("model", {"provider": "local"}, size=50, cap=1, by=by)
    drain()
    place = f"{WHERE}{row.public_id}/"
    numbering()  # remembered from the first label on

    def counted(path: str) -> int:
        admin.get(path)
        with CaptureQueriesContext(connection) as few:
            admin.get(path)
        return len(few)

    page, history = counted(place), counted(WHERE)
    plain = {"kind": "model", "base": "x", "size": 1, "cap": 1, "asked_by": by.ref, "state": "done"}
    Replay.objects.bulk_create(Replay(change={"provider": "local"}, **plain) for _ in range(40))
    for item in ReplayItem.objects.filter(replay=row):
        ReplayDecision.objects.filter(item=item).update(outcome="worse")
    with django_assert_num_queries(page):
        shown = text(admin.get(place))
    assert shown.count('class="main-link" href="/desk/tickets/') == ReplayDecision.objects.count()
    with django_assert_num_queries(history):
        listed = text(admin.get(WHERE))
    assert listed.count("main-link") == 25
    assert "?page=2" in listed
