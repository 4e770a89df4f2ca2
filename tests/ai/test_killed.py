"""kill -9 while the local engine learns, while a week is measured, while a replay asks: afterwards it is done, once.

Real processes on servers of their own. A lock that the test holds, or a model that never answers, stops the process
at a known place, where it is killed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.support.deploy import Deploy
from tests.support.fakes import openai as fake
from tests.support.fakes.openai import FakeOpenAI

IN_ALPHA = """
import django, infra.celery; django.setup()
import json
from datetime import timedelta
from tenants import context
from tenants.kernel import clock
from tenants.models import Tenant
__enter = context.tenant(Tenant.objects.get(slug="alpha")); __enter.__enter__()
"""
TAUGHT = (
    IN_ALPHA
    + """
from ai.models import Correction
from core.contacts.services import contact_for
from core.tickets import services as tickets
from core.tickets.services.words import Words
carla = contact_for("carla@customer.example", "Carla")
for n in range(16):
    value, text = ("billing.refund", "Card charged twice, invoice") if n % 2 else ("account.sign_in", "Cannot sign in")
    ticket = tickets.open_ticket(carla, text, Words(f"{text} number {n}."), channel="mail", by=carla.actor)[0]
    Correction.objects.create(ticket=ticket, field="category", value=value)
"""
)
LEARN = IN_ALPHA + "from ai.services import learning; learning.learn()"
MEASURED = (
    IN_ALPHA
    + """
from ai.models import Result, Run
from ai.services import drift
from core.tickets.models import Message
today = clock.now().date()
begins = drift.Span(today - timedelta(days=today.weekday()) - drift.WEEK).begins
message = Message.objects.first()
for at, sure, number in ((timedelta(days=2), 0.6, 60), (timedelta(days=-10), 0.9, 60)):
    run = Run.objects.create(kind="draft", message=message, ticket=message.ticket, created_at=begins + at,
                             input_hash=str(at))
    Result.objects.bulk_create(Result(run=run, ticket=message.ticket, field="category", value="a", confidence=sure,
                                      mode="suggest", is_latest=False) for _ in range(number))
"""
)
LOOK = IN_ALPHA + "from ai.services import drift; print(json.dumps([row.measure for row in drift.look()]))"
SOLVED = (
    IN_ALPHA
    + """
import os
from ai import services
from ai.models import Provider, Result, Run, Verdict
from billing import services as billing
from core.desk.models import Category, Status
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants.kernel.actor import SYSTEM
with context.shared():
    billing.seed_plans()
here = Tenant.objects.get(slug="alpha")
billing.start_trial(here)
billing.grant(here, "ai_messages", by=SYSTEM, reason="test")
for ticket in Ticket.objects.order_by("pk")[:6]:
    message = ticket.messages.first()
    run = Run.objects.create(kind="triage", message=message, ticket=ticket, state="done", engine="local",
                             finished_at=clock.now())
    Result.objects.create(run=run, ticket=ticket, field="category", value="billing.refund", confidence=0.9,
                          mode="suggest", is_latest=True)
    Verdict.objects.create(ticket=ticket, field="category", said="billing.refund", is_right=True, how="confirmed",
                           final="billing.refund", confidence=0.9)
    tickets.change(ticket, by=SYSTEM, category=Category.objects.get(key="billing.refund"), status=Status.objects.get(key="resolved"))
where = Provider.objects.create(name="Ours", base_url=os.environ["FAKE_MODEL"], tasks={"triage": "small"}, is_on=False,
                                form="schema", position=5)
