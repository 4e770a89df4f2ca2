"""What a person chooses of how lists look to them, kept with the person. Nobody else's matter: no audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.desk import looks
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Refused

MOST_LOOKS = 60  # lists of one person: they come along with every page
MOST_ORDERED = 200
LONGEST_KEY = 40


@transaction.atomic
def remember_look(key: str, *, by: Actor, **values: Any) -> looks.Look:
    """Change how one list looks to this person. Returns all of it. The order is checked by who knows orders.

    values: fields of looks.Look; None is as usual. Raises Invalid, Refused.
    """
    user = _locked(by)
    if unknown := next((name for name in values if name not in looks.NAMES), None):
        raise Invalid(fields={unknown[:20]: ["There is nothing of this name to choose."]})
    usual = looks.Look()
    clean = {name: getattr(usual, name) if raw is None else _clean(name, raw) for name, raw in values.items()}
    seen = replace(looks.look(user.workspace, key[:LONGEST_KEY]), **clean)

    kept = dict(user.workspace.get("looks", {}))
    kept.pop(key[:LONGEST_KEY], None)  # the newest stands last
    if said := looks.plain(seen):
        kept[key[:LONGEST_KEY]] = said
    kept = dict(list(kept.items())[-MOST_LOOKS:])
    _write(user, looks=kept)
    return seen


@transaction.atomic
def order_views(keys: Sequence[str], *, by: Actor) -> None:
    """Views stand in this order in this person's sidebar. No keys: in the order of all. Raises Refused."""
    user = _locked(by)
    wanted = [str(key)[:LONGEST_KEY] for key in dict.fromkeys(keys)]
    _write(user, order=wanted[:MOST_ORDERED])


def _locked(by: Actor) -> User:
    if by.kind != "user" or by.id is None:
        raise Refused
    return User.objects.select_for_update(no_key=True).only("workspace").get(pk=by.id)


def _write(user: User, **parts: Any) -> None:
    """No version rises: nobody's form about this person is stale because of it."""
    workspace = {**user.workspace, **parts}
    workspace = {name: part for name, part in workspace.items() if part}
    if workspace != user.workspace:
        User.objects.filter(pk=user.pk).update(workspace=workspace)


def _clean(name: str, raw: Any) -> Any:
    value = looks.read(name, raw)
    if value is None:
        raise Invalid(fields={name[:20]: ["This is not one of the choices."]})
    return value
