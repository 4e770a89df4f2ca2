"""/api/v1/articles/ and /api/v1/sections/: reading for everybody, writing for colleagues."""

from __future__ import annotations

from typing import Any

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.taking import Given, gives, takes
from core.doors.views import ANYONE, DeskViewSet
from core.knowledge import selectors, services
from core.knowledge.api import serializers as takes_in
from core.knowledge.api import shapes
from core.knowledge.rules import PUBLISH, WRITE


class ArticleViewSet(DeskViewSet):
    """Articles. Strangers and customers see public ones; `q` searches, best first, 20 at most."""

    lookup_field = "public_id"
    lookup_value_converter = "str"
    ordering = ("-updated_at", "-id")
    shows = shapes.ArticleOut
    filters = takes_in.ArticleQuery
    needs = {
        "list": ANYONE,
        "retrieve": ANYONE,
        "create": WRITE,
        "partial_update": WRITE,
        "publish": PUBLISH,
        "withdraw": PUBLISH,
        "destroy": PUBLISH,
    }

    @gives(shapes.ArticleLine)
    def list(self, request: Request, **kwargs: Any) -> Response:
        rows = selectors.visible(self.actor).order_by(*self.ordering)
        if self.query.q:
            return self.show_found(self.query.q)
        if self.query.section:
            rows = rows.filter(section__slug=self.query.section)
        if self.query.visibility:
            rows = rows.filter(visibility=self.query.visibility)
        return self.show_page(rows, shapes.ArticleLine)

    def show_found(self, question: str) -> Response:
        found = selectors.search(question, self.actor, limit=20)
        results = [shapes.ArticleLine.dump(row) for row in found]
        return Response({"next": None, "previous": None, "results": results})

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(selectors.article_for(self.actor, kwargs["public_id"]))

    @takes(takes_in.ArticleIn)
    def create(self, request: Request, data: Given) -> Response:
        article = services.write_article(by=self.me, **self._values(data))
        return self.show(article, 201)

    @takes(takes_in.ArticleIn)
    def partial_update(self, request: Request, public_id: str, data: Given) -> Response:
        article = selectors.article_for(self.me, public_id, to=WRITE)
        article = services.edit_article(article, by=self.me, seen=self.seen(request), **self._values(data))
        return self.show(article)

    @takes(takes_in.PublishIn)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, public_id: str, data: Given) -> Response:
        article = selectors.article_for(self.me, public_id, to=PUBLISH)
        return self.show(
            services.publish_article(article, by=self.me, internal=data.internal, seen=self.seen(request))
        )

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, public_id: str) -> Response:
        article = selectors.article_for(self.me, public_id, to=PUBLISH)
        return self.show(services.withdraw_article(article, by=self.me, seen=self.seen(request)))

    def destroy(self, request: Request, public_id: str) -> Response:
        services.delete_article(selectors.article_for(self.me, public_id, to=PUBLISH), by=self.me)
        return self.done()

    def _values(self, data: Given) -> dict[str, Any]:
        values = dict(data.sent)
        if values.get("section") is not None:
            values["section"] = selectors.section(values["section"])
        return values


class SectionViewSet(DeskViewSet):
    """The shelves of the help centre, in order."""

    pagination_class = None  # type: ignore[assignment]
    shows = shapes.SectionOut
    needs = {"list": ANYONE}

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(selectors.sections())
