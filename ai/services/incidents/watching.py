"""When somebody looks whether tickets came together: soon after a new one, and seldom enough.

The first new ticket wakes the task and sets an alarm; those that come before it rings are looked at
together when it does. So a thousand mails in a minute are two or three looks, and a look that is lost
(broker away, worker killed) is made up for by the alarm.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ai.models import Incident, IncidentWatch, Sketch
from ai.services.incidents import pending
from ai.services.incidents.rows import close, locked
from ai.services.incidents.usual import HISTORY
from core.audit import trail
from tenants import tasks
from tenants.alarms.bell import ensure_alarm
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Invalid

ALARM = "ai.incidents"
LOOK_EVERY = timedelta(seconds=30)
FEWEST, MINUTES = (3, 100), (10, 24 * 60)  # what may be set
STALE = timedelta(days=7)  # a suggestion that nobody looked at, and to which nothing was added


class BadWatch(Invalid):
    """data: fields."""

    code = "incident.bad_watch"
    sentence = "Please check the marked fields."


def watch() -> IncidentWatch:
    """What is set; without a row everything is as in a new organization."""
    return IncidentWatch.objects.first() or IncidentWatch()


@transaction.atomic
def set_watch(*, is_on: bool, fewest: int, minutes: int, by: Actor) -> IncidentWatch:
    """From the next ticket on. Repeating it changes nothing. Raises BadWatch."""
    wrong = {
        name: [_("Between %(least)d and %(most)d.") % {"least": least, "most": most}]
        for name, value, (least, most) in (("fewest", fewest, FEWEST), ("minutes", minutes, MINUTES))
        if not least <= value <= most
    }
    if wrong:
        raise BadWatch(fields=wrong)
    row, after = locked_watch(), {"is_on": is_on, "fewest": fewest, "minutes": minutes}
    before = {name: getattr(row, name) for name in after}
    if before != after:
        row.is_on, row.fewest, row.minutes = is_on, fewest, minutes
        row.save(update_fields=list(after))
        trail.record("incident.watch_changed", on=row, by=by, before=before, after=after)
    return row


def locked_watch() -> IncidentWatch:
    """The one row under its lock: who holds it looks alone."""
    IncidentWatch.objects.get_or_create(only=True)
    return IncidentWatch.objects.select_for_update().get(only=True)


def look_later() -> None:
    """A ticket was opened. Call inside a transaction: one insert, and a task unless one is to come anyway."""
    if ensure_alarm(ALARM, "look", clock.now() + LOOK_EVERY):
        tasks.wake("ai.look_for_incidents")


def ring() -> None:
    """The alarm: whatever nobody has looked at by now. Runs in the alarm's transaction."""
    if pending.is_any(clock.now() - timedelta(minutes=watch().minutes)):
        ensure_alarm(ALARM, "look", clock.now() + LOOK_EVERY)
        tasks.wake("ai.look_for_incidents")


def sweep() -> None:
    """Daily: forget sketches that are no history any more, and close suggestions that nobody wanted."""
    Sketch.objects.filter(ticket__created_at__lt=clock.now() - HISTORY).delete()
    old = Incident.objects.filter(state=Incident.State.SUGGESTED, last_at__lt=clock.now() - STALE)
    for incident in old:
        with transaction.atomic():
            row = locked(incident)
            if row.state == Incident.State.SUGGESTED:
                close(row, Incident.State.DISMISSED, by=SYSTEM)
