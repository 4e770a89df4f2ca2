"""One request to an endpoint and its body, bounded in time and size; how often to try, how long to wait.

The client's own timeout bounds the silence between two bytes, not the call: a server that drips
held one for 90 s. So the body is read as it arrives, against our clock.
"""

from __future__ import annotations

import random
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import orjson

from ai.gateway.client import Endpoint, way
from ai.gateway.errors import Again, BadAnswer, ModelAway, NotTaken
from tenants import outbound

if TYPE_CHECKING:
    from httpx2 import Response

TRIES = 2
LONGEST_WAIT = 5.0  # seconds we obey a Retry-After; beyond that the local engine is faster
CONNECT, WRITE = 3.0, 5.0


def fetched(where: Endpoint, resource: str, request: dict[str, Any], end: float, largest: int) -> bytes:
    """The body of a JSON answer. resource: "chat/completions"; end: monotonic time.

    largest: bytes; twice as many may come in all, headers and error pages counted.
    Raises Again where one more try may help, NotTaken, BadAnswer, ModelAway.
    """
    import httpx2 as httpx

    from ai.gateway import guarded

    left = end - time.monotonic()
    if left <= 0:
        raise ModelAway("timeout")
    try:
        there = way(where.base_url, where.api_key, where.is_guarded)
        timeout = {"connect": CONNECT, "read": min(10.0, left), "write": WRITE, "pool": CONNECT}
        asked = httpx.Request(
            "POST", there.to(resource), headers=there.headers, content=_packed(request),
            extensions={"timeout": timeout},
        )  # fmt: skip
        with guarded.bounded(end, 2 * largest), closing(there.http.send(asked, stream=True)) as response:
            if not response.is_success:
                response.read()
                raise _translated(response)
            if "json" not in response.headers.get("content-type", ""):
                raise Again("not_json", response.headers.get("content-type", ""))
            return _body(response, end, largest)
    except httpx.TimeoutException as error:
        raise Again("timeout") from error
    except (httpx.HTTPError, httpx.StreamError, outbound.Unreachable) as error:
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


def _packed(request: dict[str, Any]) -> bytes:
    """Masked words are words of a kind of their own, which orjson takes as well."""
    return orjson.dumps(request)


def _body(response: Any, end: float, largest: int) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():  # as it arrives; a chunk size would wait for a full chunk
        body += chunk
        if len(body) > largest:
            raise BadAnswer("too_big")
        if time.monotonic() > end:
            raise ModelAway("timeout", "the answer dripped")
    return bytes(body)


def _translated(answer: Response) -> Exception:
    """What an answer that is no success means. Its body was read."""
    status = answer.status_code
    if status in (401, 403, 404):
        return ModelAway("unknown_model" if status == 404 else "refused_key", f"HTTP {status}")
    if status in (400, 422):
        return NotTaken(f"HTTP {status}", _complaint(answer).lower()[:2000])
    if status == 429:
        return Again("rate_limited", wait=_retry_after(answer.headers.get("retry-after")))
    if status in (408, 409) or status >= 500:
        return Again("server_error", f"HTTP {status}")
    return BadAnswer("bad_answer", f"HTTP {status}")


def _complaint(answer: Response) -> str:
    """The endpoint's words: of its `error`, where it has one."""
    try:
        said = orjson.loads(answer.content)
    except ValueError:
        return answer.text
    return str(said.get("error", said) if isinstance(said, dict) else said)


def _retry_after(value: str | None) -> float | None:
    try:
        return float(value) if value else None
    except ValueError:
        return None
