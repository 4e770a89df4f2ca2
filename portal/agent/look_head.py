"""Above a list: how it can be looked at, and what each layout lets one choose."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from core.desk.looks import Look
from portal.agent import board, calendar, table, view_words
from portal.agent.lists import Listing

Context = dict[str, Any]
ICONS = {"list": "panel-left", "table": "table", "board": "kanban", "calendar": "calendar-days"}


def of(request: HttpRequest, listing: Listing, seen: Look) -> Context:
    """`look` of _list.html. query: the list as the address has it, for the form that keeps the look."""
    return {
        "layout": seen.layout,
        "query": listing.query,
        "layouts": [
            {"key": key, "name": name, "icon": ICONS[key], "on": key == seen.layout}
            for key, name in view_words.layouts()
        ],
        "menus": MENUS[seen.layout](seen) if seen.layout in MENUS else [],
        "density": seen.density,
        "columns": table.offered(request, seen) if seen.layout == "table" else [],
        "widths": table.widths(),
    }


MENUS = {"board": board.choices, "calendar": calendar.choices}
