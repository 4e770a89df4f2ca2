"""The tickets of the window as vectors, and the kinds that incidents stand for. One query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from django.db.models import Exists, OuterRef, Q

from ai.local import alike
from ai.local.features import Vector
from ai.local.sparse import stacked
from ai.models import Incident, IncidentTicket, Sketch

MOST = 2_000  # newest open tickets of the window that are compared
JOINS = timedelta(hours=24)  # after its last ticket an incident takes in no more by itself
QUIET = timedelta(hours=24)  # so long nothing like a dismissed incident is suggested
MEMBERS = 1_000  # newest tickets of all these incidents that their middles are made of
State = Incident.State


class Known(NamedTuple):
    """A ticket of the window."""

    ticket_id: int
    contact_id: int
    at: datetime
    vector: Vector


class Heap:
    """Open tickets that count and are in no incident, oldest first."""

    def __init__(self, rows: list[Known]) -> None:
        self.rows = rows
        self._places = {one.ticket_id: place for place, one in enumerate(rows)}
        self._vectors = [one.vector for one in rows]
        self._table = stacked(self._vectors)
        self._left = np.ones(len(rows), np.bool_)

    @classmethod
    def since(cls, moment: datetime) -> Heap:
        decided = IncidentTicket.objects.filter(ticket=OuterRef("ticket")).exclude(
            state=IncidentTicket.State.PAST
        )
        rows = Sketch.objects.filter(
            ~Exists(decided), counts=True, ticket__last_message_at__gte=moment,
            ticket__created_at__gte=moment, ticket__is_finished=False, ticket__is_suspect=False,
            ticket__deleted_at=None,
        ).order_by("-ticket_id")  # fmt: skip
        names = ("ticket_id", "ticket__contact", "ticket__created_at", "columns", "values")
        found = rows.values_list(*names)[:MOST]
        return cls([Known(pk, who, at, alike.unpacked(*packed)) for pk, who, at, *packed in found][::-1])

    def kind_of(self, seed: Known) -> Vector | None:
        """The middle of what the ticket is one of; None when it stands alone."""
        return alike.kind_of(self._places[seed.ticket_id], self._vectors, self._table, self._left)

    def like(self, kind: Vector) -> list[Known]:
        """The tickets of this kind that are left."""
        belongs = self._left & (self._table.scores(kind) >= alike.KIND)
        return [self.rows[place] for place in np.flatnonzero(belongs).tolist()]

    def has(self, one: Known) -> bool:
        return bool(self._left[self._places[one.ticket_id]])

    def drop(self, gone: Iterable[Known]) -> None:
        """They are in an incident now."""
        self._left[[self._places[one.ticket_id] for one in gone]] = False


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """An incident, and the middle of its tickets."""

    incident: Incident
    centre: Vector

    @property
    def is_open(self) -> bool:
        return self.incident.state in Incident.OPEN

    def likeness(self, one: Known) -> float:
        return alike.likeness(self.centre, one.vector)

    def takes(self, one: Known) -> bool:
        return self.likeness(one) >= alike.KIND


def kinds(now: datetime) -> list[Kind]:
    """Open incidents that grow, and those that were dismissed a short while ago."""
    growing = Q(state__in=Incident.OPEN, last_at__gte=now - JOINS)
    quiet = Q(state=State.DISMISSED, decided_at__gte=now - QUIET)
    incidents = {row.pk: row for row in Incident.objects.filter(growing | quiet)}
    return [Kind(incidents[pk], alike.middle(them)) for pk, them in _members(incidents).items()]


def _members(incidents: Iterable[int]) -> dict[int, Sequence[Vector]]:
    """{incident: vectors of its tickets}, those that people took out left aside."""
    links = IncidentTicket.objects.filter(incident__in=incidents).exclude(state=IncidentTicket.State.OUT)
    of = dict(links.order_by("-pk").values_list("ticket", "incident")[:MEMBERS])
    found: defaultdict[int, list[Vector]] = defaultdict(list)
    rows = Sketch.objects.filter(ticket__in=of).order_by("ticket_id")
    for ticket_id, *vector in rows.values_list("ticket_id", "columns", "values"):
        found[of[ticket_id]].append(alike.unpacked(*vector))
    return dict(found)
