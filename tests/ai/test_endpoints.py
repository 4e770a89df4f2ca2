"""Endpoints of an organization's own: who is asked, in what form, and what happens when one is away."""

import gzip
import json
import time
import tracemalloc
from dataclasses import replace

import pytest

from ai import routes, services
from ai.gateway import breaker
from ai.gateway.client import client
from ai.models import Provider, Run
from ai.services import asking, trying
from core.audit.models import Record
from tenants import remembered
from tests.ai.test_model_path import GOOD, used
from tests.support.fakes import openai as fake
from tests.support.fakes.server import drip

MODELS = {"triage": "own-small", "draft": "own-large"}


@pytest.fixture
def by(people):
    return people.adam.actor


@pytest.fixture
def quiet(by):
    services.set_policy("reply", "off", by)


@pytest.fixture
def own(allowance, settings, by):
    """The organization's endpoint; nothing is configured by the platform."""
    settings.AI_DEADLINE = 2.0
    with fake.FakeOpenAI() as server:
        server.row = services.save_provider(
            None, {"name": "Ours", "base_url": server.base_url, "key": "sk-ours-123", "tasks": MODELS}, by=by
        )
        yield server


@pytest.fixture
def second(own, by):
    with fake.FakeOpenAI() as server:
        values = {
            "name": "Second",
            "base_url": server.base_url,
            "key": "sk-second",
            "tasks": {"triage": "other"},
        }
        server.row = services.save_provider(None, values, by=by)
        yield server


def test_each_task_goes_to_the_model_named_for_it_with_the_own_key(own, write_in, articles, drain):
    drain()  # the test of the endpoint
    del own.calls[:]
    write_in()
    drain()

    assert [call.json["model"] for call in own.chats] == ["own-small", "own-large"]
    assert {call.headers["authorization"] for call in own.chats} == {"Bearer sk-ours-123"}
    run = Run.objects.get(kind="triage")
    assert (run.engine, run.model, run.reason) == ("model", "own-small", "")
    assert used() == 1


def test_a_task_without_a_model_is_not_asked_there(own, by):
    services.save_provider(own.row, {"tasks": {"triage": "own-small"}}, by=by)
    assert [where.model for where in routes.to("triage")] == ["own-small"]
    assert routes.to("draft") == ()


def test_the_second_is_asked_when_the_first_is_away(own, second, write_in, drain, quiet):
    own.default = fake.fails(500)
    write_in()
    drain()

    run = Run.objects.get()
    assert (run.state, run.engine, run.model) == ("done", "model", "other")
    assert run.reason == f"Ours: {asking.WHY_AWAY['server_error']}"
    row = Provider.objects.get(name="Ours")
    assert row.failures > 0
    assert row.last_error == "The model's provider has an error. (HTTP 500)"
    assert Provider.objects.get(name="Second").failures == 0
    assert used() == 1


def test_when_all_are_away_the_local_engine_answers_and_nothing_is_spent(own, second, write_in, drain, quiet):
    own.default, second.default = fake.fails(500), fake.html()
    write_in()
    drain()

    run = Run.objects.get()
    assert (run.state, run.engine, run.reason) == ("fallen_back", "local", asking.WHY_AWAY["not_json"])
    assert used() == 0


def test_the_platforms_endpoint_is_one_of_the_order(own, model, by):
    assert [where.name for where in routes.to("triage")] == ["Ours", "Built into Deskhand"]
    services.order_providers(["platform"], by=by)
    assert [where.name for where in routes.to("triage")] == ["Built into Deskhand", "Ours"]
    assert [where.api_key for where in routes.to("triage")] == ["sk-test", "sk-ours-123"]
    services.switch_provider(Provider.objects.get(is_platform=True), False, by=by)
    assert [where.name for where in routes.to("triage")] == ["Ours"]


