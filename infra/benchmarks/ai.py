"""The goals of advice: number, what, anchor, goal, what is measured now, and whether it holds.

    python -m infra.benchmarks.ai [--only 5,16,17,25] [--quick] [--sets DIR]

--quick leaves out what needs servers or tests (they take minutes). Goals on public sets need --sets: a folder per
set, named in the last column, with train.jsonl, test.jsonl, cats.jsonl (stream.jsonl for a stream, kb.jsonl for
grounding) in the lines of `manage.py ai_evaluate`; for masking `{text, values: [{kind, value}]}`, for grounding
`{text, article}`. Without them the row says so. Ends with 1 when an anchor is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.benchmarks import measures, meter
from infra.benchmarks.goals import GOALS, Goal
from infra.benchmarks.measures import Unmeasured

SLOW = ("stream", "tests", "throughput")
MISSED = "misses"


def main() -> int:
    wanted = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.dev")
    import django

    django.setup()
    pace = meter.Pace()
    print(f"{'#':>3} {'what':58} {'anchor':>20} {'goal':>22} {'measured':>24}  verdict")
    verdicts = []
    for goal in GOALS:
        if wanted.only and goal.number not in wanted.only:
            continue
        if wanted.quick and goal.measure.split(" ")[0] in SLOW:
            continue
        told, verdict = measured(goal, wanted.sets)
        verdicts.append(verdict)
        print(
            f"{goal.number:>3} {goal.what:58} {goal.anchor:>20} {goal.goal:>22} {told:>24}  {verdict}",
            flush=True,
        )
    print(pace)
    return 1 if MISSED in verdicts else 0


def measured(goal: Goal, sets: Path | None) -> tuple[str, str]:
    """(figures, verdict) as they are printed."""
    folder = sets / (goal.needs or "grounding") if sets else None
    folder = folder if folder and folder.is_dir() else None
    if goal.needs and folder is None:
        return "no set given", f"needs a public set: --sets DIR/{goal.needs}"
    name, _, argument = goal.measure.partition(" ")
    try:
        found = measures.MEASURES[name](argument, folder)
    except Unmeasured as why:
        return "-", str(why)
    if name == "tests":
        failed, held = found
        return f"{held:.0f} hold, {failed:.0f} fail", "goal" if not failed else MISSED
    if name == "stream":
        least, most = (0.76, 0.80) if str(goal.number) == "28" else (0.82, 0.86)
        return _shown(found), _verdict(found[:1], ((least,), (most,)), is_less=False) if found[
            1
        ] <= 40 else MISSED
    return _shown(found), _verdict(found, goal.bars, is_less=goal.is_less)


def _verdict(found: Sequence[float], bars: tuple[Sequence[float], Sequence[float]], *, is_less: bool) -> str:
    def reach(level: Sequence[float]) -> bool:
        return all(one <= bar if is_less else one >= bar for one, bar in zip(found, level, strict=True))

    anchor, goal = bars
    return "goal" if reach(goal) else "anchor" if reach(anchor) else MISSED


def _shown(found: Sequence[float]) -> str:
    return "/".join(f"{one:.0f}" if one >= 100 else f"{one:.2f}" for one in found)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", type=lambda text: {int(one) for one in text.split(",")}, help="numbers of goals"
    )
    parser.add_argument("--quick", action="store_true", help="nothing that needs servers or tests")
    parser.add_argument("--sets", type=Path, help="folder of folders with the public sets")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
