"""An endpoint, and the cached client that speaks to it.

Where an organization named the address, every connection goes through `tenants.outbound`: never into our
own network, never by way of a proxy of ours, and an answer that sends us elsewhere is not followed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tenants import outbound

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
    """

    base_url: str
    api_key: str = field(repr=False)
    model: str = ""
    name: str = ""
    provider: int = 0
    form: str = ""
    is_guarded: bool = False
    canary: str = field(default="", repr=False)

    @property
    def key(self) -> str:
        return f"{self.base_url}|{hash(self.api_key)}"


@lru_cache(maxsize=CLIENTS)
def client(base_url: str, api_key: str, is_guarded: bool = False) -> OpenAI:
    """One client per endpoint and process: creating one costs 50 ms, importing the package over a second."""
    from openai import OpenAI  # web processes never need it

    http = _guarded_http() if is_guarded else None
    return OpenAI(base_url=base_url or None, api_key=api_key, max_retries=0, http_client=http)


def _guarded_http() -> Any:
    import httpcore2
    import httpx2

    class Door(httpcore2.NetworkBackend):
        """Connects to the addresses that were looked at, with TLS checked against the name."""

        def __init__(self, is_clear: bool) -> None:
            self._plain, self._is_clear = httpcore2.SyncBackend(), is_clear

        def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
            addresses = outbound.resolve(host, port, is_clear=self._is_clear)
            for address in addresses[:-1]:
                try:
                    return self._plain.connect_tcp(str(address), port, *args, **kwargs)
                except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                    continue
            return self._plain.connect_tcp(str(addresses[-1]), port, *args, **kwargs)

        def connect_unix_socket(self, path: str, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
            raise outbound.ForbiddenAddress(host=path)

        def sleep(self, seconds: float) -> None:
            self._plain.sleep(seconds)

    def way(is_clear: bool) -> httpx2.HTTPTransport:
        made = httpx2.HTTPTransport(verify=outbound.tls(), trust_env=False)
        made._pool = httpcore2.ConnectionPool(
            ssl_context=outbound.tls(), network_backend=Door(is_clear), max_connections=100
        )
        return made

    mounts = {"https://": way(False), "http://": way(True)}
    return httpx2.Client(mounts=mounts, transport=way(False), follow_redirects=False, trust_env=False)
