"""Start-up check: every address under /api/v1/ is a door of ours and names its permissions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

PREFIX = "api/v1/"


@register()
def doors_name_their_permissions(**_: Any) -> list[CheckMessage]:
    return [
        Error(f"{where}: {fault}", hint="See core/doors/README.md.", id="doors.E001")
        for where, fault in uncovered()
    ]


def uncovered(urlconf: str | None = None) -> Iterator[tuple[str, str]]:
    """(address, what is missing) for every API address without a permission."""
    for where, callback in addresses(get_resolver(urlconf).url_patterns):
        if not where.startswith(PREFIX):
            continue
        view: Any = getattr(callback, "cls", None)
        if not hasattr(view, "needs"):
            yield where, "is not a DeskView or DeskViewSet"
            continue
        for action in sorted(set(_actions(view, callback)) - set(view.needs)):
            yield where, f"the action {action} names no permission in {view.__name__}.needs"


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every (address, callback) below some URL patterns."""
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, where)
        else:
            yield where, pattern.callback


def _actions(view: Any, callback: Any) -> Iterator[str]:
    mapped = getattr(callback, "actions", None)
    if mapped is not None:
        yield from mapped.values()
    else:
        yield from (m for m in view.http_method_names if m not in ("options", "head") and hasattr(view, m))
