"""The archive in the gallery: its settings, and a ticket that lies in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.ui import samples as s
from portal.ui.samples import Page, back


def tickets() -> Iterator[Page]:
    """One that may be brought back, and one for who may only read."""
    closed = {"kind": "closed", "name": "Closed"}
    row = s.ticket() | {"archived_at": back(60 * 24 * 40), "is_finished": True, "status": closed}
    may = {f"may_{name}": False for name in ("reply", "note", "change", "assign", "correct", "delete")}
    for name, may_bring_back in (("ticket-archived", True), ("ticket-archived-read", False)):
        page = s.ticket_page(3, ticket=row, **may, may_bring_back=may_bring_back)
        yield name, "portal/agent/ticket.html", page


def statuses(base: str, shell: Any) -> Iterator[Page]:
    """By category: the usual ones, one that is not offered, and a name that is missing."""
    plain = {"label": "In progress", "customer_label": "In progress", "sla_mode": "run", "is_default": False, "is_hidden": False, "key": "x", "kind": "open", "said": "In progress", "customers": "In progress", "clock": "Promises run", "held": 1204, "targets": [("open", "Open"), ("resolved", "Resolved")]}
    groups = [
        {"name": "New", "rows": [plain | {"id": 1, "said": "New", "kind": "new", "is_default": True, "targets": []}]},
        {"name": "Open", "rows": [plain | {"id": 2, "said": "Open", "is_default": True, "targets": []}, plain | {"id": 3}, plain | {"id": 4, "said": "Störung an der Außenstelle mit sehr langem Namen", "customers": "", "is_hidden": True, "held": 0}]},
        {"name": "On hold", "rows": [plain | {"id": 5, "said": "On hold", "kind": "on_hold", "is_default": True, "clock": "Promises are paused"}]},
    ]
    frame = shell("statuses") | {"groups": groups, "categories": [("new", "New"), ("open", "Open")], "clocks": [("run", "Promises run"), ("pause", "Promises are paused"), ("stop", "Promises stop")], "key": "k"}
    data = {"label": "", "customer_label": "", "category": "open", "sla_mode": "run"}
    yield "settings-statuses", f"{base}statuses.html", frame | {"form": {"data": data, "errors": {}}}
    yield "settings-statuses-wrong", f"{base}statuses.html", frame | {"form": {"data": data, "errors": {"label": ["This field is required."]}}}


def numbers(base: str, shell: Any) -> Iterator[Page]:
    """How numbers are written: as at first, and after a prefix that is none."""
    frame = shell("numbers") | {"example": "T-0042", "former": (), "most": 8, "longest": 10}
    for name, data, errors in (
        ("settings-numbers", {"prefix": "ACME-", "padding": "5"}, {}),
        ("settings-numbers-wrong", {"prefix": "2026", "padding": "99"}, {
            "prefix": ["Begin with a letter, use letters, digits and - . / _ : #, and do not end with a digit."],
            "padding": ["Write numbers with 1 to 8 digits."],
        }),
    ):  # fmt: skip
        more = {} if errors else {"example": "ACME-00042", "former": ("T-", "HD/")}
        yield name, f"{base}numbers.html", frame | more | {"form": {"data": data, "errors": errors}}


def settings(base: str, shell: Any) -> Iterator[Page]:
    """Under way, never used, and a number that is none."""
    frame = shell("archive") | {"bounds": (1, 240), "choices": (6, 12, 24, 36, 60), "list_url": "/search/"}
    states: dict[str, Any] = {
        "settings-archive": {"archived": 84_120, "waiting": 1_204, "is_on": True},
        "settings-archive-0": {"archived": 0, "waiting": 0, "is_on": False},
        "settings-archive-wrong": {"archived": 12, "waiting": 0, "is_on": True},
    }
    for name, facts in states.items():
        data = {"months": {"settings-archive": "24", "settings-archive-0": ""}.get(name, "soon")}
        errors = {"months": ["Archive tickets after 1 to 240 months, or never."]} if name.endswith("wrong") else {}
        yield name, f"{base}archive.html", frame | facts | {"form": {"data": data, "errors": errors}}