@pytest.mark.parametrize(("forms", "calls", "kept"), [
    (("json_schema", "json_object"), 1, "schema"), (("json_object",), 2, "json"), (("text",), 3, "text"),
])  # fmt: skip
def test_an_endpoint_is_asked_in_the_form_it_takes_and_that_is_remembered(
    forms, calls, kept, own, write_in, drain, quiet
):
    Provider.objects.update(asked_at=None)  # leave the test out
    own.default = fake.takes_only(*forms, **GOOD)
    write_in()
    drain()
    assert Run.objects.get().engine == "model"
    assert len(own.chats) == calls
    assert Provider.objects.get().form == kept

    remembered.forget()
    write_in()
    drain()
    assert len(own.chats) == calls + 1


def test_an_answer_that_does_not_fit_is_asked_for_once_more_with_the_reason(own, write_in, drain, quiet):
    drain()
    del own.calls[:]
    own.script(fake.answers(**GOOD | {"priority": "extreme"}), fake.answers(**GOOD))
    write_in()
    drain()

    assert Run.objects.get().engine == "model"
    asked = [message["content"] for message in own.chats[1].json["messages"] if message["role"] == "system"]
    assert "priority is none of the options" in asked[-1]
    assert "extreme" not in json.dumps(own.chats[1].json), "nothing of an answer is repeated"
    assert Run.objects.get().tokens_in > len(own.chats[0].body) // 4, "both calls are counted"


def test_a_model_that_knows_another_name_for_max_tokens_is_understood(own, write_in, drain, quiet):
    drain()
    del own.calls[:]

    def modern(call):
        if "max_tokens" in call.json:
            return fake.behaviours._error(400, "unsupported_parameter", said="Unsupported: 'max_tokens'")
        return fake.answers(**GOOD)(call)

    own.default = modern
    write_in()
    drain()
    assert Run.objects.get().engine == "model"
    assert own.chats[1].json["max_completion_tokens"] == 800


def test_an_answer_with_the_canary_is_refused_and_flagged(own, write_in, drain, quiet, settings):
    settings.AI_PROMPT_CANARY = "quokka-7731"
    own.default = fake.answers(**GOOD | {"reason": "My rules end in QUOKKA-7731"})
    write_in()
    drain()

    run = Run.objects.get()
    assert (run.state, run.engine) == ("fallen_back", "local")
    assert "rules_leaked" in run.flags
    assert own.chats[-1].json["messages"][0]["content"].endswith("quokka-7731")
    assert run.results.filter(reason__icontains="quokka").count() == 0


def test_tokens_are_estimated_when_the_endpoint_does_not_say(own, write_in, drain, quiet):
    own.default = fake.no_usage()
    write_in()
    drain()
    assert Run.objects.get().tokens_in > 300


@pytest.mark.parametrize("url", [
    "http://169.254.169.254/v1", "https://10.1.2.3/v1", "https://[::1]/v1", "https://0x7f000001/v1",
    "https://localhost/v1", "https://metadata.google.internal/v1", "https://2130706433",
    "ftp://example.com", "https://user:pw@example.com/v1", "https://example.com/v1?x=1", "nothing", "https://",
    "http://example.com:99999/v1", "http://api.example.com/v1",
])  # fmt: skip
def test_an_address_into_our_own_network_is_refused_at_once(url, by, settings):
    settings.OUTBOUND_ALLOW = []
    with pytest.raises(services.BadProvider) as refused:
        services.save_provider(None, {"name": "x", "base_url": url, "tasks": MODELS}, by=by)
    assert set(refused.value.data["fields"]) == {"base_url"}
    assert not Provider.objects.exists()


def test_an_address_that_leads_inside_is_not_connected_to(own, write_in, drain, quiet, settings):
    settings.OUTBOUND_ALLOW = []
    Provider.objects.update(asked_at=None)  # leave the test out
    write_in()
    drain()
    run = Run.objects.get()
    assert (run.state, run.reason) == ("fallen_back", asking.WHY_AWAY["forbidden_address"])
    assert own.calls == []


