"""What an action takes and gives: `@takes(Input)` parses the body, `@gives(Output)` names the answer.

Both also fill the OpenAPI schema. They stand above or below `@action`, in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import CharField, Serializer

from core.doors.shapes import Shows

_empty: dict[type[Serializer], tuple[tuple[str, ...], dict[str, Any]]] = {}
F = TypeVar("F", bound=Callable[..., Any])


class Given:
    """Parsed input as attributes. A field that was not sent is None; `sent` holds those that were."""

    def __init__(self, known: Iterable[str], sent: dict[str, Any]) -> None:
        self.__dict__.update(dict.fromkeys(known))
        self.__dict__.update(sent)
        self.sent: dict[str, Any] = sent

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the input has no field {name!r}")

    def __repr__(self) -> str:
        return f"Given({', '.join(self.sent)})"  # names only: values may be secrets


@dataclass(frozen=True)
class Gives:
    """The answer of an action. shows None: no body."""

    shows: Shows | None
    status: int = 200
    many: bool = False


def takes(serializer: type[Serializer]) -> Callable[[F], F]:
    """Parse and check the body, hand it on as `data` (a Given). PATCH asks for no field at all."""

    def wrap(function: F) -> F:
        @wraps(function)
        def inner(view: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
            partial = request.method == "PATCH"
            return function(
                view, request, *args, data=parse(serializer, request.data, partial=partial), **kwargs
            )

        inner.takes = serializer  # type: ignore[attr-defined]
        return inner  # type: ignore[return-value]

    return wrap


def gives(shows: Shows | None, status: int = 200, *, many: bool = False) -> Callable[[F], F]:
    """Tell the schema what the action answers when it is not the view's `shows`."""

    def mark(function: F) -> F:
        function.gives = Gives(shows, status, many)  # type: ignore[attr-defined]
        return function

    return mark


class Strict(Serializer[Any]):
    """Input that refuses names it does not know: a misspelt one would be left out without a word."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        strange = sorted(set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        if strange:
            raise ValidationError({name[:80]: [_("There is no field of this name.")] for name in strange})
        known: dict[str, Any] = super().to_internal_value(data)
        return known


class Searching(Serializer):
    """A query whose `q` is heard as `search`, too: so many other APIs call it. Of both, `q` holds."""

    search = CharField(required=False, max_length=500, help_text="The same as `q`.")

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, dict) and data.get("search") and not data.get("q"):
            data = data.copy()  # a QueryDict stays one: what is empty in it was not asked
            data["q"] = data["search"]
        known: dict[str, Any] = super().to_internal_value(data)
        known.pop("search", None)
        return known


def parse(serializer: type[Serializer], raw: Any, *, partial: bool = False) -> Given:
    """The checked values of any mapping (body or query). Raises DRF's ValidationError."""
    bound = serializer(data=raw, partial=partial)
    bound.is_valid(raise_exception=True)
    return Given(bound.fields, dict(bound.validated_data))


def nothing_of(serializer: type[Serializer]) -> Given:
    """As `parse` of an empty query. Its forty fields are made once: most lists are asked for without."""
    if serializer not in _empty:
        bound = serializer(data=QueryDict())
        bound.is_valid(raise_exception=True)
        _empty[serializer] = tuple(bound.fields), dict(bound.validated_data)
    names, known = _empty[serializer]
    return Given(names, dict(known))
