"""What a reading costs is set aside before, written down after, and shown with the runs behind it."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest

from ai import prices, selectors, services
from ai.gateway import Endpoint
from ai.models import Run, Suggestion
from billing.models import CostCount, CostReservation, UsageMonth
from core.mail.models import Letter
from portal.settings.ai_prices import place_of
from portal.ui.money import money
from tenants import context
from tenants.kernel import clock
from tests.ai.test_model_path import GOOD, REPLY, used
from tests.support.callers import Caller
from tests.support.fakes import openai as fake


@pytest.fixture
def priced(settings, model):
    """100 millionths per token sent, 200 per token got; Retry-After is obeyed."""
    settings.AI_PRICES = {"small": (100.0, 200.0)}
    return model


@pytest.fixture
def by(people):
    return people.adam.actor


@pytest.fixture
def quiet(by):
    services.set_policy("reply", "off", by)


def counted(span="day", feature=""):
    with context.shared():
        row = CostCount.objects.filter(span=span, feature=feature).first()
        return (row.used, row.reserved, row.calls) if row else None


def of_platform(model):
    return Endpoint("", "", model)


def of_ours(model):
    return Endpoint("https://llm.acme.example/v1", "", model, is_guarded=True)


def test_prices_are_by_the_longest_name_and_star_is_the_rest(settings, people):
    settings.AI_PRICES = {"gpt-4o": (2.5, 10.0), "gpt-4o-mini": (0.15, 0.6)}
    assert prices.cost(of_platform("gpt-4o-mini-2024-07-18"), 1_000_000, 0) == 150_000
    assert prices.cost(of_platform("gpt-4o-2024-08-06"), 0, 1_000_000) == 10_000_000
    assert prices.cost(of_platform("llama"), 1_000, 1_000) == 0
    assert prices.unpriced(of_platform("llama"), 1_000, 1_000) == 2_000
    settings.AI_PRICES |= {"*": (1.0, 1.0)}
    assert prices.cost(of_platform("llama"), 1_000, 1_000) == 2_000
    assert prices.unpriced(of_platform("llama"), 1_000, 1_000) == 0
    two = (of_platform("llama"), of_platform("llama"))
    assert prices.worst(two, 3_000) == 2 * prices.worst(two[:1], 3_000) == 4 * (1_500 + 1_000 + 800)
    assert prices.worst(two, 3_000, 2_400) == 4 * (1_500 + 1_000 + 2_400), (
        "summaries and translations are longer"
    )


def test_a_reading_and_its_draft_are_written_down_with_what_they_cost(priced, write_in, articles, drain):
    priced.script(fake.answers(**GOOD), fake.answers(**REPLY))
    write_in()
    drain()

    for run in Run.objects.all():
        assert run.cost == run.tokens_in * 100 + run.tokens_out * 200 > 0
        assert (run.calls, run.provider) == (1, "Built into Deskhand")
    total = sum(Run.objects.values_list("cost", flat=True))
    assert counted() == counted("month") == (total, 0, 2)
    assert counted("day", "draft")[0] == Run.objects.get(kind="draft").cost
    with context.shared():
        assert CostCount.objects.filter(span="day", feature="").get().platform == total
        assert not CostReservation.objects.exists()


def test_failed_calls_that_cost_something_are_counted_and_others_are_not(priced, write_in, drain, quiet):
    priced.default = fake.answers(priority="no such")
    write_in()
    drain()
    run = Run.objects.get()
    assert (run.state, run.calls, run.model) == ("fallen_back", 2, "")
    assert run.cost == counted()[0] > 0
    assert used() == 0, "the plan's unit comes back all the same"

    spent = counted()[0]
    priced.default = fake.fails(401, "invalid_api_key")
    write_in()
    drain()
    assert counted()[:2] == (spent, 0)


def test_beyond_the_cap_the_local_engine_answers_and_says_so(priced, write_in, articles, drain, by):
    services.set_caps({"all": {"day": 1_000}}, by=by)
    write_in()
    drain()
    assert priced.chats == []
    run = Run.objects.get(kind="triage")
    assert (run.state, run.engine) == ("done", "local")
    assert run.reason == "The AI budget of this day is spent; the built-in engine answered."
    assert Run.objects.get(kind="draft").reason == run.reason
    assert Suggestion.objects.get().state in ("ready", "withheld")
    assert used() == 0
    assert counted()[:2] == (0, 0)
    letters = Letter.objects.filter(kind="advice")
    assert {one.recipient for one in letters} == {"olivia@acme.example", "adam@acme.example"}
    letter = letters[0]
    assert letter.subject == "AI: 0.001 USD a day are used up"
    assert "/settings/ai/" in letter.text


def test_the_page_says_so_though_a_rest_is_left_and_new_caps_are_told_anew(
    priced, write_in, articles, drain, by, browser, acme, people
):
    services.set_caps({"all": {"day": 1_000}}, by=by)
    write_in()
    drain()
    (one,) = selectors.budgets()
    assert (one.percent, one.is_spent) == (0, True)
    admin = browser(acme, people.adam)
    assert "What is left is too little for another request" in admin.get("/settings/ai/costs/").text
    assert admin.get("/api/v1/ai/usage").json()["budgets"][0]["is_spent"] is True

    services.set_caps({"all": {"day": 2_000}}, by=by)
    (one,) = selectors.budgets()
    assert not one.is_spent
    assert "too little for another request" not in admin.get("/settings/ai/costs/").text
    write_in()
    drain()
    told = Letter.objects.filter(kind="advice", recipient="adam@acme.example")
    assert told.count() == 2, "who was told of the old cap hears of the new one"


def test_a_cap_of_one_feature_leaves_the_other_alone(priced, write_in, articles, drain, by):
    services.set_caps({"draft": {"month": 1}}, by=by)
    write_in()
    drain()
    assert [Run.objects.get(kind=kind).engine for kind in ("triage", "draft")] == ["model", "local"]


def test_the_platforms_cap_holds_whatever_an_organization_wants(by, settings):
    settings.AI_MONTHLY_CAP = 5.0
    services.set_caps({"all": {"month": 9_000_000, "day": 2_000_000}}, by=by)
    assert {(one.feature, one.span): one.limit for one in selectors.budgets()} == {
        ("", "day"): 2_000_000, ("", "month"): 5_000_000
    }  # fmt: skip
    for wrong in ({"nothing": {"day": 1}}, {"all": {"year": 1}}, {"all": {"day": 0}}, {"all": {"day": -4}}):
        with pytest.raises(services.BadCap):
            services.set_caps(wrong, by=by)
    assert services.set_caps({"all": {"month": None}}, by=by) == {"all": {"day": 2_000_000}}


def test_the_ledger_adds_up_and_leads_to_its_runs(priced, write_in, articles, drain):
    priced.script(fake.answers(**GOOD), fake.answers(**REPLY))
    write_in()
    drain()
    today = clock.now().date()
    ledger = selectors.ledger(today, today)
    total = sum(Run.objects.values_list("cost", flat=True))
    assert (ledger.total.cost, ledger.total.runs, ledger.tickets, ledger.per_ticket) == (total, 2, 1, total)
    for lines in (ledger.by_day, ledger.by_feature, ledger.by_model):
        assert sum(line.cost for line in lines) == total
    for line in ledger.by_feature:
        runs = selectors.spent_runs(today, today, feature=line.key)
        assert sum(run.cost for run in runs) == line.cost
    assert not selectors.ledger(today - timedelta(days=9), today - timedelta(days=1)).total.runs


def test_the_page_shows_sets_caps_and_warns(priced, write_in, articles, drain, browser, acme, people, by):
    priced.script(fake.answers(**GOOD), fake.answers(**REPLY))
    write_in()
    drain()
    admin, where = browser(acme, people.adam), "/settings/ai/costs/"
    page = admin.get(where).text
    assert "Suggested replies" in page
    assert "feature=draft" in page
    assert page.count(f">{money(Run.objects.get(kind='draft').cost)}<") >= 2, "in all and for its one ticket"
    with context.shared():
        meter = UsageMonth.objects.get(meter="ai_messages")
    assert f"{meter.used} of" in page or f"{meter.used} used, without limit" in page
    runs = admin.get(f"{where}runs/?feature=triage&from=2000-01-01").text
    assert "/desk/tickets/1/" in runs
    assert admin.get(f"{where}runs/?from=x&to=9999-99-99&page=7").status_code == 200

    wrong = admin.post(where, {"all-day": "much", "all-month": "-1"})
    assert wrong.status_code == 422
    assert admin.post(where, {"all-day": "0,25", "draft-month": "3"}).status_code == 302
    assert selectors.model_settings().caps == {"all": {"day": 250_000}, "draft": {"month": 3_000_000}}
    cost = counted()[0]
    services.set_caps({"all": {"day": cost}}, by=by)
    assert "From here on the built-in engine answers." in admin.get(where).text
    assert browser(acme, people.ana).get(where).status_code in (403, 404)


def test_a_program_reads_usage_budget_and_health(priced, write_in, drain, quiet, acme, people):
    priced.default = fake.answers(**GOOD)
    write_in()
    drain()
    adam = Caller(acme, people.adam)
    today = clock.now().date().isoformat()
    usage = adam.read("/ai/usage", **{"from": today, "to": today}).json()
    assert usage["total"]["cost"] == Run.objects.get().cost
    assert (usage["since"], usage["currency"], usage["tickets"]) == (today, "USD", 1)
    assert usage["by_model"][0]["key"] == "small"

    set_caps = adam.call("PATCH", "/ai/budget/", {"all": {"day": 5_000_000}})
    assert set_caps.json()["caps"] == {"all": {"day": 5_000_000}}
    assert adam.read("/ai/usage").json()["budgets"][0]["limit"] == 5_000_000
    assert adam.call("PATCH", "/ai/budget/", {"all": {"day": 0}}).status_code == 400

    health = adam.read("/ai/health").json()
    assert health["engine"] == "model"
    assert [(one["name"], one["state"]) for one in health["breakers"]] == [("Built into Deskhand", "closed")]
    assert health["queue"] == {"queued": 0, "running": 0, "oldest_seconds": 0}
    assert health["versions"]["models"]["triage"] == ["small"]
    assert health["versions"]["prompts"]["triage"] == "triage-4"
    for path in ("/ai/usage", "/ai/health", "/ai/budget/"):
        assert Caller(acme, people.ana).read(path).status_code == 403


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from": "2026-11-30", "to": "2026-11-01"}, "from"),
        ({"from": "2999-01-01"}, "from"),
        ({"from": "yesterday"}, "from"),
        ({"since": "2026-11-01"}, "since"),
    ],
)
def test_a_range_that_cannot_be_meant_is_refused_by_name(asked, field, acme, people):
    answer = Caller(acme, people.adam).read("/ai/usage", **asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert list(answer.json()["details"]["fields"]) == [field]


def test_a_misspelt_cap_is_refused_by_name_and_no_other_holds(acme, people):
    adam = Caller(acme, people.adam)
    for wrong, named in (
        ({"all": {"day": 5}, "triagee": {"day": 5}}, {"triagee": ["There is no field of this name."]}),
        ({"all": {"week": 5}}, {"all": {"week": ["There is no field of this name."]}}),
    ):
        answer = adam.call("PATCH", "/ai/budget/", wrong)
        assert (answer.status_code, answer.json()["details"]["fields"]) == (400, named)
    assert adam.read("/ai/budget/").json()["caps"] == {}


def test_what_no_model_answered_well_stands_under_those_that_were_asked(
    priced, write_in, drain, quiet, browser, acme, people
):
    priced.default = fake.answers(priority="no such")
    ticket = write_in().ticket
    drain()
    run, today = Run.objects.get(), clock.now().date().isoformat()
    assert (run.state, run.model, run.asked) == ("fallen_back", "", "small")
    lines = Caller(acme, people.adam).read("/ai/usage").json()["by_model"]
    assert [(line["key"], line["runs"], line["cost"]) for line in lines] == [("small", 1, run.cost)]
    admin = browser(acme, people.adam)
    assert "No usable answer" not in admin.get("/settings/ai/costs/").text
    runs = admin.get(f"/settings/ai/costs/runs/?from={today}&to={today}&model=small").text
    assert f"/tickets/{ticket.number}" in runs


def test_of_its_own_endpoints_an_organizations_price_holds_of_the_platforms_the_platforms(by, settings):
    settings.AI_PRICES = {"gpt-4o": (2.5, 10.0)}
    services.set_prices({"gpt-4o": (0, 0), "llama": (0.2, 0.6)}, by=by)
    assert prices.cost(of_platform("gpt-4o"), 1_000_000, 0) == 2_500_000
    assert prices.cost(of_ours("gpt-4o"), 1_000_000, 0) == 0
    assert prices.unpriced(of_ours("gpt-4o"), 1_000_000, 0) == 0, "0 is a price, too"
    assert prices.cost(of_platform("llama-3"), 1_000_000, 1_000_000) == 800_000


@pytest.mark.parametrize(
    "wrong", [(1,), (1, 2, 3), (-1, 0), (float("nan"), 1), (1e9, 1), ("1", 1), (True, 1)]
)
def test_what_is_no_price_is_refused_and_nothing_moves(wrong, by):
    services.set_prices({"llama": (1, 1)}, by=by)
    with pytest.raises(services.BadPrice):
        services.set_prices({"mistral": wrong}, by=by)
    assert selectors.model_settings().prices == {"llama": [1.0, 1.0]}


def test_a_model_without_a_price_is_never_a_silent_zero(
    write_in, model, drain, quiet, browser, acme, people, settings
):
    settings.AI_PRICES = {}
    model.default = fake.answers(**GOOD)
    ticket = write_in().ticket
    drain()
    run, adam = Run.objects.get(), Caller(acme, people.adam)
    tokens = run.tokens_in + run.tokens_out
    assert (run.cost, run.unpriced) == (0, tokens)
    assert adam.read("/ai/usage").json()["total"]["unpriced"] == tokens
    assert adam.read("/ai/usage").json()["by_model"][0]["unpriced"] == tokens
    assert {one["cost"] for one in adam.read(f"/tickets/{ticket.number}/ai/").json()["suggestions"]} == {None}
    priceless = {"model": "small", "sent": None, "got": None, "is_own": False, "unpriced": tokens}
    assert adam.read("/ai/prices/").json() == [priceless]

    admin, where = browser(acme, people.adam), "/settings/ai/costs/"
    page = admin.get(where).text
    assert "Nobody has named a price for small" in page
    assert "0.00 USD</a>" not in page
    assert "no price" in admin.get(f"{where}runs/").text
    assert "no price" in admin.get("/settings/ai/").text


def test_once_a_price_is_named_past_calls_cost_it_in_the_ledger(
    write_in, model, drain, quiet, browser, acme, people, settings
):
    settings.AI_PRICES = {}
    model.default = fake.answers(**GOOD)
    write_in()
    drain()
    admin, where = browser(acme, people.adam), "/settings/ai/costs/"
    sent, got = (f"{side}-{place_of('small')}" for side in ("sent", "got"))
    assert f'name="{sent}"' in admin.get(where).text, "by the name, whatever stands above it"
    wrong = admin.post(where, {"action": "prices", sent: "0,2", got: "much"})
    assert wrong.status_code == 422
    assert "Two amounts from 0 on" in wrong.text
    assert admin.post(where, {"action": "prices", sent: "0,2", got: "0.6"}).status_code == 302

    run = Run.objects.get()
    assert (run.cost, run.unpriced) == (math.ceil(run.tokens_in * 0.2 + run.tokens_out * 0.6), 0)
    assert selectors.model_settings().prices == {"small": [0.2, 0.6]}
    assert "Nobody has named" not in admin.get(where).text
    write_in("Another one, about the invoice.")
    drain()
    assert counted("day", "triage")[0] == Run.objects.latest("pk").cost > 0, "caps count from now on"
    assert admin.post(where, {"action": "prices", sent: "", got: ""}).status_code == 302
    assert selectors.model_settings().prices == {}


def test_a_program_names_prices(acme, people):
    adam = Caller(acme, people.adam)
    told = adam.call("PATCH", "/ai/prices/", {"prices": {"llama-3": [0.2, 0.6]}}).json()
    assert {"model": "llama-3", "sent": 0.2, "got": 0.6, "is_own": True, "unpriced": 0} in told
    assert adam.call("PATCH", "/ai/prices/", {"prices": {"llama-3": [0.2]}}).status_code == 400
    assert adam.call("PATCH", "/ai/prices/", {"prices": {"llama-3": None}}).json() == []
    assert Caller(acme, people.ana).read("/ai/prices/").status_code == 403
    assert Caller(acme, people.ana).call("PATCH", "/ai/prices/", {"prices": {}}).status_code == 403


def test_an_open_breaker_is_told(priced, write_in, drain, quiet, acme, people):
    priced.default = fake.fails(500)
    for _ in range(6):
        write_in()
    drain()
    told = Caller(acme, people.adam).read("/ai/health").json()["breakers"][0]
    assert (told["state"], told["failures"]) == ("open", 5)
    assert told["last_error"] == "The model's provider has an error. (HTTP 500)"


def test_each_text_on_demand_is_counted_and_capped_under_its_own_name(priced, write_in, drain, by, people):
    priced.default = fake.answers(**GOOD)
    ticket = write_in().ticket
    drain()
    spent = counted("day", "draft")
    priced.default = fake.answers(text="The card was charged twice.")
    services.set_caps({"rewrite": {"day": 1}, "translation": {"month": 1}, "replay": {"day": 7}}, by=by)
    services.summarize(ticket, people.ana.actor)
    services.rewrite(ticket, "We look at it.", "friendlier", people.ana.actor)
    drain()

    runs = {run.kind: run for run in Run.objects.filter(kind__in=("summary", "rewrite"))}
    assert (runs["summary"].engine, runs["rewrite"].engine) == ("model", "local")
    assert runs["rewrite"].reason == "The AI budget of this day is spent; the built-in engine answered."
    assert counted("day", "summary")[0] == runs["summary"].cost > 0
    assert counted("day", "rewrite")[:2] == (0, 0)
    assert counted("day", "draft") == spent, "they were a draft's before"


def test_the_first_page_tells_the_months_cost_of_a_ticket(
    priced, write_in, quiet, drain, browser, acme, people
):
    priced.default = fake.answers(**GOOD)
    write_in()
    write_in("A second one, about the invoice of March.")
    drain()
    total = sum(Run.objects.values_list("cost", flat=True))
    assert (selectors.usage().cost, selectors.usage().tickets) == (total, 2)
    page = browser(acme, people.adam).get("/settings/ai/").text
    assert money(round(total / 2)) in page
    assert "of 2 tickets" in page


def test_the_page_has_a_cap_for_each_feature_with_what_was_spent(
    priced, write_in, quiet, drain, browser, acme, people
):
    priced.default = fake.answers(**GOOD)
    write_in()
    drain()
    admin, where = browser(acme, people.adam), "/settings/ai/costs/"
    assert admin.post(where, {"replay-month": "2", "embedding-day": "0.5"}).status_code == 302
    assert selectors.model_settings().caps == {"replay": {"month": 2_000_000}, "embedding": {"day": 500_000}}
    page = admin.get(where).text
    for feature in services.CAPPED:
        assert f'name="{feature}-day"' in page
        assert f'name="{feature}-month"' in page
    assert selectors.spent_now()["triage", "day"].taken == Run.objects.get().cost
    assert page.count(">spent: ") == len(services.CAPPED)