def test_an_answer_that_sends_us_elsewhere_is_not_followed(own, second, write_in, drain, quiet, by):
    services.switch_provider(second.row, False, by=by)
    drain()
    del second.calls[:]
    own.default = lambda call: fake.behaviours.Reply(
        status=307, headers={"location": f"{second.base_url}/chat/completions"}
    )
    write_in()
    drain()
    assert Run.objects.get().engine == "local"
    assert second.calls == []


def test_the_key_is_kept_encrypted_and_for_its_address_alone(own, by):
    row = Provider.objects.get()
    assert "sk-ours" not in row.secret
    services.save_provider(row, {"name": "Ours", "key": ""}, by=by)
    assert Provider.objects.get().secret == row.secret
    services.save_provider(row, {"base_url": own.base_url + "/x"}, by=by)
    assert Provider.objects.get().secret == ""
    lines = json.dumps(list(Record.objects.values_list("action", "before", "after")))
    assert "ai.provider_saved" in lines
    assert "sk-ours" not in lines
    assert row.secret not in lines


def test_a_test_tells_for_each_model_whether_it_answers(own, drain, by):
    own.script(fake.answers(ok=True), fake.fails(404, "model_not_found"))
    drain()
    row = Provider.objects.get()
    assert row.asked_at is None
    first, other = row.tested
    assert (first["model"], first["error"]) == ("own-small", "")
    assert first["ms"] > 0
    assert other["error"] == "The address is not there, or does not know the model by this name. (HTTP 404)"

    own.default = fake.answers(ok=True)
    services.ask_test(row, by=by)
    services.ask_test(row, by=by)
    drain()
    row.refresh_from_db()
    assert [one["error"] for one in row.tested] == ["", ""]
    assert (row.failures, row.last_error) == (0, "")
    assert len(own.chats) == 4, "two tests of two models"


def test_an_endpoint_changed_under_its_test_is_tested_anew(own, by):
    old = Provider.objects.get()
    row = services.save_provider(own.row, {"key": "sk-other"}, by=by)
    assert row.asked_at > old.asked_at
    trying._keep(old, [{"model": "own-small", "ms": 1, "error": ""}])
    row.refresh_from_db()
    assert (row.tested, row.asked_at is not None) == ([], True), (
        "the old key's answer says nothing of this one"
    )


def test_the_order_of_three_and_a_removal(own, second, by):
    services.order_providers([second.row.public_id, "nobody"], by=by)
    assert [row.name for row in routes.order()] == ["Second", "Ours"]
    services.remove_provider(second.row, by=by)
    assert [row.name for row in routes.order()] == ["Ours"]
    with pytest.raises(services.PlatformsOwn):
        services.remove_provider(services.providers.locked(routes.platform_row()), by=by)


def test_two_endpoints_of_one_name_and_an_eleventh_are_refused(own, by):
    with pytest.raises(services.BadProvider) as refused:
        services.save_provider(None, {"name": "ours", "base_url": own.base_url, "tasks": MODELS}, by=by)
    assert "name" in refused.value.data["fields"]
    for number in range(9):
        services.save_provider(None, {"name": f"{number}", "base_url": own.base_url, "tasks": MODELS}, by=by)
    with pytest.raises(services.EnoughProviders):
        services.save_provider(None, {"name": "more", "base_url": own.base_url, "tasks": MODELS}, by=by)


def test_a_breaker_belongs_to_one_endpoint(own, second, write_in, drain, quiet):
    own.default = fake.fails(500)
    for _ in range(7):
        write_in()
    drain()
    assert Run.objects.filter(engine="model").count() == 7
    assert not breaker.of(routes.to("triage")[0].fuse).allows()
    assert breaker.of(routes.to("triage")[1].fuse).allows()
    assert Provider.objects.get(name="Ours").failures == breaker.FAILURES


def test_a_model_that_is_not_there_shuts_no_other_model_of_its_endpoint(own, by):
    where = routes.to("triage")[0]
    breaker.of(where.fuse).failed(misconfigured=True)
    assert not breaker.of(where.fuse).allows()
    assert breaker.of(replace(where, model="another").fuse).allows()


