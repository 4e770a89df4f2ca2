"""What mail hears: replies to carry, links to mail, alarms of mail that nobody took further."""

from __future__ import annotations

from datetime import datetime

from core.accounts.events import PasswordResetRequested, UserInvited
from core.contacts.events import PortalLinkAsked
from core.files.events import ScannerSilent
from core.mail import inbox, outbox, rules, services, tasks
from core.mail.events import (
    LetterFailed,
    MailDeferred,
    MailQuarantined,
    MailSourceFailing,
    MailSourceRecovered,
    MailTextBroken,
    OwnRelayFailing,
    OwnRelayRecovered,
    RecipientsRefused,
    SenderHeld,
)
from core.mail.hooks import brought
from core.mail.imports import running
from core.mail.letters.rows import WAKE
from core.mail.models import Letter
from core.tickets.events import (
    ApprovalAsked,
    ApprovalDue,
    AutoSaid,
    MessageForwarded,
    MessageMoved,
    ReplyWithdrawn,
    ReplyWritten,
    TicketMerged,
    TicketUnmerged,
)
from tenants import context
from tenants.alarms.bell import alarm, set_alarm
from tenants.domains.events import DomainLost, DomainRecordMissing
from tenants.events.bus import on
from tenants.kernel import clock
from tenants.provisioning.events import TenantReactivated, TenantStanding
from tenants.rules import Door, Pass

WAKE_AT_ONCE = 10  # mails of one message to the workers


@on(ReplyWritten)
def carry_reply(fact: ReplyWritten) -> None:
    services.let_confirm(fact.ticket_id)  # who is answered wrote no spam, and hears first that it has arrived
    _send(services.queue_reply(fact.message_id))


@on(AutoSaid)
def carry_automatic(fact: AutoSaid) -> None:
    _send(services.queue_automatic(fact.message_id))


@on(MessageForwarded)
def carry_forward(fact: MessageForwarded) -> None:
    _send(services.queue_forward(fact.message_id))


@on(ApprovalAsked)
def ask_for_approval(fact: ApprovalAsked) -> None:
    for letter in services.queue_approval(fact.approval_id, fact.step):
        _send(letter)


@on(ApprovalDue)
def remind_of_approval(fact: ApprovalDue) -> None:
    for letter in services.queue_approval(fact.approval_id, fact.step, again=fact.at):
        _send(letter)


@on(ReplyWithdrawn)
def hold_back(fact: ReplyWithdrawn) -> None:
    tasks.deliver.wake(*services.cancel_reply(fact.message_id))


@on(TicketMerged)
def follow_merge(fact: TicketMerged) -> None:
    services.follow_merge(fact.merge_id)
    _send(services.queue_merged(fact.merge_id))


@on(TicketUnmerged)
def follow_unmerge(fact: TicketUnmerged) -> None:
    services.follow_merge(fact.merge_id)
    tasks.deliver.wake(*services.cancel_merged(fact.merge_id))


@on(MessageMoved)
def follow_message(fact: MessageMoved) -> None:
    services.follow_messages([fact.message_id])


@on(LetterFailed)
def tell_agents(fact: LetterFailed) -> None:
    services.tell_of_failure(fact.letter_id, fact.status)


@on(RecipientsRefused)
def tell_agents_of_some(fact: RecipientsRefused) -> None:
    services.tell_of_refused(fact.letter_id, fact.addresses)


@on(PortalLinkAsked)
def mail_portal_link(fact: PortalLinkAsked) -> None:
    _send(services.queue_portal_link(fact.link_id))


@on(UserInvited)
def mail_invitation(fact: UserInvited) -> None:
    _send(services.queue_invitation(fact.invitation_id))


@on(PasswordResetRequested)
def mail_password_reset(fact: PasswordResetRequested) -> None:
    _send(services.queue_password_reset(fact.reset_id))


@on(TenantReactivated)
def send_what_was_held(fact: TenantReactivated) -> None:
    tasks.deliver.wake(*outbox.let_go())


@on(TenantStanding)
def send_what_was_held_for_payment(fact: TenantStanding) -> None:
    if context.current_tenant().at(Door.MAIL_OUT) is Pass.OPEN:
        tasks.deliver.wake(*outbox.let_go())


