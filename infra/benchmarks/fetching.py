"""The first look into a mailbox elsewhere: 5,000 mails by IMAP, from sign-in to rows of ours.

    python -m infra.benchmarks.fetching [--mails 5000] [--size 8]

Throw-away servers, a real Dovecot (Debian's) and the code that the worker runs, in runs of 500 mails like
there, one after the other. Beside it the floor: a bare loop of imaplib over the same mailbox that fetches
each mail and marks it as read, and keeps nothing. Memory is read at the start, half way and at the end; it
must not grow with the mailbox. The mails' way into tickets is another benchmark (`intake`).
"""

from __future__ import annotations

import argparse
import imaplib
import os
import ssl
import sys
import time
from typing import Any

from tqdm import tqdm

from infra.benchmarks import bench, meter
from tests.support.fakes import dovecot as fake

BAR_RATIO = 10.0  # times the time of the floor: each mail is a transaction of its own, written to disk
BAR_GROWTH_MB = 15.0  # from the first run's end to the last one's
USER = "bench"


def main() -> int:
    wanted = _arguments()
    if not fake.is_there():
        print(fake.MISSING)
        return 0
    pace = meter.Pace()
    bench.settle(with_tasks=True)
    with fake.Dovecot() as dovecot:
        size = _fill(dovecot, wanted)
        floor = _floor(dovecot)
        _mark_unread(dovecot)
        seconds, memory, kept = _ours(dovecot, wanted.mails)
    return _report(wanted, size, floor, seconds, memory, kept, pace)


def _ours(dovecot: fake.Dovecot, mails: int) -> tuple[float, list[float], int]:
    """(seconds, MB of memory after each run, mails that are here now)"""
    from core.mail.models import InboundMail, MailSource
    from core.mail.sources.fetch import fetch
    from tenants import context

    with context.tenant(_ground()):
        source = _connected(dovecot)
        fetch_memory, began = [meter.memory_mb(os.getpid())], time.monotonic()
        with tqdm(total=mails, unit=" mails", disable=None) as bar:
            while found := fetch(source.pk):
                fetch_memory.append(meter.memory_mb(os.getpid()))
                bar.update(found)
        seconds = time.monotonic() - began
        row = MailSource.objects.get(pk=source.pk)
        if row.health != "ok" or row.waiting:
            raise SystemExit(f"the run did not end well: {row.last_error or row.waiting}")
        return seconds, fetch_memory, InboundMail.objects.count()


def _floor(dovecot: fake.Dovecot) -> float:
    """Seconds of a loop that asks for the same, and no more."""
    began = time.monotonic()
    line = _line(dovecot)
    _, (uids,) = line.uid("SEARCH", "ALL")
    for uid in uids.split():
        line.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
        line.uid("STORE", uid.decode(), "+FLAGS", r"(\Seen)")
    line.logout()
    return time.monotonic() - began


def _mark_unread(dovecot: fake.Dovecot) -> None:
    line = _line(dovecot)
    line.store("1:*", "-FLAGS", r"(\Seen)")
    line.logout()


def _line(dovecot: fake.Dovecot) -> imaplib.IMAP4_SSL:
    trust = ssl.create_default_context(cafile=dovecot.ca)
    line = imaplib.IMAP4_SSL("localhost", dovecot.imaps, ssl_context=trust)
    line.login(USER, dovecot.password)
    line.select("INBOX")
    return line


def _fill(dovecot: fake.Dovecot, wanted: argparse.Namespace) -> float:
    """Put the mails there. Their mean size in KB."""
    from tests.core.mail.conftest import letter

    total, line = 0, _line(dovecot)
    for number in tqdm(range(wanted.mails), unit=" mails put there", disable=None):
        text = "\n".join(f"{number}-{row} Where is my parcel? It is late." for row in range(wanted.size * 25))
        raw = letter(text, sender=f"c{number}@customer.example", mime_id=f"<b{number}@customer.example>")
        total += len(raw)
        line.append("INBOX", "", "", raw)
    line.logout()
    return total / wanted.mails / 1024


def _connected(dovecot: fake.Dovecot) -> Any:
    from django.conf import settings

    from core.mail import selectors, services
    from tenants.kernel.actor import SYSTEM

    settings.OUTBOUND_CA, settings.OUTBOUND_ALLOW = dovecot.ca, ["127.0.0.0/8"]
    box = selectors.default_mailbox()
    assert box is not None
    return services.connect_source(
        box, by=SYSTEM, kind="imap", host="localhost", port=dovecot.imaps, is_plain_start=False,
        username=USER, folder="INBOX", after="seen", secret=dovecot.password, brings_old=True,
    )  # fmt: skip


def _ground() -> Any:
    """The platform and one organization with its starter content."""
    from django.core.management import call_command

    call_command("migrate_schemas", schema_name="public", verbosity=0)
    from billing import services as billing
    from tests.support.ground import organization

    row = organization("acme", "Acme Cloud")
    billing.seed_plans()
    billing.start_trial(row)
    return row


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mails", type=int, default=5000)
    parser.add_argument("--size", type=int, default=8, help="KB of a mail, about")
    return parser.parse_args()


def _report(
    wanted: argparse.Namespace, size: float, floor: float, seconds: float, memory: list[float], kept: int,
    pace: meter.Pace,
) -> int:  # fmt: skip
    settled = memory[1:] or memory  # the first run loads code and makes connections
    growth = settled[-1] - settled[0]
    print(f"\n{wanted.mails} mails of {size:.0f} KB, first look")
    print(f"  ours    {wanted.mails / seconds:7.0f} mails a second, {seconds:.1f} s")
    print(f"  floor   {wanted.mails / floor:7.0f} mails a second, {floor:.1f} s (imaplib, nothing kept)")
    print(f"  ratio   x{seconds / floor:.2f}   bar x{BAR_RATIO:.0f}")
    middle = memory[len(memory) // 2]
    print(f"  memory  {memory[0]:.0f} MB at the start, {middle:.0f} half way, {memory[-1]:.0f} at the end")
    print(f"          {growth:+.1f} MB between the first and the last run   bar {BAR_GROWTH_MB:.0f}")
    print(f"  checked: {kept} of {wanted.mails} are here, each once")
    print(pace)
    return 0 if kept == wanted.mails and seconds / floor <= BAR_RATIO and growth <= BAR_GROWTH_MB else 1


if __name__ == "__main__":
    sys.exit(main())
