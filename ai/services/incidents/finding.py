"""One look at the new tickets: they join an open incident, or a sudden group of them is suggested as one.

Local vectors alone, no key needed; the same tickets always give the same groups. One transaction under
the lock of the watch, so two workers never find the same incident twice, and a look that is cut off left
nothing behind: the next one sees the same tickets again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from ai.models import Incident, IncidentTicket, IncidentWatch
from ai.services.incidents import pending, wording
from ai.services.incidents.heap import Heap, Kind, Known, kinds
from ai.services.incidents.pending import Opened, opened
from ai.services.incidents.rows import locked, recount, tell
from ai.services.incidents.usual import TIMES, usual
from ai.services.incidents.watching import locked_watch
from core.audit import trail
from core.tickets.models import Ticket
from tenants.kernel import clock
from tenants.kernel.actor import AI

AT_ONCE = 200  # tickets of one transaction: about a quarter of a second
How = IncidentTicket.How


def look() -> int:
    """Look at every new ticket. Returns how many there were; repeating it finds nothing."""
    seen = 0
    while number := _look():
        seen += number
        if number < AT_ONCE:
            break
    return seen


@transaction.atomic
def _look() -> int:
    watch, now = locked_watch(), clock.now()
    span = timedelta(minutes=watch.minutes)
    fresh = pending.take(now - span, AT_ONCE)
    counting = {one.ticket_id for one in fresh if one.counts}
    if not (watch.is_on and counting):
        return len(fresh)
    heap, known = Heap.since(now - span), kinds(now)
    joining: defaultdict[Kind, list[Known]] = defaultdict(list)
    for one in heap.rows:
        if one.ticket_id not in counting or not heap.has(one):
            continue
        if (kind := _best(known, one)) is None:
            known += _found(one, heap, watch, known)
        elif kind.is_open:
            joining[kind].append(one)
            heap.drop([one])
    for kind, members in joining.items():
        _join(members, kind, How.JOINED)
    return len(fresh)


def _best(known: Sequence[Kind], one: Known) -> Kind | None:
    """The incident that is of its kind: an open one, or one that was dismissed lately and is to stay so."""
    near = [(kind.likeness(one), kind.is_open, kind) for kind in known if kind.takes(one)]
    return max(near, key=lambda pair: pair[:2])[2] if near else None


def _found(seed: Known, heap: Heap, watch: IncidentWatch, known: Sequence[Kind]) -> list[Kind]:
    """[the incident that the seed makes with its neighbours], [] when they are few. What is no more than
    usual is a kind that stays quiet for the rest of the look.
    """
    kind = heap.kind_of(seed)
    members = [one for one in heap.like(kind) if _best(known, one) is None] if kind else []
    if kind is None or len({one.contact_id for one in members}) < watch.fewest:
        return []
    span = timedelta(minutes=watch.minutes)
    normal = usual(kind, span, clock.now() - span)
    if len({one.contact_id for one in members}) < TIMES * normal:
        return [Kind(Incident(state=Incident.State.DISMISSED), kind)]
    made = Kind(_suggest(members, normal), kind)
    _join(members, made, How.FOUND)
    heap.drop(members)
    return [made]


def _suggest(members: Sequence[Known], normal: float) -> Incident:
    times = [one.at for one in members]
    row = Incident.objects.create(title="…", usual=normal, first_at=min(times), last_at=max(times))
    after = {"tickets": [one.ticket_id for one in members], "usual": round(normal, 2)}
    trail.record("incident.suggested", on=row, by=AI, after=after)
    return row


def _join(members: Sequence[Known], kind: Kind, how: str) -> None:
    """Put tickets in. Found ones give the incident its words and its name."""
    texts = {
        row.ticket_id: row for row in opened(Ticket.objects.filter(pk__in=[m.ticket_id for m in members]))
    }
    row = locked(kind.incident)
    if row.state not in Incident.OPEN:  # a person was quicker
        return
    if how == How.FOUND:
        _name(row, members, kind, texts)
    IncidentTicket.objects.bulk_create(
        [
            IncidentTicket(
                incident=row, ticket_id=one.ticket_id, how=how, score=round(kind.likeness(one), 3),
                words=wording.held(row.words, _whole(texts[one.ticket_id])),
            )
            for one in members
        ]
    )  # fmt: skip
    recount(row)
    if how == How.JOINED:
        trail.record("incident.joined", on=row, by=AI, after={"tickets": [one.ticket_id for one in members]})
    tell(row)


def _name(row: Incident, members: Sequence[Known], kind: Kind, texts: dict[int, Opened]) -> None:
    row.words = wording.shared_words([_whole(one) for one in texts.values()])
    typical = max(members, key=lambda one: (kind.likeness(one), -one.ticket_id))
    row.title = wording.title(texts[typical.ticket_id].subject, row.words)
    row.save(update_fields=["words", "title"])


def _whole(one: Opened) -> str:
    return f"{one.subject}\n{one.text}"
