"""The conversation of a ticket as the template takes it: messages and thin event lines, oldest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from markupsafe import Markup

from core.audit import trail
from core.files import selectors as kept_files
from core.mail import selectors as mail
from core.mail.rules import CARRYING, QUARANTINE
from core.tickets import rich
from core.tickets import selectors as tickets
from portal.agent import aside, faces, history, message_html, note_words, paths, seals
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.saying import gettext as _

if TYPE_CHECKING:
    from core.files.models import Attachment
    from core.mail.models import Letter
    from core.tickets.models import Message, Ticket

Entry = dict[str, Any]
MOST_EVENTS = 300  # the newest; a ticket with more has been through an automation loop
RELEASE = "organization.manage"
THEIRS = ("customer", "aside")  # kinds of messages that came to us
OLDER_KEPT = 30  # messages on the page before "show earlier ones"


def of(actor: Actor, ticket: Ticket, before: int | None = None) -> dict[str, Any]:
    """`thread` of _thread.html. before: primary key; the messages older than that one.

    Four queries at most: messages, their files, letters of replies, audit lines; a count where there are more
    messages than are fetched at once.
    """
    found = tickets.thread(actor, ticket, before)
    said = [one for one in found if not one.withdrawn_at or note_words.may_come_back(actor, one)]
    shown = said if before else said[-OLDER_KEPT:]
    hidden = len(said) - len(shown)
    if len(found) == tickets.LONGEST_THREAD and shown:  # there may be more than were fetched
        hidden = tickets.older(actor, ticket, shown[0].pk)
    entries = messages(ticket, shown, actor=actor)
    if not before:
        since = shown[0].created_at if hidden and shown else None
        entries = _between(entries, events(actor, ticket, since))
    return {
        "entries": entries,
        "older_url": f"{paths.part(ticket.number, 'older')}?before={shown[0].pk}" if hidden else None,
        "older_count": hidden,
        "last": shown[-1].pk if shown else 0,
    }


def messages(ticket: Ticket, said: Sequence[Message], *, actor: Actor, images: bool = False) -> list[Entry]:
    """Messages for _message.html. images: show remote pictures in them."""
    attached = tickets.files_of(said) if said else {}
    sent = [one.pk for one in said if one.kind in CARRYING]
    letters = mail.letters_of(sent) if sent else {}
    entries = [
        note_words.gone(actor, one)
        if one.withdrawn_at
        else _with_release(actor, _message(ticket, one, attached.get(one.pk, ()), letters, images))
        | note_words.of(actor, ticket, one)
        for one in said
    ]
    if actor.may(QUARANTINE):
        for one, entry in zip(said, entries, strict=True):
            came = one.kind in THEIRS and one.channel == "mail"
            entry["why_url"] = reverse("settings:mail_of", args=[one.public_id]) if came else None
    return entries


def events(actor: Actor, ticket: Ticket, since: Any = None) -> list[dict[str, Any]]:
    """The ticket's audit lines worth showing, oldest first."""
    records = tickets.told(actor, trail.newest(ticket, MOST_EVENTS, since))
    return history.lines(records, _names(actor, ticket, history.people_named(records)))


def _names(actor: Actor, ticket: Ticket, wanted: set[int]) -> dict[int, str]:
    """Names of people who were given the ticket. Usually it is whoever holds it now: no query."""
    known = {ticket.assignee_id: ticket.assignee.name} if ticket.assignee_id and ticket.assignee else {}
    known[actor.id or 0] = actor.name
    if missing := wanted - known.keys():
        from core.accounts import selectors as accounts

        known |= dict(accounts.people(actor).filter(pk__in=missing).values_list("pk", "name"))
    return {pk: name for pk, name in known.items() if pk}


