"""Audit lines of a ticket as the thin lines between its messages: who did what, in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import lazy
from django.utils.translation import gettext_noop, ngettext

from core.desk import kinds
from core.desk import selectors as desk
from core.tickets.choices import Then
from core.tickets.services.own_fields import is_own, key_of
from portal.agent import answerable
from portal.agent.codes import PRIORITIES, SENTIMENTS, category_name
from portal.agent.relations import words as relation_words
from portal.ui.times import exact
from portal.ui.words import plain_priorities, plain_sentiments
from tenants.kernel.errors import NotFound
from tenants.saying import gettext as _

if TYPE_CHECKING:
    from core.audit.models import Record

Line = dict[str, Any]
SILENT = frozenset({  # the messages say it
    "ticket.heard", "ticket.replied", "ticket.noted", "ticket.opened", "ticket.forwarded",
    "ticket.aside_heard", "ticket.approval_asked", "ticket.approval_said", "ticket.approval_ended",
    "ticket.approval_handed_on",
})  # fmt: skip
MOST_TAGS = MOST_PEOPLE = 4


def lines(records: Iterable[Record], names: dict[int, str]) -> list[Line]:
    """[{text, icon, at}], oldest first. names: {user id: name} of people an assignment may speak of."""
    found = []
    for record in records:
        found += [
            {"text": text, "icon": icon, "at": record.at} for text, icon in _told(record, names) if text
        ]
    return found


def people_named(records: Iterable[Record]) -> set[int]:
    """Ids of the people whose names `lines` wants, besides those who acted themselves."""
    return {
        user
        for record in records
        if isinstance(user := answerable.handed_to(record), int) and user != record.actor_id
    }


def _told(record: Record, names: dict[int, str]) -> list[tuple[str, str]]:
    if record.action in SILENT:
        return []
    who = record.actor_name or _("Deskhand")
    if record.action == "ticket.changed":
        after = record.after if isinstance(record.after, dict) else {}
        if after.get("pending_until"):
            return [(lazy(_put_aside, str)(who, after), "alarm-clock")]  # its moment in the reader's zone
        if "responsible" in after:
            return [(answerable.responsible(record, who, names), "badge-check"), *_changed(who, after)]
        return _changed(who, after)
    if record.action == "ticket.assigned":
        return [(_assigned(record, who, names), "user")]
    if record.action == "ticket.joined_by_likeness":
        return [
            (_("Added here because it looks like the same case. Move the message if it is not"), "layers")
        ]
    if record.action == "ticket.checklist" and isinstance(record.after, dict):
        return [(_checklist(who, record.after), "circle-check")]
    if record.action in LINKED and isinstance(record.after, dict):
        return [(_(LINKED[record.action]) % {"who": who, **_link(record.after)}, "link")]
    if record.action in JOINED and isinstance(record.after, dict):
        icon, sentence = JOINED[record.action]
        return [(_(sentence) % {"who": who, **record.after}, icon)]
    if record.action == "ticket.people" and isinstance(record.after, dict):
        return [(_people(who, record.after), "users")]
    if record.action == "ticket.reply_withdrawn" and record.actor_kind == "system":
        return [(_("The customer wrote first: the planned reply is a draft again"), "undo-2")]
    if record.action == "ticket.woke" and isinstance(record.after, dict):
        return [(_woke(record.after), "alarm-clock")]
    if record.action == "ticket.archived" and record.actor_kind == "system":
        return [(_("The nightly run put this ticket into the archive"), "archive")]
    if record.action == "ticket.brought_back" and record.actor_kind == "system":
        return [(_("Somebody wrote: the ticket is out of the archive again"), "undo-2")]
    if record.action in OTHERS:
        icon, sentence = OTHERS[record.action]
        return [(_(sentence) % {"who": who}, icon)]
    return []


def _changed(who: str, after: dict[str, Any]) -> list[tuple[str, str]]:
    told = [(tell(who, after[name]), icon) for name, (icon, tell) in FIELDS.items() if name in after]
    return told + [(_own(who, name, value), "list-filter") for name, value in after.items() if is_own(name)]


def _assigned(record: Record, who: str, names: dict[int, str]) -> str:
    if record.after is None:
        return _("%(who)s put the ticket back") % {"who": who}
    if record.after == record.actor_id and record.actor_kind == "user":
        return _("%(who)s took the ticket") % {"who": who}
    agent = names.get(record.after) if isinstance(record.after, int) else None
    return _("%(who)s gave the ticket to %(agent)s") % {"who": who, "agent": agent or _("a colleague")}


def _people(who: str, after: dict[str, Any]) -> str:
    shown = {key: ", ".join(map(str, after.get(key, ())[:MOST_PEOPLE])) for key in ("added", "removed")}
    if shown["removed"]:
        return _("%(who)s took %(people)s out of the copies") % {"who": who, "people": shown["removed"]}
    return _("%(who)s added %(people)s in copy") % {"who": who, "people": shown["added"]}


def _put_aside(who: str, after: dict[str, Any]) -> str:
    until = exact(datetime.fromisoformat(after["pending_until"]))
    said = _(PUT_ASIDE.get(after.get("pending_then", ""), PUT_ASIDE[Then.REOPEN]))
    told = said % {"who": who, "until": until}
    return f"{told}: {reason}" if (reason := after.get("pending_reason")) else told


def _woke(after: dict[str, Any]) -> str:
    told = _(WOKE.get(after.get("then", ""), WOKE[Then.REOPEN]))
    return f"{told}: {reason}" if (reason := after.get("reason")) else told


def _due(who: str, value: Any) -> str:
    if not value:
        return _("%(who)s took the due date away") % {"who": who}
    return lazy(_due_by, str)(who, value)  # its moment in the reader's zone


def _due_by(who: str, value: str) -> str:
    at = exact(datetime.fromisoformat(value))
    return _("%(who)s set the due date to %(at)s") % {"who": who, "at": at}


def _taken_up(who: str, value: Any) -> str:
    return _("%(who)s took the reminder away") % {"who": who}


def _checklist(who: str, after: dict[str, Any]) -> str:
    sentence = CHECKED.get(str(after.get("what")))
    return _(sentence) % {"who": who, "item": after.get("item", "")} if sentence else ""


def _link(after: dict[str, Any]) -> dict[str, str]:
    return {"ticket": str(after.get("ticket")), "relation": relation_words(str(after.get("relation")))}


def _subject(who: str, value: Any) -> str:
    return _("%(who)s changed the subject to “%(value)s”") % {"who": who, "value": value}


def _status(who: str, value: Any) -> str:
    try:
        label = _(desk.status(str(value)).label)
    except NotFound:
        label = str(value)
    return _("%(who)s set status to %(value)s") % {"who": who, "value": label}


def _priority(who: str, value: Any) -> str:
    word = plain_priorities().get(PRIORITIES.get(value, ""), str(value))
    return _("%(who)s set priority to %(value)s") % {"who": who, "value": word}


def _sentiment(who: str, value: Any) -> str:
    word = plain_sentiments().get(SENTIMENTS.get(value, ""), ("", str(value)))[1]
    return _("%(who)s set sentiment to %(value)s") % {"who": who, "value": word}


def _category(who: str, value: Any) -> str:
    if not value:
        return _("%(who)s removed the category") % {"who": who}
    return _("%(who)s set category to %(value)s") % {"who": who, "value": category_name(value)}


def _type(who: str, value: Any) -> str:
    row = next((one for one in kinds.kinds(hidden=True) if one.key == value), None)
    if row is None:
        return _("%(who)s removed the type") % {"who": who}
    return _("%(who)s set type to %(value)s") % {"who": who, "value": _(row.name)}


def _queue(who: str, value: Any) -> str:
    row = desk.queue_by_id(value) if isinstance(value, int) else None
    return _("%(who)s moved the ticket to %(value)s") % {"who": who, "value": row.name if row else "–"}


def _tags(who: str, value: Any) -> str:
    if not value:
        return _("%(who)s removed all tags") % {"who": who}
    shown = ", ".join(value[:MOST_TAGS])
    return ngettext("%(who)s set the tag %(tags)s", "%(who)s set the tags %(tags)s", len(value)) % {
        "who": who,
        "tags": shown,
    }


def _escalated(who: str, value: Any) -> str:
    if value:
        return _("%(who)s advised to bring in somebody senior") % {"who": who}
    return _("%(who)s took the escalation advice back") % {"who": who}


def _own(who: str, name: str, value: Any) -> str:
    """One of the organization's own fields; a colleague is not named, nor is what has no field any more."""
    field = next((one for one in desk.fields(hidden=True) if one.key == key_of(name)), None)
    label = field.label if field else key_of(name)
    if value is None:
        return _("%(who)s emptied %(label)s") % {"who": who, "label": label}
    if field is None or field.kind == "person":
        return _("%(who)s changed %(label)s") % {"who": who, "label": label}
    return _("%(who)s set %(label)s to %(value)s") % {
        "who": who,
        "label": label,
        "value": _held(field, value),
    }


