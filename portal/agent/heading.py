"""The head of a list: name, number, sorting, filters in one menu, and what is chosen as chips.

Options of a filter load when it opens.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.accounts import selectors as accounts
from core.accounts.standing_in import stood_in_for
from core.desk import kinds
from core.desk import selectors as desk
from portal.agent import paths
from portal.agent.codes import SENTIMENT_RANKS
from portal.agent.lists import Listing
from portal.agent.shell import number_of
from portal.ui.words import plain_priorities, plain_sentiments
from tenants.kernel.actor import Actor
from tenants.saying import gettext as _

SORTS = {
    "urgency": gettext_lazy("Most urgent"),
    "newest": gettext_lazy("Newest"),
    "oldest": gettext_lazy("Oldest"),
    "created": gettext_lazy("Last opened"),
    "due": gettext_lazy("Due first"),
    "back": gettext_lazy("Back first"),
}
FILTERS = {
    "status": gettext_lazy("Status"),
    "priority": gettext_lazy("Priority"),
    "category": gettext_lazy("Category"),
    "type": gettext_lazy("Type"),
    "sentiment": gettext_lazy("Sentiment"),
    "assignee": gettext_lazy("Assignee"),
    "responsible": gettext_lazy("Responsible"),
    "tag": gettext_lazy("Tag"),
}
COVERED = "covered"  # of an assignee: whose place one takes
PEOPLE = ("assignee", "responsible")
MOST_NAMED = 2  # values of a filter that a chip tells by name
MOST_COUNTED = 1_000  # a list longer than this says so instead of counting on


def of(
    actor: Actor, listing: Listing, rows: Any, numbers: dict[str, int], shown: int, more: bool
) -> dict[str, Any]:
    """`view` of inbox.html. rows: the whole list as a query, counted only when the number is not known."""
    total = _total(listing, rows, numbers, shown, more)
    toggles = _toggles(actor, listing)
    filters = [_filter(listing, key, str(name)) for key, name in FILTERS.items()]
    return {
        "name": listing.name,
        "total": total,
        "sort_name": SORTS[listing.order],
        "is_spam": listing.filters.spam,
        "query": listing.query,
        "rows_url": listing.url(part="rows"),
        "table_url": listing.url(part="table"),
        "clear_url": _clear_url(listing),
        "keep_query": listing.query if listing.is_narrowed else "",
        "remove_key": listing.view if listing.owner else "",
        "edit_url": _edit_url(listing),
        "edit_name": _("Edit view") if listing.owner else _("More conditions"),
        "sorts": [
            {"key": key, "name": name, "url": listing.url(order=key, view=None), "on": key == listing.order}
            for key, name in SORTS.items()
        ],
        "toggles": toggles,
        "filters": filters,
        "chips": _chips(listing, toggles, filters),
    }


def _toggles(actor: Actor, listing: Listing) -> list[dict[str, Any]]:
    return [
        _toggle(listing, _("Mine"), "me"),
        _toggle(listing, _("Unassigned"), "none"),
        *_covered(actor, listing),
        _switch(listing, _("Followed"), "watched"),
        _switch(listing, _("Needs review"), "needs_review"),
        _switch(listing, _("Only thanks"), "thanks"),
    ]


def _chips(
    listing: Listing, toggles: list[dict[str, Any]], filters: list[dict[str, Any]]
) -> list[dict[str, str]]:
    """What is chosen, each with the list without it."""
    words = listing.params.get("q", "")
    return [
        *({"name": one["name"], "url": one["url"]} for one in toggles if one["on"]),
        *({"name": one["said"], "url": _without(listing, one["key"])} for one in filters if one["value"]),
        *([{"name": f"“{words}”", "url": _without(listing, "q")}] if words else []),
    ]


def _without(listing: Listing, key: str) -> str:
    return listing.url(**{key: None, "view": None})


def _clear_url(listing: Listing) -> str | None:
    if not listing.is_narrowed:
        return None
    return paths.listing(view=listing.base) if listing.base else paths.DESK


def _edit_url(listing: Listing) -> str:
    """Where the conditions of one's own view are changed, or a narrowed list becomes a view with them."""
    if listing.owner and listing.view:
        return reverse("agent:view_edit", args=[listing.view])
    query = urlencode({"query": listing.query})
    return f"{reverse('agent:view_new')}?{query}" if listing.is_narrowed else ""


