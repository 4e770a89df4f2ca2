"""How far triage may go by itself, per field. Decided by people who may, recorded in the audit trail.

Category, priority and tags apply by themselves only once the organization's own decided values show
that they are right often enough; what is asked of them stands in the policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ai import rules
from ai.models import Policy
from ai.selectors import evidence
from ai.selectors.panel import label_of
from core.audit import trail
from core.desk import selectors as desk
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, NotFound

ASKED = ("mode", "min_confidence", "min_reviewed", "min_precision", "conditions")
LIMITED_BY = ("queues", "categories", "languages")
MOST_NAMED = 50  # queues, categories or languages of one policy


class UnknownPolicy(Invalid):
    """data: field."""

    code = "policy.unknown_field"
    sentence = "There is no policy for {field}."


class InvalidPolicy(Invalid):
    """data: field."""

    code = "policy.invalid"
    sentence = "A policy is off, shadow, suggest or auto, with a confidence from 0 to 1."


class NotEarned(Conflict):
    """The field's own numbers do not allow it yet. data: field, label, missing (a sentence), reviewed,

    min_reviewed, precision (0 to 1, None before anything was sure enough), min_precision.
    """

    code = "policy.not_earned"
    sentence = "“{label}” cannot apply by itself yet. {missing}"


@transaction.atomic
def set_policy(field: str, mode: str, by: Actor, min_confidence: float | None = None, **asked: Any) -> Policy:
    """Decide for one field. Repeating it changes nothing. A reply is never sent by itself.

    asked: min_reviewed, min_precision, conditions ({"queues": ids, "categories": keys, "languages": codes});
    None leaves each as it is. Raises UnknownPolicy, InvalidPolicy, NotEarned.
    """
    if field not in rules.START:
        raise UnknownPolicy(field=field[:40])
    start_mode, start_floor = rules.START[field]
    Policy.objects.get_or_create(field=field, defaults={"mode": start_mode, "min_confidence": start_floor})
    row = Policy.objects.select_for_update().get(field=field)
    before = {name: getattr(row, name) for name in ASKED}
    wanted = {"mode": mode, "min_confidence": min_confidence, **asked}
    for name in ASKED:
        if wanted.get(name) is not None:
            setattr(row, name, wanted[name])
    _check(row)
    after = {name: getattr(row, name) for name in ASKED}
    if before == after:
        return row

    if row.mode == Policy.Mode.AUTO:
        _require_evidence(row)
        if before["mode"] != Policy.Mode.AUTO:  # what was before does not count against it
            row.auto_since, row.stepped_back_at, row.stepped_back_why = clock.now(), None, ""
    row.save()
    trail.record("ai.policy_changed", on=row, by=by, before=before, after=after)
    return row


def _require_evidence(row: Policy) -> None:
    """NotEarned unless the figures at what is asked for now allow it, also where it applies already."""
    if row.field not in rules.EARNED:
        return
    found = evidence.evidence(row)
    if missing := found.missing:
        raise NotEarned(
            field=row.field, label=label_of(row.field), missing=missing,
            reviewed=found.reviewed, min_reviewed=found.min_reviewed,
            precision=found.precision, min_precision=found.min_precision,
        )  # fmt: skip


def _check(row: Policy) -> None:
    fits = (
        row.mode in Policy.Mode.values
        and 0 <= row.min_confidence <= 1
        and not (row.field == rules.REPLY and row.mode == Policy.Mode.AUTO)
    )
    if not fits:
        raise InvalidPolicy(field=row.field)
    if not rules.FEWEST_REVIEWED <= row.min_reviewed <= 10_000:
        least = rules.FEWEST_REVIEWED
        raise InvalidPolicy(
            _("Ask for at least %(least)d decided values.") % {"least": least}, field=row.field
        )
    if not rules.LOWEST_PRECISION <= row.min_precision <= 1:
        least = round(100 * rules.LOWEST_PRECISION)
        raise InvalidPolicy(
            _("Ask for at least %(least)d %% right ones.") % {"least": least}, field=row.field
        )
    row.conditions = _conditions(row.field, row.conditions)


def _conditions(field: str, given: Any) -> dict[str, list[Any]]:
    """Only what exists, sorted, empty lists left out. InvalidPolicy names what does not."""
    odd = InvalidPolicy(_("A policy is limited by queues, categories and languages."), field=field)
    if not isinstance(given, Mapping) or set(given) - set(LIMITED_BY):
        raise odd
    lists = {name: given[name] for name in LIMITED_BY if given.get(name)}
    if any(not isinstance(one, list | tuple) or len(one) > MOST_NAMED for one in lists.values()):
        raise odd
    try:
        return {name: sorted({_known(name, one) for one in values}) for name, values in lists.items()}
    except (NotFound, ValueError, TypeError):
        raise InvalidPolicy(_("This queue or category does not exist."), field=field) from None


def _known(name: str, one: Any) -> Any:
    """The queue's id, the category's key or the language's code. NotFound, ValueError, TypeError."""
    if name == "queues":
        return desk.queue(int(one)).pk
    return desk.category(str(one)).key if name == "categories" else str(one).lower()[:10]
