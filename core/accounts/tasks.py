"""Tidies up what nobody needs any more: used links, ended devices, expired sessions."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.contrib.sessions.models import Session

from core.accounts import services
from tenants import context
from tenants.kernel import clock
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="accounts.sweep", scope="platform", lane="clock")
def sweep(**newer: object) -> None:
    """Daily, in every organization."""
    for _ in context.each_tenant():
        services.forget_old()
        Session.objects.filter(expire_date__lt=clock.now() - timedelta(days=1)).delete()
