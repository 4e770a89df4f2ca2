"""Roles: what people may do and in which queues. Nobody gives more than they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from billing.selectors import has_feature
from core.accounts import selectors, services
from core.accounts.rules import MANAGE_ROLES, OWNER, may_give
from portal.settings import role_words as words
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants.kernel.errors import Refused

if TYPE_CHECKING:
    from core.accounts.models import Role, User

FEATURE = "custom_roles"
MOST_NAMES = 30  # of those who have it
SAID = (*SAID_IN_FORM, Refused)


@needs(MANAGE_ROLES)
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    rows, by = selectors.roles_counted(), actor_of(request)
    shown = [
        {
            "key": row.key,
            "name": row.name,
            "told": words.told(row),
            "people": row.people,  # type: ignore[attr-defined]
            "is_system": row.is_system,
            "takes_seat": row.takes_seat,
            "requires_mfa": row.requires_mfa,
            "is_bound": bool(row.reach),
            "may_copy": may_give(by, row.permissions, row.reach),
        }
        for row in rows
    ]
    return page(request, "roles", {"roles": shown, "may_add": has_feature(FEATURE)})


@needs(MANAGE_ROLES)
@require_http_methods(["GET", "POST"])
def role_new(request: HttpRequest) -> HttpResponse:
    """?copy= begins with the rights of that role."""
    if request.method == "POST":
        return _save(request, None)
    begun = selectors.role(request.GET.get("copy", "agent")[:30])
    name = _("%(name)s (copy)") % {"name": begun.name}
    return _page(request, None, Form({"name": name[:60], **_kept(begun)}))


@needs(MANAGE_ROLES)
@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, key: str) -> HttpResponse:
    """POST do=save with version, or do=remove with instead (a key)."""
    row = selectors.role(key)
    if request.POST.get("do") == "remove":
        return _remove(request, row)
    if request.method == "POST":
        return _save(request, row)
    return _page(request, row, Form({"name": row.name, **_kept(row)}))


@needs(MANAGE_ROLES)
@require_http_methods(["GET", "POST"])
def person_queues(request: HttpRequest, pk: int) -> HttpResponse:
    """Levels of one colleague, which outweigh those of the role."""
    user, form = selectors.person(actor_of(request), pk, to=MANAGE_ROLES), Form({"reach": {}})
    if request.method == "GET":
        return _person_page(request, user, Form({"reach": user.reach}))
    form.data["reach"] = words.sent(request)
    try:
        services.set_reach(user, form.data["reach"], by=actor_of(request), seen=_version(request))
    except SAID as refusal:
        return _person_page(request, user, form.refused(refusal), status_of(refusal))
    flash(request, _("The queues of %(name)s are kept.") % {"name": user.name})
    return redirect("settings:people")


def _save(request: HttpRequest, row: Role | None) -> HttpResponse:
    form = Form.of(request, "name")
    form.data |= {
        "permissions": request.POST.getlist("permissions"),
        "reach": words.sent(request),
        "requires_mfa": request.POST.get("requires_mfa") == "yes",
    }
    is_fixed = row is not None and row.is_system
    values = {name: form.data[name] for name in (("name", "reach") if is_fixed else form.data)}
    try:
        seen = _version(request) if row else None
        kept = services.save_role(row, by=actor_of(request), seen=seen, **values)
    except SAID as refusal:
        return _page(request, row, form.refused(refusal), status_of(refusal))
    flash(request, _("The role “%(name)s” is kept. It holds from the next click on.") % {"name": kept.name})
    return redirect("settings:roles")


def _remove(request: HttpRequest, row: Role) -> HttpResponse:
    given = request.POST.get("instead", "")[:30]
    try:
        instead = selectors.role(given) if given else None
        services.remove_role(row, by=actor_of(request), instead=instead)
    except SAID as refusal:
        form = Form({"name": row.name, **_kept(row)})
        return _page(request, row, form.refused(refusal), status_of(refusal))
    flash(request, _("The role “%(name)s” is removed.") % {"name": row.name})
    return redirect("settings:roles")


def _kept(row: Role) -> dict[str, Any]:
    return {"permissions": row.permissions, "reach": row.reach, "requires_mfa": row.requires_mfa}


def _version(request: HttpRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None


def _page(request: HttpRequest, row: Role | None, form: Form, code: int = 200) -> HttpResponse:
    by, is_fixed = actor_of(request), row is not None and row.is_system
    may_save = row is None or may_give(by, row.permissions, row.reach)
    people = list(selectors.people(by).filter(role=row)[: MOST_NAMES + 1]) if row else []
    context = {
        "role": {"key": row.key, "name": row.name, "is_system": row.is_system, "version": row.version,
                 "is_owner": row.key == OWNER} if row else None,
        "form": form,
        "groups": words.groups(form.data["permissions"], by, is_fixed=is_fixed or not may_save),
        "lanes": words.lanes(form.data["reach"]),
        "levels": words.levels(),
        "meanings": words.meanings(),
        "people": [one.name or one.email for one in people[:MOST_NAMES]],
        "people_more": len(people) > MOST_NAMES,
        "instead": [
            (one.key, one.name)
            for one in selectors.roles()
            if row is not None and one.pk != row.pk and may_give(by, one.permissions, one.reach)
        ],
        "may_save": may_save,
    }  # fmt: skip
    return page(request, "role", context, code)


def _person_page(request: HttpRequest, user: User, form: Form, code: int = 200) -> HttpResponse:
    known = {"id": user.pk, "name": user.name or user.email, "role": user.role.name}
    context = {
        "person": known | {"version": user.version},
        "form": form,
        "lanes": words.lanes(form.data["reach"], of_person=True),
        "levels": words.levels(),
        "meanings": words.meanings(),
    }
    return page(request, "person_queues", context, code)
