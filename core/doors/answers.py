"""Idempotency-Key: a POST that is sent twice works once and is answered twice.

The key is claimed in a transaction of its own, so a second request sees it at once; the work
and the stored answer commit together, so there is never one without the other. Refusals are
not stored: they changed nothing, and the next try may fare better. Kept for a day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.models import Answered
from core.doors.shapes import plain
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
KEPT = timedelta(days=1)
LEASE = timedelta(minutes=1)  # twice the longest request a web server lets live
KEPT_HEADERS = ("ETag", "Location")
Handler = Callable[..., Response]


class InProgress(Conflict):
    """data: retry_after (seconds)."""

    code = "idempotency.in_progress"
    sentence = "The same request is being worked on. Ask again in a moment."


class OtherBody(Invalid):
    code = "idempotency.other_body"
    sentence = "This Idempotency-Key was used for a different request. Use a new key."


class BadKey(Invalid):
    code = "idempotency.bad_key"
    sentence = "An Idempotency-Key has 1 to 255 characters."


def once(handler: Handler, actor: Actor) -> Handler:
    """The handler, run at most once for the key that the request carries."""

    def run(request: Request, *args: Any, **kwargs: Any) -> Response:
        claim = _claim(_key(request, actor), _body_hash(request))
        if claim.status:
            return Response(
                claim.answer, claim.status, headers={**claim.headers, "Idempotency-Replayed": "true"}
            )
        try:
            with transaction.atomic():
                response = handler(request, *args, **kwargs)
                _keep(claim, response)
        except BaseException:
            _give_back(claim)
            raise
        return response

    return run


def forget_old() -> None:
    """Drop what was answered more than a day ago."""
    Answered.objects.filter(created_at__lt=clock.now() - KEPT).delete()


def _claim(key: str, body: str) -> Answered:
    """Our own fresh claim (status 0) or the stored answer. Raises InProgress, OtherBody."""
    row, is_ours = Answered.objects.get_or_create(
        key=key, defaults={"body_hash": body, "created_at": clock.now()}
    )
    if is_ours:
        return row
    if row.body_hash != body:
        raise OtherBody
    if row.status or _take_over(row):
        return row
    raise InProgress(retry_after=1)


def _take_over(row: Answered) -> bool:
    """True when the first request died: its lease has run out, and we are the first to notice."""
    if row.created_at > clock.now() - LEASE:
        return False
    abandoned = Answered.objects.filter(pk=row.pk, status=0, created_at=row.created_at)
    row.created_at = clock.now()
    return bool(abandoned.update(created_at=row.created_at))


def _keep(claim: Answered, response: Response) -> None:
    claim.status, claim.answer = response.status_code, plain(response.data)
    claim.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    ours = Answered.objects.filter(pk=claim.pk, status=0, created_at=claim.created_at)
    if not ours.update(status=claim.status, answer=claim.answer, headers=claim.headers):
        raise InProgress(retry_after=1)  # our lease ran out and another request has the key now


def _give_back(claim: Answered) -> None:
    Answered.objects.filter(pk=claim.pk, status=0, created_at=claim.created_at).delete()


def _key(request: Request, actor: Actor) -> str:
    given = request.headers.get(HEADER, "")
    if not 1 <= len(given) <= LONGEST_KEY:
        raise BadKey
    return hashlib.sha256("\x1f".join([actor.ref, request.path, given]).encode()).hexdigest()


def _body_hash(request: Request) -> str:
    """Of what was said, not how: a retried form has another boundary but the same parts."""
    found = hashlib.sha256()
    for part in _parts(request):
        found.update(part)
    return found.hexdigest()


def _parts(request: Request) -> Iterator[bytes]:
    data = request.data
    if not hasattr(data, "lists"):
        yield repr(_sorted(data)).encode()
        return
    for name, values in sorted(data.lists()):
        for value in values:
            yield f"\x1e{name}\x1f".encode()
            yield from _value(value)


def _value(value: Any) -> Iterator[bytes]:
    if not isinstance(value, UploadedFile):
        yield str(value).encode()
        return
    yield f"{value.name}\x1f".encode()
    yield from value.chunks()
    value.seek(0)


def _sorted(data: Any) -> Any:
    if isinstance(data, dict):
        return [(key, _sorted(data[key])) for key in sorted(data)]
    return [_sorted(one) for one in data] if isinstance(data, list) else data
