"""Mail under fire: each fault alone, while mail comes in, agents answer and the outside tries again.

    python -m infra.benchmarks.faults [F01 F02 ...] [--mails 600] [--a-second 15] [--long]

Throw-away servers with durable settings, two organizations, web, worker and listener as processes. Of the
mails 86 % are new, 10 % answer earlier ones, the rest are absence notes and bounces; one in 25 comes
twice. *Accepted* is what the sending side read a final 250 for. Lost: accepted, but not kept or no
message. Held: in quarantine, for a person. Doubled: kept or said twice. Astray: in another ticket than the mail it answers. Unsent: a letter
that should have left and is not at the relay. --long takes the figures of a release test: 2,000 mails,
20 kills, five minutes without Redis.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

from infra.benchmarks import meter
from infra.benchmarks.faults import mails as post
from infra.benchmarks.faults.acts import ACTS, Dose
from infra.benchmarks.faults.floods import Broken
from infra.benchmarks.faults.outside import Agents, Senders
from infra.benchmarks.faults.stage import Stage
from infra.benchmarks.faults.verdict import Verdict, judge, letters_so_far, settle
from infra.benchmarks.faults.volume import DATA_MB, FILES_MB, small_disk

HEAD = "fault  accepted  put off  lost  held  doubled  astray  replies  unsent  repeated  settled   p95"
LINE = "{0.fault:5}  {0.accepted:8}  {0.put_off:7}  {0.lost:4}  {0.held:4}  {0.doubled:7}  {0.astray:6}  {0.replies:7}  "
LINE += "{0.unsent:6}  {0.repeated:8}  {0.settled:6.1f}s  {0.p95:4.1f}s  {0.remark}"


def main() -> int:
    wanted = _arguments()
    pace, found = meter.Pace(), []
    with ExitStack() as held:
        stage = Stage()
        held.enter_context(small_disk(stage.ground, DATA_MB))
        held.enter_context(stage)
        has_disk = held.enter_context(small_disk(stage.files, FILES_MB))
        _warm(stage)
        print(HEAD, flush=True)
        for fault in wanted.faults or ACTS:
            if fault in ("F09", "F10") and not has_disk:
                print(f"{fault}    not run: it needs a small disk of its own, which only root may make")
                continue
            found.append(one := _run(stage, fault, wanted))
            print(LINE.format(one), flush=True)
            for why, times in one.reasons.most_common(4):
                print(f"       put off {times} times: {why}", flush=True)
            for line in one.wrong:
                print(f"       {line}")
    print(pace)
    return 0 if all(one.is_held for one in found) else 1


def _warm(stage: Stage) -> None:
    """Imports, connections and plans cost nobody's time to ticket."""
    Senders(stage.ports["SMTP"], post.made("warm", 40), a_second=20).join(120)
    settle()


def _run(stage: Stage, fault: str, wanted: argparse.Namespace) -> Verdict:
    mails = post.made(fault, wanted.mails, kilobytes=20 if fault == "F09" else 0)
    senders, agents = Senders(stage.ports["SMTP"], post.order(mails), a_second=wanted.a_second), Agents()
    wrong, before = [], letters_so_far()
    try:
        remark = ACTS[fault](stage, senders, wanted.dose)
    except Broken as broken:
        remark, wrong = "not held", [str(broken)]
    senders.join(600)
    agents.stop()
    verdict = judge(stage, fault, mails, senders, before)
    verdict.remark, verdict.wrong, verdict.reasons = remark, verdict.wrong + wrong, senders.reasons
    return verdict


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("faults", nargs="*", help=f"of {', '.join(ACTS)}; all of them without a name")
    parser.add_argument("--mails", type=int, default=600)
    parser.add_argument("--a-second", type=float, default=15.0)
    parser.add_argument("--long", action="store_true")
    wanted = parser.parse_args()
    if unknown := set(wanted.faults) - ACTS.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    wanted.dose = Dose(20, 300.0) if wanted.long else Dose(8, 40.0)
    wanted.mails = max(wanted.mails, 2000) if wanted.long else wanted.mails
    return wanted


if __name__ == "__main__":
    sys.exit(main())
