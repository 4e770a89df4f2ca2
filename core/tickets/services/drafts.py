"""What an agent has begun to write, kept on the server so that no closed tab loses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.audit import trail
from core.tickets.events import DraftKept
from core.tickets.models import Draft, Message, Ticket
from core.tickets.services.words import LONGEST_TEXT
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused, Stale
from tenants.kernel.text import one_line, storable

MOST_FILES = 50  # more go with no message
LONGEST_LIST = 5_000  # characters of addresses as they are typed


class NoSuchDraft(NotFound):
    code = "draft.gone"
    sentence = "There is no such draft any more: it was sent, emptied or taken over."


class StaleDraft(Stale):
    """data: version (int), 0 where there is none any more."""

    code = "draft.stale"
    sentence = "This draft was changed in another window meanwhile. Nothing was kept."


class DraftNotShared(Refused):
    code = "draft.not_shared"
    sentence = "In this queue everybody's drafts are their own."


@transaction.atomic
def keep_draft(
    ticket: Ticket,
    body: str,
    *,
    author: User,
    kind: str = Message.Kind.REPLY,
    suggestion: str = "",
    about: str | None = None,
    addresses: Mapping[str, str] | None = None,
    kept: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Draft | None:
    """Save the draft of this person; an empty one is forgotten and None comes back.

    about, addresses: of a forward, kept: of others, see Draft; None leaves them as they are. One that names
    somebody or has files now is not empty. seen: version the caller looked at; None skips the check. What is
    typed on the page of a ticket that was merged meanwhile is kept where the ticket goes on.
    Raises StaleDraft.
    """
    ticket = ticket.merged_into or ticket
    body = storable(body)[:LONGEST_TEXT]
    typed = {name: one_line(storable(text), LONGEST_LIST) for name, text in (addresses or {}).items()}
    beside = _beside(kept or {})
    _check_seen(ticket, author, kind, seen)
    if not body.strip() and not any(typed.values()) and not beside.get("files"):
        forget_draft(ticket, author=author, kind=kind)
        return None
    wanted = {
        "body": body,
        "suggestion": suggestion,
        "about": about or "",
        "addresses": typed,
        "kept": beside,
    }
    draft, created = Draft.objects.select_for_update().get_or_create(
        ticket=ticket, user=author, kind=kind, defaults=wanted
    )
    if seen is not None and not created and draft.version != seen:
        raise StaleDraft(version=draft.version)  # another window was the first to keep one, this very moment
    beside_words = {"about": about, "addresses": addresses, "kept": kept}
    given = [name for name in wanted if beside_words.get(name, "") is not None]
    if not created and any(getattr(draft, name) != wanted[name] for name in given):
        was = draft.suggestion
        for name in given:
            setattr(draft, name, wanted[name])
        draft.suggestion = suggestion or was
        draft.version += 1
        draft.updated_at = clock.now()
        draft.save()
    publish(DraftKept(ticket.pk, f"user:{author.pk}"))
    return draft


@transaction.atomic
def forget_draft(ticket: Ticket, *, author: User, kind: str = Message.Kind.REPLY) -> None:
    gone, _ = Draft.objects.filter(ticket=ticket, user=author, kind=kind).delete()
    if gone:
        publish(DraftKept(ticket.pk, f"user:{author.pk}"))


@transaction.atomic
def take_draft(ticket: Ticket, *, of: User, kind: str, to: User, by: Actor) -> Draft:
    """What a colleague has begun is one's own from now on, behind what one has begun oneself.

    Files and addresses come along where one has none. Raises NoSuchDraft (also the second time),
    DraftNotShared. Emits DraftKept for both.
    """
    if ticket.merged_into is not None:  # they have asked about this one, not about where it goes on
        raise NoSuchDraft
    if not ticket.queue.shares_drafts:
        raise DraftNotShared
    whose = Draft.objects.select_for_update().filter(ticket=ticket, kind=kind, user__in=[of, to])
    rows = {row.user_id: row for row in whose.order_by("pk")}
    theirs, mine = rows.get(of.pk), rows.get(to.pk)
    if theirs is None or of.pk == to.pk:
        raise NoSuchDraft
    if mine:
        theirs.body = "\n\n".join(text for text in (mine.body.strip(), theirs.body) if text)
        theirs.kept, theirs.addresses = mine.kept or theirs.kept, mine.addresses or theirs.addresses
        mine.delete()
    theirs.user, theirs.updated_at = to, clock.now()
    theirs.version += 1
    theirs.save()

    trail.record("ticket.draft_taken", on=ticket, by=by, after={"of": of.name, "kind": kind})
    for person in (of, to):
        publish(DraftKept(ticket.pk, f"user:{person.pk}"))
    return theirs


def _check_seen(ticket: Ticket, author: User, kind: str, seen: int | None) -> None:
    """Under the lock of the draft."""
    if seen is None:
        return
    rows = Draft.objects.select_for_update().filter(ticket=ticket, user=author, kind=kind)
    version = rows.values_list("version", flat=True).first() or 0
    if version != seen:
        raise StaleDraft(version=version)


def _beside(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Files by public id, blind copies as typed, what becomes of the ticket; {} where there is nothing."""
    clean = {
        "files": [storable(str(each))[:24] for each in kept.get("files", ())][:MOST_FILES],
        "bcc": one_line(storable(str(kept.get("bcc", ""))), LONGEST_LIST),
        "then": storable(str(kept.get("then", "")))[:10],
    }
    return clean if any(clean.values()) else {}
