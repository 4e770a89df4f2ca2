"""What surrounds every page behind the agents' sign-in: views with their numbers, bell, live line.

A list asks for the numbers (three queries when nothing is remembered); other pages show what is
remembered and are brought up to date with the list that loads beside them. The bell's is always exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Value
from django.http import HttpRequest

from ai import selectors as ai
from core.accounts import sessions
from core.desk import looks
from core.desk import selectors as desk
from core.desk.starter.views import is_as_shipped
from core.notifications import selectors as notifications
from core.reports.rules import REPORTS
from core.tickets import selectors as tickets
from core.tickets.rules import DELETE, VIEW
from core.work.rules import VIEW as VIEW_TASKS
from portal.agent import memory, paths, states, time_words
from portal.ui.jinja import url
from portal.ui.settings_pages import allowed
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.kernel.reach import Level
from tenants.saying import gettext as _

if TYPE_CHECKING:
    from core.desk.models import SavedView

ICONS = {
    "my-open": "user",
    "unassigned": "user-x",
    "needs-reply": "reply",
    "waiting": "hourglass",
    "very-negative": "frown",
    "escalated": "flag",
    "reopened": "rotate-ccw",
    "breaching": "timer",
    "overdue": "clock-alert",
    "snoozed": "alarm-clock",
    "mentions": "at-sign",
    "needs-review": "sparkles",
    "spam": "ban",
    "recently-closed": "circle-check",
}
COUNTS = {  # key of a starter view -> its number in open_counts
    "all-open": "open",
    "my-open": "mine",
    "unassigned": "unassigned",
    "needs-reply": "needs_reply",
    "waiting": "waiting",
    "very-negative": "very_negative",
    "escalated": "escalated",
    "breaching": "breaching",
    "overdue": "overdue",
    "snoozed": "snoozed",
    "needs-review": "needs_review",
    "spam": "spam",
}
HOT = frozenset({"very-negative", "escalated", "overdue"})
MOST_COUNTED = 20  # views of one's own; further ones show no number
FRESH = 10.0  # seconds; how far a list's numbers may lag behind
REMEMBERED = 24 * 3600  # seconds; other pages show the numbers of the last list


@dataclass(frozen=True, slots=True)
class _Kept:
    """What one person saw last. views: (key, name, from the starter); at: when it was counted."""

    views: tuple[tuple[str, str, bool], ...] = ()
    open: dict[str, int] = field(default_factory=dict)
    own: dict[str, int] = field(default_factory=dict)
    at: float = 0.0


def around(request: HttpRequest, section: str = "", current: str = "") -> dict[str, Any]:
    """The context of base/layout_app.html without asking the database. For desk and settings pages alike.

    The numbers are those of the last list this person looked at.
    """
    key = _key(request.actor)  # type: ignore[attr-defined]
    kept = memory.get(key).get(key) or _Kept()
    return shell(request, section, current, kept.views, kept.open | kept.own)


def counted(request: HttpRequest, views: Sequence[SavedView], section: str, current: str) -> dict[str, Any]:
    """The same with fresh numbers. views: all saved views of this person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    key, now = _key(actor), clock.now().timestamp()
    kept = memory.get(key).get(key) or _Kept()
    place = {
        name: number
        for number, name in enumerate(looks.ordered(workspace(request), [one.key for one in views]))
    }
    plain = tuple(
        (one.key, one.name, bool(one.seed_key)) for one in sorted(views, key=lambda one: place[one.key])
    )
    if now - kept.at > FRESH or kept.views != plain:
        kept = _Kept(plain, tickets.open_counts(actor), _own_numbers(actor, views), now)
        memory.put(key, kept, REMEMBERED)
    return shell(request, section, current, plain, kept.open | kept.own)


def shell(
    request: HttpRequest,
    section: str,
    current: str,
    views: Sequence[tuple[str, str, bool]],
    numbers: dict[str, int],
) -> dict[str, Any]:
    """views: (key, name, from the starter); numbers: open_counts with those of own views.

    Who comes to another page first (by a link in a mail, by a search) has seen no list: the sidebar then asks
    for its views once it is shown.
    """
    return {
        "section": section,
        "allowed": allowed(request.actor),  # type: ignore[attr-defined]
        "nav": _nav(request.actor, views, numbers, current)  # type: ignore[attr-defined]
        | {"url": _nav_url(section, current), "is_cold": not views},
        "notices_unread": notifications.unread(request.actor),  # type: ignore[attr-defined]
        "availability": states.of(request.actor),  # type: ignore[attr-defined]
        "timer": time_words.timer(request.actor),  # type: ignore[attr-defined]
        "realtime_url": realtime_url(request),
        "numbers": numbers,
        "may_report": request.actor.may(REPORTS),  # type: ignore[attr-defined]
        "may_see_tasks": request.actor.may(VIEW_TASKS),  # type: ignore[attr-defined]
    }


