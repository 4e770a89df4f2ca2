"""How long until one event reaches the last of 1,000 open sockets of one organization, and what an idle one costs.

    python -m infra.benchmarks.sockets [--sockets 1000] [--people 100] [--rounds 15]

Throw-away servers and one realtime process as the demo runs it. The sockets are opened by this process with a
browser's headers, of so many people, each with a ticket open and a list of fifty in sight. An event is told as any
worker tells it; the clock runs from before that until the last socket has it, and includes what this process needs
to read a thousand sockets. Memory is that of the realtime process (PSS), CPU its own.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import select
import socket
import statistics
import struct
import subprocess
import sys
import time
from typing import Any, NamedTuple

from infra.benchmarks import meter, triage

LAST_MS, IDLE_KB = 300.0, 30.0  # bars
WARM = 50  # sockets opened and closed before: what a process loads once is not counted
LISTED = 50
QUIET = 20.0  # seconds of idling after which memory is read, and over which idle CPU is
HEADERS = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n"
    "Pragma: no-cache\r\nCache-Control: no-cache\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
    "Accept-Language: en-GB,en;q=0.9,de;q=0.8\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
)  # fmt: skip


class Round(NamedTuple):
    last: float  # ms until the last socket had it
    middle: float
    cpu: float  # ms of the realtime process


def main() -> int:
    wanted, pace = _arguments(), meter.Pace()
    triage._settings("")
    row = triage._ground(drafts=False)
    cookies, tickets = _people(row, wanted.people)
    server, port = _server()
    try:
        return _report(wanted, *_measure(wanted, row, server.pid, port, cookies, tickets), pace)
    finally:
        server.terminate()
        server.wait(15)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sockets", type=int, default=1_000)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=15)
    return parser.parse_args()


def _people(row: Any, number: int) -> tuple[list[str], list[int]]:
    """Cookies of signed-in agents, and ids of tickets."""
    from django.conf import settings

    from core.accounts.models import Role, User
    from core.tickets import services
    from core.tickets.services.words import Words
    from tenants import context
    from tests.support.clients import SiteClient
    from tests.support.people import invite_all

    with context.tenant(row):
        carla, role = invite_all("acme").carla, Role.objects.get(key="agent")
        names = [f"Agent {one}" for one in range(number)]
        users = [User(email=f"{one}@acme.example", name=name, role=role) for one, name in enumerate(names)]
        User.objects.bulk_create(users)
        keys = [SiteClient(row).sign_in(user).cookies[settings.SESSION_COOKIE_NAME].value for user in users]
        opened = [
            services.open_ticket(carla, f"Ticket {one}", Words("x"), channel="mail", by=carla.actor)[0].pk
            for one in range(LISTED)
        ]
    return [f"theme=dark; {settings.SESSION_COOKIE_NAME}={key}; csrftoken={'x' * 32}" for key in keys], opened


def _server() -> tuple[subprocess.Popen[bytes], int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "infra.realtime", "127.0.0.1", str(port)])
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server, port
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the realtime process did not start")


class Crowd:
    """Many sockets, read by one poll: as little work as a reader can have."""

    def __init__(self, port: int) -> None:
        self.port, self.poll = port, select.epoll()
        self.lines: dict[int, socket.socket] = {}
        self.kept: dict[int, bytes] = {}

    def open(self, cookie: str) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), 60)
        key = base64.b64encode(os.urandom(16)).decode()
        line.sendall(
            f"GET /ws/ HTTP/1.1\r\nHost: acme.localhost:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nOrigin: http://acme.localhost\r\n{HEADERS}"
            f"Cookie: {cookie}\r\n\r\n".encode()
        )
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += line.recv(4096) or b"\r\n\r\n"
        if b" 101 " not in answer[:20]:
            raise SystemExit(answer.decode("latin-1"))
        line.setblocking(False)
        self.lines[line.fileno()] = line
        self.kept[line.fileno()] = answer.partition(b"\r\n\r\n")[2]
        self.poll.register(line.fileno(), select.EPOLLIN)
        return line

    def say(self, line: socket.socket, **frame: Any) -> None:
        send(line, 1, json.dumps(frame).encode())

    def until(self, word: bytes, number: int, within: float) -> list[float]:
        """When each of so many sockets got a frame with this word in it."""
        got: dict[int, float] = {}
        end = time.perf_counter() + within
        while len(got) < number and time.perf_counter() < end:
            for fileno, _ in self.poll.poll(0.2):
                if any(word in text for text in self._read(fileno)):
                    got.setdefault(fileno, time.perf_counter())
        return sorted(got.values())

    def idle(self, seconds: float) -> None:
        """Read what comes, and answer the server's pings."""
        self.until(b"\x00never", 1, seconds)

    def _read(self, fileno: int) -> list[bytes]:
        try:
            data = self.kept[fileno] + self.lines[fileno].recv(65536)
        except BlockingIOError:
            return []
        texts = []
        while len(data) >= 2:
            size, start = data[1], 2
            if size == 126:
                size, start = struct.unpack(">H", data[2:4])[0] if len(data) >= 4 else 1 << 30, 4
            if len(data) < start + size:
                break
            body, kind = data[start : start + size], data[0] & 15
            data = data[start + size :]
            if kind == 9:
                send(self.lines[fileno], 10, body)
            elif kind == 1:
                texts.append(body)
        self.kept[fileno] = data
        return texts

    def close(self) -> None:
        for line in self.lines.values():
            line.close()
        self.poll.close()


