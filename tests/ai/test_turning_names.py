"""A name that leads outside when it is looked at and inside when it is connected to: the model's door stays shut."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import dns.resolver
import pytest

from ai import services
from ai.models import Provider, Run
from ai.services import asking
from tenants import outbound
from tests.support.fakes import openai as fake
from tests.support.fakes.dns import FakeDns

NAME = "model.turning.example"
OUTSIDE, INSIDE = "127.0.0.2", "127.0.0.1"  # on this machine both answer; only the first is allowed here


@pytest.fixture
def names(monkeypatch):
    """The machine's resolver, as far as NAME goes: it asks a server of names over the network."""
    usual = socket.getaddrinfo

    def looked_up(host, port, *args, **kwargs):
        if host != NAME or kwargs.get("flags"):  # a number in some notation, which no server is asked about
            return usual(host, port, *args, **kwargs)
        found = [one.to_text() for one in resolver.resolve(NAME, "A")]
        return [entry for address in found for entry in usual(address, port, *args, **kwargs)]

    with FakeDns() as server:
        host, _, port = server.address.partition(":")
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port, resolver.cache = [host], int(port), None
        monkeypatch.setattr(socket, "getaddrinfo", looked_up)
        yield server


@pytest.fixture
def trap():
    """A service of our own network, which would answer whoever gets through."""
    with fake.FakeOpenAI() as server:
        yield server, urlsplit(server.base_url).port


@pytest.fixture
def own(allowance, settings, trap, people):
    settings.OUTBOUND_ALLOW, settings.AI_DEADLINE = [f"{OUTSIDE}/32"], 2.0
    values = {"name": "Ours", "base_url": f"http://{NAME}:{trap[1]}/v1", "tasks": {"triage": "small"}}
    row = services.save_provider(None, values, by=people.adam.actor)
    Provider.objects.update(asked_at=None)  # leave the test out
    services.set_policy("reply", "off", people.adam.actor)
    return row


@pytest.mark.parametrize(
    ("addresses", "reason"),
    [
        ((OUTSIDE, INSIDE), "connection"),  # what was looked at is connected to, and nothing listens there
        ((INSIDE,), "forbidden_address"),
        ((OUTSIDE, "169.254.169.254"), "connection"),
    ],
)
def test_what_was_looked_at_is_what_is_connected_to(addresses, reason, names, trap, own, write_in, drain):
    names.turns(NAME, *addresses)
    write_in()
    drain()

    run = Run.objects.get()
    assert (run.state, run.engine) == ("fallen_back", "local")
    assert run.reason in {asking.WHY_AWAY[reason], asking.WHY_AWAY["forbidden_address"]}
    assert trap[0].calls == []
    assert (NAME, "A") in names.asked


def test_a_connection_is_one_look_at_the_name(names, trap, settings):
    settings.OUTBOUND_ALLOW = [f"{OUTSIDE}/32"]
    names.turns(NAME, OUTSIDE, INSIDE)
    with pytest.raises(outbound.Unreachable):
        outbound.connect(NAME, trap[1], 2)
    assert names.asked == [(NAME, "A")]
    with pytest.raises(outbound.ForbiddenAddress):
        outbound.connect(NAME, trap[1], 2)
    assert len(names.asked) == 2

    settings.OUTBOUND_ALLOW = [f"{INSIDE}/32"]
    outbound.connect(NAME, trap[1], 2).close()  # the trap is there for whom it is allowed