def _nav_url(section: str, current: str) -> str:
    """Where it is brought up to date: for the page it stands on, whatever list was seen last."""
    asked = urlencode({"section": section, "current": current})
    return f"{url('agent:nav')}?{asked}"


def workspace(request: HttpRequest) -> dict[str, Any]:
    """What this person has arranged, see core.desk.looks. No query: whoever is signed in is in hand."""
    user = sessions.user_of(request)
    return user.workspace if user else {}


def realtime_url(request: HttpRequest) -> str:
    """Behind a proxy the socket has the page's own address; in the demo a port of its own."""
    port = getattr(settings, "REALTIME_PORT", None)
    if not port:
        return "/ws/"
    return f"ws://{request.get_host().rsplit(':', 1)[0]}:{port}/ws/"


def open_numbers(actor: Actor) -> dict[str, int]:
    """Numbers of the views everybody starts with, ten seconds old at most."""
    return tickets.open_counts(actor)


def saved_views(actor: Actor) -> list[SavedView]:
    return list(desk.saved_views(actor))


def forget_views(actor: Actor) -> None:
    """After this person kept or removed a view."""
    memory.forget(_key(actor))


def _nav(
    actor: Actor, views: Sequence[tuple[str, str, bool]], numbers: dict[str, int], current: str
) -> dict[str, Any]:
    first = _link(
        "inbox", _("All open"), "inbox", paths.DESK, numbers.get("open"), current in ("inbox", "all-open")
    )
    ours = [
        _link(
            key,
            _(name),
            ICONS[key],
            paths.listing(view=key),
            number_of(key, numbers),
            key == current,
        )
        for key, name, is_seeded in views
        if is_seeded and key in ICONS
    ]
    if actor.may(DELETE):
        ours.append(_link("bin", _("Bin"), "trash-2", url("agent:bin"), None, current == "bin"))
    own = [
        _link(key, name, "list-filter", paths.listing(view=key), numbers.get(key), key == current)
        for key, name, is_seeded in views
        if not (is_seeded and (key in ICONS or key == "all-open"))
    ]
    seen = tickets.queues_at(actor, Level.OVERVIEW)
    lanes_of = [row for row in desk.queues() if seen is None or row.pk in seen]
    lanes = [
        _link(
            f"queue:{row.pk}",
            row.name,
            "layers",
            paths.listing(queue=row.pk),
            None,
            f"queue:{row.pk}" == current,
        )
        for row in lanes_of
    ]
    return {
        "views": [first, *ours],
        "saved": own,
        "queues": lanes,
        "incidents": len(ai.noticed_by(actor)),
    }


def _link(key: str, name: str, icon: str, url: str, count: int | None, current: bool) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "icon": icon,
        "url": url,
        "count": count,
        "current": current,
        "hot": key in HOT,
    }


def number_of(key: str, numbers: dict[str, int]) -> int | None:
    """Of a view that everybody starts with: counted for itself where people changed it, else as shipped."""
    return numbers.get(key, numbers.get(COUNTS.get(key, "")))


def _own_numbers(actor: Actor, views: Sequence[SavedView]) -> dict[str, int]:
    """Numbers of people's own views, in one query."""
    if not actor.may(VIEW):
        return {}
    asked = [one for view in views if not _is_starter(view) and (one := _counting(actor, view)) is not None]
    first, *others = asked[:MOST_COUNTED] or [None]
    return dict(first.union(*others, all=True)) if first is not None else {}


def _is_starter(view: SavedView) -> bool:
    """Its number is in open_counts, or would be the whole archive; unless people changed what it asks."""
    is_known = bool(view.seed_key) and (view.key in ICONS or view.key == "all-open")
    return is_known and is_as_shipped(view.key, view.filters)


def _counting(actor: Actor, view: SavedView) -> Any:
    """(key, number) of a view as a query; None for a view whose filters no longer make sense."""
    try:
        rows = tickets.inbox(actor, tickets.Filters.read(view.filters))
    except Invalid:
        return None
    return _numbered(rows, view.key)


def _numbered(rows: Any, name: str) -> Any:
    bare = rows.order_by().select_related(None).annotate(view_key=Value(name)).values("view_key")
    return bare.annotate(number=Count("pk", distinct=True)).values_list("view_key", "number")


def _key(actor: Actor) -> str:
    return f"desk-shell:{actor.id}"
