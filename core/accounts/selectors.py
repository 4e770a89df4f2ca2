"""Reads about people, roles and devices. Links are made here from rows; no token is ever stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django_otp.plugins.otp_static.models import StaticToken

from core.accounts import book
from core.accounts.models import Department, Device, Invitation, PasswordReset, Role, SignInPolicy, User
from core.accounts.places import Place, is_live
from core.accounts.rules import INVITATION_LIFE, MFA_GRACE, OWNER, RESET_LIFE, VIEW_PEOPLE, may_give
from core.audit import trail
from core.audit.models import Record
from tenants import context, secrets
from tenants.database import hot
from tenants.database.composed import composed
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused
from tenants.kernel.reach import Reach
from tenants.kernel.text import storable
from tenants.selectors import site_url

RESET, INVITATION = "password-reset", "invitation"  # purposes of the signed links


class NoSuchPerson(NotFound):
    code = "people.not_found"
    sentence = "There is no such colleague."


class NoSuchRole(NotFound):
    """data: role (key)."""

    code = "people.no_such_role"
    sentence = "There is no role called {role}."


class NoSuchDepartment(NotFound):
    code = "people.no_such_department"
    sentence = "There is no such department."


def names_of(pks: Iterable[int]) -> dict[int, str]:
    """Primary key -> name, for lines that say who did something."""
    return dict(User.objects.filter(pk__in=list(pks)).values_list("pk", "name"))


def people(actor: Actor) -> QuerySet[User]:
    """Everybody who works here, with role and department; none for actors who may not look."""
    if not actor.may(VIEW_PEOPLE):
        return User.objects.none()
    return User.objects.select_related("role", "department").order_by("name", "id")


def people_like(actor: Actor, text: str, limit: int) -> list[User]:
    """A few colleagues with this in their name, or whose address begins like it, by name."""
    return _like(limit, text=text) if actor.may(VIEW_PEOPLE) else []


@composed
def _like(limit: int, *, text: Any) -> QuerySet[User]:
    like = Q(name__icontains=text) | Q(email__istartswith=text)
    return User.objects.filter(like, is_active=True).order_by("name", "id")[:limit]


def called(actor: Actor, pks: Iterable[int]) -> list[tuple[int, str, str]]:
    """(key, name, address) of these colleagues; none for actors who may not look. One query at most."""
    asked = list(pks)
    return _called(pks=asked) if asked and actor.may(VIEW_PEOPLE) else []


@composed
def _called(*, pks: Any) -> QuerySet[Any]:
    return User.objects.filter(pk__among=pks).order_by().values_list("pk", "name", "email")


def person(actor: Actor, pk: int, to: str = VIEW_PEOPLE) -> User:
    """One colleague, for an actor who may do `to` to somebody of that rank. Raises NoSuchPerson, Refused."""
    row = people(actor).filter(pk=pk).first()
    if row is None:
        raise NoSuchPerson
    covered = may_give(actor, row.role.permissions, row.role.reach, row.reach)
    if to != VIEW_PEOPLE and not (actor.may(to) and covered):
        raise Refused(permission=to)
    return row


def myself(actor: Actor) -> User:
    """The user behind an actor. Refused for customers and parts of the system."""
    row = signed_in_user(actor.id) if actor.kind == "user" and actor.id else None
    if row is None:
        raise Refused
    return row


def face_of(actor: Actor, pk: int) -> str:
    """Where a colleague's picture lies. Raises NoSuchPerson where there is none, or for who may not look."""
    if actor.kind != "user" or not (
        path := User.objects.filter(pk=pk).values_list("avatar", flat=True).first()
    ):
        raise NoSuchPerson
    return str(path)


def signed_in_user(pk: int, place: Place | None = None) -> User | None:
    """An active user with the role in one query, while the place is signed in; else None."""
    if place is None:  # with every request
        return next(iter(hot.with_beside(User, ("role",), "t.id = %s AND t.is_active", [pk])), None)
    return next(iter(_of_place(pk=pk, **place.values())), None)


@composed
def _of_place(*, pk: Any, **place: Any) -> QuerySet[User]:
    return User.objects.working().filter(is_live(**place), pk=pk).order_by()


def by_email(email: str) -> User | None:
    return User.objects.select_related("role").filter(email__iexact=storable(email).strip()).first()


def owners() -> QuerySet[User]:
    """Who answers for the organization, and can come in."""
    return User.objects.filter(role__key=OWNER, is_active=True).order_by("pk")


def holding(permission: str) -> list[User]:
    """Whoever may do this here, and can come in."""
    rows = User.objects.filter(is_active=True).select_related("role").order_by("pk")
    return [row for row in rows if permission in row.role.permissions]


def bound() -> dict[int, Reach]:
    """{colleague: how far they go} of those who do not go everywhere, left ones too. Without a query."""
    return book.people().bound


def faces() -> dict[int, str]:
    """{colleague: where their picture lies} of those who have one, left ones too. Without a query."""
    return book.people().faces


def roles() -> QuerySet[Role]:
    return Role.objects.all()


