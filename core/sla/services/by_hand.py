"""The moment by which somebody said that a ticket is due: told when it comes near and when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.sla.events import DaySetNear
from core.sla.models import Course
from core.tickets.models import Ticket
from tenants.events.bus import publish

NEAR = timedelta(days=1)
COMING, OVER = 1, 2  # Course.by_hand_told


def set_to(course: Course, at: datetime | None, now: datetime) -> None:
    """at: the new moment, None for none. Who sets one that is near already needs no word that it is."""
    if at != course.by_hand:
        course.by_hand = at
        course.by_hand_told = COMING if at and at - now <= NEAR else 0


def stands(course: Course, ticket: Ticket) -> list[datetime]:
    """The moment, as long as the ticket is not finished."""
    return [course.by_hand] if course.by_hand and not ticket.is_finished else []


def moments(course: Course, ticket: Ticket) -> Iterator[datetime]:
    """When there will be something to tell."""
    for at in stands(course, ticket):
        if course.by_hand_told < COMING:
            yield at - NEAR
        if course.by_hand_told < OVER:
            yield at


def tell(course: Course, ticket: Ticket, now: datetime) -> None:
    """State what has become true, once; the caller saves the course."""
    for at in stands(course, ticket):
        reached = OVER if at <= now else COMING if at - NEAR <= now else 0
        if reached > course.by_hand_told:
            course.by_hand_told = reached
            publish(DaySetNear(ticket.pk, at.isoformat(), is_over=reached == OVER))
