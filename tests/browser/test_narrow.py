"""At 390 px no page of the gallery scrolls sideways, runs out of its box or squeezes its words to a thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.gallery import served

pytestmark = pytest.mark.browser
HAND = {"width": 390, "height": 844}
AT_ONCE = 25  # pages before Python has a word again
# What is seen of each page in a frame: words wider than their box, and boxes with words thinner than two letters.
WALK = """async ([names, {width, height}]) => {
  document.querySelector("iframe")?.remove();
  const frame = document.body.appendChild(document.createElement("iframe"));
  Object.assign(frame.style, {width: `${width}px`, height: `${height}px`, border: 0});
  const found = [];
  const THIN = 24, LONG = 12; // px; letters that would stand below each other
  for (const name of names) {
    await new Promise((done) => { frame.onload = done; frame.src = name; });
    const {document: page} = frame.contentWindow;
    await page.fonts.ready;
    const tell = (what, element) => found.push(`${name}: ${what}: ${element.textContent.trim().slice(0, 60)}`);
    if (page.documentElement.scrollWidth > width) found.push(`${name}: scrolls sideways`);
    for (const one of page.querySelectorAll("body *")) {
      const text = [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join(" ").trim();
      if (text.length < LONG || !one.checkVisibility({contentVisibilityAuto: true}) || one.closest(".sr-only, .skip, svg, pre, code")) continue;
      const {display, overflowX, position} = frame.contentWindow.getComputedStyle(one);
      if (display === "inline" || overflowX !== "visible" || position === "fixed" || one.closest("thead")) continue;
      if (one.clientWidth < THIN) tell("squeezed", one);
      else if (one.scrollWidth > one.clientWidth + 2) tell("runs over", one);
    }
  }
  return found;
}"""


def test_no_page_is_too_wide_for_a_hand(chromium: Any, tmp_path: Path) -> None:
    with served(tmp_path) as address:
        names = [
            path.relative_to(tmp_path).as_posix()
            for path in sorted(tmp_path.rglob("*.html"))
            if path.read_text().lstrip().startswith("<!doctype")
        ]
        (tmp_path / "host.html").write_text("<!doctype html><title>Host</title><body>")
        page = chromium.new_page(viewport=HAND)
        page.goto(f"{address}/host.html")
        found = [
            line
            for at in range(0, len(names), AT_ONCE)
            for line in page.evaluate(WALK, [[f"/{name}" for name in names[at : at + AT_ONCE]], HAND])
        ]
        page.close()
    assert len(names) > 200
    assert found == []
