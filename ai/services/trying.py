"""Testing an endpoint: each of its models is asked for the smallest answer there is. In a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction

from ai import book, gateway, routes
from ai.gateway import Answer, BadAnswer, Endpoint, ModelAway, Question, breaker
from ai.models import Provider, Task
from ai.prompts import wrapping
from ai.services import asking, health
from tenants.kernel import clock

SECONDS = 15.0  # for one model


def try_provider(provider_id: int) -> None:
    """Ask, then write down what was found. A test that nobody waits for any more is left alone."""
    row = Provider.objects.filter(pk=provider_id, asked_at__isnull=False).first()
    if row is None:
        return
    named = routes.models_of(row)
    models = [named[task] for task in Task.values if task in named and task != Task.EMBEDDING]
    tested = [_asked(row, model, _says_yes) for model in dict.fromkeys(models)]
    if Task.EMBEDDING in named:
        tested.append(_asked(row, named[Task.EMBEDDING], _embeds))
    _keep(row, tested)


def _asked(row: Provider, model: str, ask: Callable[[Endpoint], Answer]) -> dict[str, Any]:
    """{model, ms, error}: error is a sentence, "" when it answered."""
    where = routes.endpoint(row, model)
    if where is None:
        return {"model": model, "ms": 0, "error": "Its key can no longer be read. Enter it again."}
    breaker.of(where.fuse).mended()  # a person asks: now, not in half a minute
    asking.give_connection_back()
    try:
        answer = ask(where)
    except ModelAway as away:
        why = asking.why(away)
        health.failed(where, away, why)
        return {"model": model, "ms": 0, "error": f"{why} ({away.detail})" if _is_told(away) else why}
    health.worked(where, answer)
    return {"model": model, "ms": answer.latency_ms, "error": ""}


def _says_yes(where: Endpoint) -> Answer:
    messages: tuple[gateway.Message, ...] = ({"role": "system", "content": wrapping.TRIED},)
    question = Question(messages, "trial", wrapping.trial_schema(), max_tokens=50, judge=_judge)
    unknown = replace(where, form="")  # what it did not take once, it may take now
    return gateway.ask(unknown, question, SECONDS)


def _embeds(where: Endpoint) -> Answer:
    return gateway.embed(where, [wrapping.TRIED], SECONDS)[1]


def _judge(data: dict[str, Any]) -> None:
    if not isinstance(data.get("ok"), bool):  # that the shape fits is what is tried
        raise BadAnswer("bad_answer", "ok is neither true nor false")


def _is_told(away: ModelAway) -> bool:
    return away.detail.startswith("HTTP ")


@transaction.atomic
def _keep(row: Provider, tested: list[dict[str, Any]]) -> None:
    kept = Provider.objects.filter(pk=row.pk, asked_at=row.asked_at)
    fine = {"failures": 0, "last_error": "", "last_success_at": clock.now()}
    works = bool(tested) and not any(one["error"] for one in tested)
    at = clock.now().timestamp()
    kept.update(asked_at=None, tested=[one | {"at": at} for one in tested], **(fine if works else {}))
    book.providers.changed()
