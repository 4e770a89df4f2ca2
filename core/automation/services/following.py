"""Triggers follow what happens in tickets: one durable listener, in the ticket's order, rule after rule."""

from __future__ import annotations

from django.db import transaction

from core.automation.case import Case, asks
from core.automation.hearing import Fact, heard, listening
from core.automation.models import Firing
from core.automation.services.acting import act
from tenants.events import bus
from tenants.kernel import ids

ACTED = (Firing.State.FIRED, Firing.State.FAILED)


@transaction.atomic
def follow(fact: Fact) -> None:
    """Ask the triggers that listen, in their order. What one changes the next one sees.

    A chain of facts that rules have caused ends after rules.DEEPEST of them, and no rule acts twice on a
    ticket in one chain.
    """
    one = heard(fact)
    rules = listening(one) if one else []
    if one is None or not rules:
        return
    case = Case(fact.ticket_id, one.event, ids.public_id(), bus.chain(), one.before)
    case.asks_tags = any("tags" in ready.asked for ready in rules)
    if not case.look():
        return
    acted = _acted(case) if case.link else {}
    for ready in rules:
        if not asks(ready, case):
            continue
        state = act(ready, case, acted)
        if state != Firing.State.FIRED:
            continue
        acted[ready.row.pk] = state
        if ready.row.stop_after_match or not case.look():
            return


def _acted(case: Case) -> dict[int, object]:
    rows = Firing.objects.filter(ticket=case.ticket_id, chain=case.chain.id, state__in=ACTED)
    return {pk: None for pk in rows.values_list("rule", flat=True) if pk}
