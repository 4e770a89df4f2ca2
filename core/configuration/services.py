"""Plan and apply. A plan does everything and takes it back, so it tells exactly what applying would do.

A plan carries a word made of the document, of how the desk stood, and of the differences. Applying does the
same again and compares: whoever changed the desk in between makes another word, and then nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

from core.audit import trail
from core.configuration.carrying_out import carry_out
from core.configuration.checking import Wanted
from core.configuration.differences import Change, differences
from core.configuration.document import Document, read
from core.configuration.faults import BadDocument, ConfigurationBusy, Fault
from core.configuration.going_back import undoing
from core.configuration.names import Names
from core.configuration.registry import section, sections
from core.configuration.selectors import APPLIED
from core.configuration.state import mark, state
from tenants import context, remembered
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict

WAIT = "3s"  # for somebody who is saving a form


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying would do. word: names exactly this plan; "" where it cannot be applied."""

    changes: list[Change]
    faults: list[Fault]
    word: str

    def plain(self) -> dict[str, Any]:
        return {
            "plan": self.word,
            "faults": [fault.plain() for fault in self.faults],
            "changes": [change.plain() for change in self.changes],
        }


class PlanChanged(Conflict):
    """data: plan, faults, changes of the new plan. Nothing was written."""

    code = "configuration.changed"
    sentence = "The settings were changed since this plan was made. Look at the new one."

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__(**plan.plain())


class NothingToApply(Conflict):
    code = "configuration.same"
    sentence = "Everything is as the document says already."


def plan(text: str, *, by: Actor) -> Plan:
    """Nothing is written. Raises BadDocument for what is no document at all; other faults are in the plan."""
    document = read(text)
    with remembered.apart(), transaction.atomic():
        found, _wanted = _tried(document, by)
        transaction.set_rollback(True)
    return found


def apply(text: str, *, word: str, by: Actor) -> Plan:
    """All of it in one transaction, if this is the plan that was shown.

    Raises BadDocument, PlanChanged, NothingToApply, ConfigurationBusy.
    """
    document = read(text)
    with remembered.apart(), transaction.atomic():
        _lock()
        found, wanted = _tried(document, by)
        if found.faults:
            raise BadDocument(found.faults)
        if not found.changes:
            raise NothingToApply
        if found.word != word:
            raise PlanChanged(found)
        _record(document, found, wanted, by)
    return found


def _tried(document: Document, by: Actor) -> tuple[Plan, Wanted]:
    names = Names()
    before = state(names)
    wanted = Wanted(document, by)
    carry_out(wanted, before, names, by)
    changes = differences(before, state(Names()))
    faults = sorted(wanted.faults, key=lambda fault: (fault.line or 0, fault.path))
    said = [change.plain() for change in changes]
    word = "" if faults else mark(document.text, before, said)
    return Plan(changes, faults, word), wanted


@contextmanager
def _soon() -> Iterator[None]:
    try:
        yield
    except DatabaseError:
        raise ConfigurationBusy from None


def _lock() -> None:
    """Whoever saves a form waits for us, and we for them: what was compared stays so until the commit."""
    models = {model for one in sections() for model in (one.model, *one.locks)}
    tables = ", ".join(sorted(f'"{model._meta.db_table}"' for model in models))
    with _soon(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}'")
        cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")


def _record(document: Document, found: Plan, wanted: Wanted, by: Actor) -> None:
    """One line of the record for the whole; the services wrote one for each part of it."""
    touched = sorted({change.section for change in found.changes})
    ours = [one for name in touched if (one := section(name))]
    shown = [*ours, *(one for name in document.values if (one := section(name)))]
    parts = [f"{change.what} {change.section}.{change.key}" for change in found.changes]
    trail.record(
        APPLIED,
        on=context.current_tenant(),
        by=by,
        before={"document": undoing(found.changes, wanted.things)},
        after={"document": document.text, "parts": parts, "needs": sorted({one.needs for one in shown})},
    )
