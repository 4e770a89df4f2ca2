"""An endpoint, and the cached client that speaks to it.

Where an organization named the address, every connection goes through `guarded`: never into our own network,
never by way of a proxy of ours, and an answer that sends us elsewhere is not followed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai import OpenAI

NO_KEY = "none"  # local servers want the header but no real key
CLIENTS = 256  # kept per process; one takes about 300 kB
FORMS = ("schema", "json", "text")  # how an answer is asked for, the surest first


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible address and its model for one task. base_url "" is the vendor's own.

    form: one of FORMS that it is known to take, "" before anybody knows. is_guarded: an organization
    named the address. provider: id of its row, 0 for the platform's. canary: see ai.prompts.wrapping.
    owner: schema of the organization that named it, "" for the platform's. is_trial: what becomes of the
    question says nothing about messages that come in, and they do not hear of it. mended: when a test of
    this model by hand last succeeded, in seconds since the epoch.
    """

    base_url: str
    api_key: str = field(repr=False)
    model: str = ""
    name: str = ""
    provider: int = 0
    form: str = ""
    is_guarded: bool = False
    canary: str = field(default="", repr=False)
    owner: str = ""
    is_trial: bool = False
    mended: float = 0.0

    @property
    def key(self) -> str:
        """What is remembered of it is remembered by this; nobody else's endpoint has the same."""
        return f"{self.owner}|{self.base_url}|{hash(self.api_key)}"

    @property
    def fuse(self) -> str:
        """What its breaker is known by: a model that is not there says nothing about the others."""
        return f"{self.key}|{self.model}{'|trial' if self.is_trial else ''}"


@lru_cache(maxsize=CLIENTS)
def client(base_url: str, api_key: str, is_guarded: bool = False) -> OpenAI:
    """One client per endpoint and process: creating one costs 50 ms, importing the package over a second.

    An organization's endpoint hears nothing of the platform's own account, which stands in the environment.
    """
    from openai import OpenAI  # web processes never need it

    from ai.gateway import guarded

    http = guarded.http() if is_guarded else None
    made = OpenAI(base_url=base_url or None, api_key=api_key, max_retries=0, http_client=http)
    if is_guarded:
        made.organization = made.project = None
    return made
