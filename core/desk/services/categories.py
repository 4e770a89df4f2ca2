"""Categories: what tickets are about. Two levels, and not too many leaves for a person to overlook."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from core.desk import selectors
from core.desk.models import Category
from core.desk.rules import CATEGORY_LIMIT, LONGEST_SENTENCE, MOST_SENTENCES
from core.desk.services.rows import keep, remove
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid

UNCLEAR = "other"  # always there: triage must use it rather than guess


class TooManyCategories(Conflict):
    """data: limit."""

    code = "category.limit"
    sentence = "More than {limit} categories make triage and people unsure. Archive some first."


class UnclearStays(Conflict):
    code = "category.unclear_stays"
    sentence = "“Other / unclear” has to stay: triage uses it rather than guess."


@transaction.atomic
def save_category(row: Category | None, *, by: Actor, **values: Any) -> Category:
    """Create (row None) or change. values: key, name, description, examples,
    counter_examples, parent, queue, color, icon, is_active, position.

    The key of an existing one stays. Raises Invalid, TooManyCategories, UnclearStays.
    """
    if row is None and len(selectors.category_options()) >= CATEGORY_LIMIT:
        raise TooManyCategories(limit=CATEGORY_LIMIT)
    if row is not None:
        values.pop("key", None)
        if row.key == UNCLEAR and values.get("is_active") is False:
            raise UnclearStays
    _check_place(row, values.get("parent"))
    _check_sentences(values)
    return keep(row or Category(), values, by=by)


def delete_category(row: Category, *, by: Actor) -> None:
    """Its tickets keep everything else and lose the category. Raises UnclearStays."""
    if row.key == UNCLEAR:
        raise UnclearStays
    remove(row, by=by)


def _check_sentences(values: dict[str, Any]) -> None:
    """All of them are read with every message: few and short ones."""
    for name in ("examples", "counter_examples"):
        told = values.get(name, ())
        if len(told) > MOST_SENTENCES or any(len(one) > LONGEST_SENTENCE for one in told):
            said = f"At most {MOST_SENTENCES} sentences of at most {LONGEST_SENTENCE} characters, one a line."
            raise Invalid(fields={name: [said]})


def _check_place(row: Category | None, parent: Category | None) -> None:
    """Two levels only: a parent has no parent, and a group does not become a leaf."""
    if parent is None:
        return
    if parent.parent_id or (row and (row.pk == parent.pk or row.children.exists())):
        raise Invalid(fields={"parent": ["Categories have two levels: choose a group."]})
