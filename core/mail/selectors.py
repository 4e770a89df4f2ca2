"""Reads about mailboxes, received mail and letters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Lower

from core.accounts.models import User
from core.mail import book
from core.mail.hooks.providers import PROVIDERS, values_of
from core.mail.hooks.trackers import TRACKERS
from core.mail.models import (
    InboundMail,
    Letter,
    Mailbox,
    MailHook,
    MailRule,
    MailSource,
    OwnRelay,
    SendingDomain,
)
from core.mail.rules import (
    APPROVAL,
    CARRYING,
    MANAGE,
    QUARANTINE,
    TRIAL,
    is_doubtful,
    is_platform_address,
    plain_address,
)
from core.mail.sending.records import Record, wanted
from core.mail.sources import consent
from tenants import secrets
from tenants.database.composed import composed
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused

FATE = (
    "message", "state", "attempts", "last_error", "sent_at", "taken_by",
    "delivery", "delivery_at", "delivery_note",
)  # fmt: skip
HELD = (InboundMail.State.PARKED, InboundMail.State.QUARANTINED)


class NoSuchMail(NotFound):
    code = "mail.not_found"
    sentence = "There is no such mail."


def mailboxes(actor: Actor) -> QuerySet[Mailbox]:
    """The organization's addresses, the default one first. Refused without mail.manage."""
    if not actor.may(MANAGE):
        raise Refused(permission=MANAGE)
    return Mailbox.objects.select_related("queue", "source", "hook")


def source_of(actor: Actor, mailbox_id: int) -> tuple[Mailbox, MailSource | None]:
    """An address and where its mail is fetched from. NotFound, Refused."""
    box = mailboxes(actor).filter(pk=mailbox_id).first()
    if box is None:
        raise NotFound
    return box, getattr(box, "source", None)


def access_until(source: MailSource) -> datetime | None:
    """When the consent's present token ends; it is renewed before. None where there is a password."""
    return consent.lasts_until(source)


def address_of_source(source_id: int) -> str:
    """The address whose mail is fetched there; "" when it is gone."""
    rows = Mailbox.objects.filter(source=source_id)
    return rows.values_list("address", flat=True).first() or ""


def hook_of(actor: Actor, mailbox_id: int) -> tuple[Mailbox, MailHook | None]:
    """An address and the webhook that brings its mail. NotFound, Refused."""
    box = mailboxes(actor).filter(pk=mailbox_id).first()
    if box is None:
        raise NotFound
    return box, getattr(box, "hook", None)


def hook_address(hook: MailHook, site: str) -> str:
    """What to enter at the provider: with user name and password inside, unless it signs."""
    scheme, _, host = site.rstrip("/").partition("://")
    password = "" if PROVIDERS[hook.provider].signs else f"{values_of(hook)['password']}@"
    return f"{scheme}://{password}{host}/hooks/mail/{hook.provider}/{hook.public_id}/"


def doubtful(message_ids: Iterable[int], *, strictly: bool = False) -> set[int]:
    """Those whose mail a machine wrote, our edge calls forged, or an import brought. One query.

    strictly: those, too, that are not proved to be from there, though nothing calls them forged.
    """
    rows = InboundMail.objects.filter(message__in=list(message_ids)).order_by()
    found = rows.values_list("message_id", "is_imported", "trace")
    return {pk for pk, is_imported, trace in found if pk and (is_imported or is_doubtful(trace, strictly))}


def own_relay(actor: Actor) -> OwnRelay | None:
    """The organization's mail server. Refused without mail.manage."""
    if not actor.may(MANAGE):
        raise Refused(permission=MANAGE)
    return OwnRelay.objects.first()


def events_address(row: OwnRelay, site: str) -> str:
    """Where its provider tells what became of mails: with user name and password inside, unless it signs."""
    scheme, _, host = site.rstrip("/").partition("://")
    password = "" if TRACKERS[row.provider].signs else f"{secrets.decrypt(row.events_secret)}@"
    return f"{scheme}://{password}{host}/hooks/mail/{row.provider}/events/{row.public_id}/"


def last_trial(actor: Actor) -> Letter | None:
    """The last test mail to this colleague: did it leave, and what was the answer? One query."""
    address = User.objects.filter(pk=actor.id or 0).values(lower=Lower("email"))
    rows = Letter.objects.filter(recipient__in=address, kind=TRIAL)
    return (
        rows.only("state", "sent_at", "taken_by", "last_error", "created_at").order_by("-created_at").first()
    )


def sending_domains(actor: Actor) -> QuerySet[SendingDomain]:
    """Domains with a key of ours. Refused without mail.manage."""
    if not actor.may(MANAGE):
        raise Refused(permission=MANAGE)
    return SendingDomain.objects.all()


