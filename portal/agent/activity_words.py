"""Lines of the record as people read them: one sentence each, and what somebody did on end as one group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext, ngettext_lazy

from core.accounts import selectors as accounts
from core.reports.selectors import KINDS as ACTIONS
from core.reports.selectors import number_of
from core.reports.selectors.record import ARCHIVED
from portal.agent import faces, history, paths

if TYPE_CHECKING:
    from core.audit.models import Record
    from core.reports.selectors import Feed

Context = dict[str, Any]
PAUSE = timedelta(hours=1)  # what somebody does later than that is another group
KIND_OF = {action: kind for kind, actions in ACTIONS.items() for action in actions} | {ARCHIVED: "archive"}
KINDS = {
    "customers": gettext_lazy("Customers wrote"),
    "replies": gettext_lazy("Replies"),
    "notes": gettext_lazy("Notes"),
    "changes": gettext_lazy("Changes"),
    "assignments": gettext_lazy("Assignments"),
    "moves": gettext_lazy("Merged, split, deleted"),
    "archive": gettext_lazy("Archived"),
    "advice": gettext_lazy("AI suggestions"),
}
ICONS = {
    "customers": "mail", "replies": "reply", "notes": "sticky-note", "changes": "pencil",
    "assignments": "user", "moves": "git-merge", "archive": "archive", "advice": "sparkles",
}  # fmt: skip
SAID = {  # what the ticket page shows as messages
    "ticket.opened": gettext_noop("%(who)s opened the ticket"),
    "ticket.heard": gettext_noop("%(who)s wrote"),
    "ticket.aside_heard": gettext_noop("%(who)s answered what was forwarded"),
    "ticket.replied": gettext_noop("%(who)s replied"),
    "ticket.noted": gettext_noop("%(who)s wrote a note"),
    "ticket.forwarded": gettext_noop("%(who)s forwarded a message"),
}
TOGETHER = {
    kind: ngettext_lazy(one, many, "num")
    for kind, one, many in (
        ("customers", "%(who)s wrote in %(num)d ticket", "%(who)s wrote in %(num)d tickets"),
        ("replies", "%(who)s replied in %(num)d ticket", "%(who)s replied in %(num)d tickets"),
        ("notes", "%(who)s wrote notes in %(num)d ticket", "%(who)s wrote notes in %(num)d tickets"),
        ("changes", "%(who)s changed %(num)d ticket", "%(who)s changed %(num)d tickets"),
        ("assignments", "%(who)s handed over %(num)d ticket", "%(who)s handed over %(num)d tickets"),
        ("archive", "%(who)s archived %(num)d ticket", "%(who)s archived %(num)d tickets"),
        ("moves", "%(who)s tidied up %(num)d ticket", "%(who)s tidied up %(num)d tickets"),
        ("advice", "%(who)s judged advice in %(num)d ticket", "%(who)s judged advice in %(num)d tickets"),
    )
}


def groups(found: Feed) -> list[Context]:
    """`groups` of _activity.html, newest first. One query for names."""
    names = accounts.names_of(history.people_named(found.lines))
    shown = []
    for lines in _on_end(found.told):
        told = [one for line in lines if (one := _line(line, found, names))]
        if told:
            shown.append(_group(lines[0], told))
    return shown


def _on_end(lines: Iterable[Record]) -> Iterator[list[Record]]:
    """What one actor did of one kind, without a long pause in between."""
    group: list[Record] = []
    for line in lines:
        if group and not _goes_on(group[-1], line):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _goes_on(newer: Record, older: Record) -> bool:
    same = (newer.actor_kind, newer.actor_id, newer.actor_name, KIND_OF.get(newer.action))
    return same == (
        older.actor_kind, older.actor_id, older.actor_name, KIND_OF.get(older.action)
    ) and newer.at - older.at <= PAUSE  # fmt: skip


def _group(newest: Record, told: list[Context]) -> Context:
    who, kind = newest.actor_name or _("Deskhand"), KIND_OF[newest.action]
    many = len({one["number"] for one in told} - {None}) + sum(one["moved"] for one in told)
    words = TOGETHER[kind] % {"who": who, "num": many}
    return {
        "id": newest.pk,
        "who": newest.actor_name if newest.actor_kind in ("user", "contact") else "",
        "face": faces.url(newest.actor_id) if newest.actor_kind == "user" else "",
        "icon": ICONS[kind],
        "words": told[0]["text"] if len(told) == 1 else words,
        "at": newest.at,
        "lines": told,
        "count": len(told),
        "more": ngettext("%(num)d act", "%(num)d acts", len(told)) % {"num": len(told)},
    }


def _line(line: Record, found: Feed, names: dict[int, str]) -> Context | None:
    """None for what says nothing, such as a change of a field that nobody is told of."""
    ticket = found.ticket_of(line)
    if ticket is None:
        return _run(line)
    if sentence := SAID.get(line.action):
        texts = [_(sentence) % {"who": line.actor_name or _("Deskhand")}]
    else:
        texts = [str(one["text"]) for one in history.lines([line], names)]
    if not texts:
        return None
    return {
        "text": " · ".join(texts), "at": line.at, "number": ticket.number, "label": ticket.label,
        "subject": ticket.subject, "url": paths.ticket(ticket.number), "moved": 0,
    }  # fmt: skip


def _run(line: Record) -> Context:
    """So many tickets together."""
    number = number_of(line)
    text = TOGETHER["archive"] % {"who": line.actor_name or _("Deskhand"), "num": number}
    return {"text": text, "at": line.at, "number": None, "url": "", "moved": number}
