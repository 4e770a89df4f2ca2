"""What a menu offers, loaded when it opens: values of a ticket's property, and of a list's filter.

No page carries these lists; people are found by name, never all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ai import selectors as ai
from core.accounts import selectors as accounts
from core.desk import kinds
from core.desk import selectors as desk
from core.tickets import selectors as tickets
from core.tickets.rules import REPLY, VIEW
from portal.agent import details, heading, lists, shell
from portal.agent.codes import PRIORITIES, sentiment
from portal.ui.views import fragment, needs
from portal.ui.words import plain_priorities, plain_sentiments
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

if TYPE_CHECKING:
    from core.tickets.models import Ticket

BASE = "portal/agent/"
MOST_PEOPLE = 30
DETAIL = f"triage-{details.FIELD}"  # and the key of the organization's own field
SEARCHED = frozenset({*heading.PEOPLE, "category", "triage-category", "triage-tags", "tag"})
Choice = dict[str, Any]


@needs(VIEW)
@require_GET
def field_choices(request: HttpRequest, number: int, field: str) -> HttpResponse:
    """GET /desk/tickets/N/choices/FIELD/; ?q= narrows. NotFound for an unknown field."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    is_detail = field.startswith(DETAIL)
    if not is_detail and field not in OFFERS:
        raise NotFound
    row, query = tickets.ticket_for(actor, number), request.GET.get("q", "")[:80]
    is_triage = field.startswith("triage-")
    context = {
        "field": field,
        "choices": _detail(row, field.removeprefix(DETAIL))
        if is_detail
        else _matching(OFFERS[field](actor, row, query), query if field not in heading.PEOPLE else ""),
        "searchable": field in SEARCHED and "q" not in request.GET,
        "search_url": reverse("agent:choices", args=[number, field]),
        "query": query,
        "only_options": "q" in request.GET,
        "post_url": reverse("agent:correct" if is_triage else "agent:change", args=[number]),
        "target": "#triage" if is_triage else "#ticket-head",
        "version": row.version,
        "hold_url": reverse("agent:snooze", args=[number]),  # on hold asks why, and until when
    }
    return fragment(request, f"{BASE}_choices.html", context)


