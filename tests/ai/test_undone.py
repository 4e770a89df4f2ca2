"""A settled contradiction and an approved trial are taken back: everything stands as it stood before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ai import options, services
from ai.models import Contradiction, Correction, ModelSettings, Policy, Provider, Replay, Result, Verdict
from ai.services import learning
from core.audit.models import Record
from core.desk import services as desk
from core.desk.models import Category, Queue
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tests.ai.test_contradictions import SIGN_IN, TWICE, decide  # noqa: F401
from tests.ai.test_replay import EDITS, MUCH, by, endpoint, fresh, other, solve  # noqa: F401
from tests.support.callers import one_of_each

PAGE = "/settings/ai/contradictions/"
OF_TICKETS = ("category_id", "queue_id", "chosen", "needs_review", "status_id", "priority")


@pytest.fixture
def pair(decide, drain):  # noqa: F811
    """Two tickets that triage has read, decided differently: a refund and an invoice question."""
    found = decide(TWICE.format("Carla"), "billing.refund"), decide(TWICE.format("Karla"), "billing.invoice")
    decide(SIGN_IN.format("A1"), "account.sign_in")
    decide(SIGN_IN.format("A2"), "account.sign_in")
    drain()
    learning.learn()
    return found


def standing(*of: Ticket) -> list[Any]:
    """All that settling may touch, of these tickets."""
    pks = [ticket.pk for ticket in of]
    return [
        list(Ticket.objects.filter(pk__in=pks).order_by("pk").values(*OF_TICKETS)),
        list(Correction.objects.filter(ticket__in=pks).order_by("pk").values()),
        list(Result.objects.filter(ticket__in=pks).order_by("pk").values("pk", "applied_at", "is_latest")),
        list(Verdict.objects.filter(ticket__in=pks).order_by("pk").values()),
        list(Contradiction.objects.values("kept", "settled_at", "settled_by", "undo")),
    ]


def test_a_settled_pair_is_put_back_to_the_last_mark(pair, acme, people, browser, drain):
    home = Queue.objects.create(name="Refunds")
    desk.save_category(Category.objects.get(key="billing.refund"), by=people.adam.actor, queue=home)
    Ticket.objects.filter(pk=pair[1].pk).update(needs_review=True)
    before, row = standing(*pair), Contradiction.objects.get()
    owner = browser(acme, people.olivia)

    said = owner.post(f"{PAGE}{row.pk}/", {"keep": "billing.refund"}, follow=True).text
    assert f"{PAGE}{row.pk}/undo/" in said
    assert "Settled in the last day" in said
    pair[1].refresh_from_db()
    assert (pair[1].category.key, pair[1].queue) == ("billing.refund", home)
    assert standing(*pair) != before
    drain()

    said = owner.post(f"{PAGE}{row.pk}/undo/", follow=True).text
    assert f"Undone. {pair[1].label} has its category back" in said
    assert (standing(*pair), "Settled in the last day" in said) == (before, False)
    drain()
    assert standing(*pair) == before, "what was heard of it afterwards changes nothing either"
    line = Record.objects.get(action="ai.contradiction_unsettled")
    assert (line.actor_id, line.before) == (people.olivia.pk, {"kept": "billing.refund"})
    owner.post(f"{PAGE}{row.pk}/undo/")
    assert Record.objects.filter(action="ai.contradiction_unsettled").count() == 1, "twice is once"


def test_the_engine_forgets_it_at_its_next_reading(pair, people):
    row = Contradiction.objects.get()
    services.settle_contradiction(row, "billing.refund", people.olivia.actor)
    services.correct(
        pair[0], "priority", "high", people.ana.actor
    )  # a later word: the number alone tells nothing
    mark = ModelSettings.objects.values_list("forgot_at", flat=True).first()
    services.unsettle_contradiction(row, people.olivia.actor)
    assert ModelSettings.objects.get().forgot_at != mark
    learned = [
        one.value for one in options.labelled() if one.text.endswith("Karla") and one.kind == "category"
    ]
    assert learned == ["billing.invoice"]


def test_a_field_that_stepped_back_because_of_it_applies_by_itself_again(pair, people, decided, drain):
    Result.objects.filter(ticket=pair[0], field="category").update(value="billing.refund", mode="auto")
    decided("category", "billing.refund", 0, 2, was_auto=True, how="undone")
    Policy.objects.update_or_create(field="category", defaults={"mode": "auto"})
    row, owner = Contradiction.objects.get(), people.olivia.actor

    services.settle_contradiction(row, "billing.invoice", owner)
    policy = Policy.objects.get(field="category")
    assert (policy.mode, policy.stepped_back_why) == (
        "suggest",
        "People changed 3 of the last 3 values back.",
    )
    services.unsettle_contradiction(row, owner)
    policy.refresh_from_db()
    assert (policy.mode, policy.stepped_back_at, policy.stepped_back_why) == ("auto", None, "")
    line = Record.objects.filter(action="ai.policy_changed").latest("pk")
    assert (line.before["mode"], line.after, line.actor_id) == ("suggest", {"mode": "auto"}, people.olivia.pk)

    services.settle_contradiction(row, "billing.invoice", owner)
    decided("category", "billing.refund", 0, 1, was_auto=True, how="undone")
    services.unsettle_contradiction(row, owner)
    assert Policy.objects.get(field="category").mode == "suggest", "what is left asks for it, too"


def test_a_later_word_and_a_later_day_hold(pair, people, acme, browser, monkeypatch):
    row, owner = Contradiction.objects.get(), people.olivia.actor
    services.settle_contradiction(row, "billing.refund", owner)
    services.correct(pair[1], "category", "account.sign_in", people.ana.actor)
    before = standing(*pair)
    with pytest.raises(services.DecidedAnew):
        services.unsettle_contradiction(row, owner)
    said = browser(acme, people.olivia).post(f"{PAGE}{row.pk}/undo/", follow=True).text
    assert ("Nothing was changed." in said, standing(*pair)) == (True, before)

    Contradiction.objects.update(
        settled_at=Contradiction.objects.get().settled_at - timedelta(days=1, minutes=1)
    )
    with pytest.raises(services.TooLateToUndo):
        services.unsettle_contradiction(row, owner)
    assert "Settled in the last day" not in browser(acme, people.olivia).get(PAGE).text


def test_keeping_both_is_undone_and_programs_may_too(pair, acme, people):
    row, callers = Contradiction.objects.get(), one_of_each(acme, people)
    before = standing(*pair)
    where = f"/ai/contradictions/{row.pk}"
    assert callers.olivia.call("POST", f"{where}/settle/", {"keep": ""}).json()["settled_at"]
    answer = callers.olivia.call("POST", f"{where}/undo/").json()
    assert (answer["kept"], answer["settled_at"], standing(*pair)) == ("", None, before)
    assert callers.ana.call("POST", f"{where}/undo/").status_code == 403


def approved(by: Any, drain: Any, kind: str, **wanted: Any) -> Replay:  # noqa: F811
    row = services.begin_replay(kind, wanted, size=50, cap=MUCH, by=by)
    drain()
    return services.approve_replay(fresh(row), by=by)


def set_up() -> list[Any]:
    """All that approving may touch."""
    return [
        list(Provider.objects.order_by("position").values("public_id", "tasks", "is_on", "base_url")),
        list(Category.objects.order_by("key").values("key", "name", "description", "parent", "is_active")),
        ModelSettings.objects.values_list("guidance", flat=True).first() or "",
    ]


def test_another_model_goes_back_to_its_place(solve, endpoint, by, drain):  # noqa: F811
    solve(1)
    Provider.objects.create(
        name="First", base_url="https://first.example/v1", tasks={"draft": "x"}, position=1
    )
    before = set_up()
    row = approved(by, drain, "model", provider=endpoint.public_id, model="small-2")
    assert set_up() != before
    services.undo_replay(row, by=by)
    assert (set_up(), fresh(row).decision, row.undo) == (before, "", None)
    assert Record.objects.get(action="ai.replay_undone").before["model"] == "small-2"
    services.undo_replay(row, by=by)


def test_an_order_that_people_made_since_stays_but_for_the_one_that_was_tried(solve, endpoint, by, drain):  # noqa: F811
    solve(1)
    for name in ("First", "Second", "Third"):
        url = f"https://{name.lower()}.example/v1"
        place = 0 if name == "First" else 99
        Provider.objects.create(name=name, base_url=url, tasks={"draft": "x"}, position=place)
    ids = {row.name: row.public_id for row in Provider.objects.all()}
    row = approved(by, drain, "model", provider=endpoint.public_id, model="small-2")
    tried = Provider.objects.get(public_id=endpoint.public_id).name
    services.order_providers([ids[name] for name in (tried, "Third", "First", "Second")], by=by)
    services.undo_replay(row, by=by)
    order = list(Provider.objects.order_by("position").values_list("name", flat=True))
    assert order == ["Third", "First", tried, "Second"]
    assert services.approve_replay(fresh(row), by=by).decision == "approved", "it can be approved again"


def test_categories_become_what_they_were_and_new_ones_go(solve, by, drain):  # noqa: F811
    solve(1)
    before = set_up()
    row = approved(by, drain, "categories", categories=EDITS)
    assert set_up() != before
    services.undo_replay(row, by=by)
    assert set_up() == before


def test_where_tickets_keep_a_new_category_it_asks_first(solve, by, drain, acme, people, browser):  # noqa: F811
    [ticket] = solve(1)
    names = set(Category.objects.values_list("key", flat=True))
    row = approved(by, drain, "categories", categories=EDITS)
    [new] = Category.objects.exclude(key__in=names)
    tickets.change(ticket, by=by, category=new)
    with pytest.raises(services.NotWhole):
        services.undo_replay(row, by=by)

    adam, there = browser(acme, people.adam), f"/settings/ai/replays/{row.public_id}/"
    assert "1 ticket has been given a new category and keeps it." in adam.get(there).text
    refused = adam.post(there, {"action": "undo"}, follow=True).text
    assert ("Confirm that, and undo again." in refused, fresh(row).decision) == (True, "approved")
    said = adam.post(there, {"action": "undo", "anyway": "1"}, follow=True).text
    assert "Undone. What it replaced holds again" in said
    new.refresh_from_db()
    ticket.refresh_from_db()
    assert (new.is_active, ticket.category, fresh(row).decision) == (False, new, "")


def test_what_was_changed_since_is_not_taken_back(solve, endpoint, by, drain, acme, people):  # noqa: F811
    solve(1)
    row = approved(by, drain, "model", provider=endpoint.public_id, model="small-2")
    services.switch_provider(endpoint, False, by=by)
    before = set_up()
    with pytest.raises(services.ChangedSince):
        services.undo_replay(row, by=by)
    assert (set_up(), fresh(row).decision) == (before, "approved")
    services.switch_provider(endpoint, True, by=by)

    Replay.objects.update(decided_at=row.decided_at - timedelta(days=8))
    with pytest.raises(services.CannotUndo):
        services.undo_replay(row, by=by)
    Replay.objects.update(decided_at=row.decided_at)
    callers = one_of_each(acme, people)
    where = f"/ai/replays/{row.public_id}/undo/"
    assert callers.ana.call("POST", where).status_code == 403
    assert callers.olivia.call("POST", where).json()["decision"] == ""


def test_approving_and_undoing_lock_in_one_order(solve, by, drain):  # noqa: F811
    """Else the two, at one moment, wait for each other until the database ends one of them."""

    def locked(told: CaptureQueriesContext) -> list[str]:
        said = (one["sql"] for one in told if "FOR UPDATE" in one["sql"])
        found = (
            name for sql in said for name in ("ai_replay", "ai_modelsettings") if f'FROM "{name}"' in sql
        )
        return list(dict.fromkeys(found))

    solve(1)
    row = approved(by, drain, "categories", categories=EDITS)
    with CaptureQueriesContext(connection) as undoing:
        services.undo_replay(row, by=by)
    with CaptureQueriesContext(connection) as again:
        services.approve_replay(fresh(row), by=by)
    assert locked(undoing) == locked(again) == ["ai_replay", "ai_modelsettings"]
