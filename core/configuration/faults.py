"""What is wrong with a document, with its place in it; and what keeps one from being applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tenants.kernel.errors import Conflict, Invalid

Path = tuple[str, ...]
SHOWN = 200  # nobody reads more of them


@dataclass(frozen=True, slots=True)
class Fault:
    """path: ("queues", "Billing", "follow_up"), () for the whole. line: from 1."""

    path: Path
    sentence: str
    line: int | None = None

    @property
    def place(self) -> str:
        return ".".join(self.path)

    def __str__(self) -> str:
        place = f"{self.place}: " if self.path else ""
        return f"{place}{self.sentence}" + (f" (line {self.line})" if self.line else "")

    def plain(self) -> dict[str, Any]:
        return {"path": self.place, "line": self.line, "sentence": self.sentence}


class BadDocument(Invalid):
    """data: faults [{path, line, sentence}]."""

    code = "configuration.invalid"
    sentence = "The document cannot be applied as it is: {first}"

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        first = str(faults[0]) if faults else ""
        super().__init__(first=first, faults=[fault.plain() for fault in faults[:SHOWN]])


class ConfigurationBusy(Conflict):
    code = "configuration.busy"
    sentence = "Somebody is changing the settings right now. Try again in a moment."
