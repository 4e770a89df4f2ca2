"""New and solved per day as bars of an SVG: numbers alone, for our content policy allows no inline styles."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.reports.selectors import Figures, Sums
from portal.ui.times import day as day_words

WIDTH, HEIGHT = 720, 180  # of the plot, in units of the drawing
EDGE, FOOT = 34, 22  # room for numbers at the side, and for days below
MOST_BARS = 31  # days that are drawn one by one; longer spans are drawn by week
LABELS = 6  # at most, below
BARS = ("opened", "solved")


def of(found: Figures) -> dict[str, Any]:
    """{bars [{x, y, height, width, kind, title}], lines [{y, words}], labels [{x, words}], by_week, ...}"""
    spans = _spans(found)
    top = _top(max((sums[kind] for _first, _last, sums in spans for kind in BARS), default=0))
    step = (WIDTH - EDGE) / len(spans)
    wide = max(2.0, min(18.0, step * 0.36))
    bars = [
        _bar(kind, EDGE + step * (index + 0.5) + (place - 1) * wide, wide, span, top)
        for index, span in enumerate(spans)
        for place, kind in enumerate(BARS)
    ]
    every = max(1, -(-len(spans) // LABELS))
    return {
        "width": WIDTH,
        "height": HEIGHT + FOOT,
        "foot": HEIGHT + FOOT - 6,
        "edge": EDGE,
        "bars": bars,
        "lines": [{"y": _y(number, top), "words": number} for number in (0, top // 2, top)],
        "labels": [
            {"x": round(EDGE + step * (index + 0.5), 1), "words": day_words(first)}
            for index, (first, _last, _sums) in enumerate(spans)
            if index % every == 0
        ],
        "by_week": found.window.length > MOST_BARS,
    }


def _spans(found: Figures) -> list[tuple[date, date, Sums]]:
    """(first day, last day, sums): days, or sevens of days of a longer span."""
    size = 1 if found.window.length <= MOST_BARS else 7
    spans = []
    every = found.window.days
    for start in range(0, len(every), size):
        days = every[start : start + size]
        sums = Sums()
        for day in days:
            if day in found.days:
                sums.add(found.days[day].numbers)
        spans.append((days[0], days[-1], sums))
    return spans


def _bar(kind: str, x: float, wide: float, span: tuple[date, date, Sums], top: int) -> dict[str, Any]:
    first, last, sums = span
    when = day_words(first) if first == last else f"{day_words(first)} – {day_words(last)}"
    words = _("%(day)s: %(number)s new") if kind == "opened" else _("%(day)s: %(number)s solved")
    y = _y(sums[kind], top)
    return {
        "x": round(x, 1),
        "y": y,
        "width": round(wide - 1, 1),
        "height": round(HEIGHT - y, 1),
        "kind": kind,
        "title": words % {"day": when, "number": sums[kind]},
    }


def _y(number: int, top: int) -> float:
    return round(8 + (HEIGHT - 8) * (1 - number / top), 1)


def _top(most: int) -> int:
    """An even round number that nothing exceeds."""
    for step in (2, 4, 6, 8, 10, 12, 16, 20, 30, 40, 60, 80, 100):
        if most <= step:
            return step
    size = 10 ** (len(str(most)) - 1)
    return -(-most // size) * size if (-(-most // size) * size) % 2 == 0 else (-(-most // size) + 1) * size
