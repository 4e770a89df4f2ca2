"""How a queue hands out its tickets."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.assignment import book
from core.assignment.models import Policy
from core.assignment.rules import LONGEST_WINDOW
from core.assignment.services.handing import pull
from core.audit import trail
from core.desk.models import Queue
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Stale

OF_QUEUE = (
    "mode", "order", "weight", "most", "window", "by_language", "by_skill", "release_after",
    "reassigns_reopened", "takes_on_open", "excluded",
)  # fmt: skip
OF_ALL = ("capacity", "idle_after")
CHOICES = {"mode": Policy.Mode, "order": Policy.Order, "by_language": Policy.Fit, "by_skill": Policy.Fit}
BOUNDS = {
    "weight": (0, 10), "most": (0, 1_000), "window": (1, LONGEST_WINDOW), "release_after": (0, 10_080),
    "capacity": (1, 1_000), "idle_after": (0, 1_440),
}  # fmt: skip


@transaction.atomic
def save_policy(queue: Queue | None, *, by: Actor, seen: int | None = None, **values: Any) -> Policy:
    """Of a queue, or (None) of everybody. values: names of OF_QUEUE or OF_ALL. Repeating changes nothing.

    What is switched on hands out at once what nobody holds, as far as people have room.
    Raises Invalid, Stale.
    """
    names = OF_QUEUE if queue else OF_ALL
    values = _checked({name: value for name, value in values.items() if name in names})
    pull()
    Policy.objects.get_or_create(queue=queue)
    row = Policy.objects.select_for_update().get(queue=queue)
    if seen not in (None, row.version):
        raise Stale(version=row.version)
    before = {name: getattr(row, name) for name in values if getattr(row, name) != values[name]}
    if not before:
        return row
    for name in before:
        setattr(row, name, values[name])
    row.version += 1
    row.save()
    after = {name: values[name] for name in before}
    trail.record("assignment.policy_changed", on=row, by=by, before=before, after=after)
    book.page.changed()
    return row


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    wrong: dict[str, list[str]] = {}
    for name, choices in CHOICES.items():
        if name in values and values[name] not in choices.values:
            wrong[name] = [_("Choose one of those there are.")]
    for name, (least, most) in BOUNDS.items():
        if name in values and not (type(values[name]) is int and least <= values[name] <= most):
            wrong[name] = [_("Between %(least)d and %(most)d.") % {"least": least, "most": most}]
    if "excluded" in values:
        known = set(User.objects.working().values_list("pk", flat=True))
        values["excluded"] = sorted({pk for pk in values["excluded"] if pk in known})
    if wrong:
        raise Invalid(fields=wrong)
    return values
