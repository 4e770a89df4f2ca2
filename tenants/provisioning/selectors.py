"""What provisioning tells others: who founded an organization, and how far its building is."""

from __future__ import annotations

from dataclasses import dataclass

from tenants import context
from tenants.models import Signup, Tenant


@dataclass(frozen=True)
class Founder:
    """The person who asked for the organization: its first owner."""

    name: str
    email: str


def founder(tenant: Tenant) -> Founder | None:
    """None for a tenant that nobody signed up for."""
    with context.shared():
        row = Signup.objects.filter(tenant=tenant).order_by("id").values_list("person", "email").first()
    return Founder(*row) if row else None


@dataclass(frozen=True)
class Progress:
    """state: asked, confirmed, ready or failed; percent 0-100; reason only when failed."""

    state: str
    step: str
    percent: int
    reason: str
    is_final: bool


def progress(signup: Signup) -> Progress:
    """How far the building is. A failure is final once the last try is spent."""
    given_up = signup.state == Signup.State.FAILED and signup.attempts >= MOST_ATTEMPTS
    return Progress(
        state=signup.state,
        step=signup.step,
        percent=signup.progress,
        reason=signup.reason if signup.state == Signup.State.FAILED else "",
        is_final=given_up or signup.state == Signup.State.READY,
    )


MOST_ATTEMPTS = 6  # with doubling pauses about half an hour, then a person looks