def _held(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    labels = {one["key"]: one["label"] for one in field.options}
    return ", ".join(labels.get(each, str(each)) for each in (value if isinstance(value, list) else [value]))


PUT_ASIDE: dict[str, str] = {
    Then.REOPEN: gettext_noop("%(who)s put the ticket aside until %(until)s"),
    Then.CLOSE: gettext_noop("%(who)s lets the ticket close at %(until)s unless the customer writes"),
    Then.REMIND: gettext_noop("%(who)s wants a reminder of the ticket at %(until)s"),
}
WOKE: dict[str, str] = {
    Then.REOPEN: gettext_noop("The time is over, the ticket is open again"),
    Then.CLOSE: gettext_noop("The time is over and the customer did not write: the ticket is closed"),
    Then.REMIND: gettext_noop("The time is over, this is the reminder"),
}
FIELDS: dict[str, tuple[str, Callable[[str, Any], str]]] = {
    "subject": ("pencil", _subject),
    "status": ("clock", _status),
    "pending_until": ("alarm-clock", _taken_up),
    "due_at": ("timer", _due),
    "estimated_minutes": ("hourglass", answerable.estimate),
    "priority": ("flag", _priority),
    "sentiment": ("smile", _sentiment),
    "category": ("layers", _category),
    "type": ("layers", _type),
    "queue": ("inbox", _queue),
    "tags": ("tag", _tags),
    "is_escalated": ("flag", _escalated),
}
OTHERS = {
    "ticket.draft_taken": ("pencil", gettext_noop("%(who)s took over what a colleague had begun to write")),
    "ticket.approval_reminded": ("bell", gettext_noop("%(who)s reminded those whose approval is waited for")),
    "ticket.deleted": ("trash-2", gettext_noop("%(who)s deleted this ticket")),
    "ticket.restored": ("undo-2", gettext_noop("%(who)s took this ticket out of the bin")),
    "ticket.archived": ("archive", gettext_noop("%(who)s put this ticket into the archive")),
    "ticket.brought_back": ("undo-2", gettext_noop("%(who)s brought this ticket back from the archive")),
    "ticket.reply_withdrawn": ("undo-2", gettext_noop("%(who)s took a reply back before it left")),
    "ticket.note_edited": ("pencil", gettext_noop("%(who)s edited a note")),
    "ticket.note_deleted": ("trash-2", gettext_noop("%(who)s deleted a note")),
    "ticket.note_restored": ("undo-2", gettext_noop("%(who)s brought a deleted note back")),
    "suggestion.accepted": ("sparkles", gettext_noop("%(who)s accepted the suggested reply")),
    "suggestion.rejected": ("x", gettext_noop("%(who)s rejected the suggested reply")),
    "suggestion.taken_up_again": ("undo-2", gettext_noop("%(who)s took the suggested reply up again")),
    "suggestion.asked_for": ("refresh-cw", gettext_noop("%(who)s asked for another suggestion")),
}
CHECKED = {  # what is told of the checklist; wording and order are not
    "added": gettext_noop("%(who)s added “%(item)s” to the checklist"),
    "done": gettext_noop("%(who)s ticked “%(item)s”"),
    "undone": gettext_noop("%(who)s took the tick off “%(item)s”"),
    "removed": gettext_noop("%(who)s removed “%(item)s” from the checklist"),
}
LINKED = {
    "ticket.linked": gettext_noop("%(who)s linked this ticket: %(relation)s %(ticket)s"),
    "ticket.unlinked": gettext_noop("%(who)s took a link away: %(relation)s %(ticket)s"),
}
JOINED = {  # what follows the names is what the record says
    "ticket.merged": ("git-merge", gettext_noop("%(who)s merged this ticket into %(into)s")),
    "ticket.unmerged": ("undo-2", gettext_noop("%(who)s took this ticket out of %(from)s again")),
    "ticket.mailed": ("mail", gettext_noop("%(who)s sent an e-mail to %(to)s: %(subject)s")),
    "ticket.took_in": ("git-merge", gettext_noop("%(who)s merged %(ticket)s into this ticket")),
    "ticket.kept_apart": ("split", gettext_noop("%(who)s said that %(ticket)s is another case")),
    "ticket.gave_back": ("undo-2", gettext_noop("%(who)s took %(ticket)s out again")),
    "ticket.message_left": ("split", gettext_noop("%(who)s moved a message of %(author)s to %(to)s")),
    "ticket.message_came": (
        "split",
        gettext_noop("%(who)s moved a message of %(author)s here from %(from)s"),
    ),
}
