"""Measuring suggestions by what was sent: as it was, edited, something else, nothing."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

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


def note_reply(ticket_id: int, message_id: int, used: str) -> None:
    """An agent answered: say of each open suggestion whether it was used. used: public id or ""."""
    rows = list(Suggestion.objects.filter(ticket_id=ticket_id, outcome=None).exclude(body=""))
    text = Message.objects.values_list("text", flat=True).get(pk=message_id)
    told: list[tuple[Suggestion, str, float | None]] = []
    for row in rows:
        if row.public_id == used:
            ratio = similarity(drafting.without_markers(row.body), text)
            told.append((row, Kind.SENT_AS_IS if ratio >= WORD_FOR_WORD else Kind.EDITED, ratio))
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


def similarity(suggested: str, sent: str) -> float:
    """1.0: the same words; blanks do not count. Looks at COMPARED characters."""
    left, right = (_BLANKS.sub(" ", text[:COMPARED]).strip() for text in (suggested, sent))
    if left == right:
        return 1.0
    return round(SequenceMatcher(None, left.split(" "), right.split(" "), autojunk=False).ratio(), 4)


def _use(rows: list[Suggestion]) -> None:
    """Sent without a click on Accept (typed into by Edit): it was accepted all the same."""
    Suggestion.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.ACCEPTED, decided_at=clock.now()
    )


def end(rows: list[Suggestion], state: str) -> None:
    Suggestion.objects.filter(pk__in=[row.pk for row in rows]).update(state=state) if rows else None
    for row in rows:
        publish(SuggestionChanged(row.ticket_id, row.pk, state))


def record(outcomes: list[tuple[Suggestion, str, float | None]], reply_id: int | None = None) -> None:
    """One outcome per suggestion; the first word counts."""
    Outcome.objects.bulk_create(
        [
            Outcome(suggestion=row, kind=kind, similarity=ratio, reply_id=reply_id, created_at=clock.now())
            for row, kind, ratio in outcomes
        ],
        ignore_conflicts=True,
    )
