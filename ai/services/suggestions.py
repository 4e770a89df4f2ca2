"""What becomes of a suggested reply: accepted, rejected, regenerated, out of date, used or not.

Nothing here writes to a customer. Accepting puts the text into the agent's own draft; what is sent
is compared with it afterwards, and that comparison is how the suggestions are measured.
"""

from __future__ import annotations

from django.db import transaction

from ai import drafting
from ai.events import SuggestionChanged
from ai.guard.wording import HOLDING
from ai.languages import LANGUAGES
from ai.models import Outcome, Run, Suggestion
from ai.services import outcomes
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
VERDICTS = frozenset(Suggestion.Verdict.values)  # what may be wrong with a suggestion
MOST_WORDS = 300  # characters of an agent's own instruction
MOST_DRAFTS = 8  # per customer message; more would be haggling with a machine


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
    sentence = "A suggestion can be made shorter, friendlier or more formal, and in a language we know."


class UnknownVerdict(Invalid):
    """data: verdict."""

    code = "suggestion.unknown_verdict"
    sentence = "Choose one of the reasons, or say it in your own words."


@transaction.atomic
def accept(suggestion: Suggestion, by: Actor, text: str = "") -> str:
    """Put the text into the person's own draft and return that draft's body. Twice is once.

    text: what the person made of it; it takes the place of the draft. Words the person has
    begun stay above it. Of a withheld one it is the holding answer, if there is one.
    Raises NotReady. Emits SuggestionChanged.
    """
    row = _locked(suggestion)
    if row.state == State.WITHHELD and row.holding:
        _hold(row)
    if row.state not in (State.READY, State.ACCEPTED):
        raise NotReady(state=row.state)

    body = _into_draft(row, accounts.myself(by), text)
    if row.state == State.READY:
        _decide(row, State.ACCEPTED, by)
        trail.record("suggestion.accepted", on=row.ticket, by=by, after={"suggestion": row.public_id})
    return body


@transaction.atomic
def reject(suggestion: Suggestion, by: Actor, reason: str = "", *, verdict: str = "") -> Suggestion:
    """Put it aside with what was wrong with it. Twice is once. Emits SuggestionChanged.

    verdict: one of Suggestion.Verdict or ""; reason: free words. Raises NotReady, UnknownVerdict.
    """
    if verdict and verdict not in VERDICTS:
        raise UnknownVerdict(verdict=verdict[:40])
    row = _locked(suggestion)
    if row.state == State.REJECTED:
        return row
    if row.state not in (State.READY, State.ACCEPTED, State.WITHHELD):
        raise NotReady(state=row.state)

    had_text = bool(row.body)
    row.verdict = verdict
    _decide(row, State.REJECTED, by, one_line(reason, 300))
    if had_text:
        outcomes.record([(row, Kind.DISCARDED, None)])
    trail.record(
        "suggestion.rejected", on=row.ticket, by=by,
        after={"suggestion": row.public_id, "verdict": verdict, "reason": row.reason},
    )  # fmt: skip
    return row


@transaction.atomic
def unreject(suggestion: Suggestion, by: Actor) -> Suggestion:
    """The rejection is taken back: it may be used again and counts for nothing. Twice is once.

    Raises NotReady once the conversation went on, or when there is another one.
    """
    row = _locked(suggestion)
    if row.state == State.READY:
        return row
    later = Message.objects.filter(ticket=row.ticket, pk__gt=row.message_id).exclude(kind=Message.Kind.NOTE)
    newer = Suggestion.objects.filter(ticket=row.ticket, pk__gt=row.pk)
    if row.state != State.REJECTED or not row.body or later.exists() or newer.exists():
        raise NotReady(state=row.state)

    row.verdict = ""
    _decide(row, State.READY, by, "")
    Outcome.objects.filter(suggestion=row, kind=Kind.DISCARDED).delete()
    trail.record("suggestion.taken_up_again", on=row.ticket, by=by, after={"suggestion": row.public_id})
    return row


