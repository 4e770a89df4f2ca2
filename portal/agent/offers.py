"""What actions offer to choose from, asked once for a page on which many rules or macros name them."""

from __future__ import annotations

from core.automation.actions import Action


class Offers:
    """Lives as long as one page is made: people, canned replies, chains ... change between two of them."""

    def __init__(self) -> None:
        self._found: dict[str, list[tuple[str, str]]] = {}

    def of(self, action: Action) -> list[tuple[str, str]]:
        """[(key, words)], a query for the first that asks."""
        if action.name not in self._found:
            self._found[action.name] = [(key, str(label)) for key, label in action.options()]
        return self._found[action.name]
