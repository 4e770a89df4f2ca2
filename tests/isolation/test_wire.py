"""Hosts on the wire, byte by byte, at the real web server: an answer is of one organization or of none."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from core.knowledge import services as knowledge
from tenants import context
from tenants.kernel.actor import SYSTEM
from tests.support.commits import committed
from tests.support.stack import free_ports, listens

WORDS = {"acme": b"kanarek article", "globex": b"vrabec article"}
GET = b"GET / HTTP/1.1\r\n"
END = b"Connection: close\r\n\r\n"
# what is sent -> the one organization whose page may come back; "" for none
REQUESTS: dict[str, tuple[bytes, str]] = {
    "plain": (GET + b"Host: acme.localhost\r\n" + END, "acme"),
    "absolute address": (b"GET http://globex.localhost/ HTTP/1.1\r\nHost: acme.localhost\r\n" + END, "acme"),
    "absolute address of nobody": (b"GET http://x/ HTTP/1.1\r\nHost: globex.localhost\r\n" + END, "globex"),
    "two hosts": (GET + b"Host: acme.localhost\r\nHost: globex.localhost\r\n" + END, ""),
    "two hosts the other way": (GET + b"Host: globex.localhost\r\nHost: acme.localhost\r\n" + END, ""),
    "a folded host": (GET + b"Host: acme.localhost\r\n globex.localhost\r\n" + END, ""),
    "a blank before the colon": (GET + b"Host : acme.localhost\r\n" + END, ""),
    "an underscore": (GET + b"Host: acme.localhost\r\nX_Forwarded_Host: globex.localhost\r\n" + END, "acme"),
    "userinfo": (GET + b"Host: acme.localhost@globex.localhost\r\n" + END, ""),
    "a comma": (GET + b"Host: acme.localhost, globex.localhost\r\n" + END, ""),
    "a Kelvin sign": (GET + b"Host: ac\xe2\x84\xaame.localhost\r\n" + END, ""),
    "a homograph": (GET + "Host: аcme.localhost\r\n".encode() + END, ""),
    "a null": (GET + b"Host: acme.localhost\x00.globex.localhost\r\n" + END, ""),
    "no host": (GET + END, ""),
    "the old protocol": (b"GET / HTTP/1.0\r\n\r\n", ""),
    "a second request in the body": (
        b"GET / HTTP/1.1\r\nHost: acme.localhost\r\nContent-Length: 44\r\n" + END
        + b"GET / HTTP/1.1\r\nHost: globex.localhost\r\n\r\n\r\n", "acme",
    ),
    "two lengths": (
        b"POST / HTTP/1.1\r\nHost: acme.localhost\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        + GET + b"Host: globex.localhost\r\n" + END, "",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def port(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """Gunicorn over the test's database, as `make demo` runs it."""
    with django_db_blocker.unblock(), committed():
        for slug, word in WORDS.items():
            with context.tenant(slug):
                knowledge.write_article(word.decode(), "text", by=SYSTEM, visibility="public")
        parts = urlsplit(os.environ["DATABASE_URL"])
        database = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
        number = free_ports(1)[0]
        command = [sys.executable, "-m", "gunicorn", "infra.wsgi:application", "-b", f"127.0.0.1:{number}"]
        environment = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "infra.settings.dev"}
        web = subprocess.Popen(
            [*command, "-k", "gthread", "--threads", "4", "--no-control-socket"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            for _ in range(300):
                if listens(number):
                    break
                time.sleep(0.1)
            yield number
        finally:
            web.terminate()
            web.wait(20)


def _send(port: int, packet: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(packet)
        line.settimeout(20)
        told = b""
        try:
            while piece := line.recv(65536):
                told += piece
        except (TimeoutError, ConnectionResetError):
            pass
        return told.lower()


@pytest.mark.parametrize("trick", REQUESTS)
def test_one_organization_or_none(port, trick, ledger):
    packet, whose = REQUESTS[trick]
    told = _send(port, packet)
    heard = {slug for slug, word in WORDS.items() if word in told}
    leaks = [f"{trick}: {slug} answered" for slug in heard - {whose}]
    ledger.note("credentials", [f"on the wire: {trick}"], 1, leaks)
    assert leaks == []
    assert heard == ({whose} if whose else set())
