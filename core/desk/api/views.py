"""/api/v1/ queues, statuses, categories, types, tags, canned-replies: short lists, so they come whole."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.desk import selectors, services, texts, variables
from core.desk.api import serializers as takes_in
from core.desk.api import shapes
from core.desk.kinds import kinds
from core.desk.packs import offered
from core.desk.rules import ARRANGE, VIEW
from core.doors.taking import Given, gives, takes
from core.doors.views import DeskViewSet
from tenants.kernel.errors import NotFound

PORTAL = "portal.tickets"
OPEN_TO_AGENTS = {"list": VIEW, "create": ARRANGE, "partial_update": ARRANGE, "destroy": ARRANGE}


class DeskList(DeskViewSet):
    """A list that fits on one screen: no pages."""

    pagination_class = None  # type: ignore[assignment]

    def row(self, rows: Any, pk: int) -> Any:
        """The one of a short list with this id. NotFound."""
        for row in rows:
            if row.pk == pk:
                return row
        raise NotFound


class QueueViewSet(DeskList):
    """Where tickets wait. Exactly one is the default."""

    shows = shapes.QueueOut
    needs = OPEN_TO_AGENTS

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(selectors.queues())

    @takes(takes_in.QueueIn)
    def create(self, request: Request, data: Given) -> Response:
        return self.show(services.save_queue(None, by=self.me, **self._values(data)), 201)

    @takes(takes_in.QueueIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        return self.show(services.save_queue(selectors.queue(pk), by=self.me, **self._values(data)))

    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_queue(selectors.queue(pk), by=self.me)
        return self.done()

    def _values(self, data: Given) -> dict[str, Any]:
        values = dict(data.sent)
        if values.get("team") is not None:
            values["team"] = self.row(selectors.teams(), values["team"])
        if values.get("calendar") is not None:
            values["calendar"] = selectors.calendar(values["calendar"])
        return values


class StatusViewSet(DeskList):
    """What people call the states of a ticket; each belongs to a fixed category."""

    shows = shapes.StatusOut
    needs = OPEN_TO_AGENTS

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(selectors.statuses(hidden=True))

    @takes(takes_in.StatusIn)
    def create(self, request: Request, data: Given) -> Response:
        return self.show(services.save_status(None, by=self.me, **data.sent), 201)

    @takes(takes_in.StatusIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        row = self.row(selectors.statuses(hidden=True), pk)
        return self.show(services.save_status(row, by=self.me, **data.sent))

    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_status(self.row(selectors.statuses(hidden=True), pk), by=self.me)
        return self.done()


class CategoryViewSet(DeskList):
    """What tickets are about. Customers see names only, to choose from when they write."""

    shows = shapes.CategoryOut
    needs = {**OPEN_TO_AGENTS, "list": (VIEW, PORTAL)}

    def list(self, request: Request, **kwargs: Any) -> Response:
        own = shapes.CategoryOut if self.me.may(VIEW) else shapes.CategoryForCustomer
        return self.show_all(selectors.categories(), own)

    @takes(takes_in.CategoryIn)
    def create(self, request: Request, data: Given) -> Response:
        return self.show(services.save_category(None, by=self.me, **self._values(data)), 201)

    @takes(takes_in.CategoryIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        return self.show(services.save_category(self._row(pk), by=self.me, **self._values(data)))

    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_category(self._row(pk), by=self.me)
        return self.done()

    def _row(self, pk: int) -> Any:
        if (row := selectors.category_by_id(pk)) is None:
            raise NotFound
        return row

    def _values(self, data: Given) -> dict[str, Any]:
        values = dict(data.sent)
        if values.get("parent") is not None:
            values["parent"] = selectors.category(values["parent"])
        if values.get("queue") is not None:
            values["queue"] = selectors.queue(values["queue"])
        return values


class PackViewSet(DeskList):
    """Ready-made sets of categories for a trade, e.g. an online shop."""

    shows = shapes.PackOut
    lookup_field = "key"
    lookup_value_converter = "slug"
    needs = {"list": VIEW, "use": ARRANGE, "leave": ARRANGE}

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(offered())

    @gives(shapes.PackOut)
    @action(detail=True, methods=["post"])
    def use(self, request: Request, key: str) -> Response:
        """All of it comes into use. 409 `category.limit` where there would be too many."""
        services.use_pack(key, by=self.me)
        return self._shown(key)

    @gives(shapes.PackOut)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, key: str) -> Response:
        """Nobody chooses its categories any more; tickets that have one keep it."""
        services.leave_pack(key, by=self.me)
        return self._shown(key)

    def _shown(self, key: str) -> Response:
        return self.show(next(one for one in offered() if one.key == key))


class TypeViewSet(DeskList):
    """What sort of matter a ticket is: question, problem, incident ..."""

    shows = shapes.TypeOut
    needs = OPEN_TO_AGENTS

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(kinds(hidden=True))

    @takes(takes_in.TypeIn)
    def create(self, request: Request, data: Given) -> Response:
        return self.show(services.save_type(None, by=self.me, **data.sent), 201)

    @takes(takes_in.TypeIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        return self.show(services.save_type(self.row(kinds(hidden=True), pk), by=self.me, **data.sent))

    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_type(self.row(kinds(hidden=True), pk), by=self.me)
        return self.done()


class TagViewSet(DeskList):
    """Small words on tickets. Triage chooses among them and never invents one."""

    shows = shapes.TagOut
    needs = OPEN_TO_AGENTS

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(selectors.tags())

    @takes(takes_in.TagIn)
    def create(self, request: Request, data: Given) -> Response:
        return self.show(services.save_tag(None, by=self.me, **data.sent), 201)

    @takes(takes_in.TagIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        return self.show(services.save_tag(self.row(selectors.tags(), pk), by=self.me, **data.sent))

    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_tag(self.row(selectors.tags(), pk), by=self.me)
        return self.done()


class CannedReplyViewSet(DeskList):
    """Texts an agent inserts with `/`: everybody's and one's own."""

    shows = shapes.CannedReplyOut
    needs = {"list": VIEW, "create": VIEW, "partial_update": VIEW, "destroy": VIEW, "variables": VIEW}

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(selectors.canned_replies(self.me))

    @takes(takes_in.CannedReplyIn)
    def create(self, request: Request, data: Given) -> Response:
        return self.show(services.save_canned_reply(None, by=self.me, **self._values(data, True)), 201)

    @takes(takes_in.CannedReplyIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        row = selectors.canned_reply_by(self.me, pk, to_change=True)
        return self.show(services.save_canned_reply(row, by=self.me, **self._values(data, False)))

    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_canned_reply(selectors.canned_reply_by(self.me, pk, to_change=True), by=self.me)
        return self.done()

    @gives(shapes.VariableOut, many=True)
    @action(detail=False, methods=["get"])
    def variables(self, request: Request, **kwargs: Any) -> Response:
        """What a text may ask for."""
        return self.show_all(variables.KNOWN.items(), shapes.VariableOut)

    def _values(self, data: Given, is_new: bool) -> dict[str, Any]:
        values = {name: value for name, value in data.sent.items() if name not in ("for_everybody", "team")}
        if data.sent.get("team") is not None:
            self.row(selectors.teams(), data.team)
            values |= {"team_id": data.team, "owner_id": None}
        elif is_new or "team" in data.sent:
            values |= {"team_id": None, "owner_id": None if data.for_everybody else self.me.id}
        return values


class MailTextViewSet(DeskList):
    """What the desk writes by itself, per language. PUT of a language that has none adds it."""

    shows = shapes.MailTextOut
    needs = {"list": ARRANGE, "retrieve": ARRANGE, "update": ARRANGE, "reset": ARRANGE}
    lookup_field = "name"
    lookup_value_converter = "str"

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all([row for row in selectors.mail_texts() if row.key in texts.KINDS])

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if (row := selectors.mail_text_in(*self._parts(kwargs["name"]))) is None:
            raise NotFound
        return self.show(row)

    @takes(takes_in.MailTextIn)
    def update(self, request: Request, name: str, data: Given) -> Response:
        key, language = self._parts(name)
        return self.show(
            services.save_mail_text(key, language, subject=data.subject, body=data.body, by=self.me)
        )

    @gives(shapes.MailTextOut)
    @action(detail=True, methods=["post"])
    def reset(self, request: Request, name: str) -> Response:
        """Back to the first wording; a language that has none is removed (204)."""
        row = services.reset_mail_text(*self._parts(name), by=self.me)
        return self.show(row) if row else self.done()

    def _parts(self, name: str) -> tuple[str, str]:
        key, _dot, language = name.partition(".")
        if key not in texts.KINDS or language not in dict(settings.LANGUAGES):
            raise NotFound
        return key, language
