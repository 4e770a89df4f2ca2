"""Advice work leaves the request here. The row is the work; a task only looks at it now."""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app, shared_task
from celery.exceptions import Reject
from celery.signals import celeryd_after_setup

from ai import lines, services
from ai.services import incidents
from tenants import context
from tenants.tasks import TenantTask

log = logging.getLogger(__name__)


class RunTask(TenantTask):
    """One run, in a slot that organizations share fairly. The row is the work, as everywhere.

    Its message is the turn of a slot (ai.lines): what is done is done inside the organization it belongs to.
    """

    abstract = True
    lane = "ai"
    often = True

    def _publish(self, args: tuple[Any, ...], countdown: float | None = None) -> None:
        lines.join(lines.Place(context.require_tenant(), str(self.name), int(args[0])), countdown or 0.0)
        super()._publish(args, countdown)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.request.called_directly or not args:
            return super().__call__(*args, **kwargs)
        own = lines.Place(self._schema(), str(self.name), int(args[0]))
        with lines.slots.turn(own) as called:
            for place in called:
                if place == own:
                    super().__call__(*args, **kwargs)
                else:
                    _do(place)
        return None


def _do(place: lines.Place) -> None:
    """Another run in this turn. Its own message comes later and finds it done."""
    try:
        current_app.tasks[place.task].within(place.schema, place.run_id)
    except (Reject, KeyError):  # the organization is gone, or a newer release's task
        log.info("nobody's turn", extra={"task": place.task, "schema": place.schema})


@celeryd_after_setup.connect
def count_slots(instance: Any, **more: object) -> None:
    lines.slots.size = int(instance.concurrency or lines.slots.size)


@shared_task(base=RunTask, name="ai.triage")
def triage(run_id: int, **newer: object) -> None:
    """Read one message. Repeating it is harmless: the run is settled or in other hands."""
    services.read_and_store(run_id)


@shared_task(base=RunTask, name="ai.draft")
def draft(run_id: int, **newer: object) -> None:
    """Write one suggested reply. Repeating it is harmless."""
    services.draft_reply(run_id)


@shared_task(base=RunTask, name="ai.summary")
def summary(run_id: int, **newer: object) -> None:
    """Sum one conversation up. Repeating it is harmless."""
    services.write(run_id)


@shared_task(base=RunTask, name="ai.translation")
def translation(run_id: int, **newer: object) -> None:
    """Translate one message. Repeating it is harmless."""
    services.write(run_id)


@shared_task(base=RunTask, name="ai.rewrite")
def rewrite(run_id: int, **newer: object) -> None:
    """Put one draft into other words. Repeating it is harmless."""
    services.write(run_id)


@shared_task(base=TenantTask, name="ai.note_solved", lane="default")
def note_solved(ticket_id: int, **newer: object) -> None:
    """Keep the general part of the answer that ended a ticket, or forget it. Repeating it is harmless."""
    services.note_solved(ticket_id)


@shared_task(base=TenantTask, name="ai.look_for_incidents", lane="default")
def look_for_incidents(**newer: object) -> None:
    """Look whether new tickets came together: some milliseconds each. Repeating it is harmless."""
    incidents.look()


@shared_task(base=TenantTask, name="ai.answer_incident", lane="default")
def answer_incident(reply_id: int, **newer: object) -> None:
    """Write what is queued of one reply to many. Repeating it is harmless."""
    incidents.send(reply_id)


@shared_task(base=TenantTask, name="ai.learn", lane="default")
def learn(afresh: bool = False, anyway: bool = False, **newer: object) -> None:
    """Train the local engine of one organization, if there is anything new: seconds of CPU.

    afresh: something it had learned from was erased, older versions go. anyway: although nothing is new.
    """
    services.learn_in_turn(afresh=afresh, anyway=anyway)


@shared_task(base=TenantTask, name="ai.embed_sources", lane="ai")
def embed_sources(**newer: object) -> None:
    """Vectors of what is searched. Repeating it is harmless: what has one is left alone."""
    services.embed_sources()


@shared_task(base=TenantTask, name="ai.sweep", scope="platform", lane="default")
def sweep() -> None:
    """Daily: wake each organization's sweep of what is too old to be kept."""
    for _ in context.each_tenant():
        sweep_tenant.delay()


@shared_task(base=TenantTask, name="ai.sweep_tenant", lane="default")
def sweep_tenant() -> None:
    """What is too old goes; on the first day after a week its figures are held against those before."""
    services.count_tickets()  # before old runs go
    services.forget_old()
    services.look_for_drift()
    services.embed_later()  # sources that went without a word: an erased ticket's
    incidents.sweep()


@shared_task(base=TenantTask, name="ai.try_provider", lane="ai")
def try_provider(provider_id: int, **newer: object) -> None:
    """Ask an endpoint something small, for the page that waits for it."""
    services.try_provider(provider_id)


@shared_task(base=TenantTask, name="ai.replay", lane="ai")
def replay(replay_id: int, **newer: object) -> None:
    """Read on over solved tickets for a minute. Repeating it is harmless."""
    services.replay(replay_id)
