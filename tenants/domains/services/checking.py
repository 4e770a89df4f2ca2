"""A look at DNS, before and after: claim it, and settle what was seen.

The look itself happens between the two, outside of any transaction (tasks.py). Who proves a host gets
it: from an organization whose own record is gone it is taken at once, one that still has its record
keeps it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import formats

from tenants import context
from tenants.domains import rules
from tenants.domains.events import DomainLost, DomainRecordMissing, DomainVerified
from tenants.domains.look import Seen
from tenants.domains.services.listing import note, stop_serving
from tenants.events.bus import publish
from tenants.http import hosts
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.models import Domain, DomainClaim, Tenant

State = DomainClaim.State
NO_RECORD = "There is no TXT record with this value yet. It can take an hour until everybody sees a new one."
HELD = "Another organization proves this domain, too. Remove the other TXT record, then check again."
GONE = "The TXT record has been missing since {since}."
TAKEN = "Another organization has proven that the domain is theirs now."


def claim_look(claim_id: int, tenant: Tenant) -> DomainClaim | None:
    """Take the row for one look. None: not this organization's, not due, or in other hands."""
    now = clock.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    rows = DomainClaim.objects.filter(free, pk=claim_id, tenant=tenant, check_at__lte=now)
    if not rows.update(turn=F("turn") + 1, lease_until=now + rules.LEASE):
        return None
    return DomainClaim.objects.select_related("tenant").get(pk=claim_id)


def settle(claim: DomainClaim, seen: Seen) -> DomainClaim | None:
    """Write down what a look has seen, and draw the consequences. None: a later look was faster.

    Emits DomainVerified, DomainRecordMissing, DomainLost.
    """
    with transaction.atomic():
        rivals = list(_locked_by_host(claim.host))  # all claims to the host, so that one at a time decides
        row = next((one for one in rivals if one.pk == claim.pk and one.turn == claim.turn), None)
        if row is None:
            return None
        row.reaches, row.checked_at, row.lease_until = seen.reaches, clock.now(), None
        if seen.proves(row.token):
            _proven(row, seen, [one for one in rivals if one.pk != row.pk])
        else:
            _unproven(row)
        row.check_at = rules.next_look(row, row.checked_at)
        row.save()
        context.after_commit(hosts.forget)
    return row


def release(claim: DomainClaim, problem: str) -> None:
    """DNS was silent: nothing is known, so nothing changes but the time of the next look."""
    rows = DomainClaim.objects.filter(pk=claim.pk, turn=claim.turn)
    rows.update(lease_until=None, check_at=clock.now() + rules.SILENCE, problem=problem[:300])


def _locked_by_host(host: str) -> list[DomainClaim]:
    rows = DomainClaim.objects.select_for_update(of=("self",)).select_related("tenant")
    return list(rows.filter(host=host).order_by("pk"))


def _proven(row: DomainClaim, seen: Seen, rivals: list[DomainClaim]) -> None:
    holder = next((one for one in rivals if one.state == State.VERIFIED), None)
    if holder is not None and not _is_gone(holder) and seen.proves(holder.token):
        row.problem, row.checks = HELD, row.checks + 1
        return
    if holder is not None:
        _let_go(holder, "claimed", TAKEN)
        holder.save()
    row.problem, row.checks, row.missing_since, row.flagged_at = "", 0, None, None
    if row.state == State.VERIFIED:
        return
    row.state, row.verified_at = State.VERIFIED, clock.now()
    Domain.objects.create(domain=row.host, tenant=row.tenant, claim=row, is_primary=False, redirects=False)
    note("domain.verified", row, SYSTEM, after={"host": row.host})
    _tell(row, DomainVerified(row.pk, row.host))


def _unproven(row: DomainClaim) -> None:
    now = clock.now()
    row.checks += 1
    if row.state != State.VERIFIED:
        row.problem = row.problem if row.state == State.LOST else NO_RECORD
        return
    row.missing_since = row.missing_since or now
    row.problem = GONE.format(since=formats.date_format(row.missing_since, "j F Y"))
    if rules.must_let_go(row, now):
        _let_go(row, "record_gone", row.problem)
    elif rules.must_flag(row, now):
        row.flagged_at = now
        note("domain.flagged", row, SYSTEM, after={"host": row.host})
        _tell(row, DomainRecordMissing(row.pk, row.host, _iso(rules.served_until(row))))


def _let_go(row: DomainClaim, reason: str, problem: str) -> None:
    stop_serving(row)
    row.state, row.problem, row.check_at = State.LOST, problem, None
    row.missing_since = row.flagged_at = None
    note("domain.lost", row, SYSTEM, before={"host": row.host}, after={"reason": reason})
    _tell(row, DomainLost(row.pk, row.host, reason))


def _tell(row: DomainClaim, fact: object) -> None:
    """Shared rows only: this transaction may speak to the one who wins and the one who loses a host."""
    if not _is_gone(row):
        with context.tenant(row.tenant):
            publish(fact)


def _is_gone(row: DomainClaim) -> bool:
    """A purged organization keeps nothing and hears nothing."""
    return row.tenant.state == Tenant.State.PURGED


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