def sending_domain(actor: Actor, domain_id: int) -> SendingDomain:
    """NotFound, Refused."""
    row = sending_domains(actor).filter(pk=domain_id).first()
    if row is None:
        raise NotFound
    return row


def sending_records(domain: SendingDomain) -> tuple[Record, ...]:
    """The DNS records to set: DKIM, SPF, DMARC."""
    return wanted(domain)


def own_domains() -> list[str]:
    """Domains of the organization's addresses that are its own, not the platform's."""
    addresses = [box.address for box in book.mailboxes()]
    return sorted({each.rpartition("@")[2].lower() for each in addresses if not is_platform_address(each)})


def ways_after_fetching() -> list[tuple[str, str]]:
    """[(value, what happens at the provider to a mail we have)]"""
    return [(value, str(label)) for value, label in MailSource.After.choices]


def same_cases() -> list[tuple[str, str]]:
    """[(value, what becomes of new mail of a customer who has an open request)]"""
    return [(value, str(label)) for value, label in Mailbox.SameCase.choices]


def mail_rules(actor: Actor) -> QuerySet[MailRule]:
    """In the order they are asked. Refused without mail.manage."""
    if not actor.may(MANAGE):
        raise Refused(permission=MANAGE)
    return MailRule.objects.select_related("mailbox")


def blank_rule(**values: Any) -> MailRule:
    """A rule that is not saved: for an empty form, and for trying one."""
    return MailRule(**values)


def mail_rule(actor: Actor, pk: int) -> MailRule:
    """NotFound, Refused."""
    row = mail_rules(actor).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def default_mailbox() -> Mailbox | None:
    return next(iter(book.mailboxes()), None)  # ordered: default first


def mailbox_for(queue_id: int | None) -> Mailbox | None:
    """Where answers of a queue leave from: its own mailbox, else the default one."""
    boxes = book.mailboxes()
    return next((box for box in boxes if box.queue_id == queue_id), None) or next(iter(boxes), None)


def tells_merges(queue_id: int | None) -> bool:
    """Do customers hear that their request goes on in one of this queue, when nobody says otherwise?"""
    box = mailbox_for(queue_id)
    return box is None or box.tells_merges


def held(actor: Actor, *states: str) -> QuerySet[InboundMail]:
    """Mail that became no ticket, newest first, without its bytes.

    states: parked, quarantined; both by default. Refused without mail.quarantine.
    """
    return log(actor).filter(state__in=states or HELD)


def log(actor: Actor) -> QuerySet[InboundMail]:
    """Every mail that came, newest first, without its bytes. Refused without mail.quarantine."""
    if not actor.may(QUARANTINE):
        raise Refused(permission=QUARANTINE)
    return InboundMail.objects.defer("raw").select_related("message__ticket").order_by("-id")


def saying(rows: QuerySet[InboundMail], words: str) -> QuerySet[InboundMail]:
    """Narrowed to those with this text in sender, recipient or subject."""
    if not words:
        return rows
    named = Q(from_address__icontains=words) | Q(sender__icontains=words)
    return rows.filter(named | Q(recipient__icontains=words) | Q(subject__icontains=words))


def received(actor: Actor, public_id: str) -> InboundMail:
    """One received mail in any state, with its trace: "why did this mail do that?". NoSuchMail, Refused."""
    if not actor.may(QUARANTINE):
        raise Refused(permission=QUARANTINE)
    row = InboundMail.objects.select_related("message__ticket").filter(public_id=public_id).first()
    if row is None:
        raise NoSuchMail
    return row


def mail_of(actor: Actor, message: str) -> InboundMail:
    """The mail a message of a ticket came by. message: its public id. NoSuchMail, Refused."""
    row = log(actor).filter(message__public_id=message).first()
    if row is None:
        raise NoSuchMail
    return row


def last_arrivals() -> dict[str, datetime]:
    """{address: when its last mail came}, plus parts aside. One query."""
    rows = InboundMail.objects.order_by().values_list("recipient").annotate(Max("received_at"))
    found: dict[str, datetime] = {}
    for recipient, at in rows:
        address = plain_address(recipient)
        found[address] = max(at, found.get(address, at))
    return found


def letters_of(message_ids: list[int]) -> dict[int, Letter]:
    """{message id: the letter that carries it}: was it sent, does it wait, why did it fail? One query."""
    rows = _carrying(messages=list(message_ids))
    return {row.message_id: row for row in rows if row.message_id}


@composed
def _carrying(*, messages: Any) -> QuerySet[Letter]:
    return Letter.objects.only(*FATE).filter(message__among=messages, kind__in=(*CARRYING, APPROVAL))
