"""The written content of the demo: YAML files under infra/demo/content, one folder per organization."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[1] / "content"


def read(slug: str, name: str) -> Any:
    """The parsed file; an empty list when the organization has none of this kind."""
    path = FOLDER / slug / f"{name}.yaml"
    if not path.exists():
        return []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # both are safe loaders


def tickets(slug: str) -> list[dict[str, Any]]:
    """All tickets of an organization, oldest first, so that numbers grow with time."""
    every = [*read(slug, "tickets_1"), *read(slug, "tickets_2")]
    return sorted(every, key=lambda ticket: -float(ticket["facts"]["ago"]))
