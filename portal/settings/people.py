"""Who works here: invite, give another role, deactivate, help somebody who lost their phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from billing.selectors import allowance
from core.accounts import selectors, services
from core.accounts.rules import MANAGE_PEOPLE, MANAGE_ROLES, SERVICE, may_give
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, NotFound

if TYPE_CHECKING:
    from core.accounts.models import Invitation, User

Act = Callable[[int, Actor, HttpRequest], str]


@needs(MANAGE_PEOPLE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    return _page(request, Form({"role": "agent"}))


@needs(MANAGE_PEOPLE)
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    form, by = Form.of(request, "email", "role"), actor_of(request)
    try:
        invited = services.invite(form["email"], selectors.role(form["role"]), by=by)
    except SAID_IN_FORM as refusal:
        return _page(request, form.refused(refusal, {"__all__": "email"}), status_of(refusal))
    flash(request, _("%(email)s is invited.") % {"email": invited.email})
    return redirect("settings:people")


@needs(MANAGE_PEOPLE)
@require_POST
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One act on one colleague or invitation; what cannot be is said on the next page."""
    act = ACTS.get(request.POST.get("action", ""))
    if act is None:
        raise Invalid
    try:
        flash(request, act(pk, actor_of(request), request))
    except SAID_IN_FORM as refusal:
        flash(request, refusal.message, "error")
    return redirect("settings:people")


def _change_role(pk: int, by: Actor, request: HttpRequest) -> str:
    role = selectors.role(request.POST.get("role", "")[:30])
    services.change_role(selectors.person(by, pk, to=MANAGE_PEOPLE), role, by=by)
    return _("The role is changed.")


def _deactivate(pk: int, by: Actor, request: HttpRequest) -> str:
    user = services.deactivate(selectors.person(by, pk, to=MANAGE_PEOPLE), by=by)
    return _("%(name)s can no longer sign in.") % {"name": user.name}


def _activate(pk: int, by: Actor, request: HttpRequest) -> str:
    user = services.reactivate(selectors.person(by, pk, to=MANAGE_PEOPLE), by=by)
    return _("%(name)s can sign in again.") % {"name": user.name}


def _reset_factor(pk: int, by: Actor, request: HttpRequest) -> str:
    user = selectors.person(by, pk, to=MANAGE_PEOPLE)
    services.reset_second_factor(user, by=by)
    return _("%(name)s sets up two-step sign-in anew at the next sign-in.") % {"name": user.name}


def _resend(pk: int, by: Actor, request: HttpRequest) -> str:
    row = services.resend_invitation(_invitation(pk), by=by)
    return _("A new invitation is on its way to %(email)s; the old link is void.") % {"email": row.email}


def _withdraw(pk: int, by: Actor, request: HttpRequest) -> str:
    services.withdraw_invitation(_invitation(pk), by=by)
    return _("The invitation is withdrawn.")


ACTS: dict[str, Act] = {
    "role": _change_role,
    "deactivate": _deactivate,
    "activate": _activate,
    "reset_mfa": _reset_factor,
    "resend": _resend,
    "withdraw": _withdraw,
}


def _invitation(pk: int) -> Invitation:
    row = selectors.open_invitations().filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    by, seats = actor_of(request), allowance("agents")
    seen = selectors.last_seen()
    invited = [_guest(row, by) for row in selectors.open_invitations()]
    here = [_colleague(row, by, seen) for row in selectors.people(by)]
    roles = [
        row for row in selectors.roles() if row.key != SERVICE and may_give(by, row.permissions, row.reach)
    ]
    context = {
        "people": here + invited,
        "roles": [(row.key, row.name) for row in roles],
        "seats": {"used": seats.used, "limit": seats.limit, "full": not seats.allows()},
        "form": form,
    }
    return page(request, "people", context, status)


def _colleague(row: User, by: Actor, seen: dict[str, Any]) -> dict[str, Any]:
    me = row.pk == by.id
    return {
        "id": row.pk,
        "name": row.name,
        "email": row.email,
        "role": row.role.key,
        "role_name": row.role.name,
        "active": row.is_active,
        "me": me,
        "invited": False,
        "mfa": row.has_second_factor,
        "may_edit": not me and may_give(by, row.role.permissions, row.role.reach),
        "queues_url": reverse("settings:person_queues", args=[row.pk]) if by.may(MANAGE_ROLES) else "",
        "seen_at": seen.get(f"user:{row.pk}"),
    }


def _guest(row: Invitation, by: Actor) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "email": row.email,
        "role": row.role.key,
        "role_name": row.role.name,
        "active": True,
        "me": False,
        "invited": True,
        "mfa": False,
        "may_edit": may_give(by, row.role.permissions, row.role.reach),
        "queues_url": "",
        "seen_at": None,
    }
