"""How the organization wants replies to sound: guidelines for the model, phrases that no draft may hold."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from ai.models import Voice


@dataclass(frozen=True, slots=True)
class Said:
    """The organization's words and the queue's together."""

    guidelines: str = ""
    forbidden: tuple[str, ...] = ()


def of_queue(queue_id: int | None) -> Said:
    """What holds in a queue: the organization's own first, then the queue's. One query."""
    rows = Voice.objects.filter(Q(queue=None) | Q(queue=queue_id))
    found = sorted(rows, key=lambda row: row.queue_id is not None)
    return Said(
        guidelines="\n\n".join(row.guidelines for row in found if row.guidelines),
        forbidden=tuple(dict.fromkeys(phrase for row in found for phrase in row.forbidden)),
    )


def kept() -> dict[int | None, Voice]:
    """{queue id, None for all: its row}. One query."""
    return {row.queue_id: row for row in Voice.objects.all()}