def _message(
    ticket: Ticket,
    one: Message,
    attached: Sequence[Attachment],
    letters: Mapping[int, Letter],
    images: bool,
) -> Entry:
    remote = bool(one.html) and message_html.has_remote_images(one.html)
    inside = message_html.content_ids(one.html) if one.html else frozenset()
    ours = one.kind not in THEIRS
    hanging = [
        shown_file(row) for row in attached if not (row.content_id and row.content_id.strip("<>") in inside)
    ]
    seal, files = seals.of(one.seal, hanging)
    return {
        "type": "message",
        "id": one.public_id,
        "live": f"letter:{one.pk}" if one.kind in CARRYING else None,
        "kind": {"customer": "in", "auto": "reply"}.get(one.kind, one.kind),
        "author": one.author_name or _("Deskhand"),
        "face": faces.url(one.author_user_id),
        "email": _address(one),
        "to": _recipients(ticket, one),
        "cc": one.cc,
        "bcc": one.bcc,
        "at": one.created_at,
        "text": one.text,
        "html": Markup(rich.of(one)) or None,  # noqa: S704 - sanitised by rich
        "frame_url": paths.frame(one.public_id, images=images and remote) if one.html else None,
        "quoted": None if one.html else one.quoted,
        "signature": None if one.html else one.signature,
        "files": files,
        "seal": seal,
        "original_url": None,
        "why_url": None,
        "images_url": f"{paths.message(one.public_id)}?images=1" if remote and not images else None,
        "from_ai": None,
        **aside.of(ticket, one),
        **(_state(one, letters.get(one.pk)) if ours else {}),
    }


def _recipients(ticket: Ticket, one: Message) -> list[str]:
    if one.kind == "forward":
        return list(one.to)
    to = one.address or ticket.contact.email
    return [to] if one.kind == "reply" and to else []


def _address(one: Message) -> str:
    if one.kind in THEIRS and one.address:
        return one.address
    person = one.author_user or one.author_contact
    return person.email if person else ""


def _state(one: Message, letter: Letter | None) -> dict[str, Any]:
    """Where a reply or a forward is: still ours to take back, on its way, out, or refused."""
    if one.kind not in CARRYING:
        return {}
    if letter is None or letter.state == "queued":
        leaves = one.undo_until and one.undo_until > clock.now()
        tried = letter is not None and letter.attempts > 0 and letter.last_error
        text = (
            _("Not delivered yet, trying again: %(error)s") % {"error": letter.last_error}
            if letter and tried
            else None
        )
        state = "failed" if tried else "waiting" if leaves or letter else None
        return {"state": state, "state_text": text, **_planned(one)}
    return {
        "state": "failed" if letter.state == "failed" else "sent",
        "state_text": letter.last_error or None,
        "sent_at": letter.sent_at,
        "taken_by": letter.taken_by,
        "delivery": letter.delivery,
        "delivery_at": letter.delivery_at,
        "delivery_note": letter.delivery_note,
    }


def _planned(one: Message) -> dict[str, Any]:
    """When it leaves and how to take it back, for one that leaves later than the undo bar shows."""
    far = clock.now() + timedelta(seconds=2 * settings.UNDO_SECONDS)
    if not one.undo_until or one.undo_until <= far:
        return {}
    undo = reverse("agent:undo", args=[one.ticket.number, one.public_id])
    return {"leaves_at": one.undo_until, "take_back_url": undo}


def shown_file(row: Attachment) -> dict[str, Any]:
    url = kept_files.address(row)
    return {
        "name": row.filename,
        "size": row.size,
        "url": url,
        "preview_url": url if row.is_image else None,
        "held": {"pending": _("Being scanned"), "blocked": _("Blocked: %(name)s") % {"name": row.threat}}.get(
            row.state, ""
        ),
        "state": row.state,
        "id": row.public_id,
    }


def _with_release(actor: Actor, entry: Entry) -> Entry:
    """Administrators may let a held file out."""
    if actor.may(RELEASE):
        for one in entry["files"]:
            if one["held"]:
                one["release_url"] = reverse("agent:file_release", args=[one["id"]])
    return entry


def _between(entries: list[Entry], lines: list[dict[str, Any]]) -> list[Entry]:
    """Messages with the lines that happened before each of them, grouped."""
    merged: list[Entry] = []
    waiting = list(reversed(lines))
    for entry in entries:
        _flush(merged, waiting, entry["at"])
        merged.append(entry)
    _flush(merged, waiting, None)
    return merged


def _flush(merged: list[Entry], waiting: list[dict[str, Any]], until: Any) -> None:
    group = []
    while waiting and (until is None or waiting[-1]["at"] <= until):
        group.append(waiting.pop())
    if group:
        merged.append({"type": "events", "events": group})
