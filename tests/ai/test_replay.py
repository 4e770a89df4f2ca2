"""A change is tried over solved tickets: what it would have decided, for how much, and nothing else happens."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from ai import options, services
from ai.gateway import breaker
from ai.models import ModelSettings, Provider, Replay, ReplayDecision, ReplayItem, Run
from ai.selectors import trials as selectors
from ai.services import replaying
from billing.models import CostCount, CostReservation, UsageMonth
from core.audit.models import Record
from core.desk.models import Category, Status
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants import context
from tenants.alarms.models import Alarm
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.kernel.errors import Refused
from tests.ai.test_model_path import GOOD
from tests.support.fakes import openai as fake
from tests.support.fakes.openai import FakeOpenAI

MUCH = 50_000_000  # millionths: 50 of the currency
KEPT_STILL = ("ai_", "tickets_", "desk_", "contacts_", "mail_", "knowledge_", "notifications_")
OURS = ("ai_replay", "ai_replayitem", "ai_replaydecision")


@pytest.fixture
def by(people):
    return people.adam.actor


@pytest.fixture
def solve(people, write_in, drain):
    """solve(3) has three mails read by whoever answers now, decided as refunds by Ana, and solved."""

    def made(count: int, category: str = "billing.refund") -> list[Ticket]:
        services.set_policy("reply", "off", people.adam.actor)
        found = [write_in(f"Our card was charged twice for invoice {n}.").ticket for n in range(count)]
        drain()
        for ticket in found:
            services.correct(ticket, "category", category, people.ana.actor)
            services.correct(ticket, "priority", "high", people.ana.actor)
            tickets.change(ticket, by=people.ana.actor, status=Status.objects.get(key="resolved"))
        drain()
        return found

    return made


@pytest.fixture
def other(by, allowance):
    """Another server with an endpoint of the organization's own that is not switched on."""
    with FakeOpenAI() as server:
        server.default = fake.answers(**GOOD)
        yield server


@pytest.fixture
def endpoint(other, settings):
    settings.AI_DEADLINE = 2.0
    return Provider.objects.create(
        name="Ours", base_url=other.base_url, tasks={"draft": "big"}, is_on=False, form="schema", position=5
    )


def begin(by, kind="model", size=50, cap=MUCH, **wanted: Any) -> Replay:
    return services.begin_replay(kind, wanted, size=size, cap=cap, by=by)


def fresh(row: Replay) -> Replay:
    row.refresh_from_db()
    return row


