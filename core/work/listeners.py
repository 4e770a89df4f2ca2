"""What tasks hear: that their ticket goes on in another one, or does not any more."""

from __future__ import annotations

from core.tickets.events import TicketMerged, TicketUnmerged
from core.work import services
from tenants.events.bus import on


@on(TicketMerged, TicketUnmerged)
def go_along(fact: TicketMerged | TicketUnmerged) -> None:
    """One listener for both, so that a ticket's facts come in their order."""
    if isinstance(fact, TicketMerged):
        services.follow_merge(fact.ticket_id, fact.merged_id)
    else:
        services.follow_unmerge(fact.ticket_id, fact.merged_id)
