"""Which files go with a message: fresh uploads, and files that hang on the same ticket already."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from core.files import services as files
from core.files.models import Attachment
from core.tickets.models import Message, Ticket
from core.tickets.selectors.thread import hanging_on
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound


@transaction.atomic
def gather(ticket: Ticket, public_ids: Sequence[str], *, by: Actor) -> list[Attachment]:
    """The files of these public ids, to hang on a message of this ticket, in their order.

    A file that the actor may see in this ticket is used again, in a row of its own, also a colleague's of a
    reply that was taken back; what hangs on another ticket alone is not there.
    Raises NotFound, StillScanned, Infected.
    """
    wanted = list(dict.fromkeys(public_ids))
    if not wanted:
        return []
    here = {file.public_id: file for file in _files_here(ticket, by) if file.public_id in wanted}
    here |= _taken_back(ticket, [each for each in wanted if each not in here], by)
    rest = [each for each in wanted if each not in here]
    _check_not_elsewhere(ticket, rest, by)
    found = {row.public_id: row for row in files.claim(rest, by=by)}
    found |= {each: files.use_again(row, by=by) for each, row in here.items()}
    return [found[each] for each in wanted]


def _files_here(ticket: Ticket, by: Actor) -> list[Attachment]:
    return [file for _, file in hanging_on(by, ticket)]


def _taken_back(ticket: Ticket, public_ids: Sequence[str], by: Actor) -> dict[str, Attachment]:
    """Those of colleagues' answers that never left."""
    gone = Attachment.objects.filter(messages__ticket=ticket, messages__withdrawn_at__isnull=False)
    return {row.public_id: row for row in gone.filter(public_id__in=public_ids).exclude(owner=by.ref)}


def _check_not_elsewhere(ticket: Ticket, public_ids: Sequence[str], by: Actor) -> None:
    """An own upload that was sent in another ticket stays there."""
    links = Message.attachments.through.objects.filter(attachment__owner=by.ref).exclude(
        message__ticket=ticket
    )
    used = links.filter(attachment__public_id__in=public_ids, attachment__owner=by.ref)
    others = list(used.values_list("attachment__public_id", flat=True))
    if others:
        raise NotFound("One of the files belongs to another ticket. Add it again.", files=others)
