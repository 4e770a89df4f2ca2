"""Ten fingers and no mouse: what a journey does that never touches a pointer.

Every step leaves the focus somewhere: a keyboard that has fallen to the body of the page is lost.
"""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

SLOW = 60_000  # milliseconds that a busy machine may take for an answer
MOST_STEPS = 40  # from a control to another one of the same menu, dialog or list
OPEN_MENU = "details.menu[open]"
HELD = """() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  return `${one.getAttribute("aria-label") ?? one.innerText ?? ""} ${one.value ?? ""}`.trim();
}"""
# how many rows the focus is above this one; from elsewhere the list is entered downwards
AWAY = """row => {
  const rows = [...document.querySelectorAll("[data-row]")];
  const at = rows.indexOf(document.activeElement);
  return at < 0 ? 1 : rows.indexOf(row) - at;
}"""
# pointer events that a person made, counted from the first script of each page on
COUNT = """sessionStorage.touched ??= 0;
for (const type of ["pointerdown", "mousedown", "touchstart"])
  addEventListener(type, (event) => { if (event.isTrusted) sessionStorage.touched++; }, true);"""


class Hand:
    def __init__(self, page: Any) -> None:
        self.page = page
        page.add_init_script(COUNT)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def held(self) -> str:
        """What the focus is on, in words; "" for nothing."""
        return str(self.page.evaluate(HELD))

    def reach(self, words: str, by: str = "Tab") -> None:
        """Press a key until something with these words has the focus."""
        ways = []
        for _ in range(MOST_STEPS):
            ways.append(self.held())
            if re.search(words, ways[-1]):
                return
            self.press(by)
        raise AssertionError(f"{words!r} is not reached by {by}: {ways}")

    def choose(self, key: str, words: str, menu: str = OPEN_MENU) -> None:
        """Open a menu by its key and take what is called so."""
        self.press(key)
        self.page.locator(f"{menu} .menu-item").first.wait_for(timeout=SLOW)
        self.press("ArrowDown")
        self.reach(words, by="ArrowDown")
        self.press("Enter")

    def find(self, key: str, words: str) -> None:
        """Open a menu by its key, type what is wanted, and take the first."""
        self.press(key)
        expect(self.page.locator(f"{OPEN_MENU} input[type=search]")).to_be_focused(timeout=SLOW)
        self.type(words)
        self.press("Enter")

    def to_row(self, words: str) -> None:
        """From wherever the list stands to the row of this ticket, with j and k."""
        row = self.page.locator("[data-row]", has_text=words).first
        row.wait_for(timeout=SLOW)
        for _ in range(MOST_STEPS):
            away = row.evaluate(AWAY)
            if away == 0:
                return
            self.press("j" if away > 0 else "k")
        raise AssertionError(f"{words} is not reached by j and k: {self.held()}")

    def is_somewhere(self) -> None:
        expect(self.page.locator(":focus")).to_have_count(1, timeout=SLOW)

    def touched(self) -> int:
        """How often a pointer was used in this window."""
        return int(self.page.evaluate("Number(sessionStorage.touched)"))
