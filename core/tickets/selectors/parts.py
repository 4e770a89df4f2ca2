"""What customers have a part in, and what somebody in copy may read of it.

Whoever is in copy reads in the help centre what mail has shown them: their own words, what was written to
them, and all that is said since they take part. So nobody reads up on a conversation by being put into Cc,
and whoever a colleague has taken out reads nothing any more.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Lower, StrIndex

from core.contacts.models import Identity
from core.tickets.models import Participant, Ticket
from tenants.kernel.actor import Actor


def tickets_of(actor: Actor) -> QuerySet[Ticket]:
    """Own ones, those of a company that shares, and those the contact takes part in.

    A union, so that each way takes its index.
    """
    taking = Participant.objects.filter(contact=actor.id).order_by().values("ticket_id")
    return Ticket.objects.filter(pk__in=_own(actor).union(_shared(actor), taking))


def may_read(actor: Actor) -> Q:
    """Messages of own and shared tickets, and of others what somebody in copy knows."""
    mine = Exists(Ticket.objects.filter(pk=OuterRef("ticket_id"), contact=actor.id))
    shared = Exists(_shared(actor).filter(pk=OuterRef("ticket_id")))
    since = Participant.objects.filter(contact=actor.id, ticket=OuterRef("ticket_id"))
    since = since.filter(added_at__lte=OuterRef("created_at"))
    return Q(mine) | Q(shared) | Q(author_contact=actor.id) | Q(Exists(since)) | Q(Exists(_named(actor)))


def in_copy(actor: Actor) -> ExpressionWrapper:
    """Of a ticket the contact may see: is it there only because they take part in it?"""
    others = ~Q(contact=actor.id) & ~Q(pk__in=_shared(actor))
    return ExpressionWrapper(others, output_field=BooleanField())


def _own(actor: Actor) -> QuerySet[Ticket, Any]:
    return Ticket.objects.filter(contact=actor.id).order_by().values("pk")


def _shared(actor: Actor) -> QuerySet[Ticket, Any]:
    shown = Q(contact__company__shares_tickets=True, contact__company__contacts=actor.id)
    return Ticket.objects.filter(shown).order_by().values("pk")


def _named(actor: Actor) -> QuerySet[Identity]:
    """The contact's addresses that a message was written to."""
    copied = StrIndex(
        Lower(Cast(OuterRef("cc"), TextField())), Concat(Value('"'), Lower("email"), Value('"'))
    )
    own = Identity.objects.filter(contact=actor.id).annotate(place=copied)
    return own.filter(Q(email__iexact=OuterRef("address")) | Q(place__gt=0))