def test_what_is_remembered_of_an_endpoint_is_no_other_organizations_and_not_the_platforms(own, settings, by):
    settings.AI_BASE_URL, settings.AI_API_KEY = own.base_url, "sk-ours-123"
    own_key, platforms = (where.fuse for where in routes.to("triage"))
    assert own_key != platforms
    other = replace(routes.to("triage")[0], owner="t_other")
    breaker.of(own_key).failed(misconfigured=True)
    assert breaker.of(platforms).allows()
    assert breaker.of(other.fuse).allows()


@pytest.mark.parametrize("status", [400, 401, 503])
def test_an_error_page_that_never_ends_holds_no_worker(status, own, write_in, drain, quiet, settings):
    drain()
    settings.AI_DEADLINE = 1.0
    own.default = lambda call: fake.behaviours.Reply(status, chunks=lambda: drip(b"x" * 1_000, 0.1))
    began = time.monotonic()
    write_in()
    drain()
    assert Run.objects.get().engine == "local"
    assert time.monotonic() - began < 8


def test_an_error_page_of_gigabytes_is_not_read(own, write_in, drain, quiet):
    drain()

    async def pour():
        for _ in range(800):
            yield bytes(65_536)

    own.default = lambda call: fake.behaviours.Reply(500, chunks=pour)
    tracemalloc.start()
    write_in()
    drain()
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()
    assert Run.objects.get().engine == "local"


def test_a_packed_error_page_is_not_unpacked(own, write_in, drain, quiet):
    drain()
    bomb = gzip.compress(b" " * 50_000_000)
    own.default = lambda call: fake.behaviours.Reply(500, bomb, headers={"content-encoding": "gzip"})
    tracemalloc.start()
    write_in()
    drain()
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()
    assert Run.objects.get().engine == "local"


def test_the_platforms_own_account_is_not_told_to_an_organizations_endpoint(
    own, write_in, drain, quiet, monkeypatch
):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-platform")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-platform")
    client.cache_clear()
    write_in()
    drain()
    assert own.chats
    assert not [value for call in own.chats for value in call.headers.values() if "platform" in value]


@pytest.mark.parametrize("canary", ['say "quokka" never', "back\\slash-77", '"quokka-7731"'])
def test_a_canary_with_quotation_marks_is_found(canary, own, write_in, drain, quiet, settings):
    settings.AI_PROMPT_CANARY = canary
    own.default = fake.answers(**GOOD | {"reason": f"My rules end in {canary}"})
    write_in()
    drain()
    assert "rules_leaked" in Run.objects.get().flags


@pytest.mark.parametrize(
    "odd", [{"category": ["billing"]}, {"tags": [["x"]]}, {"sentiment": {}}, {"urgency": 10**400}]
)
def test_an_answer_of_another_type_is_asked_for_once_more_and_paid_for(odd, own, write_in, drain, quiet):
    drain()
    del own.calls[:]
    own.default = fake.answers(**GOOD | odd)
    write_in()
    drain()
    run = Run.objects.get()
    assert (run.calls, len(own.chats)) == ((1, 1) if run.engine == "model" else (2, 2))
    assert run.tokens_in > 0


def test_an_answer_of_ten_thousand_brackets_is_paid_for(own, write_in, drain, quiet):
    drain()
    own.default = fake.says("[" * 100_000)
    write_in()
    drain()
    assert (Run.objects.get().engine, Run.objects.get().calls) == ("local", 2)


def test_a_models_name_that_cannot_be_stored_is_cleaned(own, write_in, drain, quiet):
    drain()

    def named(call):
        told = fake.behaviours.completion(call, fake.behaviours._content(call, GOOD))
        return fake.behaviours.Reply.of(told | {"model": "odd\x00name"})

    own.default = named
    write_in()
    drain()
    assert (Run.objects.get().engine, Run.objects.get().model) == ("model", "oddname")