row = services.begin_replay("model", {"provider": where.public_id, "model": "small"}, size=50, cap=50_000_000, by=SYSTEM)
print(json.dumps([row.pk, row.state]))
"""
)
REPLAY = (
    IN_ALPHA
    + "from ai import services; from ai.models import Replay; services.replay(Replay.objects.get().pk)"
)
WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
FREED = b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.fixture(scope="module")
def deploy() -> Iterator[Deploy]:
    with Deploy("alpha") as found:
        found.run("one", TAUGHT)
        yield found


def _asks(call: Any, words: tuple[str, ...]) -> bool:
    return any(one in call.json["messages"][-1]["content"] for one in words)


def killed_at(deploy: Deploy, table: str, code: str) -> None:
    """Run it until it waits for the table, then kill it; its transaction ends with it."""
    with psycopg.connect(deploy.servers.places.database_url) as line:
        line.execute(f"LOCK TABLE alpha.{table} IN EXCLUSIVE MODE".encode())
        deploy.kill("one", code, lambda: deploy.ask(WAITING))
        line.execute(FREED)


@pytest.mark.parametrize("table", ["ai_trainedhead", "ai_modelsettings"])
def test_a_learner_that_is_killed_leaves_nothing_and_its_alarm_stands(deploy: Deploy, table: str) -> None:
    before = deploy.ask("SELECT count(*) FROM alpha.ai_trainedhead")
    killed_at(deploy, table, LEARN)
    assert deploy.ask("SELECT count(*) FROM alpha.ai_trainedhead") == before


def test_the_next_learner_does_it_whole(deploy: Deploy) -> None:
    deploy.run("one", LEARN)
    heads = deploy.ask("SELECT kind, is_active FROM alpha.ai_trainedhead")
    assert heads == [("category", True)]


def test_a_measuring_that_is_killed_is_made_up_for_once(deploy: Deploy) -> None:
    deploy.run("one", MEASURED)
    killed_at(deploy, "ai_drift", LOOK)
    assert deploy.ask("SELECT 1 FROM alpha.ai_drift") == []
    told = "SELECT count(*) FROM events_delivery WHERE schema_name = 'alpha' AND event LIKE '%%rift%%'"
    assert deploy.ask(told) == [(0,)]

    assert deploy.run("one", LOOK) == ["labels", "confidence"]
    assert deploy.run("one", LOOK) == []
    assert deploy.ask(told) == [(1,)]
    assert deploy.ask("SELECT measure, is_alarming FROM alpha.ai_drift ORDER BY measure") == [
        ("confidence", True), ("labels", False)]  # fmt: skip


def test_of_two_that_measure_at_once_one_tells(deploy: Deploy) -> None:
    deploy.ask("DELETE FROM alpha.ai_drift")
    deploy.ask("DELETE FROM events_delivery")
    url = deploy.servers.places.database_url
    with psycopg.connect(url) as line, ThreadPoolExecutor(2) as workers:
        line.execute(b"LOCK TABLE alpha.ai_modelsettings IN EXCLUSIVE MODE")
        both = [workers.submit(deploy.run, "one", LOOK) for _ in range(2)]
        until(lambda: len(deploy.ask(WAITING)) == 2)
        line.rollback()
        said = sorted((one.result() for one in both), key=len)
    assert said == [[], ["labels", "confidence"]]
    assert deploy.ask("SELECT count(*) FROM alpha.ai_drift") == [(2,)]
    assert deploy.ask("SELECT count(*) FROM events_delivery WHERE schema_name = 'alpha'") == [(1,)]


def until(look: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not look():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def test_a_replay_whose_worker_is_killed_goes_on_where_it_was(deploy: Deploy, monkeypatch) -> None:
    """The model answers two questions and keeps the rest waiting: there the worker is killed."""
    good = fake.answers(category="billing.refund", priority="high")
    with FakeOpenAI() as model:
        monkeypatch.setenv("FAKE_MODEL", model.base_url)
        assert deploy.run("one", SOLVED)[1] == "queued"
        first_two = ("number 5.", "number 4.")
        model.default = lambda call: (good if _asks(call, first_two) else fake.hangs())(call)
        done = "SELECT 1 FROM alpha.ai_replay WHERE done = 2 AND state = 'running'"
        deploy.kill("one", REPLAY, lambda: deploy.ask(done) and len(model.chats) > 2)
        assert deploy.ask("SELECT count(*) FROM alpha.ai_replaydecision d JOIN alpha.ai_replayitem i ON i.id = item_id "
                          "WHERE i.state <> 'done'") == [(0,)]  # fmt: skip

        model.default = good
        asked = len(model.chats)
        deploy.run("one", REPLAY)
        assert len(model.chats) == asked, "its lease holds"
        deploy.ask("UPDATE alpha.ai_replay SET lease_until = now() - interval '1 second'")
        deploy.run("one", REPLAY)

        assert deploy.ask("SELECT state, done, total FROM alpha.ai_replay") == [("done", 6, 6)]
        assert len(model.chats) == asked + 4, "what was answered is not asked again"
        twice = "SELECT item_id, field FROM alpha.ai_replaydecision GROUP BY 1, 2 HAVING count(*) > 1"
        assert deploy.ask(twice) == []
