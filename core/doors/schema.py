"""OpenAPI from what the views already say: `needs`, `@takes`, `@gives`, `shows`, `filters`.

Nothing is written twice: the permission becomes a sentence, If-Match, Idempotency-Key and the
problem answers appear where they apply, and operation ids read as a call: tickets_assign.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_basic_type, get_doc
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from core.doors.needs import ANYONE, sentence
from core.doors.shapes import serializer_of
from core.doors.taking import Gives

VERBS = {"get": "get", "post": "do", "put": "replace", "patch": "change", "delete": "end"}
NAMES = {"retrieve": "get", "partial_update": "change", "update": "replace", "destroy": "delete"}


class Problem(serializers.Serializer):
    """How every refusal is told."""

    error = serializers.CharField(help_text="A sentence for people.")
    code = serializers.CharField(help_text="Stable, for programs: ticket.stale")
    details = serializers.DictField(required=False)
    timestamp = serializers.DateTimeField()
    requestId = serializers.CharField()  # noqa: N815  (the name of the public contract)


PROBLEMS = {
    400: "The request breaks a rule.",
    401: "Nobody is signed in.",
    403: "The permission is missing.",
    404: "There is no such thing, or it may not be seen.",
    409: "It does not fit the current state.",
    412: "Somebody else changed it in the meantime.",
    429: "Too many calls; Retry-After tells when.",
}


class Schema(AutoSchema):
    """The schema class of every view (settings.REST_FRAMEWORK)."""

    view: Any

    @property
    def action(self) -> str:
        return getattr(self.view, "action", None) or str(self.method).lower()

    @property
    def handler(self) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(self.view, self.action)
        return found

    def get_operation_id(self) -> str:
        words = [word.replace("-", "_") for word in self._tokenize_path()]
        if hasattr(self.view, "action"):
            action = NAMES.get(self.action, self.action)
        else:  # a plain view has no name but its address
            needs_verb = self._shares_address() or self.path.endswith("}/")
            action = VERBS[self.action] if needs_verb else ""
        if words and words[-1] == action:
            action = ""
        return "_".join([*words, action]).strip("_")

    def _shares_address(self) -> bool:
        return sum(hasattr(self.view, method) for method in VERBS) > 1

    def get_description(self) -> str:  # type: ignore[override]
        text = get_doc(self.handler) or get_doc(self.view.__class__)
        return (
            f"{text}\n\n{sentence(self.view.needs.get(self.action))}" if hasattr(self.view, "needs") else text
        )

    def get_tags(self) -> list[str]:
        return self._tokenize_path()[:1] or ["api"]

    def get_auth(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super().get_auth()
        needs = getattr(self.view, "needs", {})
        return [*found, {}] if needs.get(self.action) == ANYONE else found

    def get_request_serializer(self) -> Any:
        return getattr(self.handler, "takes", None)

    def get_response_serializers(self) -> Any:
        given = self._gives()
        shown = serializer_of(given.shows) if given.shows else None
        success = OpenApiResponse(shown(many=True) if shown and given.many else shown, description="Done.")
        return {given.status: success, **{code: self._problem(code) for code in self._problem_codes()}}

    def _gives(self) -> Gives:
        marked = getattr(self.handler, "gives", None)
        if marked is not None:
            return Gives(marked.shows, marked.status, marked.many)
        if self.action in ("destroy", "delete") or getattr(self.view, "shows", None) is None:
            return Gives(None, 204)
        return Gives(self.view.shows, 201 if self.action == "create" else 200)

    def _problem(self, code: int) -> OpenApiResponse:
        return OpenApiResponse(Problem, description=PROBLEMS[code])

    def _problem_codes(self) -> list[int]:
        codes = [401, 403, 429]
        if self.method != "GET":
            codes += [400, 409]
        if self._takes_version():
            codes.append(412)
        if "{" in self.path:
            codes.append(404)
        return sorted(codes)

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Pages are for the list action only; @gives(many=True) is a plain array."""
        return self.action == "list"

    def _takes_version(self) -> bool:
        """If-Match is read where a handler asks for it."""
        return "seen" in _names(self.handler)

    def get_override_parameters(self) -> list[Any]:
        found: list[Any] = []
        filters = getattr(self.view, "filters", None)
        if self.action == "list" and filters is not None and issubclass(filters, serializers.Serializer):
            found.append(filters)
        if self.method == "GET" and (asks := getattr(self.view, "asks", None)) is not None:
            found.append(asks)  # the query parameters of a single address
        if self._takes_version():
            found.append(_header("If-Match", "ETag of the version you looked at."))
        if self.method == "POST" and getattr(self.view, "keeps_answers", False):
            found.append(_header("Idempotency-Key", "Makes a repeated request harmless; kept for a day."))
        return found

    def _get_response_headers_for_code(self, status_code: str, direction: str = "response") -> dict[str, Any]:
        headers: dict[str, Any] = super()._get_response_headers_for_code(status_code, direction)
        if status_code == "429":
            headers["Retry-After"] = {"schema": build_basic_type(OpenApiTypes.INT), "description": "Seconds."}
        if status_code in ("200", "201") and self._takes_version():
            headers["ETag"] = {"schema": build_basic_type(OpenApiTypes.STR), "description": "The version."}
        return headers

    def map_parsers(self) -> list[str]:
        """JSON, unless the input carries a file."""
        taken = self.get_request_serializer()
        has_file = taken and any(_is_file(field) for field in taken().fields.values())
        return ["multipart/form-data"] if has_file else ["application/json"]


def _is_file(field: serializers.Field) -> bool:
    return isinstance(field, serializers.FileField) or isinstance(
        getattr(field, "child", None), serializers.FileField
    )


def _header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=False, description=description)


def _names(handler: Any) -> tuple[str, ...]:
    """The attributes a handler's code mentions, through its decorators."""
    while hasattr(handler, "__wrapped__"):
        handler = handler.__wrapped__
    code = getattr(handler, "__code__", None)
    return code.co_names if code else ()
