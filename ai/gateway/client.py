"""Which endpoint answers, and the cached client that speaks to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from openai import OpenAI

NO_KEY = "none"  # local servers want the header but no real key


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible address with its models. base_url "" is the vendor's own."""

    base_url: str
    api_key: str
    model: str
    draft_model: str

    @property
    def key(self) -> str:
        return f"{self.base_url}|{hash(self.api_key)}"


def endpoint() -> Endpoint | None:
    """The configured endpoint; None when the embedded engine is to answer alone."""
    if not (settings.AI_BASE_URL or settings.AI_API_KEY):
        return None
    return Endpoint(
        settings.AI_BASE_URL, settings.AI_API_KEY or NO_KEY, settings.AI_MODEL, settings.AI_DRAFT_MODEL
    )


@cache
def client(base_url: str, api_key: str) -> OpenAI:
    """One client per endpoint and process: creating one costs 50 ms, importing the package over a second."""
    from openai import OpenAI  # web processes never need it

    return OpenAI(base_url=base_url or None, api_key=api_key, max_retries=0)
