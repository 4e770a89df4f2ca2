"""Signing up: ask, confirm by mailed link, be handed over to the finished workspace.

Nothing is built before the address is confirmed, and nothing is built in a request.
"""

from __future__ import annotations

import zoneinfo
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tenants import context, limits, secrets, selectors
from tenants.kernel import clock, ids
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable
from tenants.models import Signup, Tenant
from tenants.provisioning.confirming import token_of
from tenants.tasks import wake

LINK_LIFE = timedelta(hours=24)
WELCOME = "welcome"  # purpose of the signed link that opens the new workspace for its founder
WELCOME_LIFE = timedelta(hours=24)
State = Signup.State


class SignupExpired(Conflict):
    code = "signup.expired"
    sentence = "This link was valid for 24 hours. Please sign up again."


class NotReady(Conflict):
    code = "signup.not_ready"
    sentence = "Your workspace is still being prepared."


def ask(
    *, company: str, person: str, email: str, time_zone: str, language: str, slug: str = "", ip: str = ""
) -> Signup:
    """Keep the wish and mail the link. An empty slug takes the one proposed from the company.

    Raises Invalid (fields), SlugInvalid, SlugReserved, SlugTaken, TooMany.
    """
    limits.hit("signup", ip or "unknown")
    wish = _checked(company, person, email, time_zone, language, slug)

    with transaction.atomic():
        signup = _keep(**wish)
        wake("provisioning.confirm_mail", signup.pk)
    return signup


def resend(public_id: str, *, ip: str = "") -> None:
    """Send the link once more, as long as it is valid."""
    limits.hit("signup", ip or "unknown")
    signup = selectors.signup_by_id(public_id)
    with transaction.atomic():
        owed = Signup.objects.filter(pk=signup.pk, state=State.ASKED, expires_at__gt=clock.now())
        if owed.update(mailed_at=None, lease_until=None, reason=""):
            wake("provisioning.confirm_mail", signup.pk)


@transaction.atomic
def confirm(token: str, *, slug: str = "") -> Signup:
    """The address is real: start building. Confirming again changes nothing.

    slug: another address, when the first was taken in the meantime (SlugTaken says so).
    Raises NoSuchSignup, SignupExpired, SlugInvalid, SlugReserved, SlugTaken.
    """
    signup = Signup.objects.select_for_update(of=("self",)).get(pk=selectors.signup_by_token(token).pk)
    if signup.state != State.ASKED:
        return signup
    if signup.expires_at <= clock.now():
        raise SignupExpired

    signup.slug = selectors.check_slug(slug.strip().lower() or signup.slug)
    signup.state, signup.lease_until, signup.reason = State.CONFIRMED, None, ""
    signup.save(update_fields=["slug", "state", "lease_until", "reason"])
    wake("provisioning.build", signup.pk)
    return signup


def hand_over(token: str) -> str:
    """Where the founder goes on: a signed link into the workspace, valid a day, until a password is set.

    Only the holder of the mailed token gets it. Raises NoSuchSignup, NotReady.
    """
    signup = selectors.signup_by_token(token)
    if signup.state != State.READY or signup.tenant is None:
        raise NotReady
    return welcome_link(signup.tenant, signup.email)


def welcome_link(tenant: Tenant, email: str) -> str:
    """core.accounts reads it: `unsign("welcome", ..., WELCOME_LIFE)` gives {"email": ...}."""
    with context.tenant(tenant):
        signed = secrets.sign(WELCOME, {"email": email})
    return selectors.site_url(tenant, f"/welcome/{signed}")


def found(
    *, company: str, person: str, email: str, slug: str, time_zone: str = "UTC", language: str = "en"
) -> Signup:
    """A confirmed signup without mail, for commands: `provision(found(...).pk)`. Raises what `ask` raises."""
    wish = _checked(company, person, email, time_zone, language, slug)
    return _keep(**wish, state=State.CONFIRMED)


def _keep(**wish: str) -> Signup:
    public_id = ids.public_id()
    return Signup.objects.create(
        public_id=public_id,
        token_hash=secrets.digest(token_of(public_id)),
        expires_at=clock.now() + LINK_LIFE,
        **wish,
    )


def _checked(
    company: str, person: str, email: str, time_zone: str, language: str, slug: str
) -> dict[str, str]:
    """The fields as they are kept. Invalid with one sentence per wrong field."""
    wish = {
        "company": one_line(storable(company), 120),
        "person": one_line(storable(person), 120),
        "email": email.strip().lower(),
        "time_zone": time_zone if time_zone in zoneinfo.available_timezones() else "",
        "language": language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
    }
    wrong = {name: ["Please fill this in."] for name in ("company", "person") if not wish[name]}
    if not wish["time_zone"]:
        wrong["time_zone"] = ["Choose a time zone from the list."]
    try:
        validate_email(wish["email"])
    except ValidationError:
        wrong["email"] = ["This does not look like an e-mail address."]
    if wrong:
        raise Invalid(fields=wrong)
    slug = slug.strip().lower() or selectors.propose_slug(wish["company"])
    return {**wish, "slug": selectors.check_slug(slug)}
