"""The browsers that somebody wants to be called in, each with its address at a push service.

A browser as it is kept: {id, name, address and secret (encrypted), point, since, told_at, failures, said}.
id: from the address, so the same browser is one entry, whoever signs in there. said: why it took nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit import trail
from core.notifications import book
from core.notifications.hooks import wire
from core.notifications.models import Preference
from core.notifications.push import sealing
from core.notifications.rules import MOST_BROWSERS
from core.notifications.selectors import preference
from tenants import secrets
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Invalid, NotFound
from tenants.kernel.text import one_line

Browser = dict[str, Any]
OFF_AFTER = 10  # failures in a row


class NoSuchBrowser(NotFound):
    code = "browser.not_found"
    sentence = "This browser is not among those you are called in."


@transaction.atomic
def add_browser(
    user: User, *, address: str, point: str, secret: str, name: str, by: Actor, instead: str = ""
) -> Browser:
    """Call them there, too; whoever used that browser before is not called there any more.

    address, point, secret: endpoint, p256dh and auth of the subscription. instead: id of the same browser by
    the address it had before. Raises Invalid, ForbiddenAddress.
    """
    wire.checked(address)
    try:
        sealing.check(point, secret)
    except ValueError:
        raise Invalid(fields={"keys": [_("These are no keys of a subscription.")]}) from None
    new: Browser = {
        "id": secrets.tag("browser", address), "name": one_line(name, 60) or _("A browser"),
        "address": secrets.encrypt(address), "point": point, "secret": secrets.encrypt(secret),
        "since": clock.now().isoformat(), "told_at": "", "failures": 0, "said": "",
    }  # fmt: skip
    _forget_elsewhere(user, new["id"])
    row = _locked(user)
    known = next((one for one in row.browsers if one["id"] in (new["id"], instead)), None)
    if known:
        new["since"] = known["since"]
    others = [one for one in row.browsers if one["id"] not in (new["id"], instead)]
    others.sort(key=lambda one: one["told_at"] or one["since"])
    _keep(row, [*others, new][-MOST_BROWSERS:])
    if not known:
        trail.record("notifications.browser_added", on=user, by=by, after={"browser": new["name"]})
    return new


@transaction.atomic
def remove_browser(user: User, browser_id: str, *, by: Actor) -> None:
    """Raises NoSuchBrowser."""
    row = _locked(user)
    gone = next((one for one in row.browsers if one["id"] == browser_id), None)
    if gone is None:
        raise NoSuchBrowser
    _keep(row, [one for one in row.browsers if one is not gone])
    trail.record("notifications.browser_removed", on=user, by=by, before={"browser": gone["name"]})


@transaction.atomic
def forget_browsers(user_id: int) -> None:
    """They left everywhere, or have a new password: whoever sits at one of these is called no more."""
    user = User.objects.filter(pk=user_id).first()
    if user is None or not (row := _locked(user)).browsers:
        return
    names = [one["name"] for one in row.browsers]
    _keep(row, [])
    trail.record("notifications.browsers_removed", on=user, by=SYSTEM, before={"browsers": names})


@transaction.atomic
def note_pushes(user: User, went: Mapping[str, str | None]) -> None:
    """How it went: {id: "" taken, why not, or None: gone}. Who fails too often in a row is called no more."""
    row, kept = _locked(user), []
    for one in row.browsers:
        said = went.get(one["id"], one["said"])
        if one["id"] in went and said == "":
            one |= {"told_at": clock.now().isoformat(), "failures": 0, "said": ""}
        elif one["id"] in went and said:
            one |= {"failures": one["failures"] + 1, "said": one_line(said, 120)}
        if said is not None and one["failures"] < OFF_AFTER:
            kept.append(one)
    _keep(row, kept)


def _locked(user: User) -> Preference:
    User.objects.select_for_update().get(pk=user.pk)  # there may be no row of ours to lock
    return preference(user)


def _keep(row: Preference, browsers: list[Browser]) -> None:
    row.browsers = browsers
    if row._state.adding:
        row.save()
    else:
        row.save(update_fields=["browsers"])
    book.people.changed()


def _forget_elsewhere(user: User, browser_id: str) -> None:
    for row in Preference.objects.filter(browsers__contains=[{"id": browser_id}]).exclude(user=user):
        other = _locked(row.user)
        _keep(other, [one for one in other.browsers if one["id"] != browser_id])
