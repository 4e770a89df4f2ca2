"""Writing the rules for mail: save, remove, put in order, try on what came before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import trail
from core.mail import book
from core.mail.models import Mailbox, MailRule
from core.mail.ruling import checking, trial
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable

MOST_RULES = 100
TOLD = ("name", "is_on", "moment", "need", "conditions", "actions", "overwrites", "stops")
Values = dict[str, Any]


class TooManyRules(Conflict):
    code = "mail_rule.too_many"
    sentence = "There can be 100 rules. Remove one that is not needed any more."


@transaction.atomic
def save_rule(row: MailRule | None, *, by: Actor, **values: Any) -> MailRule:
    """Write a new rule (at the end) or change one. values: fields of MailRule; mailbox a Mailbox or None.

    Raises Invalid with `fields` (name, conditions, actions ...), TooManyRules. Repeating it changes nothing.
    """
    is_new = row is None
    row = MailRule(position=_end()) if row is None else MailRule.objects.select_for_update().get(pk=row.pk)
    before = _plain(row)
    for name, value in _checked(values).items():
        setattr(row, name, value)
    if not row.name:
        raise Invalid(fields={"name": [_("Give the rule a name.")]})
    if not row.actions and not _captures(row):
        raise Invalid(
            fields={"actions": [_("Choose at least one thing to do, or name a value in a pattern.")]}
        )
    if not is_new and before == _plain(row):
        return row

    row.save()
    verb = "created" if is_new else "changed"
    trail.record(f"mail_rule.{verb}", on=row, by=by, before=None if is_new else before, after=_plain(row))
    _forget(row.pk)
    return row


@transaction.atomic
def remove_rule(row: MailRule, *, by: Actor) -> None:
    """Mail is not asked for it any more. Removing it again changes nothing."""
    found = MailRule.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        return
    trail.record("mail_rule.deleted", on=found, by=by, before=_plain(found))
    found.delete()
    _forget(row.pk)


@transaction.atomic
def order_rules(wanted: Sequence[int], *, by: Actor) -> None:
    """Put the rules in this order of ids; ids that are gone are left out, rules not named come last."""
    rows = {row.pk: row for row in MailRule.objects.select_for_update()}
    order = [pk for pk in dict.fromkeys(wanted) if pk in rows]
    order += [pk for pk in rows if pk not in order]
    if order == list(rows):
        return
    for place, pk in enumerate(order):
        rows[pk].position = place
    MailRule.objects.bulk_update(rows.values(), ["position"])
    trail.record(
        "mail_rule.ordered", on=rows[order[0]], by=by, before={"order": list(rows)}, after={"order": order}
    )
    book.rules.changed()


def _checked(values: Values) -> Values:
    kept = {name: value for name, value in values.items() if name in (*TOLD, "mailbox")}
    if "name" in kept:
        kept["name"] = one_line(storable(kept["name"]), 80)
    if "conditions" in kept:
        kept["conditions"] = checking.conditions(kept["conditions"])
    if "actions" in kept:
        kept["actions"] = checking.actions(kept["actions"])
    for name, choices in (("moment", MailRule.Moment.values), ("need", MailRule.Need.values)):
        if name in kept and kept[name] not in choices:
            raise Invalid(fields={name: [_("Choose one of the list.")]})
    if "mailbox" in kept and not isinstance(kept["mailbox"], Mailbox | None):
        raise Invalid(fields={"mailbox": [_("This address does not exist any more.")]})
    return kept


def _captures(row: MailRule) -> bool:
    return any(one["test"] == "matches" and "(?P<" in one["value"] for one in row.conditions)


def _end() -> int:
    rows = list(MailRule.objects.select_for_update().values_list("position", flat=True))
    if len(rows) >= MOST_RULES:
        raise TooManyRules
    return max(rows, default=-1) + 1


def _plain(row: MailRule) -> Values:
    return {**{name: getattr(row, name) for name in TOLD}, "mailbox": row.mailbox_id}


def _forget(pk: int) -> None:
    book.rules.changed()
    trial.forget(pk)
