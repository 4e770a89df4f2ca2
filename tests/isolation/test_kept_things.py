"""Files and what lies in Redis: every file of acme asked for at globex, every key and channel by its name.

A key of a new family fails the build until it stands in KEYS or SHARED.
"""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from redis import Redis

from core.accounts import online
from core.realtime import names
from tenants import context
from tests.isolation import canary, walk
from tests.isolation.walking import Walker, content, stored
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db
TENANT = r"(?P<schema>public|acme|globex)"
KEYS = {  # family -> its form; every one names the organization
    "cache": re.compile(rf"{TENANT}::1:.+"),
    "rate limits": re.compile(rf"limits:LIMITS?(ER)?/{TENANT}/.+"),
    "open lines": re.compile(rf"live:{TENANT}:(ring|online|seen|here:\d+)"),
}
SHARED = {  # family -> why it names none
    "queues": re.compile(r"(events|mail|ai|clock|default|billing)"),  # messages carry the schema in a header
    "bindings": re.compile(r"_kombu\.binding\..+"),  # names of queues
    "unacknowledged": re.compile(r"unacked.*"),  # messages, as above
}


def family(key: str) -> tuple[str, str]:
    """("cache", "acme"); ("queues", "") for a shared one; ("", "") for one that nobody described."""
    for name, form in KEYS.items():
        if found := form.fullmatch(key):
            return name, found["schema"]
    return next(((name, "") for name, form in SHARED.items() if form.fullmatch(key)), ("", ""))


def value(redis: Redis, key: bytes) -> bytes:
    kind = redis.type(key)
    if kind == b"string":
        return redis.get(key) or b""
    readers = {
        b"list": lambda: redis.lrange(key, 0, -1),
        b"set": lambda: list(redis.smembers(key)),
        b"hash": lambda: list(redis.hgetall(key).items()),
        b"zset": lambda: redis.zrange(key, 0, -1),
        b"stream": lambda: redis.xrange(key),
    }
    return repr(readers[kind]()).encode()


def test_keys_name_their_organization_and_hold_nothing_of_another(acme_full, next_door, ledger):
    """After both organizations were walked by their own people, every key of the real server is looked at."""
    for tenant, a in ((acme_full.tenant, acme_full), (next_door.tenant, next_door)):
        for person in (a.people.olivia, a.people.ana):
            client = SiteClient(tenant, raise_request_exception=False).sign_in(person)
            walker = Walker(client, a)
            for route in walk.routes():
                walker.go(route, "GET")
    redis = Redis.from_url(settings.REDIS_URL)
    keys = list(redis.scan_iter(count=1000))
    leaks, nameless, seen = [], [], set()
    for key in keys:
        name, schema = family(key.decode())
        seen.add(name)
        if not name:
            nameless.append(key.decode())
        elif schema != "acme" and canary.WORD.encode() in value(redis, key):
            leaks.append(f"{key.decode()} holds acme's words")

    ledger.note("cache keys", KEYS.keys() | SHARED.keys(), len(keys), leaks + nameless)
    assert nameless == [], "a key without its organization: KEYS, or SHARED with the reason"
    assert leaks == []
    assert {"cache", "rate limits"} <= seen


def test_channels_name_their_organization(ledger):
    makers = (
        names.line,
        names.ring,
        lambda schema: names.here(schema, 1),
        online.online_key,
        online.seen_key,
    )
    leaks = []
    for maker in makers:
        found = {schema: maker(schema) for schema in ("acme", "globex")}
        if len(set(found.values())) != 2 or not all(schema in name for schema, name in found.items()):
            leaks.append(str(found))
    ledger.note("cache keys", ["channel groups"], 2 * len(makers), leaks)
    assert leaks == []


def test_files_of_acme_are_not_found_at_globex(acme_full, next_door, ledger):
    """By storage and by address, straight and around corners."""
    with context.tenant("acme"):
        paths = [path.lstrip("/") for path in stored("acme")]
    assert len(paths) >= 2
    client = SiteClient(next_door.tenant, raise_request_exception=False).sign_in(next_door.people.olivia)
    leaks, attempts = [], 0
    for path in paths:
        for way in (path, f"../acme/{path}", f"/acme/{path}", f"./../../acme/{path}"):
            attempts += 1
            try:
                if default_storage.exists(way) and canary.WORD.encode() in default_storage.open(way).read():
                    leaks.append(f"storage: {way}")
            except (SuspiciousFileOperation, OSError, ValueError):
                pass
        for address in (f"/files/{path}", f"/media/{path}", f"/static/../acme/{path}", f"/static/{quote('../acme/' + path, safe='')}",
                        f"/files/{quote(path, safe='')}", f"/brand/logo?path={quote(path)}", f"/acme/{path}"):  # fmt: skip
            attempts += 1
            if canary.WORD in content(client.get(address)).lower():
                leaks.append(f"address: {address}")
    ledger.note("files", paths, attempts, leaks)
    assert leaks == []
