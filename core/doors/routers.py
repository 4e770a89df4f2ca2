"""Routes only what a viewset names in `needs`: an action without a permission has no address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.routers import SimpleRouter


class DeskRouter(SimpleRouter):
    """`register("tickets", TicketViewSet, "ticket")` gives ticket-list, ticket-detail, ticket-assign."""

    def __init__(self) -> None:
        super().__init__(use_regex_path=False)

    def get_method_map(self, viewset: Any, method_map: Mapping[str, str]) -> dict[str, str]:
        found: dict[str, str] = super().get_method_map(viewset, method_map)
        return {method: action for method, action in found.items() if action in viewset.needs}