def _total(listing: Listing, rows: Any, numbers: dict[str, int], shown: int, more: bool) -> int:
    if not more:
        return shown
    is_plain = not listing.is_narrowed and not listing.view
    if (known := numbers.get("open") if is_plain else number_of(listing.view, numbers)) is not None:
        return known
    bare = rows.order_by().select_related(None).values("pk")
    return int(bare[:MOST_COUNTED].count())


def _covered(actor: Actor, listing: Listing) -> list[dict[str, Any]]:
    """Of colleagues whose place one takes, only while they are away."""
    away = stood_in_for(actor.id or 0)
    if not away and listing.params.get("assignee") != COVERED:
        return []
    return [_toggle(listing, _("Standing in"), COVERED)]


def _toggle(listing: Listing, name: str, who: str) -> dict[str, Any]:
    on = listing.params.get("assignee") == who
    return {"name": name, "url": listing.url(assignee=None if on else who), "on": on}


def _switch(listing: Listing, name: str, flag: str) -> dict[str, Any]:
    """needs_review: two engines read them differently. thanks: the customer's last words are nothing more."""
    on = getattr(listing.filters, flag)
    return {"name": name, "url": listing.url(**{flag: None if on else "1"}), "on": on}


def _filter(listing: Listing, key: str, name: str) -> dict[str, Any]:
    chosen = listing.params.get(key, "")
    if key == "assignee" and chosen in ("me", "none", COVERED):
        chosen = ""  # the toggles say it
    query = listing.query
    value = word(key, chosen) if chosen else None
    return {
        "key": key,
        "name": name,
        "value": value,
        "said": f"{name}: {value}",
        "options": [],
        "options_url": f"/desk/options/{key}/" + (f"?{query}" if query else ""),
    }


def word(key: str, value: str) -> str:
    """A filter's values as people call them; more than two are counted."""
    chosen = value.split(",")
    if len(chosen) > MOST_NAMED:
        return str(len(chosen))
    known = people_named(chosen) if key in PEOPLE else names(key)
    return ", ".join(known.get(one, one) for one in chosen)


def people_named(chosen: list[str]) -> dict[str, str]:
    """{id: name} of colleagues, and of the words that stand for some. One query, none for words alone."""
    ids = [int(one) for one in chosen if one.isdecimal() and len(one) < 10]
    found = {str(pk): name for pk, name in accounts.names_of(ids).items()} if ids else {}
    return {"me": _("Me"), "none": _("Nobody"), COVERED: _("Standing in"), **found}


def names(key: str) -> dict[str, str]:
    """{value: name} of every option of a filter that is a remembered list."""
    if key == "status":
        return {row.key: _(row.label) for row in desk.statuses()}
    if key == "priority":
        return dict(reversed(plain_priorities().items()))
    if key == "type":
        return {row.key: _(row.name) for row in kinds.kinds()}
    if key == "category":
        return {row.key: row.name for row in desk.categories()}
    if key == "sentiment":
        return {str(SENTIMENT_RANKS[code]): words for code, (_mark, words) in plain_sentiments().items()}
    if key == "tag":
        return {row.name: row.name for row in desk.tags()}
    return {}


def empty_state(listing: Listing, actor: Actor) -> dict[str, str]:
    """What an empty list says, with the first step where there is one."""
    if listing.filters.q or listing.is_narrowed:
        return _empty(
            "search",
            _("Nothing matches"),
            _("Take a filter away to see more."),
            paths.DESK,
            _("Show all open"),
        )
    if listing.view == "my-open":
        text = _("Take one from the inbox: open it and press i.")
        return _empty("user", _("Nothing is yours right now"), text, paths.DESK, _("Show all open"))
    if listing.view in ("", "all-open"):
        text = _("New mail to your addresses appears here by itself, most urgent first.")
        can = actor.may("tickets.create")
        return _empty(
            "inbox", _("Nothing waits here"), text, "/desk/tickets/new/" if can else "", _("New ticket")
        )
    if listing.view == "spam":
        text = _("What triage takes for spam, and what you call so, waits here. Nothing is ever deleted.")
        return _empty("ban", _("No spam"), text)
    if listing.view == "snoozed":
        text = _("Put a ticket aside with h: it leaves the lists, and comes back when its time is over.")
        return _empty("alarm-clock", _("Nothing is put aside"), text)
    return _empty("circle-check", _("Nothing here"), _("Tickets of this view show here by themselves."))


def _empty(icon: str, title: str, text: str, url: str = "", action: str = "") -> dict[str, str]:
    return {"icon": icon, "title": title, "text": text, "action_url": url, "action": action}
