"""What the walks tried and found: gathered over the whole run, printed at its end, written as a report.

Each kind of door has one row. A run that left a kind out writes a report that says so, and the console
refuses it.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tenants.proofs import FORMAT, doors

ROOT = Path(__file__).resolve().parents[2]
KINDS = {  # kind -> what one attempt is
    "routes": "a method of an address, with acme's ids, as one of six guests",
    "platform routes": "a method of the platform's own address, as people of acme",
    "tasks": "a task at globex with acme's ids as arguments",
    "sockets": "a handshake at globex with what acme's people hold, or a message to overhear",
    "signed links": "a value signed by acme, at globex and for every other purpose",
    "files": "a file of acme asked for at globex",
    "cache keys": "a key or channel of the real server, by its name and by what it holds",
    "lookups": "a search at globex for words that only acme has",
    "credentials": "a password, CSRF token, or header of acme at globex",
    "pooled connections": "a request on a connection that another organization, or a fault, had just before",
}


@dataclass
class Row:
    doors: set[str] = field(default_factory=set)
    attempts: int = 0
    leaks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Ledger:
    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.began = time.monotonic()

    def note(
        self,
        kind: str,
        doors: Iterable[str],
        attempts: int,
        leaks: Iterable[str] = (),
        faults: Iterable[str] = (),
    ) -> None:
        """Add what one walk did. KeyError for a kind that is not described."""
        assert KINDS[kind]
        row = self.rows.setdefault(kind, Row())
        row.doors |= set(doors)
        row.attempts += attempts
        row.leaks += leaks
        row.faults += faults

    def report(self, *, passed: bool) -> dict[str, object]:
        walked = {
            kind: {"count": len(row.doors), "attempts": row.attempts, "leaks": len(row.leaks), "faults": len(row.faults)}
            for kind, row in self.rows.items()
        }  # fmt: skip
        findings = [f"{kind}: {one}" for kind, row in self.rows.items() for one in [*row.leaks, *row.faults]]
        return {
            "format": FORMAT,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": commit(),
            "complete": passed and set(self.rows) == set(KINDS),
            "seconds": round(time.monotonic() - self.began, 1),
            "walked": {kind: walked[kind] for kind in KINDS if kind in walked},
            "findings": findings[:100],
            "doors": doors(),
        }

    def table(self) -> str:
        lines = [f"  {'':20}{'doors':>7}{'attempts':>10}{'leaks':>7}{'faults':>8}"]
        for kind in KINDS:
            if row := self.rows.get(kind):
                lines.append(
                    f"  {kind:20}{len(row.doors):>7}{row.attempts:>10}{len(row.leaks):>7}{len(row.faults):>8}"
                )
            else:
                lines.append(f"  {kind:20}{'not walked in this run':>32}")
        attempts, leaks = (
            sum(row.attempts for row in self.rows.values()),
            sum(len(row.leaks) for row in self.rows.values()),
        )
        return "\n".join([*lines, f"  {attempts} attempts, {leaks} leaks"])


def place() -> Path:
    return Path(os.environ.get("DESKHAND_PROOF", "") or ROOT / "var" / "isolation.json")


def write(report: dict[str, object]) -> Path:
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n")
    return path


def commit() -> str:
    """Of the code that is walked; "" outside of a repository."""
    run = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return run.stdout.strip()


ledger = Ledger()