def ids_with_role(key: str) -> list[int]:
    """Everybody who works with this role."""
    return list(User.objects.filter(role__key=key, is_active=True).order_by().values_list("pk", flat=True))


def roles_counted() -> QuerySet[Role]:
    """Each with `people`: how many work with it now."""
    return Role.objects.annotate(people=Count("users", filter=Q(users__is_active=True)))


def role(key: str) -> Role:
    """NoSuchRole."""
    row = Role.objects.filter(key=key).first()
    if row is None:
        raise NoSuchRole(role=key)
    return row


def departments() -> QuerySet[Department]:
    return Department.objects.select_related("manager")


def department(pk: int) -> Department:
    """NoSuchDepartment."""
    row = departments().filter(pk=pk).first()
    if row is None:
        raise NoSuchDepartment
    return row


def open_invitations() -> QuerySet[Invitation]:
    """Not yet accepted, newest first; expired ones too, so that they can be sent again."""
    rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return rows.select_related("role", "invited_by").order_by("-id")


def devices(holder: str) -> QuerySet[Device]:
    """Where somebody is signed in right now, last used first."""
    return Device.objects.filter(holder=holder, ended_at=None, expires_at__gt=clock.now())


def last_seen() -> dict[str, datetime]:
    """{"user:5": when their last device or browser was used}. One query."""
    rows = Device.objects.filter(holder__startswith="user:").order_by()
    return dict(rows.values_list("holder").annotate(Max("used_at")))


def activity(actor_id: int) -> QuerySet[Record]:
    """What a colleague did, newest first."""
    return trail.done_by("user", actor_id)


@dataclass(frozen=True)
class SecondFactor:
    """What the security page tells. deadline: until when to set it up, None without a policy."""

    is_on: bool
    since: datetime | None
    codes_left: int
    is_required: bool
    deadline: datetime | None
    must_enrol: bool
    is_overdue: bool


def second_factor(user: User) -> SecondFactor:
    """Role and policy may both ask for it; only the policy has a day after which nothing else works."""
    required_at = mfa_required_at()
    deadline = max(required_at, user.created_at) + MFA_GRACE if required_at else None
    left = StaticToken.objects.filter(device__user=user, device__confirmed=True).count()
    return SecondFactor(
        is_on=user.has_second_factor,
        since=user.second_factor_at,
        codes_left=left,
        is_required=bool(required_at) or user.role.requires_mfa,
        deadline=deadline,
        must_enrol=not user.has_second_factor and (bool(required_at) or user.role.requires_mfa),
        is_overdue=deadline is not None and not user.has_second_factor and clock.now() > deadline,
    )


def mfa_required_at() -> datetime | None:
    """When the organization made the second factor everybody's duty."""
    return SignInPolicy.objects.values_list("mfa_required_at", flat=True).first()


@dataclass(frozen=True)
class MailedLink:
    """What the mail app needs for a letter: to whom, how they are called, the one link."""

    email: str
    name: str
    url: str
    invited_by: str = ""


def reset_letter(reset_id: int) -> MailedLink | None:
    """The letter owed for a request; None when it was used, has expired or the person has left."""
    row = PasswordReset.objects.select_related("user").filter(pk=reset_id).first()
    if row is None or row.used_at or row.expires_at <= clock.now() or not row.user.is_active:
        return None
    return MailedLink(row.user.email, row.user.name, reset_link(reset_id, row.nonce))


def reset_link(reset_id: int, nonce: str = "") -> str:
    """The address to mail. Made from the row, so it can be made again for a lost letter."""
    nonce = nonce or PasswordReset.objects.values_list("nonce", flat=True).get(pk=reset_id)
    return _site(f"/password/reset/{secrets.sign(RESET, [reset_id, nonce])}/")


def invitation_letter(invitation_id: int) -> MailedLink | None:
    """The letter owed to a guest; None when it was accepted, withdrawn or has expired."""
    row = open_invitations().filter(pk=invitation_id, expires_at__gt=clock.now()).first()
    if row is None:
        return None
    inviter = row.invited_by.name if row.invited_by else ""
    return MailedLink(row.email, row.name, invitation_link(row), inviter)


def invitation_link(row: Invitation) -> str:
    return _site(f"/invitation/{secrets.sign(INVITATION, [row.pk, row.nonce])}/")


def invitation_by_token(token: str) -> Invitation:
    """The open invitation behind a link, for the page that asks name and password. BadLink."""
    pk, nonce = secrets.unsign(INVITATION, token, INVITATION_LIFE)
    row = open_invitations().filter(pk=pk, nonce=nonce, expires_at__gt=clock.now()).first()
    if row is None:
        raise secrets.BadLink
    return row


def reset_by_token(token: str) -> PasswordReset:
    """The unused request behind a link. BadLink."""
    pk, nonce = secrets.unsign(RESET, token, RESET_LIFE)
    row = PasswordReset.objects.select_related("user__role").filter(pk=pk, nonce=nonce, used_at=None).first()
    if row is None or row.expires_at <= clock.now() or not row.user.is_active:
        raise secrets.BadLink
    return row


def _site(path: str) -> str:
    return site_url(context.current_tenant(), path)
