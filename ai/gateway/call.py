"""One guarded model call: a wall-clock deadline, a size cap, one more try, structured output.

The client's own timeout bounds the silence between two bytes, not the call: a server that drips
held one for 90 s. So the body is read as it arrives, against our clock.
"""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass
from typing import Any, TypedDict

from django.conf import settings

from ai.gateway import breaker
from ai.gateway.client import Endpoint, client
from ai.gateway.errors import Again, BadAnswer, ModelAway
from ai.text.masked import Masked, Unmasked
from tenants.kernel.text import storable

TRIES = 2
LARGEST = 256 * 1024  # bytes of an answer; triage answers are under 4 kB
LONGEST_WAIT = 5.0  # seconds we obey a Retry-After; beyond that the local engine is faster
CONNECT, WRITE = 3.0, 5.0


class Message(TypedDict):
    """One message of a chat. role: system or user."""

    role: str
    content: Masked


@dataclass(frozen=True, slots=True)
class Question:
    """Messages as the chat API takes them, and the JSON schema the answer must fit.

    Every text in it is Masked: that is checked here, the only door out.
    """

    messages: tuple[Message, ...]
    schema_name: str
    schema: dict[str, Any]
    model: str
    max_tokens: int = 800

    def __post_init__(self) -> None:
        """Raises Unmasked: what did not pass a Redactor does not leave, whoever forgot it."""
        for message in self.messages:
            if not isinstance(message["content"], Masked):
                raise Unmasked(f"the {message['role']} message was not masked")
        _check_options(self.schema)


@dataclass(frozen=True, slots=True)
class Answer:
    """Parsed JSON with what it cost. tokens are 0 when the endpoint does not say."""

    data: dict[str, Any]
    model: str
    tokens_in: int
    tokens_out: int
    latency_ms: int
    calls: int


def ask(where: Endpoint, question: Question, deadline: float | None = None) -> Answer:
    """Ask the model. deadline: seconds of wall clock for everything, retries included.

    Raises ModelAway (nobody usable answered) or BadAnswer (answered something else).
    """
    client(where.base_url, where.api_key)  # made before the clock starts: the import takes a second
    began = time.monotonic()
    end = began + (deadline or settings.AI_DEADLINE)
    fuse = breaker.of(where.key)
    if not fuse.allows():
        raise ModelAway("breaker_open")
    for attempt in range(1, TRIES + 1):
        try:
            data, usage, model = _once(where, question, end)
        except Again as trouble:
            _wait_or_give_up(trouble, attempt, end, fuse)
        except BadAnswer as trouble:
            trouble.calls = attempt
            if attempt == TRIES or trouble.kind != "bad_answer":
                raise  # a refusal or a cut-off would come again
        except ModelAway as trouble:
            fuse.failed(misconfigured=trouble.kind == "refused_key")
            trouble.calls = attempt
            raise
        else:
            fuse.worked()
            latency = int((time.monotonic() - began) * 1000)
            return Answer(data, model, usage[0], usage[1], latency, attempt)
    raise ModelAway("timeout", calls=TRIES)


def _check_options(schema: Any) -> None:
    """The options of a schema are the organization's words as well."""
    if isinstance(schema, dict):
        if any(
            isinstance(option, str) and not isinstance(option, Masked) for option in schema.get("enum", ())
        ):
            raise Unmasked("an option of the schema was not masked")
        for part in schema.values():
            _check_options(part)


def _wait_or_give_up(trouble: Again, attempt: int, end: float, fuse: breaker.Breaker) -> None:
    wait = trouble.wait if trouble.wait is not None else random.uniform(0.3, 1.2)  # noqa: S311  jitter
    if attempt == TRIES or wait > LONGEST_WAIT or time.monotonic() + wait > end:
        fuse.failed()
        raise ModelAway(trouble.kind, trouble.detail, calls=attempt) from trouble
    time.sleep(wait)


def _once(where: Endpoint, question: Question, end: float) -> tuple[dict[str, Any], tuple[int, int], str]:
    import httpx2 as httpx
    import openai

    left = end - time.monotonic()
    if left <= 0:
        raise ModelAway("timeout")
    try:
        completions: Any = client(where.base_url, where.api_key).chat.completions
        with completions.with_streaming_response.create(
            model=question.model,
            messages=list(question.messages),
            response_format=_format(question),
            max_tokens=question.max_tokens,
            temperature=0,
            timeout=httpx.Timeout(connect=CONNECT, read=min(10.0, left), write=WRITE, pool=CONNECT),
        ) as response:
            if "json" not in (response.headers.get("content-type") or ""):
                raise Again("not_json", response.headers.get("content-type") or "")
            return _parsed(_body(response, end))
    except openai.APIStatusError as error:
        raise _translated(error) from error
    except (openai.APITimeoutError, httpx.TimeoutException) as error:
        raise Again("timeout") from error
    except (openai.APIConnectionError, httpx.HTTPError) as error:
        raise Again("connection", str(error)[:120]) from error


def _body(response: Any, end: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():  # as it arrives; a chunk size would wait for a full chunk
        body += chunk
        if len(body) > LARGEST:
            raise BadAnswer("too_big")
        if time.monotonic() > end:
            raise ModelAway("timeout", "the answer dripped")
    return bytes(body)


def _translated(error: Any) -> Exception:
    status = int(error.status_code)
    if status in (401, 403, 404):
        return ModelAway("refused_key", f"HTTP {status}")
    if status == 429:
        return Again("rate_limited", wait=_retry_after(error.response.headers.get("retry-after")))
    if status in (408, 409) or status >= 500:
        return Again("server_error", f"HTTP {status}")
    return BadAnswer("bad_answer", f"HTTP {status}")


def _retry_after(value: str | None) -> float | None:
    try:
        return float(value) if value else None
    except ValueError:
        return None


def _parsed(body: bytes) -> tuple[dict[str, Any], tuple[int, int], str]:
    """The answer's JSON object, its tokens and the model that says it answered."""
    try:
        whole = json.loads(body)
        choice = whole["choices"][0]
        message = choice["message"]
    except (ValueError, LookupError, TypeError):
        raise BadAnswer("bad_answer", "not a chat completion") from None
    if message.get("refusal"):
        raise BadAnswer("refusal", str(message["refusal"])[:120])
    if choice.get("finish_reason") in ("length", "content_filter"):
        raise BadAnswer("cut_off", str(choice["finish_reason"]))
    try:
        data = json.loads(storable(message.get("content") or ""))
    except (ValueError, TypeError):
        raise BadAnswer("bad_answer", "the content is not JSON") from None
    if not isinstance(data, dict):
        raise BadAnswer("bad_answer", "the content is not an object")
    usage = whole.get("usage") or {}
    tokens = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
    return data, tokens, str(whole.get("model") or "")


def _format(question: Question) -> dict[str, Any]:
    schema = {"name": question.schema_name, "strict": True, "schema": question.schema}
    return {"type": "json_schema", "json_schema": schema}
