"""The policies with what they ask, remembered in this process: no query per message."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from core.sla.models import Policy
from core.sla.rules import tree_of
from core.tickets.conditions import BadCondition, Group, fields_in
from tenants.remembered import Remembered

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """rows: in the order they are asked, the default one last. trees: {policy: its conditions}, without those
    that are none any more. asked: fields that active ones ask about.
    """

    rows: tuple[Policy, ...]
    trees: dict[int, Group]
    asked: frozenset[str]


def _read() -> Page:
    rows = tuple(Policy.objects.select_related("calendar"))
    trees = {row.pk: tree for row in rows if (tree := _tree(row)) is not None}
    asked = (fields_in(trees[row.pk]) for row in rows if row.is_active and row.pk in trees)
    return Page(rows, trees, frozenset().union(*asked))


def _tree(row: Policy) -> Group | None:
    try:
        return tree_of(row.conditions)
    except BadCondition:
        log.warning("a policy asks what can no longer be asked", extra={"policy": row.pk})
        return None


page = Remembered("sla:policies", _read)
