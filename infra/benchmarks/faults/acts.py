"""The faults themselves. Each acts while mail comes in and returns a remark; None of them knows what is counted."""

from __future__ import annotations

import random
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from infra.benchmarks import meter
from infra.benchmarks.faults import clocks, floods, relays, restoring
from infra.benchmarks.faults.outside import Line, Senders
from infra.benchmarks.faults.stage import WORKERS, Stage
from infra.benchmarks.faults.volume import filled
from infra.embedded.servers import Server
from infra.embedded.trouble import Trouble

Act = Callable[[Stage, Senders, "Dose"], str]


@dataclass(frozen=True)
class Dose:
    """How much of it. kills: how often something is shot. away: seconds a server is down."""

    kills: int
    away: float


def nothing(stage: Stage, senders: Senders, dose: Dose) -> str:
    """F01: the base line."""
    return "none"


def reading_children(stage: Stage, senders: Senders, dose: Dose) -> str:
    """F02: the processes that read mails die under their work."""
    shot = 0
    for _ in range(dose.kills * 2):
        for pid in _readers(stage):
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(_open(pid), signal.SIGKILL)
                shot += 1
        time.sleep(random.uniform(0.3, 1.0))
    return f"{shot} children shot"


def workers(stage: Stage, senders: Senders, dose: Dose) -> str:
    """F03: the worker dies with everything in its hands."""
    for _ in range(dose.kills):
        time.sleep(random.uniform(3.0, 6.0))
        for role in WORKERS:
            stage.kill(role)
    return f"{dose.kills} kills"


def doors(stage: Stage, senders: Senders, dose: Dose) -> str:
    """F04: listener and web die, the listener mostly between the end of a mail and its 250."""
    between = 0
    for turn in range(dose.kills):
        time.sleep(random.uniform(0.5, 3.0))
        role = ("mail", "mail", "web")[turn % 3]
        if role == "mail" and turn % 6:
            between += _shot_before_the_answer(stage)
        else:
            stage.kill(role)
        stage.await_up(role)
    return f"{dose.kills} kills, {between} of them between DATA and 250"


def _shot_before_the_answer(stage: Stage) -> int:
    """Kill the listener some milliseconds after it has a whole mail; 0 when none came in time.

    It is started from here: a process started by a sender's thread would die with that thread.
    """
    shot, doomed = Event(), stage.parts["mail"]

    def kill() -> None:
        time.sleep(random.uniform(0.0, 0.03))
        doomed.kill()
        shot.set()

    Line.aim.append(kill)
    between = shot.wait(10.0)
    Line.aim.clear()
    stage.kill("mail")
    return int(between)


def redis_shot(stage: Stage, senders: Senders, dose: Dose) -> str:
    """F05: Redis dies and remembers nothing."""
    stage.valkey.settings["appendonly"] = "no"
    for _ in range(5):
        time.sleep(random.uniform(2.0, 4.0))
        stage.shoot(stage.valkey)
        time.sleep(0.5)
        stage.valkey.start()
    return "5 kills, nothing kept"


def redis_flushed(stage: Stage, senders: Senders, dose: Dose) -> str:
    """F06: everything in Redis is gone, twice."""
    from django.conf import settings
    from redis import Redis

    for _ in range(2):
        time.sleep(4.0)
        Redis.from_url(settings.REDIS_URL).flushall()
    return "2 FLUSHALL"


def redis_away(stage: Stage, senders: Senders, dose: Dose) -> str:
    """F07: no Redis for a while; pages are asked for all the time."""
    time.sleep(3.0)
    stage.valkey.stop()
    asked, failed, end = 0, 0, time.monotonic() + dose.away
    while time.monotonic() < end:
        asked, failed = asked + 1, failed + _page_fails(stage)
        time.sleep(0.5)
    stage.valkey.start()
    return f"away {dose.away:.0f} s, {failed} of {asked} pages failed"


def postgres(stage: Stage, senders: Senders, dose: Dose) -> str:
    """F08: PostgreSQL dies three times and is stopped once."""
    backs = []
    for _ in range(3):
        time.sleep(random.uniform(3.0, 6.0))
        stage.shoot(stage.postgres)
        backs.append(_back_after(stage.postgres)[1])
    stage.postgres.stop()
    time.sleep(dose.away / 2)
    stage.postgres.start()
    return f"3 kills (back in {max(backs):.1f} s), away {dose.away / 2:.0f} s"


