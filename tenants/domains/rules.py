"""When to look again, when to warn, when to let go. Pure facts about times and states."""

from __future__ import annotations

from datetime import datetime, timedelta

from tenants.models import DomainClaim

State = DomainClaim.State

FIRST_WAIT = timedelta(minutes=1)  # people come from their provider's page and want to see it work
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP = timedelta(
    days=30
)  # a claim without proof: nobody is working on it any more; "check now" still looks
DAILY = timedelta(hours=24)
WHILE_MISSING = timedelta(hours=6)  # a repaired record is noticed on the same day
SILENCE = timedelta(minutes=30)  # DNS gave no answer: neither for nor against
FLAG_AFTER = timedelta(days=3)  # a weekend: moving to another provider loses records for a day or two
LET_GO_AFTER = timedelta(days=14)  # a holiday; longer, and a domain that was sold would still lead to us
LEASE = timedelta(minutes=2)  # five questions of 5 s, four times over
MOST = 25  # own domains of one organization; a list that fits on a page
SHORTEST_PAUSE = timedelta(seconds=10)  # between two looks that people ask for


def next_look(claim: DomainClaim, now: datetime) -> datetime | None:
    """After an answer. None: only when somebody asks."""
    if claim.state == State.VERIFIED:
        return now + (WHILE_MISSING if claim.missing_since else DAILY)
    if claim.state == State.LOST or now - claim.created_at > GIVE_UP:
        return None
    return now + min(FIRST_WAIT * int(2 ** min(claim.checks, 10)), LONGEST_WAIT)


def must_flag(claim: DomainClaim, now: datetime) -> bool:
    """Missing long enough that the owner should hear of it, and has not."""
    return bool(claim.missing_since and not claim.flagged_at and now - claim.missing_since >= FLAG_AFTER)


def must_let_go(claim: DomainClaim, now: datetime) -> bool:
    return bool(claim.missing_since and now - claim.missing_since >= LET_GO_AFTER)


def served_until(claim: DomainClaim) -> datetime | None:
    return claim.missing_since + LET_GO_AFTER if claim.missing_since else None


def stage(claim: DomainClaim, now: datetime) -> str:
    """checking, waiting, verified, unreached, broken or lost: what people see."""
    if (claim.lease_until and claim.lease_until > now) or (claim.check_at and claim.check_at <= now):
        return "checking"
    if claim.state != State.VERIFIED:
        return str(claim.state)
    if claim.missing_since:
        return "broken"
    return "verified" if claim.reaches else "unreached"
