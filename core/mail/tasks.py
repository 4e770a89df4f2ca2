"""Mail moves here: in from the stored row, out to the relay. A row is the work; a task only carries it.

At least once: leases let one worker through at a time, and a crash between send and settle repeats
the letter under the same Message-ID, never under a new one.
"""

from __future__ import annotations

from celery import shared_task

from core.mail import mime, outbox, services, transport
from core.mail.transport import Rejected
from tenants.kernel.errors import Unavailable
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="mail.process", lane="mail")
def process(*inbound_ids: int, **newer: object) -> None:
    """Make received mails tickets. One that is finished or in other hands is left alone."""
    for inbound_id in inbound_ids:
        for letter_id in services.process(inbound_id):
            deliver.wake(letter_id)


@shared_task(base=TenantTask, name="mail.deliver", lane="mail")
def deliver(letter_id: int, **newer: object) -> None:
    """Send one letter, then the one that waited behind it.

    Unavailable (network, 4xx, cut line) -> released, its alarm rings after 1, 2, 4 ... 30 min.
    Rejected (5xx) -> failed; the agents are told by event.
    """
    if (letter := outbox.claim(letter_id)) is None:
        return
    message = mime.message_of(letter)
    try:
        receipt = transport.send(letter, message)  # no transaction is open here
    except Rejected as refusal:
        following = outbox.fail(letter, refusal)
    except Unavailable as fault:
        following = outbox.release(letter, fault)
    else:
        following = outbox.sent(letter, receipt)
    if following:
        deliver.wake(following)
