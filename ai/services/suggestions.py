"""What becomes of a suggested reply: accepted, rejected, regenerated, out of date, used or not.

Nothing here writes to a customer. Accepting puts the text into the agent's own draft; what is sent
is compared with it afterwards, and that comparison is how the suggestions are measured.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from django.db import transaction

from ai import drafting
from ai.events import SuggestionChanged
from ai.models import Outcome, Run, Suggestion
from core.accounts import selectors as accounts
from core.accounts.models import User
from core.audit import trail
from core.tickets import services as tickets
from core.tickets.models import Draft, Message, Ticket
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, TooMany
from tenants.kernel.text import one_line

State, Kind = Suggestion.State, Outcome.Kind
LIVE = (State.PREPARING, State.READY, State.WITHHELD)
MOST_DRAFTS = 8  # per customer message; more would be haggling with a machine
COMPARED = 20_000  # characters of a reply that are compared
WORD_FOR_WORD = 0.995  # similarity from which a reply counts as sent as it was
_BLANKS = re.compile(r"\s+")


class NotReady(Conflict):
    """data: state."""

    code = "suggestion.not_ready"
    sentence = "This suggestion can no longer be used."


class NothingToAnswer(Conflict):
    code = "suggestion.nothing_to_answer"
    sentence = "There is no customer message to answer."


class EnoughDrafts(TooMany):
    """data: limit, retry_after."""

    code = "suggestion.too_many"
    sentence = "{limit} replies were suggested for this message already."


class UnknownInstruction(Invalid):
    """data: instruction."""

    code = "suggestion.unknown_instruction"
    sentence = "A suggestion can be made shorter, friendlier or more formal."


@transaction.atomic
def accept(suggestion: Suggestion, by: Actor) -> str:
    """Put the text into the person's own draft and return that draft's body. Twice is once.

    Words the person has begun stay above it. Raises NotReady. Emits SuggestionChanged.
    """
    row = _locked(suggestion)
    if row.state not in (State.READY, State.ACCEPTED):
        raise NotReady(state=row.state)

    body = _into_draft(row, accounts.myself(by))
    if row.state == State.READY:
        _decide(row, State.ACCEPTED, by)
        trail.record("suggestion.accepted", on=row.ticket, by=by, after={"suggestion": row.public_id})
    return body


@transaction.atomic
def reject(suggestion: Suggestion, by: Actor, reason: str = "") -> Suggestion:
    """Put it aside with the reason. Twice is once. Raises NotReady. Emits SuggestionChanged."""
    row = _locked(suggestion)
    if row.state == State.REJECTED:
        return row
    if row.state not in (State.READY, State.ACCEPTED, State.WITHHELD):
        raise NotReady(state=row.state)

    had_text = bool(row.body)
    _decide(row, State.REJECTED, by, one_line(reason, 300))
    if had_text:
        _record([(row, Kind.DISCARDED, None)])
    trail.record(
        "suggestion.rejected", on=row.ticket, by=by, after={"suggestion": row.public_id, "reason": row.reason}
    )
    return row


@transaction.atomic
def regenerate(ticket: Ticket, by: Actor, instruction: str = "") -> Suggestion:
    """Ask for another one to the customer's last message. One that is being prepared is returned.

    instruction: one of drafting.WISHES, for a model; the built-in engine just tries again.
    Raises UnknownInstruction, NothingToAnswer, EnoughDrafts.
    """
    from ai.services import drafts  # drafts settle suggestions, too

    if instruction not in drafting.WISHES:
        raise UnknownInstruction(instruction=instruction[:40])
    Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)  # two clicks make one draft
    message_id = _last_message(ticket)
    live = list(Suggestion.objects.filter(ticket=ticket, state__in=LIVE))
    if preparing := next((one for one in live if one.state == State.PREPARING), None):
        return preparing
    if Run.objects.filter(message_id=message_id, kind=Run.Kind.DRAFT).count() >= MOST_DRAFTS:
        raise EnoughDrafts(limit=MOST_DRAFTS, retry_after=3600)

    _record([(one, Kind.DISCARDED, None) for one in live if one.state == State.READY])
    _end(live, State.STALE)
    made = drafts.request(ticket.pk, message_id, instruction)
    trail.record("suggestion.asked_for", on=ticket, by=by, after={"instruction": instruction})
    publish(SuggestionChanged(ticket.pk, made.pk, made.state))
    return made


def outdate(ticket_id: int) -> None:
    """The conversation went on: what was suggested before does not fit any more."""
    live = list(Suggestion.objects.filter(ticket_id=ticket_id, state__in=LIVE))
    _record([(one, Kind.STALE, None) for one in live if one.state == State.READY])
    _end(live, State.STALE)


def fail(run_id: int) -> None:
    """The run of a draft has failed for good."""
    from ai.services.drafts import NOT_PREPARED

    for row in Suggestion.objects.filter(run_id=run_id, state=State.PREPARING):
        row.reason = NOT_PREPARED
        row.save(update_fields=["reason"])
        _end([row], State.WITHHELD)


def note_reply(ticket_id: int, message_id: int, used: str) -> None:
    """An agent answered: say of each open suggestion whether it was used. used: public id or ""."""
    rows = list(Suggestion.objects.filter(ticket_id=ticket_id, outcome=None).exclude(body=""))
    text = Message.objects.values_list("text", flat=True).get(pk=message_id)
    outcomes: list[tuple[Suggestion, str, float | None]] = []
    for row in rows:
        if row.public_id == used:
            ratio = similarity(drafting.without_markers(row.body), text)
            outcomes.append((row, Kind.SENT_AS_IS if ratio >= WORD_FOR_WORD else Kind.EDITED, ratio))
        elif row.state in (State.ACCEPTED, State.REJECTED):
            outcomes.append((row, Kind.DISCARDED, None))
        elif row.state == State.READY:
            outcomes.append((row, Kind.IGNORED, None))
    _record(outcomes, message_id)
    _use([row for row in rows if row.public_id == used and row.state == State.READY])
    _end(list(Suggestion.objects.filter(ticket_id=ticket_id, state__in=LIVE)), State.STALE)


def forget_reply(message_id: int) -> None:
    """The reply was taken back: what it said about suggestions is not true any more."""
    Outcome.objects.filter(reply_id=message_id).delete()


def similarity(suggested: str, sent: str) -> float:
    """1.0: the same words; blanks do not count. Looks at COMPARED characters."""
    left, right = (_BLANKS.sub(" ", text[:COMPARED]).strip() for text in (suggested, sent))
    if left == right:
        return 1.0
    return round(SequenceMatcher(None, left.split(" "), right.split(" "), autojunk=False).ratio(), 4)


def _into_draft(row: Suggestion, author: User) -> str:
    """The person's draft with the suggestion in it. One that came from it already is left alone."""
    text = drafting.without_markers(row.body)
    begun = Draft.objects.filter(ticket=row.ticket, user=author, kind=Message.Kind.REPLY).first()
    if begun and begun.suggestion == row.public_id:
        return begun.body
    own = begun.body.strip() if begun and not begun.suggestion else ""
    body = f"{own}\n\n{text}" if own else text
    tickets.keep_draft(row.ticket, body, author=author, suggestion=row.public_id)
    return body


