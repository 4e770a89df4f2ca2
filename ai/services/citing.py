"""What a suggestion stands on, as its row keeps it: cited sources, near ones, what colleagues alone know."""

from __future__ import annotations

from typing import Any

from ai import sources
from ai.contracts import Draft, Source
from ai.drafting import Ground

QUOTED = 600  # characters of a source that the agent sees


def rows(draft: Draft, on: Ground) -> list[dict[str, Any]]:
    """[{marker, kind, id, title, url, quote}]: cited ones with their marker, all others without.

    taught: only where colleagues' answers speak for it, the replies that were these lessons.

    Internal articles come last and never have a marker: no draft cites them.
    """
    known = {one.id: one for one in sources.index().sources}
    cited = [(one.source_id, one.marker, one.quote) for one in draft.citations]
    shown = cited if draft.body else [(one.source_id, "", "") for one in draft.nearest]
    found = [
        _row(known[name], marker, quote) | ({"taught": on.taught[name]} if on.taught.get(name) else {})
        for name, marker, quote in shown
        if name in known
    ]
    internal = [_row(one.passage.source, quote=one.passage.text) for one in on.internal]
    return found + internal


def _row(source: Source, marker: str = "", quote: str = "") -> dict[str, str]:
    return {
        "marker": marker,
        "id": source.id,
        "kind": source.kind,
        "title": source.title,
        "url": source.url,
        "quote": quote[:QUOTED],
    }