@on(DomainRecordMissing)
def warn_of_domain(fact: DomainRecordMissing) -> None:
    for letter in services.queue_domain_missing(fact.host, datetime.fromisoformat(fact.served_until)):
        _send(letter)


@on(DomainLost)
def tell_of_lost_domain(fact: DomainLost) -> None:
    for letter in services.queue_domain_lost(fact.host, fact.reason):
        _send(letter)


@on(MailSourceFailing)
def warn_of_source(fact: MailSourceFailing) -> None:
    for letter in services.queue_source_failing(fact.source_id):
        _send(letter)


@on(MailSourceRecovered)
def calm_about_source(fact: MailSourceRecovered) -> None:
    for letter in services.queue_source_recovered(fact.source_id):
        _send(letter)


@on(OwnRelayFailing)
def warn_of_relay(fact: OwnRelayFailing) -> None:
    for letter in services.queue_relay_failing(fact.host, fact.why):
        _send(letter)


@on(OwnRelayRecovered)
def calm_about_relay(fact: OwnRelayRecovered) -> None:
    for letter in services.queue_relay_recovered(fact.host):
        _send(letter)


@on(MailTextBroken)
def warn_of_text(fact: MailTextBroken) -> None:
    for letter in services.queue_text_broken(fact.key, fact.language, fact.why):
        _send(letter)


@on(MailDeferred)
def warn_of_flood(fact: MailDeferred) -> None:
    for letter in services.queue_mail_deferred(fact.limit):
        _send(letter)


@on(SenderHeld)
def warn_of_sender(fact: SenderHeld) -> None:
    for letter in services.queue_sender_held(fact.address, fact.reason):
        _send(letter)


@on(MailQuarantined)
def tell_of_held_mail(fact: MailQuarantined) -> None:
    for letter in services.queue_mail_held(fact.reason):
        _send(letter)


@on(ScannerSilent)
def warn_of_scanner(fact: ScannerSilent) -> None:
    for letter in services.queue_scanner_silent(fact.waiting):
        _send(letter)


@alarm(inbox.NET)
def look_at_inbox(ref: str) -> None:
    """Wake what was received and is in nobody's hands; hold what used up its tries."""
    ids, spent = inbox.look()
    for inbound in spent:
        services.give_up(inbound)
    for at in range(0, len(ids), WAKE_AT_ONCE):
        tasks.process.wake(*ids[at : at + WAKE_AT_ONCE])
    if inbox.behind(1):
        tasks.process_behind.wake()


@alarm(rules.FETCH_ALARM)
def look_at_source(ref: str) -> None:
    """Its minute has come. The next alarm is the net, should the worker be lost."""
    set_alarm(rules.FETCH_ALARM, ref, clock.now() + rules.FETCH_LEASE)
    tasks.fetch.wake(int(ref))


@alarm(running.ALARM)
def look_at_import(ref: str) -> None:
    """Its worker was lost, or its files are to be deleted."""
    if running.ring(int(ref)):
        tasks.bring_in.wake(int(ref))


@alarm(brought.ALARM)
def look_at_call(ref: str) -> None:
    """A provider's call is not completed yet."""
    if brought.look(int(ref)):
        tasks.complete.wake(int(ref))


@alarm(rules.SENDING_ALARM)
def look_at_sending_domain(ref: str) -> None:
    """Its records are looked at again. The next alarm is the net, should the worker be lost."""
    set_alarm(rules.SENDING_ALARM, ref, clock.now() + rules.LOOK_DAILY)
    tasks.look_at_domain.wake(int(ref))


@alarm(WAKE)
def look_at_letter(ref: str) -> None:
    """A letter's time has come, or its worker was lost."""
    if outbox.look(int(ref)):
        tasks.deliver.wake(int(ref))


def _send(letter: Letter | None) -> None:
    """Ask for delivery when the undo window is over."""
    if letter is not None:
        wait = (letter.send_after - clock.now()).total_seconds()
        tasks.deliver.wake(letter.pk, countdown=wait if wait > 0 else None)
