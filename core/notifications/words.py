"""The sentence of a notification, in the language of whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

if TYPE_CHECKING:  # pages of the preview are made without models
    from core.notifications.models import Notification

SENTENCES: dict[str, str | Promise] = {
    "assigned": _("%(who)s gave you %(label)s: %(subject)s"),
    "responsible": _("%(who)s made you responsible for %(label)s: %(subject)s"),
    "mention": _("%(who)s mentioned you in %(label)s: %(subject)s"),
    "new": _("New request %(label)s of %(who)s: %(subject)s"),
    "reply": _("%(who)s wrote in %(label)s: %(subject)s"),
    "aside": _("A third party answered in %(label)s: %(subject)s"),
    "note": _("%(who)s left a note in %(label)s: %(subject)s"),
    "warning": _("%(clock)s is due soon in %(label)s: %(subject)s"),
    "breach": _("%(clock)s is overdue in %(label)s: %(subject)s"),
    "back": _("Back: %(label)s: %(subject)s"),
    "called": _("%(who)s calls you to %(label)s: %(subject)s"),
    "approval": _("%(who)s asks for your approval in %(label)s: %(subject)s"),
    "decided": _("%(clock)s: the approval you asked for in %(label)s: %(subject)s"),
    "task": _("%(who)s gave you %(label)s: %(subject)s"),
    "task_due": _("%(label)s is due today: %(subject)s"),
    "task_late": _("%(label)s is overdue: %(subject)s"),
    "task_mention": _("%(who)s mentioned you in %(label)s: %(subject)s"),
    "bounced": _("A reply in %(label)s could not be delivered: %(subject)s"),
    "source": _("Mail to %(who)s cannot be fetched"),
    "relay": _("%(who)s takes no mail of yours"),
    "timer": _("Your timer on %(who)s still runs. Do you still work on it?"),
    "evening": _("How was your day? Tell it in a minute, it is begun already"),
    "summary": _("%(who)s told how the day was"),
    "hook": _("The channel “%(who)s” was switched off: it took nothing several times"),
}
CLOCKS: dict[str, str | Promise] = {
    "first": _("First reply"),
    "next": _("Next reply"),
    "resolution": _("Resolution"),
    "due": _("The day that was set"),
    "approved": _("Approved"),
    "declined": _("Declined"),
    "canceled": _("Canceled"),
    "expired": _("Expired"),
}
ICONS = {
    "assigned": "user",
    "responsible": "badge-check",
    "mention": "at-sign",
    "new": "mail",
    "reply": "reply",
    "aside": "forward",
    "note": "lock",
    "warning": "timer",
    "breach": "clock-alert",
    "back": "alarm-clock",
    "called": "zap",
    "approval": "circle-check",
    "decided": "circle-check",
    "task": "circle-check",
    "task_due": "clock",
    "task_late": "clock-alert",
    "task_mention": "at-sign",
    "bounced": "triangle-alert",
    "source": "triangle-alert",
    "relay": "triangle-alert",
    "timer": "timer",
    "evening": "moon",
    "summary": "moon",
    "hook": "triangle-alert",
}
NAMES: dict[str, str | Promise] = {
    "assigned": _("Assignments"),
    "responsible": _("Responsibility"),
    "mention": _("Mentions"),
    "new": _("New requests"),
    "reply": _("Customer replies"),
    "aside": _("Third parties"),
    "note": _("Notes"),
    "warning": _("Due soon"),
    "breach": _("Overdue"),
    "back": _("Put aside"),
    "called": _("Calls of rules"),
    "approval": _("Approvals asked of you"),
    "decided": _("Decided approvals"),
    "task": _("Tasks given to you"),
    "task_due": _("Tasks due today"),
    "task_late": _("Overdue tasks"),
    "task_mention": _("Mentions about tasks"),
    "bounced": _("Undelivered replies"),
    "source": _("Mailboxes"),
    "relay": _("Sending"),
    "timer": _("Timers"),
    "evening": _("Your daily summary"),
    "summary": _("Daily summaries"),
    "hook": _("Channels"),
}
PROMISED = ("warning", "breach")
PAGES = {
    "source": "/settings/mailboxes/",
    "relay": "/settings/sending/",
    "hook": "/settings/channels/",
    "timer": "/desk/time/",
    "evening": "/desk/time/day/",
    "summary": "/desk/time/day/",
}  # a test keeps them in step


def title(row: Notification) -> str:
    """ "Mara wrote in T-0042: Charged twice". Bring ticket and task along."""
    values: dict[str, Any] = {"who": row.who, "label": "", "subject": "", "clock": ""}
    if row.ticket:
        values |= {"label": row.ticket.label, "subject": row.ticket.subject}
    if row.task:
        values |= {"label": row.task.label, "subject": row.task.title}
    if row.detail in CLOCKS:
        values["clock"] = str(CLOCKS[row.detail])
    said = str(SENTENCES.get(row.kind, "%(label)s: %(subject)s")) % values
    why = _("(you are responsible for it)") if _answers(row) else ""
    away = _("(for %(name)s)") % {"name": row.for_whom} if row.for_whom else ""
    return " ".join(filter(None, [said, often(row), str(why), str(away)]))


def _answers(row: Notification) -> bool:
    """Time runs out in a ticket that is somebody else's to work at, and theirs to answer for."""
    if row.kind not in PROMISED or row.ticket is None or row.user_id is None:  # a channel is nobody
        return False
    return row.ticket.responsible_id == row.user_id != row.ticket.assignee_id


def often(row: Notification) -> str:
    """ "(3 times)", "" when it happened once."""
    return ngettext("(%d time)", "(%d times)", row.times) % row.times if row.times > 1 else ""


def link(row: Notification) -> str:
    """The path of the page it is about."""
    if row.ticket:
        return f"/desk/tickets/{row.ticket.number}/"
    if row.task:
        return f"/desk/tasks/{row.task.number}/"
    return PAGES.get(row.kind, "/desk/")
