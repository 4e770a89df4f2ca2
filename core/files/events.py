"""What files tell the others. Ids and plain values."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.events.bus import event


@event("files.scanner_away")
@dataclass(frozen=True, slots=True)
class ScannerSilent:
    """Files have been waiting for the scanner for an hour and more. waiting: how many."""

    waiting: int
