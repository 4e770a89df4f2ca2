"""Actions as a checked list. What `read` lets through, `perform` knows how to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.automation.actions.registry import Action, named
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Refused

MOST = 20  # of one list: nobody foresees what more of them do
LONGEST_NAME = 60
WORDS = {"do", "value", "overwrite"}


class BadAction(Invalid):
    """data: at (number in the list, from 0; -1: the list itself), what (sentence)."""

    code = "action.invalid"
    sentence = "An action is not right: {what}"


class ActionNotAllowed(Refused):
    """Whoever has it done may not do it by hand either. data: action (name), permission."""

    code = "action.not_allowed"
    sentence = "You may not have “{label}” done, because you may not do it yourself."


@dataclass(frozen=True, slots=True)
class Step:
    """overwrite: also what a person chose; of rules only."""

    action: Action
    value: Any = None
    overwrite: bool = False


def read(raw: Any, *, by: Actor | None = None) -> list[Step]:
    """From plain JSON, as people and programs send it. by: who writes it; None asks for no permission.

    Raises BadAction at the first that is wrong, ActionNotAllowed.
    """
    if not isinstance(raw, list | tuple):
        raise BadAction(at=-1, what=_("give a list of actions."))
    if len(raw) > MOST:
        raise BadAction(at=-1, what=_("there are more than 20 of them."))
    steps = [_step(one, at) for at, one in enumerate(raw)]
    for at, step in enumerate(steps):
        if any(step.action.name == other.action.name for other in steps[:at]):
            raise BadAction(at=at, what=_("“%(label)s” stands there twice.") % {"label": step.action.label})
    if by is not None:
        check_allowed(steps, by)
    return steps


def check_allowed(steps: Iterable[Step], by: Actor) -> None:
    """Raises ActionNotAllowed for the first that this actor could not do by hand."""
    for step in steps:
        if not by.may(step.action.needs):
            raise ActionNotAllowed(
                action=step.action.name, permission=step.action.needs, label=str(step.action.label)
            )


def as_json(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The plain form back, as it is stored."""
    return [_plain(step) for step in steps]


def _plain(step: Step) -> dict[str, Any]:
    value = list(step.value) if isinstance(step.value, tuple) else step.value
    plain: dict[str, Any] = {"do": step.action.name}
    if value is not None:
        plain["value"] = value
    return plain | ({"overwrite": True} if step.overwrite else {})


def _step(raw: Any, at: int) -> Step:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("do"), str):
        raise BadAction(at=at, what=_("an action is {“do”: …, “value”: …}."))
    if unknown := {str(name) for name in raw} - WORDS:
        name = min(unknown)[:LONGEST_NAME]
        raise BadAction(at=at, what=_("there is no “%(name)s” in an action.") % {"name": name})
    action = named(raw["do"][:LONGEST_NAME])
    if action is None:
        name = raw["do"][:LONGEST_NAME]
        raise BadAction(at=at, what=_("there is no action “%(name)s”.") % {"name": name})
    try:
        value = action.check(raw.get("value"))
    except ValueError as refusal:
        raise BadAction(at=at, what=f"{action.label}: {refusal}") from None
    return Step(action, value, overwrite=raw.get("overwrite") is True and action.can_overwrite)
