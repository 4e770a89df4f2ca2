"""Forms without a form library: what was typed, and the sentences said about it.

Services own the rules and say no with a Refusal; a page puts the sentence beside the field it is
about and shows again what was typed. Passwords, codes and files are never shown again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from tenants.kernel.errors import (
    Conflict,
    Invalid,
    Refusal,
    Stale,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
)

# What a form can say; everything else (not found, not allowed) is a page of its own.
SAID_IN_FORM = (Invalid, Conflict, Stale, TooLarge, TooMany, Unauthenticated, Unavailable)
WHOLE = "__all__"
LONGEST = 100_000  # characters of one field that are read


@dataclass
class Form:
    """data: {name: text as typed}; errors: {name: [sentence]}, "__all__" for the form as a whole."""

    data: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest, *names: str) -> Form:
        """The named fields of a POST, "" for one that was not sent."""
        return cls({name: request.POST.get(name, "")[:LONGEST] for name in names})

    def __getitem__(self, name: str) -> str:
        return str(self.data[name])

    def refused(self, refusal: Refusal, names: Mapping[str, str] | None = None) -> Form:
        """The same form with the refusal's sentences. names: {service's field: ours}; "__all__" fits too."""
        names = names or {}
        fields: Mapping[str, list[str]] = refusal.data.get("fields") or {}
        for name, sentences in fields.items():
            here = names.get(name, name)
            place = here if here in self.data else WHOLE
            self.errors.setdefault(place, []).extend(map(str, sentences))
        if not fields:
            self.errors.setdefault(names.get(WHOLE, WHOLE), []).append(refusal.message)
        return self

    def missing(self, sentence: str, *names: str) -> bool:
        """Note each of these fields that is empty; True when there is one."""
        empty = [name for name in names if not self[name].strip()]
        for name in empty:
            self.errors.setdefault(name, []).append(str(sentence))
        return bool(empty)


def status_of(refusal: Refusal) -> int:
    """The status of a page that shows a form again. 401 would make some clients ask for HTTP passwords."""
    return 422 if refusal.status in (400, 401) else refusal.status
