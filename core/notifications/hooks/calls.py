"""The life of a call: owed, claimed by one worker, settled. A call of a killed worker is taken over.

`claim` is one conditional UPDATE that sets a lease and raises `turn`; `taken` and `refused` count only while
the turn matches. A channel has no memory of what it took, so a worker that is killed between the answer and
`taken` posts twice; it never posts nothing.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from core.notifications.hooks import kept
from core.notifications.models_hooks import Hook, HookCall
from core.notifications.rules import HOOK_ALARM, HOOK_LEASE, HOOK_OFF_AFTER, HOOK_PATIENCE, HOOK_WAITS
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.database import hot
from tenants.kernel import clock
from tenants.kernel.text import one_line
from tenants.tasks import wake

_CLAIM = """
    UPDATE {table} SET lease_until = clock_timestamp() + %s, turn = turn + 1, attempts = attempts + 1
     WHERE id = %s AND run_at <= %s AND ended_at IS NULL
       AND (lease_until IS NULL OR lease_until < clock_timestamp())
 RETURNING *
"""


@transaction.atomic
def owe(hook: Hook, text: str, link: str, *, body: str = "", is_trial: bool = False) -> HookCall:
    """A message that leaves after the commit. body: what a program gets instead of text and link."""
    call = HookCall.objects.create(hook=hook, text=text[:600], link=link[:500], body=body, is_trial=is_trial)
    set_alarm(HOOK_ALARM, call.pk, call.run_at + HOOK_LEASE)
    wake("notifications.call", call.pk)
    return call


@transaction.atomic
def claim(call_id: int) -> HookCall | None:
    """For this worker alone; None when it is done, not due, or in other hands."""
    values = [HOOK_LEASE, call_id, clock.now()]
    return next(iter(HookCall.objects.raw(_CLAIM.format(table=hot.name_of(HookCall)), values)), None)


@transaction.atomic
def taken(call: HookCall) -> None:
    if _end(call, is_taken=True):
        Hook.objects.filter(pk=call.hook_id).update(failures=0, last_error="", last_ok_at=clock.now())


@transaction.atomic
def refused(call: HookCall, why: str) -> Hook | None:
    """It is tried again, or given up. Returns the channel when that was one too many: it is off now."""
    Hook.objects.select_for_update().filter(pk=call.hook_id).first()
    said = one_line(why, 200)
    if call.is_trial or call.attempts > len(HOOK_WAITS):
        if not _end(call, said):
            return None
    elif not _again(call, said):
        return None
    rows = Hook.objects.filter(pk=call.hook_id)
    rows.update(failures=F("failures") + (0 if call.is_trial else 1), last_error=said)
    hook = _hopeless(rows).first()
    if hook:
        rows.update(is_active=False, version=F("version") + 1)
        HookCall.objects.filter(hook=hook, ended_at=None).delete()
        kept.hooks.changed()
    return hook


def _hopeless(rows: QuerySet[Hook]) -> QuerySet[Hook]:
    """Those that fail and fail; one that took something within that time may be back soon."""
    silent = Q(last_ok_at=None) | Q(last_ok_at__lt=clock.now() - HOOK_PATIENCE)
    return rows.filter(silent, is_active=True, failures__gte=HOOK_OFF_AFTER)


def _again(call: HookCall, said: str) -> bool:
    at = clock.now() + timedelta(seconds=HOOK_WAITS[call.attempts - 1])
    found = HookCall.objects.filter(pk=call.pk, turn=call.turn).update(run_at=at, lease_until=None, said=said)
    if found:
        set_alarm(HOOK_ALARM, call.pk, at)
    return bool(found)


def _end(call: HookCall, said: str = "", *, is_taken: bool = False) -> bool:
    """False when another worker has it by now. What a program was sent stays to be looked at."""
    mine = HookCall.objects.filter(pk=call.pk, turn=call.turn, ended_at=None)
    if call.hook.format == Hook.Format.JSON:
        number = mine.update(ended_at=clock.now(), said=said, is_taken=is_taken, lease_until=None)
    else:
        number, _ = mine.delete()
    if number:
        clear_alarm(HOOK_ALARM, call.pk)
    return bool(number)


def look(call_id: int) -> bool:
    """Its time has come, or its worker was lost. Keeps the net under it; False when it is done."""
    row = HookCall.objects.filter(pk=call_id, ended_at=None).first()
    if row is None:
        return False
    set_alarm(HOOK_ALARM, call_id, clock.now() + HOOK_LEASE)
    return True
