"""The answers to MAIL, RCPT and DATA: who may write to whom, how often, and "stored" only when it is."""

from __future__ import annotations

import sys
from contextlib import suppress

from django.conf import settings

from core.mail.listener import keeping
from core.mail.listener.book import Book, Unknown
from core.mail.listener.gauge import Gauge
from core.mail.listener.keeping import Away, Keeper
from core.mail.listener.protocol import Parcel, Session, Visit
from core.mail.listener.waking import Waker
from core.mail.rules import STOP, plus_part
from tenants.models import Tenant

AWAY = "451 4.3.0 We cannot store mail right now, please try again"
TOO_FAST = "450 4.7.1 Too much mail from this sender, please try again later"
TOO_MUCH = "450 4.7.1 This organization takes no more mail this hour, please try again later"
STRANGER = "421 4.7.0 Too many unknown recipients"
HOUR = 3600.0  # seconds
CROWD_SPAN = 2.0  # seconds that MAIL_CROWD_LIMIT is counted in
LONGEST_ADDRESS = 320
MOST_STOPS = 5  # of one mail; each is a row
MOST_UNKNOWN = 20  # recipients nobody knows, in one connection: somebody tries out names
MOST_RECIPIENTS = 100
MOST_CONNECTIONS = 200


class Door:
    """aiosmtpd's handler, shared by all connections of one listener."""

    def __init__(self) -> None:
        self.book, self.keeper, self.waker = Book(), Keeper(), Waker()
        self.gauge = Gauge(settings.MAIL_SENDER_LIMIT, span=60.0)
        self.quota = Gauge(settings.MAIL_HOUR_LIMIT or sys.maxsize, span=HOUR)
        self.crowds = Gauge(settings.MAIL_CROWD_LIMIT, span=CROWD_SPAN)
        self.told = Gauge(1, span=HOUR)
        self._open: set[Session] = set()

    def opened(self, session: Session) -> None:
        """A connection came; one too many is closed at once, which makes the sender try again."""
        self._open.add(session)
        if len(self._open) > MOST_CONNECTIONS:
            _end(session)

    def closed(self, session: Session) -> None:
        self._open.discard(session)

    async def handle_RCPT(  # noqa: N802  the name aiosmtpd calls
        self, server: Session, talk: Visit, envelope: Parcel, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        if len(address) > LONGEST_ADDRESS or not address.isprintable():
            return "550 5.1.3 This is no address of ours"
        try:
            found = await self._of(address)
        except Away:
            return AWAY
        if isinstance(found, Unknown):
            return self._unknown(server, talk, found)
        if not self.gauge.hit((found.pk, _sender(envelope).lower() or _host(talk))):
            return TOO_FAST
        if found not in envelope.tenants and not self.quota.hit(found.pk):
            await self._tell(found)
            return TOO_MUCH
        envelope.rcpt_tos.append(address)
        envelope.tenants.append(found)
        return "250 2.1.5 OK"

    async def take(self, envelope: Parcel, content: bytes) -> list[str]:
        """Store the mail once per organization; an answer for each recipient, in order.

        Once more where it is also written to an address that only ends automatic mail.
        """
        answers: dict[int, str] = {}
        for tenant in envelope.tenants:
            if tenant.pk not in answers:
                answers[tenant.pk] = await self._store(tenant, envelope, content)
        return [answers[tenant.pk] for tenant in envelope.tenants]

    def hang_up(self) -> None:
        """In the loop: end all connections. A mail half way through stays with its sender."""
        for session in list(self._open):
            _end(session)

    def close(self) -> None:
        """Outside of the loop: wait for the threads."""
        self.keeper.close()
        self.waker.close()

    async def _of(self, address: str) -> Tenant | Unknown:
        if known := self.book.remembered(address):
            return known
        return await self.keeper.run(self.book.look_up, address)

    async def _store(self, tenant: Tenant, envelope: Parcel, content: bytes) -> str:
        pairs = zip(envelope.rcpt_tos, envelope.tenants, strict=True)
        sender = _sender(envelope)
        is_behind = self.crowds.is_crowded((tenant.pk, sender.rpartition("@")[2].lower()))
        try:
            for recipient in _telling([to for to, of in pairs if of.pk == tenant.pk]):
                inbound_id = await self.keeper.keep(tenant, content, sender, recipient, is_behind)
                if inbound_id is not None:
                    self.waker.wake(tenant, inbound_id, is_behind)
        except Away:
            return AWAY
        return "250 2.0.0 OK, stored"

    async def _tell(self, tenant: Tenant) -> None:
        """The owners hear of it, once an hour. The mail stays with its senders, who try again."""
        if self.told.hit(tenant.pk):
            with suppress(Away):
                await self.keeper.run(keeping.tell_of_flood, tenant, settings.MAIL_HOUR_LIMIT)

    def _unknown(self, server: Session, talk: Visit, why: Unknown) -> str:
        if why is Unknown.LATER:
            return why.value
        talk.unknown += 1
        if talk.unknown > MOST_UNKNOWN:
            server.loop.call_soon(_end, server)  # after the answer
            return STRANGER
        return why.value


def _end(session: Session) -> None:
    if session.transport is not None:
        session.transport.close()


def _sender(envelope: Parcel) -> str:
    """The envelope sender, "" for bounces (aiosmtpd says "<>")."""
    sender = envelope.mail_from or ""
    return "" if sender == "<>" else sender


def _telling(recipients: list[str]) -> list[str]:
    """The address of ours that says most about the ticket: one with a plus part, else the first.

    Before it those that end automatic mail, which say nothing of a ticket.
    """
    stops = list(dict.fromkeys(one for one in recipients if plus_part(one).startswith(STOP)))
    others = [one for one in recipients if one not in stops]
    telling = [next((one for one in others if plus_part(one)), others[0])] if others else []
    return [*stops[:MOST_STOPS], *telling]


def _host(talk: Visit) -> str:
    """Whom we count bounces by: they have no sender."""
    return str(talk.peer[0]) if isinstance(talk.peer, tuple) else "local"
