"""The leaves of the starter taxonomy as the engine takes them. The rows are the desk's own."""

from __future__ import annotations

from ai.contracts import CategoryOption
from core.desk.leaves import LEAVES as ROWS

LEAVES = tuple(
    CategoryOption(
        key=key,
        name=name,
        description=line,
        examples=good,
        counterexamples=(bad,),
        parent=key.split(".")[0],
        queue=queue,
    )
    for key, name, line, good, bad, queue in ROWS
)
