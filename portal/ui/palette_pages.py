"""What the palette finds, for the preview: each kind, long and foreign names, one that wants to be markup, nothing."""

from __future__ import annotations

from collections.abc import Iterator

from portal.ui import samples as s
from portal.ui.samples import Context, Page

HOSTILE = "<img src=x onerror=alert(1)> & Sons"


def palette() -> Iterator[Page]:
    template = "portal/agent/_palette_found.html"
    yield "palette/index", template, {"groups": groups()}
    yield "palette-number", template, {"groups": groups()[:1]}
    yield "palette-0", template, {"groups": []}


def groups() -> list[Context]:
    tickets = [_item(i, s.SUBJECTS[i], s.PEOPLE[i]) | {"label": f"T-{42 + i:04d}", "status": s.STATUSES[i % 4]} for i in range(5)]
    people = [_item(i, s.PEOPLE[i], f"person{i}@nordlicht.example") for i in range(3)]
    companies = [_item(i, name) for i, name in enumerate(("Nordlicht GmbH", HOSTILE))]
    tasks = [_item(i, s.SUBJECTS[i]) | {"label": f"TASK-{7 + i:04d}", "status": s.STATUSES[i]} for i in range(2)]
    articles = [_item(0, "Double charges and how refunds work", "Public")]
    found = (("ticket", "Tickets", tickets), ("task", "Tasks", tasks), ("person", "Customers", people), ("company", "Companies", companies), ("article", "Articles", articles))
    return [{"key": key, "name": name, "items": items} for key, name, items in found]


def _item(i: int, words: str, beside: str = "") -> Context:
    return {"id": i, "url": f"/tickets/{42 + i}/", "words": words, "beside": beside}
