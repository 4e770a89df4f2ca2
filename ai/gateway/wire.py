"""One request to an endpoint and its body, bounded in time and size; how often to try, how long to wait.

The client's own timeout bounds the silence between two bytes, not the call: a server that drips
held one for 90 s. So the body is read as it arrives, against our clock.
"""

from __future__ import annotations

import random
import time
from operator import attrgetter
from typing import Any

from ai.gateway.client import Endpoint, client
from ai.gateway.errors import Again, BadAnswer, ModelAway, NotTaken
from tenants import outbound

TRIES = 2
LONGEST_WAIT = 5.0  # seconds we obey a Retry-After; beyond that the local engine is faster
CONNECT, WRITE = 3.0, 5.0


def fetched(where: Endpoint, resource: str, request: dict[str, Any], end: float, largest: int) -> bytes:
    """The body of a JSON answer. resource: of the client, "chat.completions"; end: monotonic time.

    largest: bytes; twice as many may come in all, headers and error pages counted.
    Raises Again where one more try may help, NotTaken, BadAnswer, ModelAway.
    """
    import httpx2 as httpx
    import openai

    from ai.gateway import guarded

    left = end - time.monotonic()
    if left <= 0:
        raise ModelAway("timeout")
    try:
        door: Any = attrgetter(resource)(client(where.base_url, where.api_key, where.is_guarded))
        timeout = httpx.Timeout(connect=CONNECT, read=min(10.0, left), write=WRITE, pool=CONNECT)
        with (
            guarded.bounded(end, 2 * largest),
            door.with_streaming_response.create(**_as_it_is(request), timeout=timeout) as response,
        ):
            if "json" not in (response.headers.get("content-type") or ""):
                raise Again("not_json", response.headers.get("content-type") or "")
            return _body(response, end, largest)
    except openai.APIStatusError as error:
        raise _translated(error) from error
    except (openai.APITimeoutError, httpx.TimeoutException) as error:
        raise Again("timeout") from error
    except (openai.APIConnectionError, httpx.HTTPError, outbound.Unreachable) as error:
        if isinstance(error.__cause__, outbound.ForbiddenAddress):
            raise ModelAway("forbidden_address") from error
        raise Again("connection", str(error)[:120]) from error
    except outbound.ForbiddenAddress as error:
        raise ModelAway("forbidden_address") from error


def wait_or_give_up(trouble: Again, attempt: int, end: float) -> None:
    """Sleep before the next try. Raises ModelAway when there is none left, or no time for it."""
    wait = trouble.wait if trouble.wait is not None else random.uniform(0.3, 1.2)  # noqa: S311  jitter
    if attempt == TRIES or wait > LONGEST_WAIT or time.monotonic() + wait > end:
        raise ModelAway(trouble.kind, trouble.detail) from trouble
    time.sleep(wait)


def _as_it_is(request: dict[str, Any]) -> dict[str, Any]:
    """The same request past the client's rewriting, a large part of a call's cost: ours is in the protocol's
    words already."""
    if "messages" not in request:
        return request
    return {"model": request["model"], "messages": (), "extra_body": request}


def _body(response: Any, end: float, largest: int) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():  # as it arrives; a chunk size would wait for a full chunk
        body += chunk
        if len(body) > largest:
            raise BadAnswer("too_big")
        if time.monotonic() > end:
            raise ModelAway("timeout", "the answer dripped")
    return bytes(body)


def _translated(error: Any) -> Exception:
    status = int(error.status_code)
    if status in (401, 403, 404):
        return ModelAway("unknown_model" if status == 404 else "refused_key", f"HTTP {status}")
    if status in (400, 422):
        return NotTaken(f"HTTP {status}", str(error.body or error.message).lower()[:2000])
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
