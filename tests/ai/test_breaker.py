"""An endpoint that is down is not asked for each message; one that refuses our key not until that is mended."""

from __future__ import annotations

import pytest

from ai import book, gateway, routes, services
from ai.gateway import ModelAway, breaker
from ai.gateway.breaker import FAILURES, LATEST, Breaker
from ai.models import Provider, Run
from ai.services import asking
from tenants.kernel import clock
from tests.support.fakes import openai as fake


def told(fuse: Breaker, *outcomes: bool) -> Breaker:
    for is_fine in outcomes:
        fuse.worked() if is_fine else fuse.failed()
    return fuse


def test_it_opens_after_five_failures_in_a_row():
    fuse = told(Breaker(), *[False] * (FAILURES - 1))
    assert fuse.allows()
    assert not told(fuse, False).allows()
    assert fuse.why_not() == "breaker_open"


def test_it_opens_when_half_of_the_last_twenty_failed():
    fuse = told(Breaker(), *[True, False] * (LATEST // 2 - 1), True)
    assert fuse.allows(), "nineteen are too few to count a share of"
    assert not told(fuse, False).allows()


def test_less_than_half_of_the_last_twenty_is_no_outage():
    fuse = told(Breaker(), *[True, False] * (LATEST // 2 - 1), True, True)
    assert fuse.allows()
    assert told(fuse, *[True, True, False] * 10).allows()


def test_a_probe_that_works_closes_it_and_old_failures_are_forgotten():
    fuse = told(Breaker(), *[True, False] * (LATEST // 2))
    assert not fuse.allows()
    fuse.closed_again = 0.0
    assert fuse.allows(), "one probe"
    assert not fuse.allows(), "and no second one"
    assert told(fuse, True, False).allows()


def test_what_was_refused_stays_shut_however_long_until_a_test_succeeds():
    fuse = Breaker()
    fuse.failed(misconfigured=True, lasting=True)
    fuse.closed_again = 0.0
    now = clock.now().timestamp()

    assert fuse.why_not() == "shut"
    assert fuse.why_not(mended=now - 60) == "shut", "a test from before says nothing"
    assert fuse.why_not(mended=now + 60) == ""
    assert fuse.allows()


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refused_key_or_model_is_not_asked_again(status, write_in, model, drain, people):
    services.set_policy("reply", "off", people.adam.actor)
    model.default = fake.fails(status)
    for _ in range(3):
        write_in()
    drain()
    (where,) = routes.to("triage")
    breaker.of(where.fuse).closed_again = 0.0
    write_in()
    drain()

    assert len(model.chats) == 1
    assert Run.objects.filter(state="fallen_back").count() == 4
    assert Run.objects.order_by("-pk")[0].reason == asking.WHY_AWAY["shut"]


def test_a_test_in_another_process_opens_the_way(write_in, model, drain, people):
    services.set_policy("reply", "off", people.adam.actor)
    model.script(fake.fails(401))
    write_in()
    drain()
    assert breaker.of(routes.to("triage")[0].fuse).shut_at

    passed = {"model": "small", "ms": 5, "error": "", "at": clock.now().timestamp() + 1}
    Provider.objects.filter(is_platform=True).update(tested=[passed])
    book.providers.changed()
    write_in()
    drain()

    assert [run.engine for run in Run.objects.order_by("pk")] == ["local", "model"]
    assert not breaker.of(routes.to("triage")[0].fuse).shut_at


def test_a_test_that_fails_leaves_it_shut(model, allowance):
    (where,) = routes.to("triage")
    model.default = fake.fails(403)
    with pytest.raises(ModelAway):
        gateway.ask(where, _question())
    failed = {"model": "small", "ms": 5, "error": "No.", "at": clock.now().timestamp() + 1}
    Provider.objects.create(is_platform=True, name="Ours", tested=[failed])
    book.providers.changed()

    assert breaker.of(where.fuse).why_not(routes.to("triage")[0].mended) == "shut"


def _question() -> gateway.Question:
    from ai.prompts import wrapping

    return gateway.Question(
        ({"role": "system", "content": wrapping.TRIED},), "trial", wrapping.trial_schema()
    )
