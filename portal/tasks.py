"""Work that pages ask for and must not wait for: looking through all organizations."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from billing import meters
from core.accounts import selectors as accounts
from tenants import context, selectors
from tenants.kernel.errors import Refused, Unavailable
from tenants.provisioning import postman
from tenants.tasks import TenantTask

log = logging.getLogger(__name__)
SEATS = "operator-seats:{}"  # cache key in the shared schema, by tenant id
REMEMBERED = 3600  # seconds; a beat refreshes it every two minutes


@shared_task(
    base=TenantTask,
    name="portal.find_workspaces",
    scope="platform",
    lane="mail",
    throws=(Unavailable,),
    autoretry_for=(Unavailable,),
    max_retries=3,
    retry_backoff=10,
)
def find_workspaces(email: str, **newer: object) -> None:
    """Mail somebody the addresses of the workspaces they belong to; nothing when there are none."""
    found = []
    for tenant in context.each_tenant():
        user = accounts.by_email(email)
        if user is not None and user.is_active:
            found.append((tenant, user.email))
    if not found:
        return
    lines = "\n".join(f"{tenant.name}: {selectors.site_url(tenant, '/login/')}" for tenant, _email in found)
    body = _("Hello,\n\nyou asked for the address of your {platform} workspace:\n\n{lines}\n\n{platform}\n")
    text = body.format(platform=settings.PLATFORM_NAME, lines=lines)
    try:
        postman.send(postman.letter(found[0][1], _("Your workspace address"), text))
    except Refused:
        log.warning("address list refused by the relay")


@shared_task(base=TenantTask, name="portal.count_seats", scope="platform", lane="clock")
def count_seats(**newer: object) -> None:
    """Every 2 minutes: remember seats in use for the operator's table, so that it asks no schema."""
    for tenant in context.each_tenant():
        used = meters.counted("agents", tenant)
        with context.shared():
            cache.set(SEATS.format(tenant.pk), used, REMEMBERED)
