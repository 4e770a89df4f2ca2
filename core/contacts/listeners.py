"""What contacts hear: two were merged, and something may have been under way for the merged one."""

from __future__ import annotations

from core.contacts import services
from core.contacts.events import ContactsMerged
from tenants.events.bus import on


@on(ContactsMerged)
def gather_what_came_meanwhile(fact: ContactsMerged) -> None:
    services.gather(fact.merge_id)
