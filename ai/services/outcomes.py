"""Measuring suggestions by what was sent: as it was, edited, something else, nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ai import drafting
from ai.events import SuggestionChanged
from ai.models import Outcome, Suggestion
from core.tickets.models import Message
from tenants.events.bus import publish
from tenants.kernel import clock

State, Kind = Suggestion.State, Outcome.Kind
LIVE = (State.PREPARING, State.READY, State.WITHHELD)
COMPARED = 20_000  # characters of a reply that are compared
WORD_FOR_WORD = 0.995  # similarity from which a reply counts as sent as it was
_BLANKS = re.compile(r"\s+")


class Kept(NamedTuple):
    """ratio: 1.0 for the same words. changed: words put in, taken out or replaced."""

    ratio: float
    changed: int


Told = tuple[Suggestion, str, Kept | None]


def note_reply(ticket_id: int, message_id: int, used: str) -> None:
    """An agent answered: say of each open suggestion whether it was used. used: public id or ""."""
    rows = list(Suggestion.objects.filter(ticket_id=ticket_id, outcome=None).exclude(body=""))
    text = Message.objects.values_list("text", flat=True).get(pk=message_id)
    told: list[Told] = []
    for row in rows:
        if row.public_id == used:
            kept = compared(drafting.without_markers(row.body), text)
            told.append((row, Kind.SENT_AS_IS if kept.ratio >= WORD_FOR_WORD else Kind.EDITED, kept))
        elif row.state in (State.ACCEPTED, State.REJECTED):
            told.append((row, Kind.DISCARDED, None))
        elif row.state == State.READY:
            told.append((row, Kind.IGNORED, None))
    record(told, message_id)
    _use([row for row in rows if row.public_id == used and row.state == State.READY])
    end(list(Suggestion.objects.filter(ticket_id=ticket_id, state__in=LIVE)), State.STALE)


def forget_reply(message_id: int) -> None:
    """The reply was taken back: what it said about suggestions is not true any more."""
    Outcome.objects.filter(reply_id=message_id).delete()


def compared(suggested: str, sent: str) -> Kept:
    """How much of a suggestion was sent; blanks do not count. Looks at COMPARED characters."""
    left, right = (_BLANKS.sub(" ", text[:COMPARED]).strip().split(" ") for text in (suggested, sent))
    if left == right:
        return Kept(1.0, 0)
    match = SequenceMatcher(None, left, right, autojunk=False)
    steps = [code for code in match.get_opcodes() if code[0] != "equal"]
    return Kept(round(match.ratio(), 4), sum(max(i2 - i1, j2 - j1) for _, i1, i2, j1, j2 in steps))


def _use(rows: list[Suggestion]) -> None:
    """Sent without a click on Accept (typed into by Edit): it was accepted all the same."""
    Suggestion.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.ACCEPTED, decided_at=clock.now()
    )


def end(rows: list[Suggestion], state: str) -> None:
    Suggestion.objects.filter(pk__in=[row.pk for row in rows]).update(state=state) if rows else None
    for row in rows:
        publish(SuggestionChanged(row.ticket_id, row.pk, state))


def record(outcomes: Sequence[Told], reply_id: int | None = None) -> None:
    """One outcome per suggestion; the first word counts."""
    Outcome.objects.bulk_create(
        [
            Outcome(
                suggestion=row,
                kind=kind,
                similarity=kept.ratio if kept else None,
                edit_distance=kept.changed if kept else None,
                reply_id=reply_id,
                created_at=clock.now(),
            )
            for row, kind, kept in outcomes
        ],
        ignore_conflicts=True,
    )