@transaction.atomic
def regenerate(
    ticket: Ticket, by: Actor, instruction: str = "", *, language: str = "", words: str = ""
) -> Suggestion:
    """Ask for another one to the customer's last message. One that is being prepared is returned.

    instruction: one of drafting.WISHES; language: a code of ai.languages; words: what else the agent wants.
    All are for a model; the built-in engine can only make it shorter, else it tries again.
    Raises UnknownInstruction, NothingToAnswer, EnoughDrafts.
    """
    from ai.services import drafts  # drafts settle suggestions, too

    if instruction not in drafting.WISHES:
        raise UnknownInstruction(instruction=instruction[:40])
    if language and language not in LANGUAGES:
        raise UnknownInstruction(instruction=language[:40])
    wish = drafting.Wish(instruction, language, one_line(words, MOST_WORDS))
    Ticket.every.select_for_update(of=("self",)).get(pk=ticket.pk)  # two clicks make one draft
    message_id = _last_message(ticket)
    live = list(Suggestion.objects.filter(ticket=ticket, state__in=outcomes.LIVE))
    if preparing := next((one for one in live if one.state == State.PREPARING), None):
        return preparing
    if Run.objects.filter(message_id=message_id, kind=Run.Kind.DRAFT).count() >= MOST_DRAFTS:
        raise EnoughDrafts(limit=MOST_DRAFTS, retry_after=3600)

    outcomes.record([(one, Kind.DISCARDED, None) for one in live if one.state == State.READY])
    outcomes.end(live, State.STALE)
    made = drafts.request(ticket.pk, message_id, wish)
    trail.record("suggestion.asked_for", on=ticket, by=by, after=made.wish)
    publish(SuggestionChanged(ticket.pk, made.pk, made.state))
    return made


def outdate(ticket_id: int) -> None:
    """The conversation went on: what was suggested before does not fit any more."""
    live = list(Suggestion.objects.filter(ticket_id=ticket_id, state__in=outcomes.LIVE))
    outcomes.record([(one, Kind.STALE, None) for one in live if one.state == State.READY])
    outcomes.end(live, State.STALE)


def fail(run_id: int) -> None:
    """The run of a draft has failed for good."""
    from ai.services.drafts import NOT_PREPARED

    for row in Suggestion.objects.filter(run_id=run_id, state=State.PREPARING):
        row.reason = NOT_PREPARED
        row.save(update_fields=["reason"])
        outcomes.end([row], State.WITHHELD)


def _into_draft(row: Suggestion, author: User, wanted: str = "") -> str:
    """The person's draft with the suggestion in it. One that came from it already is left alone."""
    if wanted:
        tickets.keep_draft(row.ticket, wanted, author=author, suggestion=row.public_id)
        return wanted
    text = drafting.without_markers(row.body)
    begun = Draft.objects.filter(ticket=row.ticket, user=author, kind=Message.Kind.REPLY).first()
    if begun and begun.suggestion == row.public_id:
        return begun.body
    own = begun.body.strip() if begun and not begun.suggestion else ""
    body = f"{own}\n\n{text}" if own else text
    tickets.keep_draft(row.ticket, body, author=author, suggestion=row.public_id)
    return body


def _hold(row: Suggestion) -> None:
    """The holding answer takes the place of the draft that could not be written, and says so."""
    row.body, row.state, row.flags = row.holding, State.READY, [*row.flags, HOLDING]
    row.save(update_fields=["body", "flags"])


def _locked(suggestion: Suggestion) -> Suggestion:
    return Suggestion.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=suggestion.pk)


def _decide(row: Suggestion, state: str, by: Actor, reason: str | None = None) -> None:
    row.state, row.decided_at = state, clock.now()
    row.decided_by_id = by.id if by.kind == "user" else None
    row.reason = row.reason if reason is None else reason
    row.save(update_fields=["state", "decided_at", "decided_by", "reason", "verdict"])
    publish(SuggestionChanged(row.ticket_id, row.pk, state))


def _last_message(ticket: Ticket) -> int:
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER)
    if (found := said.order_by("-pk").values_list("pk", flat=True).first()) is None:
        raise NothingToAnswer
    return found
