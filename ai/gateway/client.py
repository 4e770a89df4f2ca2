"""An endpoint, and the cached way to it.

The vendor's client says where an endpoint is, as whom we come and through which connections; what is sent
is ours and ready, so it is not led through the client's own making of requests, most of a call's cost.

Where an organization named the address, every connection goes through `guarded`: never into our own network,
never by way of a proxy of ours, and an answer that sends us elsewhere is not followed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from httpx2 import URL, Client, Headers

NO_KEY = "none"  # local servers want the header but no real key
CLIENTS = 256  # kept per process; one takes about 300 kB
FORMS = ("schema", "json", "text")  # how an answer is asked for, the surest first


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible address and its model for one task. base_url "" is the vendor's own.

    form: one of FORMS that it is known to take, "" before anybody knows. is_guarded: an organization
    named the address. provider: id of its row, 0 for the platform's. canary: see ai.prompts.wrapping.
    owner: schema of the organization that named it, "" for the platform's. is_trial: what becomes of the
    question says nothing about messages that come in, and they do not hear of it.
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

    @property
    def key(self) -> str:
        """What is remembered of it is remembered by this; nobody else's endpoint has the same."""
        return f"{self.owner}|{self.base_url}|{hash(self.api_key)}"

    @property
    def fuse(self) -> str:
        """What its breaker is known by: a model that is not there says nothing about the others."""
        return f"{self.key}|{self.model}{'|trial' if self.is_trial else ''}"


class Way(NamedTuple):
    """http: with its connections, which any number of threads may use."""

    http: Client
    base: URL  # ends with a slash
    headers: Headers

    def to(self, resource: str) -> URL:
        """resource: as "chat/completions"."""
        return self.base.copy_with(raw_path=self.base.raw_path + resource.encode())


@lru_cache(maxsize=CLIENTS)
def way(base_url: str, api_key: str, is_guarded: bool = False) -> Way:
    """One per endpoint and process: making one costs 50 ms, importing the package over a second.

    An organization's endpoint hears nothing of the platform's own account, which stands in the environment.
    """
    from httpx2 import Headers
    from openai import DefaultHttpxClient, Omit, OpenAI  # web processes never need it

    from ai.gateway import guarded

    http = guarded.http() if is_guarded else DefaultHttpxClient()
    made = OpenAI(base_url=base_url or None, api_key=api_key, max_retries=0, http_client=http)
    if is_guarded:
        made.organization = made.project = None
    headers = {**http.headers, **made.auth_headers, **made.default_headers}
    return Way(http, made.base_url, Headers({k: v for k, v in headers.items() if not isinstance(v, Omit)}))