def send(line: socket.socket, kind: int, body: bytes) -> None:
    """A masked frame, with a mask of nothing."""
    size = bytes([0x80 | len(body)]) if len(body) < 126 else b"\xfe" + struct.pack(">H", len(body))
    line.sendall(bytes([0x80 | kind]) + size + b"\0\0\0\0" + body)


def _measure(
    wanted: argparse.Namespace, row: Any, pid: int, port: int, cookies: list[str], tickets: list[int]
) -> tuple[float, float, list[Round], list[Round]]:
    """(kB of an idle socket, idle CPU ms a second, rounds of an event for all, rounds of a burst of ten)."""
    from core.realtime import shout
    from tenants import context

    _crowd(port, WARM, cookies, tickets).close()
    time.sleep(1)
    before = meter.memory_mb(pid)
    crowd = _crowd(port, wanted.sockets, cookies, tickets)
    crowd.idle(QUIET)
    idle = (meter.memory_mb(pid) - before) * 1024 / wanted.sockets
    spent = meter.cpu_seconds(pid)
    crowd.idle(QUIET)
    resting = (meter.cpu_seconds(pid) - spent) * 1000 / QUIET

    def tell(number: int, times: int) -> Round:
        word = f'"n":{number}'
        spent, began = meter.cpu_seconds(pid), time.perf_counter()
        for one in range(times, 0, -1):
            mark = number if one == 1 else -one
            shout.tell_desk(
                event="ticket:updated", ticket=tickets[0], by="user:1", fields=["priority"], n=mark
            )
        times_got = crowd.until(word.encode(), wanted.sockets, 30)
        if len(times_got) < wanted.sockets:
            raise SystemExit(f"only {len(times_got)} of {wanted.sockets} sockets were reached")
        crowd.idle(0.5)
        cpu = (meter.cpu_seconds(pid) - spent) * 1000
        return Round((times_got[-1] - began) * 1e3, (statistics.median(times_got) - began) * 1e3, cpu)

    with context.tenant(row):
        single = [tell(number, 1) for number in range(wanted.rounds)]
        burst = [tell(1000 + number, 10) for number in range(wanted.rounds)]
    crowd.close()
    return idle, resting, single, burst


def _crowd(port: int, number: int, cookies: list[str], tickets: list[int]) -> Crowd:
    """Sockets that have said where they are, and have been told who is there."""
    crowd = Crowd(port)
    for one in range(number):
        line = crowd.open(cookies[one % len(cookies)])
        crowd.say(line, event="list:watch", tickets=tickets)
        crowd.say(line, event="join:ticket", ticket=tickets[one % len(tickets)])
        if one % 20 == 19:
            crowd.idle(0.05)
    crowd.idle(2)
    return crowd


def _report(
    wanted: argparse.Namespace,
    idle: float,
    resting: float,
    single: list[Round],
    burst: list[Round],
    pace: Any,
) -> int:
    print(f"\n{wanted.sockets} sockets of {wanted.people} people, one realtime process")
    for name, rounds in (("one event", single), ("ten events", burst)):
        last = sorted(one.last for one in rounds)
        print(
            f"  {name:11} last socket after {statistics.median(last):6.1f} ms (best {last[0]:.1f}, worst {last[-1]:.1f}), "
            f"middle {statistics.median(one.middle for one in rounds):6.1f} ms, "
            f"CPU {statistics.median(one.cpu for one in rounds):6.1f} ms"
        )
    last_of_all = statistics.median(one.last for one in single)
    print(f"  bar         last socket after {LAST_MS:6.1f} ms")
    print(
        f"  idle        {idle:5.1f} kB a socket, bar {IDLE_KB:.0f} kB; all of them {resting:.1f} ms of CPU a second"
    )
    print(pace)
    return 0 if last_of_all <= LAST_MS and idle <= IDLE_KB else 1


if __name__ == "__main__":
    sys.exit(main())
