"""One guarded question: a wall-clock deadline, one more try, structured output (the wire is wire.py)."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from ai.gateway import breaker, wire
from ai.gateway.asking import Asking, Question
from ai.gateway.client import Endpoint, client
from ai.gateway.errors import LASTING, MISCONFIGURED, Again, BadAnswer, ModelAway, NotTaken
from tenants.kernel.text import storable

LARGEST = 256 * 1024  # bytes of an answer; triage answers are under 4 kB
_FENCE = re.compile(r"^```\w*\s*|\s*```$")


@dataclass(frozen=True, slots=True)
class Answer:
    """Parsed JSON with what it cost, all calls together; estimated: the endpoint did not say.

    form: how it was asked for (client.FORMS).
    """

    data: dict[str, Any]
    model: str
    tokens_in: int
    tokens_out: int
    latency_ms: int
    calls: int
    form: str = "schema"
    estimated: bool = False


def ask(where: Endpoint, question: Question, deadline: float | None = None) -> Answer:
    """Ask the model. deadline: seconds of wall clock for everything, retries included.

    Raises ModelAway (nobody usable answered) or BadAnswer (answered something else).
    """
    client(where.base_url, where.api_key, where.is_guarded)  # before the clock: the import takes a second
    began = time.monotonic()
    end = began + (deadline or settings.AI_DEADLINE)
    fuse = breaker.of(where.fuse)
    if why := fuse.why_not(where.mended):
        raise ModelAway(why)
    asking = Asking(where, question)
    try:
        data, model = _until_it_fits(asking, end)
    except ModelAway as trouble:
        if not isinstance(trouble, BadAnswer):
            fuse.failed(trouble.kind in MISCONFIGURED, trouble.kind in LASTING and not where.is_trial)
        trouble.calls, trouble.tokens = asking.calls, asking.tokens
        raise
    fuse.worked()
    latency = int((time.monotonic() - began) * 1000)
    return Answer(data, model, *asking.tokens, latency, asking.calls, asking.form, asking.estimated)


def _until_it_fits(asking: Asking, end: float) -> tuple[dict[str, Any], str]:
    """(object, model). At most TRIES in the form the endpoint takes; finding that form out is not counted."""
    attempt = 1
    while True:
        try:
            data, model = _once(asking, end)
            _judge(asking, data)
            return data, model
        except NotTaken as trouble:
            if not asking.adapt(trouble.said):
                raise BadAnswer("bad_answer", trouble.detail) from trouble
            continue
        except Again as trouble:
            wire.wait_or_give_up(trouble, attempt, end)
        except BadAnswer as trouble:
            if attempt == wire.TRIES or trouble.kind != "bad_answer":
                raise  # a refusal or a cut-off would come again
            asking.complain(trouble.detail)
        attempt += 1


def _judge(asking: Asking, data: dict[str, Any]) -> None:
    """A list where a word belongs is no fault of ours: it is asked for once more, and paid for."""
    try:
        asking.question.judge(data)
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError):  # also 1e400
        raise BadAnswer("bad_answer", "a value is of another type") from None


def _once(asking: Asking, end: float) -> tuple[dict[str, Any], str]:
    asking.calls += 1
    return _parsed(wire.fetched(asking.where, "chat.completions", asking.request(), end, LARGEST), asking)


def _parsed(body: bytes, asking: Asking) -> tuple[dict[str, Any], str]:
    """The answer's JSON object and the model that says it answered. What it cost is noted first."""
    try:
        whole = json.loads(body)
        choice = whole["choices"][0]
        message = choice["message"]
        content = message.get("content") or ""
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise BadAnswer("bad_answer", "not a chat completion") from None
    asking.note(whole.get("usage"), content)
    if message.get("refusal") or choice.get("finish_reason") == "content_filter":
        raise BadAnswer("refusal")
    if choice.get("finish_reason") == "length":
        raise BadAnswer("cut_off", "length")
    data = _object(content)
    if asking.where.canary and _as_json(asking.where.canary) in _as_json(data):
        raise BadAnswer("leaked")
    return data, storable(str(whole.get("model") or ""))


def _as_json(said: Any) -> str:
    """In one letter case, without the quotation marks around a text."""
    return json.dumps(said, ensure_ascii=False).lower().strip('"')


def _object(content: Any) -> dict[str, Any]:
    """The JSON object of a content, also inside of a fence, as models without JSON mode write it."""
    try:
        text = storable(content).strip()
        data = json.loads(_FENCE.sub("", text))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise BadAnswer("bad_answer", "the content is not JSON") from None
    if not isinstance(data, dict):
        raise BadAnswer("bad_answer", "the content is not an object")
    return data
