"""Chains of approval that are kept ready: keep, remove."""

from __future__ import annotations

from typing import Any

from core.desk import chains, variables
from core.desk.models import ApprovalChain
from core.desk.services.rows import keep, remove
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict

MOST = 50


class TooManyChains(Conflict):
    """data: limit."""

    code = "approval.too_many_chains"
    sentence = "There are {limit} chains of approval already, which is the limit."


def save_chain(
    row: ApprovalChain | None, *, by: Actor, seen: int | None = None, **values: Any
) -> ApprovalChain:
    """values: name, question, steps. Raises BadPlan, UnknownVariable, Invalid with `fields`, Stale."""
    if row is None and ApprovalChain.objects.count() >= MOST:
        raise TooManyChains(limit=MOST)
    if "steps" in values:
        values["steps"] = chains.read(values["steps"])
    if "question" in values:
        variables.check(values["question"])
    return keep(row or ApprovalChain(), values, by=by, seen=seen)


def delete_chain(row: ApprovalChain, *, by: Actor) -> None:
    """What was asked by it goes on; a rule that names it says that it is gone."""
    remove(row, by=by)
