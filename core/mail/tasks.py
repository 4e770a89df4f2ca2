"""Mail moves here: in from the stored row, out to the relay. A row is the work; a task only carries it.

At least once: leases let one worker through at a time, and a crash between send and settle repeats
the letter under the same Message-ID, never under a new one.
"""

from __future__ import annotations

from celery import shared_task

from core.mail import behind, holding, mime, outbox, scans, services, transport
from core.mail.hooks import brought, sns
from core.mail.imports import running
from core.mail.models import OwnRelay
from core.mail.rules import CARRYING, TRIAL
from core.mail.ruling import trial
from core.mail.sending import health, relays, sent_log
from core.mail.sources import fetch as fetching
from core.mail.transport import Rejected, ServerAway
from tenants import lineage
from tenants.kernel import clock
from tenants.kernel.errors import Unavailable
from tenants.tasks import TenantTask, in_turns, together

LETTERS_AT_ONCE = 5  # with a silent relay (20 s each) they stay below the visibility timeout


@shared_task(base=TenantTask, name="mail.process", lane="mail", merges=True, often=True)
def process(*inbound_ids: int, **newer: object) -> None:
    """Make received mails tickets. One that is finished or in other hands is left alone."""
    with together():
        letters: list[int] = []
        for inbound_id in in_turns(inbound_ids):
            behind.others.note()
            letters += services.process(inbound_id)
        for at in range(0, len(letters), LETTERS_AT_ONCE):
            deliver.wake(*letters[at : at + LETTERS_AT_ONCE])


@shared_task(base=TenantTask, name="mail.process_behind", lane="behind", often=True)
def process_behind(turn: str = "", **newer: object) -> None:
    """Make mails of a crowd tickets, for a spell; then others have their turn. Repeating it is harmless."""
    mine = behind.begin(turn)
    if mine is None:
        return
    for inbound_id in in_turns(behind.ids_in_turn()):
        for letter_id in services.process(inbound_id):
            deliver.wake(letter_id)
    if not behind.is_over(mine):
        process_behind.wake(mine, countdown=behind.rest())


@shared_task(base=TenantTask, name="mail.fetch", lane="default")
def fetch(source_id: int, **newer: object) -> None:
    """Look into one mailbox elsewhere. No transaction is open while the network is waited for."""
    fetching.fetch(source_id)


@shared_task(base=TenantTask, name="mail.import", lane="default")
def bring_in(import_id: int, **newer: object) -> None:
    """Go on with an import of old mail for a minute, or look through its files. Repeating it is harmless."""
    running.work(import_id)
    running.tidy(import_id)


@shared_task(base=TenantTask, name="mail.complete", lane="default")
def complete(call_id: int, **newer: object) -> None:
    """Prove a provider's call and fetch what belongs to its mail."""
    brought.complete(call_id)


@shared_task(base=TenantTask, name="mail.look_at_domain", lane="default")
def look_at_domain(domain_id: int, **newer: object) -> None:
    """Ask DNS whether receivers will believe mail of this domain."""
    health.look(domain_id)


@shared_task(base=TenantTask, name="mail.try_relay", lane="default")
def try_relay(**newer: object) -> None:
    """Sign in at the organization's own server and out again."""
    row = OwnRelay.objects.first()
    if row is None or row.provider:  # a provider is tried with a mail
        return
    try:
        transport.try_out(relays.of(row))
    except Unavailable as fault:
        health.failed(row.pk, fault)
    else:
        health.went(row.pk)


@shared_task(base=TenantTask, name="mail.confirm_events", lane="default")
def confirm_events(topic: str, token: str, **newer: object) -> None:
    """Tell Amazon that its events are wanted. What fails stands on the page."""
    try:
        sns.confirm(topic, token)
    except Unavailable as fault:
        OwnRelay.objects.filter(provider="amazon_ses").update(
            events_error=fault.message[:300], events_refused_at=clock.now()
        )


@shared_task(base=TenantTask, name="mail.try_rule", lane="default")
def try_rule(rule_id: int, **newer: object) -> None:
    """What would this rule have done with the mail that came before? The page that asked shows it."""
    trial.look_back(rule_id)


@shared_task(base=TenantTask, name="mail.deliver", lane="out", often=True)
def deliver(*letter_ids: int, **newer: object) -> None:
    """Send letters one after the other, each with those that waited behind it waking next."""
    for letter_id in letter_ids:
        if following := _deliver(letter_id):
            deliver.wake(*following)


def _deliver(letter_id: int) -> list[int]:
    """Send one letter. Returns those that waited behind it.

    Unavailable (network, 4xx, cut line) -> released, its alarm rings after 1, 2, 4 ... 30 min.
    Rejected (5xx) -> failed; the agents are told by event.
    """
    if not lineage.is_whole():
        outbox.hold(letter_id, outbox.RESTORED)
        return []
    if not outbox.may_leave(letter_id):
        outbox.hold(letter_id)
        return []
    if scans.holds(letter_id):
        return []
    if (letter := outbox.claim(letter_id)) is None:
        return []
    if found := scans.found_in(letter):
        return outbox.fail(letter, Rejected(found))
    if letter.kind in CARRYING and not outbox.renew(letter):  # a file of it was deleted since the claim
        return []
    own = relays.relay_for(letter.sender).own
    try:
        with holding.held(letter):
            message = mime.message_of(letter)  # its files may lie in a store that is away
            receipt = transport.send(letter, message)  # no transaction is open here
            sent_log.note(letter)
    except Rejected as refusal:
        if own and letter.kind == TRIAL:
            health.failed(own.pk, refusal)
        return outbox.fail(letter, refusal)
    except Unavailable as fault:
        if own and (isinstance(fault, ServerAway) or letter.kind == TRIAL):
            health.failed(own.pk, fault)
        if letter.kind == TRIAL:  # whoever waits for it wants to know now
            return outbox.fail(letter, Rejected(fault.message))
        return outbox.release(letter, fault)
    if own and health.is_news(own):
        health.went(own.pk)
    return outbox.sent(letter, receipt)
