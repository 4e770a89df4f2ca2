"""What can be said about a document before anything is tried: sections and lines that there are none of."""

from __future__ import annotations

from typing import Any

from core.configuration.document import Document
from core.configuration.faults import Fault, Path
from core.configuration.registry import Section, section, sections
from core.configuration.state import State
from core.configuration.writing import VERSION
from tenants.kernel.actor import Actor

BESIDE = ("version", "prune", "remove")
LONGEST_KEY = 80
MOST_THINGS = 2_000  # of one document: each is written by its form's service


class Wanted:
    """What a document asks for, as far as it has a shape. faults: of the rest."""

    def __init__(self, document: Document, by: Actor) -> None:
        self.document, self.faults = document, list[Fault]()
        self.things: State = {}
        self.prune: list[str] = []
        self.remove: dict[str, set[str]] = {}
        if document.values.get("version", VERSION) != VERSION:
            self.fault(("version",), f"This reads version {VERSION}.")
        values = [raw for name, raw in document.values.items() if name not in BESIDE]
        things = [raw for raw in values if isinstance(raw, dict)]
        if sum(map(len, things)) > MOST_THINGS:
            self.fault((), f"A document holds {MOST_THINGS:,} things at most. Apply it in parts.")
            return
        for name, raw in document.values.items():
            if name not in BESIDE:
                self._section(name, raw, by)
        self._prune(document.values.get("prune"))
        self._remove(document.values.get("remove"), by)

    def fault(self, path: Path, sentence: str) -> None:
        self.faults.append(Fault(path, sentence, self.document.line(path)))

    def _section(self, name: str, raw: Any, by: Actor) -> None:
        if (ours := section(name)) is None:
            known = ", ".join(one.name for one in sections())
            return self.fault((name,), f"There is no such section. Sections are: {known}.")
        if not by.may(ours.needs):
            return self.fault((name,), f"You may not change these: it needs the permission {ours.needs}.")
        if raw is not None and not isinstance(raw, dict):
            return self.fault((name,), "Write names with their lines here.")
        self.things[name] = {key: clean for key, thing in (raw or {}).items()
                             if (clean := self._thing(ours, key, thing)) is not None}  # fmt: skip
        return None

    def _thing(self, ours: Section, key: str, raw: Any) -> dict[str, Any] | None:
        path = (ours.name, key)
        if not key.strip() or len(key) > LONGEST_KEY:
            self.fault(path, f"A name has between 1 and {LONGEST_KEY} characters.")
            return None
        if raw is not None and not isinstance(raw, dict):
            self.fault(path, "Write its lines below it: “name: value”.")
            return None
        for name in (unknown := [name for name in raw or {} if ours.part(name) is None]):
            known = ", ".join(part.name for part in ours.parts)
            self.fault((*path, name), f"There is no such line here. Lines are: {known}.")
        return {name: value for name, value in (raw or {}).items() if name not in unknown}

    def _prune(self, raw: Any) -> None:
        if raw is not None and not isinstance(raw, list):
            return self.fault(("prune",), "Write a list of sections here.")
        for number, name in enumerate(raw or []):
            path = ("prune", str(number))
            if not isinstance(name, str) or (ours := section(name)) is None:
                self.fault(path, f"There is no section “{str(name)[:60]}”.")
            elif ours.remove is None:
                self.fault(path, f"Nothing of {name} can be removed.")
            elif name not in self.document.values:
                self.fault(path, f"The document has no {name}. Write “{name}: {{}}” if all of them shall go.")
            elif name in self.things and name not in self.prune:
                self.prune.append(name)
        return None

    def _remove(self, raw: Any, by: Actor) -> None:
        if raw is not None and not isinstance(raw, dict):
            return self.fault(("remove",), "Write sections here, each with a list of names.")
        for name, keys in (raw or {}).items():
            path = ("remove", name)
            if (ours := section(name)) is None:
                self.fault(path, f"There is no section “{name[:60]}”.")
            elif ours.remove is None:
                self.fault(path, f"Nothing of {name} can be removed.")
            elif not by.may(ours.needs):
                self.fault(path, f"You may not change these: it needs the permission {ours.needs}.")
            elif not isinstance(keys, list) or len(keys) > MOST_THINGS:
                self.fault(path, "Write a list of names here.")
            elif twice := sorted({str(key) for key in keys} & set(self.things.get(name, {}))):
                self.fault(path, f"“{twice[0][:60]}” cannot be removed and made so at once.")
            else:
                self.remove[name] = {str(key) for key in keys}
        return None
