"""Charts as numbers for SVG: our content policy allows no inline styles, so shapes carry attributes only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

SIDE, EDGE = 220, 28  # of the square plot and of the room for its labels, in units of the drawing


def curve(bins: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Confidence against accuracy; points grow with their number. bins: rows with sure, decided, right."""
    most = max((row["decided"] for row in bins), default=1)
    points = [
        {
            "x": round(EDGE + SIDE * row["sure"], 1),
            "y": round(SIDE * (1 - row["right"] / row["decided"]) + 8, 1),
            "r": round(2.5 + 4.5 * (row["decided"] / most) ** 0.5, 1),
            "sure": round(100 * row["sure"]),
            "right": 100 * row["right"] // row["decided"],
            "number": row["decided"],
        }
        for row in bins
    ]
    line = " ".join(f"{point['x']},{point['y']}" for point in points)
    return {"points": points, "line": line, "side": SIDE, "edge": EDGE}
