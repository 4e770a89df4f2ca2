"""How the API says no: one shape, `{error, code, details?, timestamp, requestId}`, for every fault.

A Refusal keeps its own code, status and data. Anything unexpected becomes a bare 500: the log
and Sentry get the exception, the caller gets the request id.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.signals import got_request_exception
from django.db import IntegrityError, models
from django.db.models.constraints import BaseConstraint
from django.http import Http404, HttpRequest, JsonResponse
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions
from rest_framework.response import Response

from core.doors.shapes import plain
from tenants.kernel import clock
from tenants.kernel.errors import (
    Conflict,
    Invalid,
    NotFound,
    Refusal,
    Refused,
    TooLarge,
    TooMany,
    Unauthenticated,
)

log = logging.getLogger(__name__)
Faced = type[Exception] | tuple[type[Exception], ...]


class Malformed(Invalid):
    code = "request.malformed"
    sentence = "The body of the request could not be read."


class NoSuchMethod(Refusal):
    code = "request.method_not_allowed"
    status = 405
    sentence = "This address does not know the method {method}."


class NotAcceptable(Refusal):
    code = "request.not_acceptable"
    status = 406
    sentence = "We answer in JSON only."


class WrongType(Refusal):
    code = "request.unsupported_type"
    status = 415
    sentence = "We do not read bodies of the type {type}."


class AlreadyThere(Conflict):
    code = "already_there"
    sentence = "This already exists."


def handler(exc: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler: every exception of a view ends here."""
    request = context["request"]._request
    try:
        refusal = as_refusal(exc)
    except Exception:  # not a no of ours: a fault
        log.error("unexpected fault in a view", exc_info=exc)
        got_request_exception.send(sender=context["view"].__class__, request=request)
        return Response(unexpected(request), status=500)
    return Response(body(request, refusal), status=refusal.status, headers=headers(refusal))


def problem_response(request: HttpRequest, refusal: Refusal) -> JsonResponse:
    """The same answer outside of a view: for middleware and URL handlers."""
    return JsonResponse(body(request, refusal), status=refusal.status, headers=headers(refusal))


def body(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    answer: dict[str, Any] = {"error": refusal.message, "code": refusal.code}
    if refusal.data:
        answer["details"] = plain(refusal.data)
    return {**answer, **_when_and_which(request)}


def unexpected(request: HttpRequest) -> dict[str, Any]:
    sentence = "Something went wrong on our side. Nothing was changed; the request id helps us to find it."
    return {"error": sentence, "code": "internal", **_when_and_which(request)}


def headers(refusal: Refusal) -> dict[str, str]:
    found = {}
    if retry_after := refusal.data.get("retry_after"):
        found["Retry-After"] = str(retry_after)
    if refusal.status == 401:
        found["WWW-Authenticate"] = 'Bearer realm="api"'
    if allowed := refusal.data.get("allowed"):
        found["Allow"] = ", ".join(allowed)
    return found


def as_refusal(exc: Exception) -> Refusal:
    """The refusal that an exception means. Raises the exception itself when it means none."""
    if isinstance(exc, Refusal):
        return exc
    if isinstance(exc, exceptions.ValidationError):
        return Invalid(fields=_fields(exc.detail))
    if isinstance(exc, IntegrityError):
        return _of_constraint(exc)
    if isinstance(exc, exceptions.Throttled):
        return TooMany(retry_after=int(getattr(exc, "wait", None) or 1))
    if isinstance(exc, exceptions.MethodNotAllowed):
        return NoSuchMethod(**_args(exc))
    for kinds, refusal in _MEANINGS:
        if isinstance(exc, kinds):
            return refusal()
    if isinstance(exc, exceptions.UnsupportedMediaType):
        return WrongType(type=str(exc.detail).partition('"')[2].partition('"')[0])
    raise exc


_MEANINGS: tuple[tuple[Faced, type[Refusal]], ...] = (
    ((Http404, exceptions.NotFound), NotFound),
    ((exceptions.NotAuthenticated, exceptions.AuthenticationFailed), Unauthenticated),
    ((PermissionDenied, exceptions.PermissionDenied), Refused),
    ((exceptions.ParseError, MultiPartParserError), Malformed),
    (exceptions.NotAcceptable, NotAcceptable),
    (RequestDataTooBig, TooLarge),
)


def _args(exc: exceptions.MethodNotAllowed) -> dict[str, Any]:
    return {"method": str(exc.detail).partition('"')[2].partition('"')[0]}


def _fields(detail: Any) -> dict[str, Any]:
    """{field: [sentences]}; errors of the whole input under `non_field_errors`."""
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}


def _of_constraint(exc: IntegrityError) -> Refusal:
    """A broken named constraint is a rule somebody broke; other integrity faults are ours."""
    diag = getattr(exc.__cause__, "diag", None)
    name = str(getattr(diag, "constraint_name", "") or "")
    if (rule := _constraints().get(name)) is not None:
        said = str(rule.get_violation_error_message())
        if isinstance(rule, models.UniqueConstraint):
            return AlreadyThere(said, constraint=name)
        return Invalid(said, constraint=name)
    if getattr(exc.__cause__, "sqlstate", "") == "23505":  # unique_violation of a unique field
        return AlreadyThere()
    raise exc


@cache
def _constraints() -> dict[str, BaseConstraint]:
    return {rule.name: rule for model in apps.get_models() for rule in model._meta.constraints}


def _when_and_which(request: HttpRequest) -> dict[str, str]:
    now = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"timestamp": now, "requestId": getattr(request, "request_id", "")}


def is_api(request: HttpRequest) -> bool:
    """Whether this visitor wants problem JSON rather than a page."""
    return request.path.startswith("/api/")


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """handler404 for API paths: the site's handler asks is_api and delegates."""
    return problem_response(request, NotFound())


def server_error(request: HttpRequest) -> JsonResponse:
    """handler500 for API paths."""
    return JsonResponse(unexpected(request), status=500)