def _locked(suggestion: Suggestion) -> Suggestion:
    return Suggestion.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=suggestion.pk)


def _decide(row: Suggestion, state: str, by: Actor, reason: str | None = None) -> None:
    row.state, row.decided_at = state, clock.now()
    row.decided_by_id = by.id if by.kind == "user" else None
    row.reason = row.reason if reason is None else reason
    row.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    publish(SuggestionChanged(row.ticket_id, row.pk, state))


def _use(rows: list[Suggestion]) -> None:
    """Sent without a click on Accept (typed into by Edit): it was accepted all the same."""
    Suggestion.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.ACCEPTED, decided_at=clock.now()
    )


def _end(rows: list[Suggestion], state: str) -> None:
    Suggestion.objects.filter(pk__in=[row.pk for row in rows]).update(state=state) if rows else None
    for row in rows:
        publish(SuggestionChanged(row.ticket_id, row.pk, state))


def _record(outcomes: list[tuple[Suggestion, str, float | None]], reply_id: int | None = None) -> None:
    """One outcome per suggestion; the first word counts."""
    Outcome.objects.bulk_create(
        [
            Outcome(suggestion=row, kind=kind, similarity=ratio, reply_id=reply_id, created_at=clock.now())
            for row, kind, ratio in outcomes
        ],
        ignore_conflicts=True,
    )


def _last_message(ticket: Ticket) -> int:
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER)
    if (found := said.order_by("-pk").values_list("pk", flat=True).first()) is None:
        raise NothingToAnswer
    return found
