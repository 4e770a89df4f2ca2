"""Carries messages to channels elsewhere, and tidies up old notifications."""

from __future__ import annotations

from celery import shared_task

from core.notifications import services
from core.notifications.hooks import calls
from tenants import context
from tenants.kernel.errors import Refusal
from tenants.tasks import TenantTask, in_turns


@shared_task(base=TenantTask, name="notifications.sweep", scope="platform", lane="clock")
def sweep(**newer: object) -> None:
    """Daily, in every organization."""
    for _ in context.each_tenant():
        services.forget_old()


@shared_task(base=TenantTask, name="notifications.call", lane="default")
def call(call_id: int, **newer: object) -> None:
    """Tell a channel. No transaction is open while the network is waited for."""
    row = calls.claim(call_id)
    if row is None:
        return
    try:
        services.call(row)
    except Refusal as why:
        if hook := calls.refused(row, str(why)):
            services.tell_owners("hook", hook.name)
    else:
        calls.taken(row)


@shared_task(base=TenantTask, name="notifications.push", lane="default", merges=True)
def push(*user_ids: int, **newer: object) -> None:
    """Show these people what waits, in their browsers. No transaction is open during the calls."""
    for user_id in in_turns(user_ids):
        if what := services.due_pushes(user_id):
            services.send_pushes(what)


@shared_task(base=TenantTask, name="notifications.try_browser", lane="default")
def try_browser(user_id: int, browser_id: str, **newer: object) -> None:
    services.send_trial(user_id, browser_id)
