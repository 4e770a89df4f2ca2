"""The first address of an organization: support@<slug>.<platform domain>, into the default queue."""

from __future__ import annotations

from django.conf import settings

from core.desk.selectors import default_queue
from core.mail.models import Mailbox
from core.mail.services import keep_mailbox
from tenants.models import Tenant


def stamp(tenant: Tenant) -> None:
    """Repeating it changes nothing; an organization that has an address keeps what it has."""
    if not Mailbox.objects.exists():
        keep_mailbox(f"support@{tenant.slug}.{settings.PLATFORM_DOMAIN}", default_queue(), is_default=True)
