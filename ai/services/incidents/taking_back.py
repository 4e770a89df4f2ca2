"""Second thoughts: a reply to many is taken back where it has not left; a closed incident is opened."""

from __future__ import annotations

from django.db import transaction

from ai.models import Incident, IncidentLetter, IncidentReply, IncidentTicket
from ai.services.incidents.rows import IN, close, locked, recount, tell
from core.audit import trail
from core.tickets import services as verbs
from core.tickets.rules import REPLY
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refusal, Refused

State = IncidentLetter.State


@transaction.atomic
def take_back(reply: IncidentReply, *, by: Actor) -> int:
    """Letters that wait are never written; of those that may still be undone the words are drafts again.

    What has left stays as it is. Returns how many were taken back. Raises Refused.
    """
    if not by.may(REPLY):
        raise Refused(permission=REPLY)
    row = locked(reply.incident)
    # Without its message: a row that had to be waited for is read with the join as it was, so a letter that
    # was being written would look as if it had none.
    letters = IncidentLetter.objects.filter(reply=reply).order_by("pk").select_for_update()
    number = sum(_is_back(letter, by) for letter in letters)
    if number:
        trail.record("incident.reply_taken_back", on=row, by=by, after={"reply": reply.pk, "letters": number})
        tell(row)
    return number


@transaction.atomic
def reopen(incident: Incident, *, by: Actor) -> Incident:
    """Over again going on, dismissed again to be decided; an open one stays as it is.

    Tickets of a dismissed one that are in another by now stay there.
    """
    row = locked(incident)
    if row.state == Incident.State.RESOLVED:
        return close(row, Incident.State.CONFIRMED, by=by)
    if row.state != Incident.State.DISMISSED:
        return row
    elsewhere = IncidentTicket.objects.filter(state=IN).values("ticket")
    past = IncidentTicket.objects.filter(incident=row, state=IncidentTicket.State.PAST)
    past.exclude(ticket__in=elsewhere).update(state=IN)
    recount(row)
    return close(row, Incident.State.SUGGESTED, by=by)


def _is_back(letter: IncidentLetter, by: Actor) -> bool:
    if letter.state == State.QUEUED:
        letter.state = State.BACK
        letter.save(update_fields=["state"])
        return True
    if letter.state != State.WRITTEN or letter.message is None or letter.message.withdrawn_at:
        return False
    try:
        with transaction.atomic():
            verbs.withdraw(letter.message, by=by)
    except Refusal:  # it has left, or its ticket was merged meanwhile
        return False
    return True