def rows_of_all() -> dict[str, list[Any]]:
    """Every row of the organization's tables but those of replays and the record of who did what."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if table.startswith(KEPT_STILL) and table not in OURS:
                cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
                found[table] = cursor.fetchall()
    with context.shared():
        found["events"] = list(Delivery.objects.order_by("pk").values_list("pk", "state"))
    return found


def test_another_model_is_compared_with_then_and_with_what_people_decided(solve, endpoint, other, by, drain):
    solve(3)
    row = begin(by, provider=endpoint.public_id, model="small-2")
    assert (row.state, row.total) == ("queued", None)
    drain()

    row = fresh(row)
    assert (row.state, row.total, row.done, row.reason) == ("done", 3, 3, "")
    assert [chat.json["model"] for chat in other.chats] == ["small-2"] * 3
    found = selectors.result(row)
    category = next(line for line in found.lines if line.field == "category")
    assert (category.compared, category.judged, category.new_right) == (3, 3, 3)
    sentiment = next(line for line in found.lines if line.field == "sentiment")
    assert (found.read, found.failed) == (3, 0)
    assert found.ms[0] <= found.ms[1]
    assert found.total.compared == sum(line.compared for line in found.lines)
    assert sentiment.same + sentiment.better + sentiment.worse + sentiment.other == 3


def test_nothing_else_is_written(solve, endpoint, by, drain):
    """Every row of tickets, advice, desk, customers and mail is as it was, and no event was published."""
    solve(3)
    services.set_guidance("Refunds are urgent.", by=by)
    drain()
    begun = begin(by, provider=endpoint.public_id, model="small-2")
    before = rows_of_all()
    assert len(before) > 40
    drain()
    assert fresh(begun).state == "done"
    after = rows_of_all()
    assert {name for name in before if before[name] != after[name]} == set()
    assert Run.objects.count() == 3


def test_a_failing_candidate_leaves_live_endpoints_alone(solve, endpoint, other, by, drain):
    solve(2)
    other.default = fake.fails(401, "invalid_api_key")
    row = begin(by, provider=endpoint.public_id, model="nope")
    drain()
    assert fresh(row).state == "failed"
    assert "refuses the key" in row.reason
    assert Provider.objects.get(pk=endpoint.pk).last_error == ""
    assert all(one.failures == 0 for key, one in breaker._breakers.items() if "|trial" not in key)
    assert len(other.chats) == 1, "nobody asks again what only a person can mend"


def test_the_cap_ends_it_with_what_it_has(solve, endpoint, other, by, drain, settings):
    solve(5)
    settings.AI_PRICES = {"small-2": (100.0, 200.0)}
    cap = worst_of(endpoint) + 1
    row = begin(by, provider=endpoint.public_id, model="small-2", cap=cap)
    drain()
    row = fresh(row)
    assert row.state == "capped"
    assert row.reason == "The budget of this replay is spent."
    assert row.done == 1, "after the first one the second could be more than what is left"
    assert 0 < row.spent <= row.cap
    assert len(other.chats) == row.done
    assert row.spent == sum(ReplayItem.objects.values_list("cost", flat=True))
    with context.shared():
        counted = CostCount.objects.get(span="day", feature="replay")
        assert (counted.used, counted.reserved, counted.calls) == (row.spent, 0, row.calls)
        assert not CostReservation.objects.exists()
        assert UsageMonth.objects.get(meter="ai_messages").used == row.done, "a message of the plan each"
    services.approve_replay(row, by=by)
    assert Provider.objects.get(pk=endpoint.pk).tasks["triage"] == "small-2"


def worst_of(endpoint: Provider) -> int:
    from ai import options, prices, routes
    from ai.services import facts
    from ai.triage import by_model

    letter = facts.of(Run.objects.earliest("pk").message_id).letter
    size = by_model.size(letter, options.leaves(), options.tags())
    return prices.worst([routes.endpoint(endpoint, "small-2")], size)


def test_the_organizations_own_budget_holds_as_well(solve, endpoint, other, by, drain, settings):
    solve(2)
    settings.AI_PRICES = {"small-2": (100.0, 200.0)}
    services.set_caps({"all": {"day": 1_000}}, by=by)
    row = begin(by, provider=endpoint.public_id, model="small-2")
    drain()
    row = fresh(row)
    assert (row.state, row.reason, row.spent) == ("capped", "The AI budget of this day is spent.", 0)
    assert other.chats == []
    with pytest.raises(services.NotDecidable):
        services.approve_replay(row, by=by)


def test_a_model_that_is_away_is_asked_again_later(solve, endpoint, other, by, drain):
    solve(2)
    other.script(fake.too_many(600), fake.answers(**GOOD), fake.answers(**GOOD))
    row = begin(by, provider=endpoint.public_id, model="small-2")
    drain()
    row = fresh(row)
    assert (row.state, row.done) == ("running", 0)
    assert row.reason == "The model's provider turns requests away at the moment."
    drain(clock.now() + timedelta(seconds=31))
    row = fresh(row)
    assert (row.state, row.done, row.reason) == ("done", 2, "")
    assert selectors.result(row).read == 2


def test_answers_that_do_not_fit_are_counted_and_five_in_a_row_end_it(solve, endpoint, other, by, drain):
    solve(6)
    other.default = fake.answers(**GOOD | {"priority": "no such"})
    row = begin(by, provider=endpoint.public_id, model="small-2")
    drain()
    row = fresh(row)
    assert (row.state, row.done) == ("failed", 5)
    assert row.reason.startswith("5 tickets in a row had no usable answer.")
    found = selectors.result(row)
    assert (found.read, found.failed) == (0, 5)
    assert found.whys == {"The model's answer did not fit the question.": 5}


def test_slow_answers_are_figures_too(solve, endpoint, other, by, drain, settings):
    solve(2)
    settings.AI_DEADLINE = 1.0
    other.script(fake.answers(**GOOD), *[fake.hangs()] * 3)
    row = begin(by, provider=endpoint.public_id, model="small-2")
    drain()
    for minutes in (1, 3):
        drain(clock.now() + timedelta(minutes=minutes))
    row = fresh(row)
    assert (row.state, row.done) == ("done", 2)
    assert selectors.result(row).whys == {"The model did not answer in time.": 1}


def test_a_killed_worker_is_followed_by_another_that_goes_on(
    solve, endpoint, other, by, drain, settings, monkeypatch
):
    """The first one dies before its third question, with the second under way: rows are left as then."""
    solve(4)
    settings.AI_PRICES = {"small-2": (100.0, 200.0)}
    row = begin(by, provider=endpoint.public_id, model="small-2")
    asked = []

    class Killed(BaseException):
        pass

    def dying(state: Any, item: Any, *told: Any, hold: Any) -> Any:
        if len(asked) == 2:
            raise Killed
        asked.append(item.pk)
        return genuine(state, item, *told, hold=hold)

    genuine = replaying.rereading.prepared
    with monkeypatch.context() as dead:
        dead.setattr(replaying.rereading, "prepared", dying)
        dead.setattr(replaying.Abreast, "__exit__", lambda *_: None)  # the dead settle nothing
        with pytest.raises(Killed):
            replaying.work(row.pk)
    assert (fresh(row).state, row.done) == ("running", 1)
    held = row.spent - ReplayItem.objects.get(state="done").cost
    assert held > 0, "of the question that was under way"
    replaying.work(row.pk)
    assert fresh(row).done == 1, "its lease holds"

    drain(clock.now() + timedelta(minutes=5))
    row = fresh(row)
    assert (row.state, row.done, row.total) == ("done", 4, 4)
    assert len(other.chats) == 5, "only what was under way is asked again"
    assert ReplayDecision.objects.values("item", "field").distinct().count() == ReplayDecision.objects.count()
    paid = sum(ReplayItem.objects.values_list("cost", flat=True))
    assert row.spent == paid + held, "what the dead one may have spent stays counted"
    assert not Alarm.objects.filter(kind=replaying.ALARM).exists()


def told(row: Replay) -> list[Any]:
    """What came out, without times."""
    decisions = ReplayDecision.objects.filter(item__replay=row).order_by("item__ticket", "field")
    return [
        row.state, row.done, row.spent, row.calls,
        list(row.items.order_by("ticket").values_list("ticket", "state", "reason", "cost")),
        list(decisions.values_list("item__ticket", "field", "old", "new", "final", "outcome")),
    ]  # fmt: skip


def test_several_are_asked_at_once_and_it_comes_out_as_one_after_the_other(
    solve, endpoint, other, by, drain, settings, monkeypatch
):
    """Twelve tickets, of which the model cannot be brought to answer about two: the same by one lane or eight."""
    settings.AI_PRICES = {"small-2": (100.0, 200.0)}
    solve(12)
    good, bad = fake.answers(**GOOD), fake.answers(**GOOD | {"priority": "no such"})

    def by_its_words(call: Any) -> Any:
        is_odd = any(f"invoice {n}." in call.json["messages"][-1]["content"] for n in (3, 7))
        return (bad if is_odd else good)(call)

    other.default, other.latency = by_its_words, 0.05
    outcomes = []
    for lanes in (1, 8):
        monkeypatch.setattr(replaying, "LANES", lanes)
        other.peak = 0
        row = begin(by, provider=endpoint.public_id, model="small-2")
        drain()
        outcomes.append(told(fresh(row)))
        assert other.peak == 1 if lanes == 1 else 1 < other.peak <= lanes
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][:2] == ["done", 12]
    with context.shared():
        counted = CostCount.objects.get(span="day", feature="replay")
        assert (counted.reserved, counted.used) == (0, 2 * outcomes[0][2])
        assert not CostReservation.objects.exists()
        assert UsageMonth.objects.get(meter="ai_messages").used == 20, "of both; what failed costs none"


@pytest.mark.parametrize("room", [1, 3])
def test_a_cap_ends_it_at_the_same_ticket_however_many_are_asked_at_once(
    room, solve, endpoint, other, by, drain, settings, monkeypatch
):
    settings.AI_PRICES = {"small-2": (100.0, 200.0)}
    solve(6)
    ends = []
    for lanes in (1, 8):
        monkeypatch.setattr(replaying, "LANES", lanes)
        row = begin(by, provider=endpoint.public_id, model="small-2", cap=room * worst_of(endpoint))
        drain()
        ends.append(told(fresh(row)))
    assert ends[0] == ends[1]
    assert ends[0][2] <= room * worst_of(endpoint)


def test_stopped_it_asks_nobody_more_and_pays_what_is_under_way(
    solve, endpoint, other, by, drain, settings, monkeypatch
):
    settings.AI_PRICES = {"small-2": (100.0, 200.0)}
    solve(9)
    row = begin(by, provider=endpoint.public_id, model="small-2")
    keep, kept = replaying._keep, []

    def canceled_after_three(state: Any, item: Any, read: Any) -> None:
        keep(state, item, read)
        kept.append(item.pk)
        if len(kept) == 3:
            services.cancel_replay(row, by=by)

    monkeypatch.setattr(replaying, "_keep", canceled_after_three)
    drain()
    row = fresh(row)
    assert (row.state, row.done, row.items.filter(state="queued").count()) == ("canceled", 3, 6)
    assert len(other.chats) < 9
    assert row.calls == len(other.chats), "who was asked is paid"
    with context.shared():
        counted = CostCount.objects.get(span="day", feature="replay")
        assert (counted.reserved, counted.used) == (0, row.spent)
        assert not CostReservation.objects.exists()


def test_a_model_that_turns_away_in_the_middle_keeps_what_was_answered(solve, endpoint, other, by, drain):
    solve(8)
    good = [fake.answers(**GOOD)] * 4
    other.script(*good, fake.too_many(600), *good)
    row = begin(by, provider=endpoint.public_id, model="small-2")
    drain()
    row = fresh(row)
    assert (row.state, row.reason) == ("running", "The model's provider turns requests away at the moment.")
    assert row.done == ReplayItem.objects.filter(state="done").count() >= 4
    drain(clock.now() + timedelta(seconds=31))
    row = fresh(row)
    assert (row.state, row.done, selectors.result(row).read) == ("done", 8, 8)
    assert len(other.chats) == 9, "nobody who had answered is asked again"


def test_workers_that_always_die_end_it(solve, endpoint, by, drain):
    solve(1)
    row = begin(by, provider=endpoint.public_id, model="small-2")
    Replay.objects.filter(pk=row.pk).update(attempts=5, state="running", lease_until=clock.now())
    drain(clock.now() + timedelta(minutes=5))
    assert (fresh(row).state, row.reason) == ("failed", "The worker stopped each time it tried.")


def test_canceled_it_keeps_what_was_read_and_a_late_worker_writes_nothing(solve, endpoint, other, by, drain):
    solve(2)
    row = begin(by, provider=endpoint.public_id, model="small-2")
    claimed = replaying._claim(row.pk)
    replaying._choose(claimed)
    services.cancel_replay(row, by=by)
    item = row.items.first()
    with pytest.raises(replaying.LostTurn):
        replaying._keep(claimed, item, replaying.Read(reason="late"))
    assert ReplayItem.objects.filter(state="queued").count() == 2
    drain()
    row = fresh(row)
    assert (row.state, row.done) == ("canceled", 0)
    assert services.cancel_replay(row, by=by).state == "canceled"
    with pytest.raises(services.NotDecidable):
        services.approve_replay(row, by=by)


def test_approved_the_model_is_on_and_asked_first_and_a_second_click_does_nothing(
    solve, endpoint, model, by, drain, write_in
):
    model.default = fake.answers(**GOOD)
    solve(1)
    row = begin(by, provider=endpoint.public_id, model="small-2")
    drain()
    services.approve_replay(row, by=by)
    entries = Record.objects.count()
    services.approve_replay(row, by=by)
    assert Record.objects.count() == entries
    row = fresh(row)
    assert (row.decision, row.decided_by) == ("approved", by.ref)
    live = Provider.objects.get(pk=endpoint.pk)
    assert (live.is_on, live.tasks) == (True, {"draft": "big", "triage": "small-2"})
    message = write_in("Charged twice again")
    drain()
    assert Run.objects.get(message=message).model == "small-2"
    with pytest.raises(services.NotDecidable):
        services.discard_replay(row, by=by)


def test_an_endpoint_that_leads_elsewhere_by_now_is_not_switched_on(solve, endpoint, by, drain):
    solve(1)
    row = begin(by, provider=endpoint.public_id, model="small-2")
    drain()
    Provider.objects.filter(pk=endpoint.pk).update(base_url="https://elsewhere.example/v1")
    with pytest.raises(services.ChangedMeanwhile):
        services.approve_replay(row, by=by)
    Provider.objects.filter(pk=endpoint.pk).delete()
    with pytest.raises(Exception, match="not there any more"):
        services.approve_replay(row, by=by)
    assert fresh(row).decision == ""


def test_guidance_is_read_in_the_trial_first_and_lives_once_approved(solve, model, by, drain, write_in):
    model.default = fake.answers(**GOOD)
    solve(2)
    words = "Double charges are urgent. Our card for tests is 4111 1111 1111 1111."
    row = begin(by, "guidance", guidance=words)
    before = len(model.chats)
    drain()
    asked = model.chats[before:]
    assert len(asked) == 2
    for chat in asked:
        rules, options, mail = (one["content"] for one in chat.json["messages"])
        assert "our_guidance" in rules
        assert json.loads(options)["our_guidance"].startswith(
            "Double charges are urgent. Our card for tests is [["
        )
        assert "our_guidance" not in mail
    assert ModelSettings.objects.filter(guidance="").count() == 1
    message = write_in("Charged once more")
    drain()
    assert Run.objects.get(message=message).prompt_version == "triage-4"

    services.approve_replay(row, by=by)
    message = write_in("Charged yet again")
    drain()
    assert "Double charges are urgent." in model.chats[-1].json["messages"][1]["content"]
    assert Run.objects.get(message=message).prompt_version.startswith("triage-4+")


def test_guidance_that_was_changed_meanwhile_is_not_overwritten(solve, model, by, drain):
    model.default = fake.answers(**GOOD)
    solve(1)
    row = begin(by, "guidance", guidance="Double charges are urgent.")
    drain()
    services.set_guidance("Nothing is urgent.", by=by)
    with pytest.raises(services.ChangedMeanwhile):
        services.approve_replay(row, by=by)
    assert ModelSettings.objects.get().guidance == "Nothing is urgent."


EDITS = [
    {"key": "billing.refund", "name": "Refunds and double charges", "description": "Money is to come back."},
    {"key": "feedback.praise", "remove": True},
    {"name": "Chargebacks", "description": "The bank took the money back.", "parent": "billing"},
]


def test_another_tree_is_read_by_the_built_in_engine_for_nothing(solve, by, drain):
    solve(3)
    row = begin(by, "categories", categories=EDITS)
    assert [edit["key"] for edit in row.change["edits"]] == [
        "billing.refund",
        "feedback.praise",
        "chargebacks",
    ]
    assert Category.objects.get(key="billing.refund").name != "Refunds and double charges"
    drain()
    row = fresh(row)
    assert (row.state, row.done, row.spent, row.calls) == ("done", 3, 0, 0)
    assert selectors.result(row).read == 3

    services.approve_replay(row, by=by)
    assert Category.objects.get(key="billing.refund").name == "Refunds and double charges"
    assert Category.objects.get(key="feedback.praise").is_active is False
    made = Category.objects.get(key="chargebacks")
    assert (made.parent.key, made.description, made.is_active) == (
        "billing",
        "The bank took the money back.",
        True,
    )
    verbs = set(Record.objects.values_list("action", flat=True))
    assert {"category.changed", "category.created", "ai.replay_approved"} <= verbs


def test_a_tree_that_was_changed_meanwhile_is_not_planted_over(solve, by, drain, people):
    from core.desk import services as desk

    solve(1)
    row = begin(by, "categories", categories=EDITS)
    drain()
    desk.save_category(Category.objects.get(key="howto"), by=by, description="Asks how.")
    with pytest.raises(services.ChangedMeanwhile):
        services.approve_replay(row, by=by)
    assert Category.objects.get(key="feedback.praise").is_active
    assert not Category.objects.filter(key="chargebacks").exists()


def test_what_another_process_changed_a_moment_ago_is_seen(solve, by, drain):
    """This process still remembers the old words: it has not looked since."""
    solve(1)
    row = begin(by, "categories", categories=EDITS)
    drain()
    options.categories()
    Category.objects.filter(key="billing.refund").update(name="Money back")
    with pytest.raises(services.ChangedMeanwhile):
        services.approve_replay(row, by=by)
    assert Category.objects.get(key="billing.refund").name == "Money back"


def test_figures_hold_for_the_guidance_and_the_tree_they_were_made_with(solve, endpoint, by, drain):
    from core.desk import services as desk

    solve(1)
    row = begin(by, provider=endpoint.public_id, model="small-2")
    drain()
    services.set_guidance("Nothing is urgent.", by=by)
    with pytest.raises(services.ChangedMeanwhile):
        services.approve_replay(row, by=by)
    row = begin(by, provider=endpoint.public_id, model="small-2")
    drain()
    desk.save_category(Category.objects.get(key="howto"), by=by, description="Asks how.")
    with pytest.raises(services.ChangedMeanwhile):
        services.approve_replay(row, by=by)
    assert Provider.objects.get(pk=endpoint.pk).is_on is False


def test_guidance_is_approved_for_the_model_that_read_it(solve, model, by, drain):
    model.default = fake.answers(**GOOD)
    solve(1)
    row = begin(by, "guidance", guidance="Double charges are urgent.")
    drain()
    named = {"name": "Other", "base_url": model.base_url, "tasks": {"triage": "quite-another"}}
    services.save_provider(None, named, by=by)
    with pytest.raises(services.ChangedMeanwhile):
        services.approve_replay(row, by=by)


def test_what_is_changed_while_it_runs_ends_it_before_more_is_paid(
    solve, endpoint, other, by, drain, monkeypatch
):
    solve(2)
    monkeypatch.setattr(replaying, "SLICE", -1.0)
    row = begin(by, provider=endpoint.public_id, model="small-2")
    services.replay(row.pk)
    assert len(other.chats) == 1
    services.set_guidance("Nothing is urgent.", by=by)
    services.replay(row.pk)
    assert (fresh(row).state, len(other.chats)) == ("failed", 1)
    assert "has been changed" in row.reason


def test_a_trial_without_one_reading_is_not_approved(solve, endpoint, other, by, drain):
    solve(2)
    other.default = fake.answers(**GOOD | {"priority": "no such"})
    row = begin(by, provider=endpoint.public_id, model="small-2")
    drain()
    row = fresh(row)
    assert (row.state, row.done, selectors.result(row).read) == ("done", 2, 0)
    with pytest.raises(services.NotDecidable):
        services.approve_replay(row, by=by)
    assert Provider.objects.get(pk=endpoint.pk).is_on is False


def test_the_engine_of_a_trial_forgets_what_was_erased_meanwhile(solve, by, drain, write_in, people):
    word = "quibblewort"
    erased = write_in(f"The {word} is gone, where is it?").ticket
    services.correct(erased, "category", "howto", people.ana.actor)
    tree = options.categories()
    assert word in " ".join(options.engine_without([], tree, "replay:1")._memory._texts)
    erased.delete()
    assert word not in " ".join(options.engine_without([], tree, "replay:1")._memory._texts)


def test_a_ticket_that_is_erased_while_a_model_reads_it_is_no_figure(solve, endpoint, by, drain, monkeypatch):
    first, second = solve(2)
    prepared = replaying._prepared

    def meanwhile(row, item, candidate):
        found = prepared(row, item, candidate)
        Ticket.objects.filter(pk=first.pk).delete()
        return found

    monkeypatch.setattr(replaying, "_prepared", meanwhile)
    row = begin(by, provider=endpoint.public_id, model="small-2")
    services.replay(row.pk)
    assert fresh(row).state == "done"
    assert {one.item.ticket_id for one in ReplayDecision.objects.select_related("item")} == {second.pk}
    assert selectors.result(row).read == 1


def test_categories_need_whoever_arranges_the_desk(solve, by, drain):
    from dataclasses import replace

    solve(1)
    row = begin(by, "categories", categories=EDITS)
    drain()
    without = replace(by, permissions=by.permissions - {"desk.manage"})
    with pytest.raises(Refused):
        services.approve_replay(row, by=without)
    assert fresh(row).decision == ""


def test_a_choice_between_categories_that_are_not_in_both_trees_is_not_judged():
    from ai.services.comparing import _one

    moved = {"new", "gone"}
    assert _one("category", "a", "new", "a", moved)[4:] == (None, None, "other")
    assert _one("category", "a", "b", "gone", moved)[4:] == (None, None, "other")
    assert _one("category", "a", "b", "b", moved)[4:] == (False, True, "better")
    assert _one("category", "a", "b", "a", ())[4:] == (True, False, "worse")
    assert _one("category", "a", "b", "c", ())[4:] == (False, False, "other")
    assert _one("category", "a", "a", None, ())[4:] == (None, None, "same")
    assert _one("tags", ["x", "y"], ["y"], ["y"], ())[4:] == (False, True, "better")
    assert _one("tags", ["y", "x"], ["x", "y"], ["z"], ())[4:] == (False, False, "same")


def test_the_built_in_engine_does_not_know_the_answers_it_is_asked_for(solve, by, drain):
    """People taught it a label that the words do not speak of: it must not be right about these very tickets."""
    solve(12, category="feedback.praise")
    row = begin(by, provider="local")
    drain()
    row = fresh(row)
    category = next(line for line in selectors.result(row).lines if line.field == "category")
    assert (row.state, category.judged, category.new_right) == ("done", 12, 0)
    with pytest.raises(services.OnlyCompared):
        services.approve_replay(row, by=by)


def test_what_cannot_be_tried_is_refused_by_name(solve, endpoint, by, model, drain, settings):
    with pytest.raises(services.NothingSolved):
        begin(by, provider=endpoint.public_id, model="small-2")
    solve(1)
    wrong = [
        ("size", {"provider": "local", "size": 501}), ("size", {"provider": "local", "size": 0}),
        ("cap", {"provider": "local", "cap": 0}), ("provider", {"provider": "nobody"}),
        ("model", {"provider": endpoint.public_id, "model": " "}),
        ("model", {"provider": "platform", "model": "another"}),
        ("kind", {"kind": "weather"}), ("guidance", {"kind": "guidance", "guidance": ""}),
        ("guidance", {"kind": "guidance", "guidance": "x" * 2001}),
        ("categories", {"kind": "categories", "categories": []}),
        ("categories", {"kind": "categories", "categories": [{"key": "no.such", "name": "x"}]}),
        ("categories", {"kind": "categories", "categories": [{"key": "other", "remove": True}]}),
        ("categories", {"kind": "categories", "categories": [{"key": "billing", "remove": True}]}),
        ("categories", {"kind": "categories", "categories": [{"key": "howto", "name": " "}]}),
        ("categories", {"kind": "categories", "categories": [{"name": "x", "parent": "billing.refund"}]}),
        ("categories", {"kind": "categories", "categories": [{"name": f"n{n}"} for n in range(60)]}),
    ]  # fmt: skip
    for name, asked in wrong:
        with pytest.raises(Exception) as refused:
            begin(by, **asked)
        assert list(refused.value.data["fields"]) == [name], asked
    settings.AI_BASE_URL = settings.AI_API_KEY = ""
    with pytest.raises(Exception) as refused:
        begin(by, "guidance", guidance="Be kind.")
    assert "none is connected" in str(refused.value.data)
    assert not Replay.objects.exists()

    begin(by, provider="local")
    with pytest.raises(services.OneAtATime):
        begin(by, provider="local")


def test_only_so_many_of_the_newest_solved_ones(solve, by, drain):
    found = solve(4)
    row = begin(by, provider="local", size=2)
    drain()
    assert set(row.items.values_list("ticket", flat=True)) == {one.pk for one in found[-2:]}
    assert selectors.solved().count() == 4


def test_old_replays_are_forgotten(solve, by, drain):
    solve(1)
    row = begin(by, provider="local")
    drain()
    Replay.objects.filter(pk=row.pk).update(created_at=clock.now() - timedelta(days=366))
    services.forget_old()
    assert not ReplayItem.objects.exists()
