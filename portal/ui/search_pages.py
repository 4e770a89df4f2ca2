"""The page of results and what the box offers, for the preview: none, a few, many, trouble, and nothing asked yet."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from portal.ui import samples as s
from portal.ui.samples import Context, Page

SIZES = {"0": 0, "3": 3, "10000": 20}
EXAMPLES = ("status:open assignee:me", "from:bob created:>now-7d", '"exact phrase" -tag:billing', "has:attachment invoice")
PROBLEM = {"text": "There is no field “statsu”; it was looked for as words.", "instead": "charged status:open", "url": "#"}


def search() -> Iterator[Page]:
    template = "portal/agent/search.html"
    for name, count in SIZES.items():
        yield f"search-{name}", template, s.shell(section="") | _found(count)
    yield "search-trouble", template, s.shell(section="") | _found(3) | {"query": "charged statsu:open", "problems": [PROBLEM]}
    yield "search-merged", template, s.shell(section="") | _found(1) | {"query": "T-0007", "merged": [{"was": "T-0007", "label": "T-0042", "url": "#"}]}
    yield "search-first", template, s.shell(section="") | {"query": "", "examples": EXAMPLES, "recent": [{"text": one, "url": "#"} for one in (*EXAMPLES, "חשבונית שגויה")]}
    kinds = (("recent", "refund from:mara", ""), ("field", "status:", "Status"), ("value", "assignee:olivia", "Olivia Owner"), ("value", "tag:big-deal", "A tag with a name that does not end before the edge of the list"))
    yield "search-options", "portal/agent/_search_options.html", {"options": [{"kind": kind, "typed": typed, "name": name, "text": typed, "at": 3} for kind, typed, name in kinds]}


def _found(count: int) -> Context:
    hits = [_hit(row, i) for i, row in enumerate(s.rows(count))]
    beside = [{"kind": kind, "url": "#", "name": name, "also": ""} for kind, name in (("person", s.PEOPLE[0]), ("company", "Nordlicht GmbH"), ("article", "Double charges and how refunds work"), ("colleague", "Dana Whitfield"))]
    orders = [{"name": "Best match", "url": "#", "on": True}, {"name": "Newest", "url": "#", "on": False}]
    return {
        "query": "charged",
        "results": hits,
        "total": 500 if count > 3 else count,
        "total_is_floor": count > 3,
        "problems": [],
        "merged": [],
        "meant": None if count else {"text": "charge", "url": "#"},
        "beside": beside if count else [],
        "facets": _facets(count),
        "orders": orders,
        "can_keep": count > 0,
        "next_url": "#" if count > 3 else "",
        "previous_url": "",
    }


def _hit(row: Context, number: int) -> Context:
    words = row["preview"]
    return row | {
        "status": s.STATUSES[number % 4],
        "title": row["subject"],
        "snippet": Markup("{}<mark>{}</mark>{}").format(words[:20], words[20:28], words[28:]),
        "file": "statement-november.pdf" if number % 5 == 1 else "",
        "assignee": "Dana Whitfield" if number % 3 else "",
    }


def _facets(count: int) -> list[Context]:
    known = (("Status", ("Open", "Waiting on customer", "Resolved")), ("Assignee", ("Nobody", *s.PEOPLE[:4])), ("Queue", ("Support", "A queue with a rather long name of many words")), ("Sentiment", ("Very negative", "Neutral")))
    return [{"name": name, "values": [{"name": one, "count": count * 9 - i, "url": "#"} for i, one in enumerate(values)]} for name, values in known] if count else []
