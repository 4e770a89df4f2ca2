"""Who was given how many: whether it is fair is for people to judge, and this is what they judge by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from core.assignment.models import Handing
from core.assignment.selectors.people import people
from tenants.kernel import clock

NOTHING = {"given": 0, "opened": 0, "back": 0}


@dataclass(frozen=True, slots=True)
class Share:
    """of one colleague within the days asked about. back: what was taken back from them by itself."""

    id: int
    name: str
    given: int
    opened: int
    back: int
    load: int
    capacity: int


def shares(days: int) -> list[Share]:
    """Everybody who may hold tickets, whoever was given most first."""
    kinds = Handing.Kind
    rows = Handing.objects.filter(at__gt=clock.now() - timedelta(days=days)).order_by()
    counted = rows.values("user").annotate(
        given=Count("pk", filter=Q(kind=kinds.GIVEN)),
        opened=Count("pk", filter=Q(kind=kinds.OPENED)),
        back=Count("pk", filter=Q(kind__in=(kinds.IDLE, kinds.AWAY))),
    )
    of = {row["user"]: row for row in counted}
    found = []
    for one in people():
        who, row = one.who, of.get(one.who.id, NOTHING)
        numbers = row["given"], row["opened"], row["back"]
        found.append(Share(who.id, who.name, *numbers, who.load, who.capacity))
    return sorted(found, key=lambda share: (-share.given, share.name))
