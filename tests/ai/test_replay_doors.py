"""Replays for programs, and the command: the same figures by every door."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ai import services
from ai.models import ModelSettings, Provider, Replay, ReplayDecision, ReplayItem
from ai.selectors import trials
from tests.ai.test_replay import EDITS, MUCH, by, endpoint, other, solve  # noqa: F401
from tests.support.callers import Caller

WHERE = "/ai/replays/"


@pytest.fixture
def adam(acme, people):
    return Caller(acme, people.adam)


def test_a_program_tries_a_model_looks_and_approves(solve, endpoint, adam, drain, settings):  # noqa: F811
    solve(2)
    settings.AI_PRICES = {"small-2": (100.0, 200.0)}
    wanted = {"kind": "model", "provider": endpoint.public_id, "model": "small-2", "size": 10}
    cost = adam.call("POST", f"{WHERE}estimate/", wanted).json()
    assert (cost["tickets"], cost["calls"], cost["is_priced"]) == (2, 2, True)
    assert cost["most"] > cost["cost"] > 0
    assert not Replay.objects.exists()

    made = adam.call("POST", WHERE, wanted | {"cap": MUCH})
    assert (made.status_code, made.json()["state"]) == (201, "queued")
    assert adam.call("POST", WHERE, wanted | {"cap": MUCH}).status_code == 409
    drain()
    where = f"{WHERE}{made.json()['id']}/"
    whole = adam.read(where).json()
    figures = whole["figures"]
    assert (whole["state"], figures["read"], figures["failed"], whole["change"]["model"]) == (
        "done",
        2,
        0,
        "small-2",
    )
    assert figures["fields"]["category"]["accuracy_new"] == 1.0
    assert figures["cost"] == whole["spent"] > 0
    assert figures["p50_ms"] <= figures["p95_ms"]
    assert figures["better"] + figures["worse"] + figures["other"] == len(
        adam.read(f"{where}changes/").json()["results"]
    )
    assert adam.read(f"{where}changes/", outcome="sideways").status_code == 400
    for outcome in ("better", "worse", "other"):
        shown = adam.read(f"{where}changes/", outcome=outcome).json()["results"]
        assert {one["outcome"] for one in shown} <= {outcome}
        assert len(shown) == figures[outcome]

    assert adam.call("POST", f"{where}approve/").json()["decision"] == "approved"
    assert adam.call("POST", f"{where}approve/").status_code == 200
    assert adam.call("POST", f"{where}discard/").status_code == 409
    assert Provider.objects.get(pk=endpoint.pk).is_on
    assert [one["id"] for one in adam.read(WHERE).json()["results"]] == [whole["id"]]


def test_bad_wishes_are_refused_and_others_do_not_come_in(solve, adam, acme, people):  # noqa: F811
    solve(1)
    for wrong in ({"kind": "x", "cap": 1}, {"kind": "model", "provider": "local"}, {"kind": "model", "cap": 1},
                  {"kind": "model", "provider": "local", "cap": 1, "size": 501},
                  {"kind": "categories", "cap": 1, "categories": [{"key": 3, "remove": "perhaps"}]},
                  {"kind": "guidance", "cap": 1, "guidance": "x" * 2001}):  # fmt: skip
        assert adam.call("POST", WHERE, wrong).status_code == 400, wrong
    ana = Caller(acme, people.ana)
    assert ana.read(WHERE).status_code == 403
    assert ana.call("POST", WHERE, {"kind": "model", "provider": "local", "cap": 1}).status_code == 403
    assert adam.read(f"{WHERE}nobody/").status_code == 404
    assert not Replay.objects.exists()


def test_canceled_by_a_program(solve, adam, drain):  # noqa: F811
    solve(1)
    made = adam.call("POST", WHERE, {"kind": "model", "provider": "local", "cap": 1}).json()
    assert adam.call("POST", f"{WHERE}{made['id']}/cancel/").json()["state"] == "canceled"
    drain()
    assert adam.read(f"{WHERE}{made['id']}/").json()["done"] == 0
    assert adam.call("POST", f"{WHERE}{made['id']}/discard/").json()["decision"] == "discarded"


def test_guidance_is_a_setting_as_well(adam):
    assert adam.read("/ai/settings/").json()["guidance"] == ""
    assert adam.call("PATCH", "/ai/settings/", {"guidance": " Be fair. "}).json()["guidance"] == "Be fair."
    assert adam.call("PATCH", "/ai/settings/", {"guidance": "x" * 2001}).status_code == 400
    assert ModelSettings.objects.get().guidance == "Be fair."


def test_many_tickets_cost_as_many_queries_as_few(solve, adam, by, drain, django_assert_num_queries):  # noqa: F811
    found = solve(2)
    row = services.begin_replay("model", {"provider": "local"}, size=50, cap=1, by=by)
    drain()
    where = f"{WHERE}{row.public_id}/"

    def more(number: int) -> None:
        rows = ReplayItem.objects.filter(replay=row)
        for field in (f"f{n}" for n in range(number)):
            ReplayDecision.objects.create(
                item=rows[len(field) % 2], field=field, old="a", new="b", outcome="worse"
            )

    assert found
    for path in (where, f"{where}changes/", WHERE):
        adam.read(path)
    with CaptureQueriesContext(connection) as few:
        adam.read(f"{where}changes/")
    more(20)
    with django_assert_num_queries(len(few)):
        assert len(adam.read(f"{where}changes/").json()["results"]) >= 20


def called(*arguments: str) -> dict:
    out = StringIO()
    call_command("ai_replay", "--tenant", "acme", "--json", *arguments, stdout=out)
    assert out.getvalue().count("\n") == 1
    return json.loads(out.getvalue())


def test_the_command_prints_the_same_figures(solve, by, tmp_path):  # noqa: F811
    solve(3)
    lines = tmp_path / "categories.jsonl"
    lines.write_text("\n".join(json.dumps(edit) for edit in EDITS))
    told = called("--what", "categories", "--categories", str(lines), "--tickets", "2")
    row = Replay.objects.get()
    assert (told["state"], told["id"], told["read"], told["cost"]) == ("done", row.public_id, 2, 0)
    assert {name: value for name, value in told.items() if name in trials.figures(row)} == trials.figures(row)
    services.approve_replay(row, by=by)

    for wrong in (["--what", "categories"], ["--what", "model", "--provider", "nobody"],
                  ["--what", "model", "--provider", "local", "--cap", "much"],
                  ["--what", "guidance", "--guidance", str(tmp_path / "none")]):  # fmt: skip
        with pytest.raises(CommandError):
            called(*wrong)
    with pytest.raises(CommandError, match="no organization"):
        call_command("ai_replay", "--tenant", "nobody", "--what", "model")
