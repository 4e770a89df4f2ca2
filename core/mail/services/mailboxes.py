"""The organization's addresses. A mailbox and its route in the shared schema come and go together.

The route is what the listener asks before it takes a mail; one address leads to one organization.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from billing.selectors import allowance
from core.audit import trail
from core.desk.models import Queue
from core.mail import book
from core.mail.models import Mailbox
from core.mail.rules import plus_part
from tenants import context
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable
from tenants.models import MailRoute


class BadMailbox(Invalid):
    """data: address."""

    code = "mailbox.invalid"
    sentence = "{address} is not an address mail can be sent to."


class MailboxTaken(Conflict):
    """data: address. Says not by whom."""

    code = "mailbox.taken"
    sentence = "{address} is already in use."


class NoMoreMailboxes(Conflict):
    """data: limit."""

    code = "mailbox.limit"
    sentence = "Your plan includes {limit} mailboxes."


class DefaultMailboxStays(Conflict):
    code = "mailbox.default_stays"
    sentence = "Replies leave from this address. Make another one the default first."


@transaction.atomic
def add_mailbox(
    address: str, queue: Queue, *, by: Actor, name: str = "", is_default: bool = False
) -> Mailbox:
    """A new address whose mail becomes tickets of the queue. name: sender name of replies.

    The first one is the default. Raises BadMailbox, MailboxTaken, NoMoreMailboxes.
    """
    address = clean(address)
    if not (room := allowance("mailboxes")).allows():
        raise NoMoreMailboxes(limit=room.limit)
    box = keep_mailbox(address, queue, name=name, is_default=is_default)
    trail.record("mailbox.added", on=box, by=by, after={"address": address, "queue": queue.pk})
    return box


@transaction.atomic
def remove_mailbox(mailbox: Mailbox, *, by: Actor) -> None:
    """Take no more mail for this address; tickets stay. Twice is once. Raises DefaultMailboxStays."""
    row = Mailbox.objects.select_for_update().filter(pk=mailbox.pk).first()
    if row is None:
        return
    if row.is_default:
        raise DefaultMailboxStays
    trail.record("mailbox.removed", on=row, by=by, before={"address": row.address})
    _routes(row.address).filter(tenant=context.current_tenant()).delete()
    row.delete()
    book.mailboxes.changed()


@transaction.atomic
def make_default(mailbox: Mailbox, *, by: Actor) -> Mailbox:
    """Replies leave from this address unless their queue has its own. Repeating it changes nothing."""
    row = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    if row.is_default:
        return row
    Mailbox.objects.filter(is_default=True).update(is_default=False)
    row.is_default = True
    row.save(update_fields=["is_default"])
    trail.record("mailbox.made_default", on=row, by=by)
    book.mailboxes.changed()
    return row


def set_confirming(mailbox: Mailbox, wanted: bool, *, by: Actor) -> Mailbox:
    """Whether new requests to this address are answered with their number. Repeating it changes nothing."""
    return _switch(mailbox, "confirms", wanted, by)


def set_telling(mailbox: Mailbox, wanted: bool, *, by: Actor) -> Mailbox:
    """Whether customers hear that their request goes on in another one. Repeating it changes nothing."""
    return _switch(mailbox, "tells_merges", wanted, by)


@transaction.atomic
def _switch(mailbox: Mailbox, field: str, wanted: bool, by: Actor) -> Mailbox:
    row = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    if getattr(row, field) == wanted:
        return row
    setattr(row, field, wanted)
    row.save(update_fields=[field])
    trail.record(f"mailbox.{field}", on=row, by=by, before=not wanted, after=wanted)
    book.mailboxes.changed()
    return row


@transaction.atomic
def set_same_case(mailbox: Mailbox, wanted: str, *, by: Actor) -> Mailbox:
    """What becomes of new mail that looks like an open request. Repeating it changes nothing.

    wanted: one of Mailbox.SameCase. Raises Invalid.
    """
    if wanted not in Mailbox.SameCase.values:
        raise Invalid(fields={"same_case": ["Choose thread, ask or join."]})
    row = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    if row.same_case == wanted:
        return row
    was, row.same_case = row.same_case, wanted
    row.save(update_fields=["same_case"])
    trail.record("mailbox.same_case", on=row, by=by, before=was, after=wanted)
    book.mailboxes.changed()
    return row


@transaction.atomic
def keep_mailbox(address: str, queue: Queue, *, name: str = "", is_default: bool = False) -> Mailbox:
    """Mailbox and route, made when missing: for the starter and add_mailbox. Raises MailboxTaken."""
    tenant = context.current_tenant()
    if (route := _routes(address).first()) and route.tenant_id != tenant.pk:
        raise MailboxTaken(address=address)
    book.mailboxes.changed()
    is_first = not Mailbox.objects.exists()
    if is_default:
        Mailbox.objects.filter(is_default=True).update(is_default=False)
    try:
        with transaction.atomic():
            if route is None:
                MailRoute.objects.create(address=address, tenant=tenant)
            return Mailbox.objects.create(
                address=address,
                name=one_line(storable(name), 120),
                queue=queue,
                is_default=is_default or is_first,
            )
    except IntegrityError:  # two at once, here or at another organization
        raise MailboxTaken(address=address) from None


def clean(address: str) -> str:
    """Lower case, checked, without a plus part (that belongs to us). Raises BadMailbox."""
    found = storable(address).strip().lower()
    try:
        validate_email(found)
    except ValidationError:
        raise BadMailbox(address=one_line(found, 80)) from None
    if plus_part(found) or len(found) > 254:
        raise BadMailbox(address=one_line(found, 80))
    return found


def _routes(address: str):  # type: ignore[no-untyped-def]
    return MailRoute.objects.alias(key=Lower("address")).filter(key=address)
