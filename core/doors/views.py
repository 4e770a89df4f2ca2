"""The doors of the API. A view fetches, does and shows; everything else is here, once.

DeskViewSet is for resources, DeskView for single addresses. Both refuse an action that `needs`
does not name, turn If-Match into `seen` and a version into an ETag, honour Idempotency-Key on
POST, and answer every fault as problem JSON. How to use them: core/doors/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import FilterSet  # type: ignore[import-untyped]
from django_filters.rest_framework import DjangoFilterBackend  # type: ignore[import-untyped]
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from core.doors import answers, shapes, standing
from core.doors.needs import ANYONE, SIGNED_IN, Need, Needs
from core.doors.pages import CursorPages, Listing
from core.doors.schema import Schema
from core.doors.taking import Given, gives, nothing_of, parse, takes
from tenants.database.prepared import prepared
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, NotFound, Unauthenticated

__all__ = ["ANYONE", "SIGNED_IN", "DeskView", "DeskViewSet", "Given", "gives", "takes"]
PAGING = frozenset({"cursor", "page_size"})  # of every list
_ETAG = re.compile(r'^(?:W/)?"(\d{1,18})"$')


class BadIfMatch(Invalid):
    code = "if_match.invalid"
    sentence = 'If-Match takes the ETag of the last answer, such as W/"3".'


class Door(APIView):
    """What both kinds of view share."""

    needs: ClassVar[Mapping[str, Need]] = {}
    shows: ClassVar[shapes.Shows | None] = None
    keeps_answers: ClassVar[bool] = True  # False where an answer holds a secret that must not be stored
    permission_classes = (Needs,)
    metadata_class = None
    schema = Schema()

    def current_action(self) -> str | None:
        """The key of `needs` for this request; None when the method leads nowhere (405)."""
        method = str(self.request.method).lower().replace("head", "get")
        is_ours = method != "options" and method in self.http_method_names and hasattr(self, method)
        return method if is_ours else None

    @property
    def actor(self) -> Actor | None:
        """Who asks, as session or token say; None for strangers.

        A cookie alone is nobody here: the authentication must have accepted it (CSRF).
        """
        if getattr(self.request, "user", None) is None:
            return None
        return getattr(self.request, "actor", None)

    @property
    def me(self) -> Actor:
        """Who asks, where `needs` lets nobody else in."""
        if self.actor is None:
            raise Unauthenticated
        return self.actor

    def seen(self, request: Request) -> int | None:
        """The version in If-Match; None without one or with `*`. Raises BadIfMatch."""
        sent = request.headers.get("If-Match", "").strip()
        if sent in ("", "*"):
            return None
        if not (match := _ETAG.match(sent)):
            raise BadIfMatch
        return int(match[1])

    def show(self, thing: Any, status: int = 200, shows: shapes.Shows | None = None) -> Response:
        """One object in the view's shape, with its version as ETag."""
        if (shape := shows or self.shows) is None:
            raise TypeError(f"{type(self).__name__} says not what it shows")
        data = shapes.dump(shape, thing, {"request": self.request, "view": self})
        version = getattr(thing, "version", None)
        return Response(data, status, headers={"ETag": f'W/"{version}"'} if version is not None else None)

    def show_all(self, things: Iterable[Any], shows: shapes.Shows | None = None) -> Response:
        """A short list without pages."""
        if (shape := shows or self.shows) is None:
            raise TypeError(f"{type(self).__name__} says not what it shows")
        return Response(shapes.dump_all(shape, list(things), {"request": self.request, "view": self}))

    def done(self) -> Response:
        """204: it is so, and there is nothing to show."""
        return Response(status=204)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        standing.check(request, self.actor, self.needs.get(self.current_action() or ""))
        if (
            request.method == "POST"
            and self.keeps_answers
            and self.actor
            and answers.HEADER in request.headers
        ):
            # the method is looked up on the view right after this
            self.post = answers.once(self.post, self.actor)  # type: ignore[has-type, attr-defined]


class DeskView(Door):
    """One address. `needs` has lower-case methods as keys: {"get": SIGNED_IN, "patch": SIGNED_IN}."""


class DeskViewSet(Door, GenericViewSet):
    """A resource. `list` and `retrieve` work as they are; other actions are a few lines each."""

    ordering: ClassVar[tuple[str, ...]] = ("-id",)
    filters: ClassVar[type[FilterSet] | type[Serializer] | None] = None
    pagination_class = CursorPages
    lookup_value_converter = "int"
    query: Given  # the parsed query parameters, where `filters` is a serializer

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.filters is not None and issubclass(cls.filters, FilterSet):
            cls.filterset_class = cls.filters  # type: ignore[attr-defined]
            cls.filter_backends = [DjangoFilterBackend]

    def current_action(self) -> str | None:
        return self.action if self.action != "metadata" else None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action == "list" and self.filters is not None and issubclass(self.filters, Serializer):
            sent = request.query_params
            self.query = parse(self.filters, sent) if set(sent) - PAGING else nothing_of(self.filters)

    def get_object(self) -> Any:
        """The row of the address among those the actor may see. Raises NotFound."""
        name = self.lookup_url_kwarg or self.lookup_field
        row = self.get_queryset().filter(**{self.lookup_field: self.kwargs[name]}).first()
        if row is None:
            raise NotFound
        return row

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_page(self.filter_queryset(self.get_queryset()))

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(self.get_object())

    def show_page(self, rows: QuerySet | Listing, shows: shapes.Shows | None = None) -> Response:
        """One cursor page of the rows, in their own order or else the view's."""
        if (shape := shows or self.shows) is None:
            raise TypeError(f"{type(self).__name__} says not what it shows")
        with prepared():
            page = self.paginate_queryset(rows) or []  # type: ignore[arg-type]  # a Listing is ours
        return self.get_paginated_response(
            shapes.dump_all(shape, list(page), {"request": self.request, "view": self})
        )
