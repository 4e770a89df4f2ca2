"""The policies, and who says they are away: remembered, so that what no policy asks for costs nothing."""

from __future__ import annotations

from dataclasses import dataclass

from core.assignment.models import Availability, Policy
from tenants.remembered import Remembered


@dataclass(frozen=True, slots=True)
class Page:
    """of: policy by queue. everybody: the row without one. states: of those who ever said something."""

    of: dict[int, Policy]
    everybody: Policy
    states: dict[int, str]

    def policy(self, queue_id: int) -> Policy:
        return self.of.get(queue_id) or Policy(queue_id=queue_id)

    @property
    def on(self) -> dict[int, Policy]:
        """Those that hand out."""
        return {queue: row for queue, row in self.of.items() if row.is_on}

    @property
    def watches(self) -> bool:
        """Whether anything is to be done by itself at all."""
        return any(row.is_on or row.release_after for row in self.of.values())


def _read() -> Page:
    rows = list(Policy.objects.all())
    everybody = next((row for row in rows if row.queue_id is None), None) or Policy()
    states = dict(Availability.objects.values_list("user_id", "state"))
    return Page({row.queue_id: row for row in rows if row.queue_id}, everybody, states)


page = Remembered("assignment:page", _read)
