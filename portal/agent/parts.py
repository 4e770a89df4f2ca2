"""Pages of parts of the desk that an organization may do without: where it does, there is no such page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from tenants import switches
from tenants.kernel.errors import NotFound

View = Callable[..., HttpResponseBase]


def part(key: str) -> Callable[[View], View]:
    """Below the mark of who may pass. key: of tenants.switches."""

    def shut_unless_on(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not switches.is_on(key):
                raise NotFound
            return view(request, *args, **kwargs)

        return inner

    return shut_unless_on
