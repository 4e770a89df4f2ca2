"""How a person looks at a list: which list an address means to them, in which layout and order.

What is chosen stays with the person and the list (core/desk/looks.py). An address may name another layout for
once: links on a board stay on the board although what narrows a list makes another list of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, QueryDict

from core.accounts import sessions
from core.desk import looks
from core.desk.looks import Look
from portal.agent import heading, lists, shell

if TYPE_CHECKING:
    from core.desk.models import SavedView


def at(request: HttpRequest, asked: QueryDict, views: list[SavedView]) -> tuple[lists.Listing, Look]:
    """The list that is asked for and how it looks to whoever asks; its layout is never empty. BadFilter."""
    listing = lists.of(asked, views)
    seen = looks.look(shell.workspace(request), listing.key)
    if seen.order in heading.SORTS and not asked.keys() & {"order", "sort"}:
        asked = asked.copy()
        asked["order"] = seen.order
        listing = lists.of(asked, views)
    usual = next((view.layout for view in views if view.key == (listing.view or listing.base)), "")
    layout = listing.layout or seen.layout or usual or looks.LAYOUTS[0]
    seen = replace(seen, layout=layout, lanes="" if seen.lanes == seen.group else seen.lanes)
    named = layout if listing.layout or layout != looks.LAYOUTS[0] else ""
    return replace(listing, layout=named), seen


def chosen(given: QueryDict) -> dict[str, Any]:
    """What a form says about the look; everything else it says is left alone."""
    values: dict[str, Any] = {name: given[name] for name in looks.NAMES - {"columns"} if name in given}
    if "usual" in given:
        values["columns"] = None
    elif "columns" in given:
        names = [name for name in given.getlist("columns") if name]
        values["columns"] = [[name, given.get(f"width-{name}", "normal")] for name in names] or None
    return values


def workspace_changed(request: HttpRequest) -> None:
    """What was kept a moment ago holds for the rest of this request, too."""
    if user := sessions.user_of(request):
        user.refresh_from_db(fields=["workspace"])
