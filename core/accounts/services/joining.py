"""How people join: by invitation, and the founder by the welcome link of the signup."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from billing.selectors import allowance
from core.accounts import book, selectors
from core.accounts.events import PasswordChanged, UserInvited, UserJoined
from core.accounts.meters import SEATS
from core.accounts.models import Invitation, Role, User
from core.accounts.rules import INVITATION_LIFE, MANAGE_PEOPLE, WELCOME_LIFE, may_give
from core.accounts.services.passwords import check_strength, set_checked
from core.accounts.services.rows import line_up, locked
from core.audit import trail
from tenants import limits, secrets
from tenants.events.bus import publish
from tenants.kernel import clock, ids
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Refused
from tenants.kernel.text import one_line, storable
from tenants.watching import visit

WELCOME = "welcome"  # purpose of the link that tenants.services.signup signs


class BadAddress(Invalid):
    """data: fields."""

    code = "people.bad_email"
    sentence = "This does not look like an e-mail address."


class AlreadyHere(Conflict):
    """data: email."""

    code = "people.already_here"
    sentence = "{email} belongs to a colleague already."


class NoSeatLeft(Conflict):
    """data: limit."""

    code = "people.no_seat_left"
    sentence = "All {limit} seats of your plan are taken."


@transaction.atomic
def invite(email: str, role: Role, *, by: Actor, name: str = "") -> Invitation:
    """Owe somebody a link to join with this role. An open invitation is renewed: new link, seven days.

    Raises BadAddress, Refused, AlreadyHere, NoSeatLeft. Emits UserInvited.
    """
    address = _address(email)
    line_up()

    if not may_give(by, role.permissions, role.reach):
        raise Refused(permission=MANAGE_PEOPLE)
    if (there := selectors.by_email(address)) is not None:
        raise AlreadyHere(email=there.email)
    row = Invitation.objects.filter(email=address, accepted_at=None, withdrawn_at=None).first()
    row = row or Invitation(email=address)
    _check_seat(role, besides=row.pk)

    row.role, row.name, row.nonce = role, one_line(storable(name), 120), ids.public_id()
    row.invited_by_id, row.expires_at = by.id if by.kind == "user" else None, clock.now() + INVITATION_LIFE
    row.save()

    trail.record("user.invited", on=row, by=by, after={"email": address, "role": role.key})
    publish(UserInvited(row.pk, by.ref))
    return row


def resend_invitation(row: Invitation, *, by: Actor) -> Invitation:
    """The same invitation with a new link; the old link is void."""
    return invite(row.email, row.role, by=by, name=row.name)


@transaction.atomic
def withdraw_invitation(row: Invitation, *, by: Actor) -> None:
    """Void the link. An accepted invitation stays what it is."""
    still_open = Invitation.objects.filter(pk=row.pk, accepted_at=None, withdrawn_at=None)
    if still_open.update(withdrawn_at=clock.now()):
        trail.record("user.invitation_withdrawn", on=row, by=by, before={"email": row.email})


@transaction.atomic
def accept_invitation(token: str, name: str, password: str) -> User:
    """Join. Raises BadLink, Invalid, WeakPassword, NoSeatLeft, TooMany. Emits UserJoined."""
    if ip := visit().ip:
        limits.hit("auth", "ip", ip)
    pk = selectors.invitation_by_token(token).pk
    line_up()
    Invitation.objects.select_for_update(of=("self",)).get(pk=pk)
    row = selectors.invitation_by_token(token)  # again, under the lock
    _check_seat(row.role, besides=row.pk)

    user = User(email=row.email, name=_name(name or row.name), role=row.role)
    check_strength(password, user)
    user.set_password(password)
    user.save()
    row.accepted_at = clock.now()
    row.save(update_fields=["accepted_at"])

    trail.record("user.joined", on=user, by=user.actor, after={"email": user.email, "role": row.role.key})
    book.people.changed()
    publish(UserJoined(user.pk, row.pk))
    return user


@transaction.atomic
def welcome(token: str, password: str) -> User:
    """The founder's first password, by the link the signup handed out. Works until one is set.

    Raises BadLink, WeakPassword, TooMany.
    """
    if ip := visit().ip:
        limits.hit("auth", "ip", ip)
    user = welcomed(token)
    user = locked(user.pk)
    if user.has_usable_password():
        raise secrets.BadLink
    set_checked(user, password)
    trail.record("user.welcomed", on=user, by=user.actor)
    publish(PasswordChanged(user.pk, "welcome"))
    return user


def welcomed(token: str) -> User:
    """The founder behind a welcome link, as long as no password is set. BadLink."""
    user = selectors.by_email(secrets.unsign(WELCOME, token, WELCOME_LIFE)["email"])
    if user is None or not user.is_active or user.has_usable_password():
        raise secrets.BadLink
    return user


def check_seat_for(role: Role, more: int = 1) -> None:
    """NoSeatLeft when so many more with this role would not fit the plan. Call line_up before."""
    _check_seat(role, more=more)


def _check_seat(role: Role, besides: int | None = None, more: int = 1) -> None:
    """Open invitations take a seat too, or ten of them would be sent for the last one. After line_up."""
    if not role.takes_seat:
        return
    seats = allowance(SEATS)
    pending = Invitation.objects.filter(
        accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now(), role__takes_seat=True
    ).exclude(pk=besides or 0)
    if not seats.allows(more + pending.count()):
        raise NoSeatLeft(limit=seats.limit)


def _address(email: str) -> str:
    address = storable(email).strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BadAddress(fields={"email": [BadAddress.sentence]}) from None
    return address


def _name(name: str) -> str:
    clean = one_line(storable(name), 120)
    if not clean:
        raise Invalid(fields={"name": ["Please fill this in."]})
    return clean