def disk_full(stage: Stage, senders: Senders, dose: Dose) -> str:
    """F09: no room for attachments for a while. Needs the files on a small disk of their own."""
    time.sleep(3.0)
    with filled(stage.files):
        time.sleep(dose.away / 2)
    return f"full for {dose.away / 2:.0f} s, then freed; {_orphans(stage.files)} unfinished files"


def database_full(stage: Stage, senders: Senders, dose: Dose) -> str:
    """F10: no room for PostgreSQL's data for a while. It stops when it must; a supervisor starts it again."""
    time.sleep(3.0)
    asked = failed = 0
    with filled(stage.ground):
        end = time.monotonic() + dose.away / 2
        while time.monotonic() < end:
            asked, failed = asked + 1, failed + _page_fails(stage)
            time.sleep(1.0)
    starts, back = _back_after(stage.postgres)
    return f"full for {dose.away / 2:.0f} s, {failed} of {asked} pages failed, {starts} starts, back in {back:.1f} s"


def release(stage: Stage, senders: Senders, dose: Dose) -> str:
    """F19: every part restarted politely, three times over, with the migration in between."""
    from django.core.management import call_command

    failed = asked = 0
    for _ in range(3):
        for role in (*WORKERS, "mail", "web"):
            stage.end(role)
            stage.await_up(role)
            asked, failed = asked + 1, failed + _page_fails(stage)
        call_command("migrate_tenants", verbosity=0)
    return f"3 releases, {failed} of {asked} pages failed"


def hostile(stage: Stage, senders: Senders, dose: Dose) -> str:
    """F16: the mails that were written to hurt come in between."""
    import smtplib

    from tests.core.mail.parsing import hostile as mails

    sent, peak = 0, 0.0
    for make in mails.ALL:
        with suppress(smtplib.SMTPException, OSError):
            with smtplib.SMTP("127.0.0.1", stage.ports["SMTP"], timeout=60) as line:
                line.sendmail(f"eve{sent}@evil.example", ["support@acme.localhost"], make())
            sent += 1
        peak = max([peak, *_peaks(stage)])
    return f"{sent} hostile mails taken in; largest reading child {peak:.0f} MB"


ACTS: dict[str, Act] = {
    "F01": nothing, "F02": reading_children, "F03": workers, "F04": doors, "F05": redis_shot,
    "F06": redis_flushed, "F07": redis_away, "F08": postgres, "F09": disk_full, "F10": database_full, "F11": relays.away_then_moody,
    "F13": clocks.wrong_clocks, "F14": floods.loops, "F15": floods.bomb, "F16": hostile, "F19": release,
    "F22": restoring.restored, "F23": clocks.schedulers, "F24": clocks.soak,
}  # fmt: skip


def _back_after(server: Server) -> tuple[int, float]:
    """(starts, seconds) until it lives, as a supervisor tries: what a dead one left may hold its memory yet."""
    began, starts = time.monotonic(), 0
    while not _lives(server):
        starts += 1
        with suppress(Trouble):
            server.start()
    return starts, time.monotonic() - began


def _lives(server: Server) -> bool:
    return server.child is not None and server.child.alive


def _open(pid: int) -> int:
    import os

    return os.pidfd_open(pid)


def _page_fails(stage: Stage) -> int:
    """1 when the sign-in page does not come."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{stage.ports['WEB']}/sign-in/",
        headers={"Host": f"acme.localhost:{stage.ports['WEB']}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20):
            return 0
    except urllib.error.HTTPError as refusal:
        return int(refusal.code >= 500)
    except OSError:
        return 1


def _orphans(folder: Path) -> int:
    return sum(1 for one in folder.rglob("*") if one.is_file() and one.stat().st_size == 0)


def _readers(stage: Stage) -> list[int]:
    """The processes that read mails."""
    return [pid for role in WORKERS for pid in meter.children(stage.parts[role].pid)]


def _peaks(stage: Stage) -> list[float]:
    found = []
    for pid in _readers(stage):
        with suppress(OSError):
            found.append(meter.peak_mb(pid))
    return found