@needs(VIEW)
@require_GET
def filter_options(request: HttpRequest, field: str) -> HttpResponse:
    """GET /desk/options/FIELD/?<the list's query>: links with each value. &find= narrows people."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if field not in heading.FILTERS:
        raise NotFound
    listing = lists.of(request.GET, shell.saved_views(actor))
    chosen = set(listing.params.get(field, "").split(",")) - {""}
    find = request.GET.get("find", "")[:80]
    pairs = _offered(actor, field, find)
    context = {
        "options": [
            {
                "name": name,
                "on": value in chosen,
                "url": listing.url(**{field: _toggled(chosen, value), "view": None}),
            }
            for value, name in pairs
        ],
        "field": field,
        "searchable": field in SEARCHED and "find" not in request.GET,
        "search_url": request.get_full_path(),
    }
    return fragment(request, f"{BASE}_options.html", context)


def _offered(actor: Actor, field: str, find: str) -> list[tuple[str, str]]:
    if field not in heading.PEOPLE:
        return list(heading.names(field).items())
    found = people(actor, find)
    # of an assignee the switches of the menu say these
    return found if field == "assignee" or find else [("me", _("Me")), ("none", _("Nobody")), *found]


def _toggled(chosen: set[str], value: str) -> str | None:
    return ",".join(sorted(chosen ^ {value})) or None


def _matching(choices: list[Choice], query: str) -> list[Choice]:
    wanted = query.strip().lower()
    return [one for one in choices if wanted in one["name"].lower()] if wanted else choices


def people(actor: Actor, find: str, but: Sequence[int] = ()) -> list[tuple[str, str]]:
    rows = accounts.people(actor).filter(is_active=True)
    rows = rows.exclude(pk__in=but) if but else rows
    if find.strip():
        rows = rows.filter(name__icontains=find.strip())
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")[:MOST_PEOPLE]]


def _choice(value: object, name: str, on: bool, icon: str | None = None, kind: str | None = None) -> Choice:
    return {"value": value, "name": name, "on": on, "icon": icon, "kind": kind}


def _status(actor: Actor, row: Ticket, query: str) -> list[Choice]:
    return [
        _choice(one.key, _(one.label), one.pk == row.status_id, kind=one.category) for one in desk.statuses()
    ]


def _priority(actor: Actor, row: Ticket, query: str) -> list[Choice]:
    now, words = PRIORITIES.get(row.priority), plain_priorities()
    return [_choice(code, words[code], code == now, f"prio-{code}") for code in reversed(words)]


def _type(actor: Actor, row: Ticket, query: str) -> list[Choice]:
    offered = [_choice(one.key, _(one.name), one.pk == row.type_id) for one in kinds.kinds()]
    return [*offered, _choice("none", _("No type"), row.type_id is None, "x")]


def _assignee(actor: Actor, row: Ticket, query: str) -> list[Choice]:
    nobody = _choice("none", _("Nobody"), row.assignee_id is None, "user-x")
    me = _choice(actor.id, _("Me"), row.assignee_id == actor.id, "user")
    rest = [
        _choice(pk, name, str(row.assignee_id) == pk)
        for pk, name in people(actor, query, tickets.kept_out(row.queue_id, REPLY) if row.queue_id else ())
        if pk != str(actor.id)
    ]
    return rest if query else [me, nobody, *rest]


def _responsible(actor: Actor, row: Ticket, query: str) -> list[Choice]:
    """Whoever may open it may answer for it."""
    nobody = _choice("none", _("Nobody"), row.responsible_id is None, "user-x")
    me = _choice(actor.id, _("Me"), row.responsible_id == actor.id, "user")
    out = tickets.kept_out(row.queue_id, VIEW) if row.queue_id else ()
    rest = [
        _choice(pk, name, str(row.responsible_id) == pk)
        for pk, name in people(actor, query, out)
        if pk != str(actor.id)
    ]
    return rest if query else [me, nobody, *rest]


def _sentiment(actor: Actor, row: Ticket, query: str) -> list[Choice]:
    now = sentiment(row.sentiment)
    return [_choice(code, word, code == now, face) for code, (face, word) in plain_sentiments().items()]


def _category(actor: Actor, row: Ticket, query: str) -> list[Choice]:
    """The leaves: groups only hold them together."""
    return [
        _choice(one.key, one.name, one.id == row.category_id)
        for one in desk.category_options()
        if one.is_leaf
    ]


def _tags(actor: Actor, row: Ticket, query: str) -> list[Choice]:
    has = set(row.tags.values_list("name", flat=True))
    return [_choice(name, name, name in has) for name in desk.tag_names()]


def _escalation(actor: Actor, row: Ticket, query: str) -> list[Choice]:
    return [
        _choice("yes", _("Advised"), row.is_escalated, "flag"),
        _choice("no", _("Not needed"), not row.is_escalated, "check"),
    ]


def _spam(actor: Actor, row: Ticket, query: str) -> list[Choice]:
    return [
        _choice("yes", _("Spam"), row.is_spam, "ban"),
        _choice("no", _("Not spam"), not row.is_spam, "check"),
    ]


def _thanks(actor: Actor, row: Ticket, query: str) -> list[Choice]:
    return [
        _choice("yes", _("Thanks only"), row.is_thanks, "smile"),
        _choice("no", _("More than thanks"), not row.is_thanks, "check"),
    ]


def _detail(row: Ticket, key: str) -> list[Choice]:
    """The options of the field, or what was found in the messages; and none of it."""
    found = next((one for one in ai.panel(row).details if one.key == key), None)
    if found is None:
        raise NotFound
    held = row.fields.get(key)
    now = held if isinstance(held, list) else [held]
    choices = [_choice(value, words, value in map(str, now)) for value, words in details.offered(found)]
    return [*choices, _choice("", _("None of these"), held is None, "x")]


OFFERS: dict[str, Callable[[Actor, Any, str], list[Choice]]] = {
    "status": _status,
    "priority": _priority,
    "type": _type,
    "assignee": _assignee,
    "responsible": _responsible,
    "triage-sentiment": _sentiment,
    "triage-category": _category,
    "triage-priority": _priority,
    "triage-tags": _tags,
    "triage-escalation": _escalation,
    "triage-spam": _spam,
    "triage-thanks": _thanks,
}
