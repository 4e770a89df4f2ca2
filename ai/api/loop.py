"""What proposals and gaps have in common as programs see them: lists with the tickets behind each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from ai import selectors
from ai.models import Gap, Proposal
from core.doors import shapes
from core.doors.views import DeskViewSet


class LoopViewSet(DeskViewSet):
    """Pages of rows with `tickets`: numbers of the newest five behind each that the caller may see."""

    row_shape: ClassVar[type[shapes.Shape]]

    def rows(self, state: str | None) -> QuerySet:
        """Rows of this state; None: of those that wait for somebody."""
        raise NotImplementedError

    def list(self, request: Request, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.rows(self.query.state)) or []
        return self.get_paginated_response(self.with_tickets(list(page)))

    def show_row(self, row: Proposal | Gap) -> Response:
        return Response(self.with_tickets([row])[0])

    def with_tickets(self, rows: Any) -> Sequence[dict[str, Any]]:
        """Two statements for a page: the rows, and the tickets behind them."""
        numbers = selectors.tickets_of(self.me, rows)
        return [self.row_shape.dump((row, numbers[row.pk])) for row in rows]


def article_id(row: Proposal | Gap) -> str | None:
    """Public id of the article that came of it."""
    return row.article.public_id if row.article else None
