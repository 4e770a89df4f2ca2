"""Language tabs of pages with texts that may be worded per language."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.http import HttpRequest

LANGUAGES = dict(settings.LANGUAGES)


def own_of(request: HttpRequest) -> str:
    """The organization's own language, in which a text itself is written."""
    return str(request.tenant.language)  # type: ignore[attr-defined]


def chosen(request: HttpRequest) -> str:
    """The language of ?language= or of the form; the organization's own for one we do not have."""
    asked = request.POST.get("language") or request.GET.get("language") or ""
    return asked if asked in LANGUAGES else own_of(request)


def tabs(request: HttpRequest, worded: Collection[str]) -> dict[str, Any]:
    """`tabs`, `language` and `is_own` of the page. worded: further languages that have a text already."""
    own, here = own_of(request), chosen(request)
    names = {own: LANGUAGES.get(own, own), **LANGUAGES}
    return {
        "language": here,
        "is_own": here == own,
        "tabs": [
            {
                "name": name,
                "url": f"?language={code}",
                "on": code == here,
                "is_own": code == own,
                "has": code in worded,
            }
            for code, name in names.items()
        ],
    }
