"""What it costs that the clocks hear of a message: the listener of core/sla, per kind of fact.

    python -m infra.benchmarks.promises [--tickets 200]

Throw-away servers, one organization. Measured: statements, wall clock and CPU (ours and PostgreSQL's) of one
call of the listener for a new ticket, a first reply, a further question and a change that is none of its
business; the median of the tickets. In the request there is one more row of `events`, and nothing else.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from infra.benchmarks import meter
from infra.benchmarks.incidents import _organization, _timed

CEILING_MS = 12.0  # of CPU, for one message
Taken = dict[str, list[tuple[float, float, int]]]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tickets", type=int, default=200)
    wanted, pace = parser.parse_args(), meter.Pace()
    with _organization():
        taken = _measured(wanted.tickets)
    worst = 0.0
    for name, rows in taken.items():
        wall, cpu, statements = (median(column) for column in zip(*rows, strict=True))
        worst = max(worst, cpu)
        print(f"  {name:22} {statements:4.0f} statements, {wall:6.1f} ms, {cpu:6.1f} ms of CPU")
    print(f"  ceiling {CEILING_MS:.0f} ms of CPU for one message: x{worst / CEILING_MS:.2f}")
    print(pace)
    return 0 if worst <= CEILING_MS else 1


def _measured(number: int) -> Taken:
    taken: Taken = {}
    for fact, name in _facts(number):
        wall, cpu, statements = _cost(fact)
        taken.setdefault(name, []).append((wall, cpu, statements))
    return taken


def _facts(number: int) -> Iterator[tuple[Any, str]]:
    """Conversations, and each fact as the listener would be told of it."""
    from core.accounts.models import User
    from core.contacts.services import contact_for
    from core.tickets import events, services
    from core.tickets.services.words import Words
    from tenants.events.bus import hushed

    ana, told = User.objects.filter(is_active=True).first() or _agent(), []
    for place in range(number):
        who = contact_for(f"customer{place}@example.com", "Carla Customer")
        with hushed():
            ticket, first = services.open_ticket(
                who, "It broke", Words("Help!"), channel="mail", by=who.actor
            )
        yield (
            events.MessageReceived(ticket.pk, who.actor.ref, first.pk, "mail", True, status="new"),
            "new ticket",
        )
        with hushed():
            said = services.reply(ticket, "So.", author=ana, by=ana.actor)
        yield events.ReplyWritten(ticket.pk, ana.actor.ref, said.pk, status="waiting"), "first reply"
        with hushed():
            more = services.hear(ticket, Words("And?"), contact=who, channel="mail", by=who.actor)
        fact = events.MessageReceived(ticket.pk, who.actor.ref, more.pk, "mail", False, status="open")
        yield fact, "further question"
        yield events.TicketChanged(ticket.pk, "ai", ["urgency"], {}, {}, 3), "another's business"
        told.append(ticket.pk)


def _agent() -> Any:
    from tests.support.people import invite_all

    return invite_all("acme").ana


def _cost(fact: Any) -> tuple[float, float, int]:
    from django.db import connection, transaction

    from core.sla.listeners import follow

    statements = 0

    def counted(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*args)

    def heard() -> None:
        with transaction.atomic(), connection.execute_wrapper(counted):
            follow(fact)

    wall, cpu = _timed(heard)
    return wall, cpu, statements


if __name__ == "__main__":
    sys.exit(main())
