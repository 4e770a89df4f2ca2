"""Does a flood of one organization delay another's messages at the model? Goal: at most twice its quiet time.

    python -m infra.benchmarks.fairness [--flood 600] [--threads 16] [--latency 0.5]

Throw-away servers, two organizations, one real worker, a fake model. First globex writes alone, one message after
the other. Then acme's flood stands in the queue, and globex writes again. Measured from the moment a run is queued
(its event was delivered) until it is settled; the way from the mail to the queue is printed beside it and has no
bar: events are carried in the order they came.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from typing import Any, NamedTuple

from infra.benchmarks import meter, triage

LETTERS = 8  # of globex, each time
MOST = 2.0  # times its quiet time


class Waited(NamedTuple):
    """Seconds of the middle and of the slowest: from the queued run, and from the message."""

    middle: float
    slowest: float
    from_message: float


def main() -> int:
    wanted, pace = _arguments(), meter.Pace()
    with triage._model(wanted) as model:
        triage._settings(model.base_url)
        acme = triage._ground(drafts=False)
        globex = _second()
        with triage._workers(wanted.threads):
            _written(globex, LETTERS)  # warm
            quiet = _written(globex, LETTERS)
            _flood(acme, wanted.flood)
            flooded = _written(globex, LETTERS)
            left = _open(acme)
    ratio, slowest = flooded.middle / quiet.middle, flooded.slowest / quiet.slowest
    print(
        f"\n{wanted.flood} messages of acme, {left} of them still open at the end; {wanted.threads} threads"
    )
    print(f"  globex alone    {quiet.middle:5.2f} s, slowest {quiet.slowest:5.2f} s")
    print(f"  in the flood    {flooded.middle:5.2f} s, slowest {flooded.slowest:5.2f} s   x{ratio:.2f}, x{slowest:.2f}"
          f"   bar x{MOST:.0f}")  # fmt: skip
    print(f"  from the mail   {quiet.from_message:5.2f} s alone, {flooded.from_message:5.2f} s in the flood")
    print(pace)
    return 0 if left and ratio <= MOST and slowest <= MOST else 1


def _second() -> Any:
    from ai.models import Policy
    from billing import services as billing
    from tenants import context
    from tenants.kernel.actor import SYSTEM
    from tests.support.ground import organization

    row = organization("globex", "Globex")
    billing.start_trial(row)
    billing.grant(row, "ai_messages", by=SYSTEM, reason="benchmark")
    with context.tenant(row):
        Policy.objects.filter(field="reply").update(mode="off")
    return row


def _flood(organization: Any, number: int) -> None:
    """So many messages whose runs stand in the queue."""
    from ai.models import Run
    from tenants import context

    with context.tenant(organization):
        triage._write(number)
        _until(lambda: Run.objects.count() >= number)


def _written(organization: Any, number: int) -> Waited:
    """One message after the other, each when the one before is settled."""
    from ai.models import Run
    from tenants import context

    queued, whole = [], []
    with context.tenant(organization):
        for _ in range(number):
            began, before = time.time(), Run.objects.count()
            triage._write(1)
            _until(lambda known=before: Run.objects.exclude(finished_at=None).count() > known)
            run: Any = Run.objects.latest("pk")
            queued.append((run.finished_at - run.created_at).total_seconds())
            whole.append(run.finished_at.timestamp() - began)
    return Waited(statistics.median(queued), max(queued), statistics.median(whole))


def _open(organization: Any) -> int:
    from ai.models import Run
    from tenants import context

    with context.tenant(organization):
        return Run.objects.filter(finished_at=None).count()


def _until(done: Any) -> None:
    end = time.monotonic() + triage.PATIENCE
    while not done():
        if time.monotonic() > end:
            raise SystemExit("the worker did not finish in time")
        time.sleep(0.02)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--flood", type=int, default=600)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--latency", type=float, default=0.5, help="seconds the model takes")
    wanted = parser.parse_args()
    wanted.local = False
    return wanted


if __name__ == "__main__":
    sys.exit(main())
