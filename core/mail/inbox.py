"""The life of a received mail: received -> done | parked | quarantined.

A claim is one conditional UPDATE that sets a lease and raises `turn`; every later word about the
mail counts only while its turn does. A worker that was killed leaves a lease that runs out, and
after three of them the mail goes to quarantine instead of killing a fourth.

The safety net is one alarm per organization, not one per mail: setting it again touches no row, so
a burst costs nothing, and while mail comes in it rings every 15 s and looks at what nobody holds.
The rows are in PostgreSQL like the mail itself, so an emptied Redis or a killed worker loses none.
"""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Now

from core.mail import glimpse
from core.mail.events import MailQuarantined
from core.mail.models import InboundMail
from core.mail.rules import FRESH, INBOUND_LEASE, LOOK_AT_ONCE, LOOK_EVERY, QUIET, STRIKES
from tenants.alarms.bell import ensure_alarm
from tenants.database import hot
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.text import one_line, storable

NET, NET_REF = "mail.inbound", "inbox"
State = InboundMail.State

_CLAIM = """
    UPDATE {table}
       SET lease_until = clock_timestamp() + %(lease)s, turn = turn + 1, attempts = attempts + 1
     WHERE id = %(id)s AND state = 'received' AND attempts < %(strikes)s
       AND (lease_until IS NULL OR lease_until < clock_timestamp())
 RETURNING {columns}
"""
_OURS = "id = %s AND turn = %s AND state = 'received'"


class LostTurn(Exception):
    """The lease ran out and another worker took over; our effect must not stay."""


def claim(inbound_id: int) -> InboundMail | None:
    """The mail for this worker alone; None when it is finished, held by another or out of tries."""
    text = _CLAIM.format(table=hot.name_of(InboundMail), columns=hot.columns(InboundMail))
    values = {"id": inbound_id, "lease": INBOUND_LEASE, "strikes": STRIKES}
    return next(iter(hot.found(text, values, InboundMail)), None)


def raw_of(inbound: InboundMail) -> bytes:
    """The message as it was received."""
    return zlib.decompress(bytes(inbound.raw))


def settle(inbound: InboundMail, state: str, **values: Any) -> None:
    """The last word, in the transaction of the effect. Raises LostTurn."""
    values = {"reason": "", **values, "state": state, "lease_until": None}
    if not hot.update(InboundMail, values, _OURS, [inbound.pk, inbound.turn]):
        raise LostTurn


def quarantine(inbound: InboundMail, reason: str, **values: Any) -> None:
    """Keep it for a person. In a transaction. Raises LostTurn, publishes MailQuarantined.

    Nobody is told of imported mail: whoever imports reads what was held when it is done.
    """
    seen = glimpse.look(raw_of(inbound))
    shown = {"subject": seen.subject, "from_address": seen.sender, **values}
    settle(inbound, State.QUARANTINED, reason=one_line(storable(reason), 300), **shown)
    if not inbound.is_imported:
        publish(MailQuarantined(inbound.pk, reason[:100]))


def put_back(inbound: InboundMail, *, after: timedelta, strike: bool) -> None:
    """Let somebody try again later. strike False: the mail is not to blame (disk or database)."""
    changes: dict[str, Any] = {"lease_until": Now() + after}
    if not strike:
        changes["attempts"] = F("attempts") - 1
    _ours(inbound).update(**changes)


def spread_net() -> None:
    """In the transaction that stores a mail: whatever happens to the wake-up, somebody will look."""
    ensure_alarm(NET, NET_REF, clock.now() + LOOK_EVERY)


def look() -> tuple[list[int], list[InboundMail]]:
    """(ids to wake, mails that used up their tries) of what nobody holds. Spreads the net again.

    The net stays out for QUIET after the last mail, because a mail stored at this very moment has
    seen the old alarm and set none.
    """
    waiting = InboundMail.objects.filter(state=State.RECEIVED)
    free = waiting.filter(Q(lease_until__lt=Now()) | Q(lease_until=None, received_at__lt=clock.now() - FRESH))
    ready = free.filter(attempts__lt=STRIKES, is_behind=False).order_by("id")
    ids = list(ready.values_list("pk", flat=True)[:LOOK_AT_ONCE])
    spent = list(free.filter(attempts__gte=STRIKES)[:LOOK_AT_ONCE])
    last = InboundMail.objects.order_by("-id").values_list("received_at", flat=True).first()
    if (last and last > clock.now() - QUIET) or waiting.exists():
        spread_net()
    return ids, spent


def behind(most: int) -> list[int]:
    """Ids of mails of a crowd that nobody holds, oldest first."""
    waiting = InboundMail.objects.filter(state=State.RECEIVED, is_behind=True, attempts__lt=STRIKES)
    free = waiting.filter(Q(lease_until__lt=Now()) | Q(lease_until=None))
    return list(free.order_by("id").values_list("pk", flat=True)[:most])


def others_wait(long: timedelta) -> bool:
    """Does mail of no crowd wait for so long? What a fault puts off until later does not count."""
    waiting = InboundMail.objects.filter(state=State.RECEIVED, is_behind=False, attempts__lte=1)
    moment = clock.now() - long
    return waiting.filter(received_at__lt=moment, received_at__gt=moment - QUIET).exists()


def _ours(inbound: InboundMail) -> Any:
    return InboundMail.objects.filter(pk=inbound.pk, turn=inbound.turn, state=State.RECEIVED)
