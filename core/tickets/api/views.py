"""/api/v1/tickets/ – the ticket resource for the desk. Errors: problem JSON with the service's code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors as accounts
from core.contacts import services as contacts
from core.desk import kinds
from core.desk import selectors as desk
from core.doors.pages import Listing
from core.doors.throttles import ApiThrottle, SearchThrottle, TicketCreateThrottle
from core.doors.views import DeskView, DeskViewSet, Given, gives, takes
from core.files import services as files
from core.tickets import selectors, services
from core.tickets.api.inputs import AssignIn, NoteIn, ReplyIn, SnoozeIn, TicketChange, TicketIn, TicketQuery
from core.tickets.api.message_shapes import MessageOut
from core.tickets.api.shapes import LISTED, Activity, Stats, TicketDetail, TicketOut
from core.tickets.api.watching import WatcherOut
from core.tickets.models import Ticket
from core.tickets.rules import ASSIGN, CHANGE, CREATE, DELETE, NOTE, PRIORITY_NAMES, REPLY, VIEW
from core.tickets.services.words import Words


class TicketViewSet(DeskViewSet):
    """Read, open, answer, assign and change tickets. `number` is per organization, starting at 1."""

    lookup_field = "number"
    shows = TicketDetail
    filters = TicketQuery
    needs = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": CREATE,
        "partial_update": CHANGE,
        "destroy": DELETE,
        "assign": ASSIGN,
        "snooze": CHANGE,
        "unsnooze": CHANGE,
        "reply": REPLY,
        "note": NOTE,
        "messages": VIEW,
        "activity": VIEW,
        "watchers": VIEW,
        "watch": VIEW,
        "unwatch": VIEW,
    }

    def get_throttles(self) -> list[Any]:
        if self.action == "create":
            return [TicketCreateThrottle()]
        asked = self.request.query_params
        searches = self.action == "list" and (asked.get("q") or asked.get("search"))
        return [ApiThrottle(), SearchThrottle()] if searches else [ApiThrottle()]

    @gives(TicketOut, many=True)
    def list(self, request: Request, **kwargs: Any) -> Response:
        filters = selectors.Filters.read(self.query.sent)
        listing = Listing(
            selectors.ORDERS[filters.order],
            lambda limit: selectors.first_rows(self.me, filters, LISTED, limit),
            lambda: selectors.only(selectors.inbox(self.me, filters), LISTED),
        )
        return self.show_page(listing, TicketOut)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(self._ticket(kwargs, VIEW))

    @takes(TicketIn)
    def create(self, request: Request, data: Given, **kwargs: Any) -> Response:
        return self.show(self._opened(data), 201)  # others wait for the next number until it is committed

    @transaction.atomic
    def _opened(self, data: Given) -> Ticket:
        """A refused ticket leaves no new customer behind either."""
        ticket, _ = services.open_ticket(
            contacts.contact_for(data.email, data.name or "", by=self.me),
            data.subject,
            Words(data.body),
            channel=data.channel,
            by=self.me,
            queue=desk.queue(data.queue) if data.queue else None,
            category=desk.category(data.category) if data.category else None,
            priority=PRIORITY_NAMES[data.priority] if data.priority else None,
            kind=kinds.kind(data.type) if data.type else None,
            attachments=files.claim(data.attachments or [], by=self.me),
            address=data.email.lower(),
            fields=data.fields or {},
        )
        if data.responsible is None:
            return ticket
        return services.make_responsible(ticket, accounts.person(self.me, data.responsible), by=self.me)

    @takes(TicketChange)
    def partial_update(self, request: Request, data: Given, **kwargs: Any) -> Response:
        ticket = self._ticket(kwargs, CHANGE)
        if data.sent.keys() & {"queue", "responsible"}:
            self._ticket(kwargs, ASSIGN)  # other people's work
        values = _rows(data.sent)
        if pk := data.sent.get("responsible"):
            values["responsible"] = accounts.person(self.me, pk)
        changed = services.change(ticket, by=self.me, seen=self.seen(request), **values)
        return self.show(changed)

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Into the bin, from where it can be restored for thirty days."""
        services.delete(self._ticket(kwargs, DELETE), by=self.me, seen=self.seen(request))
        return self.done()

    @takes(AssignIn)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, data: Given, **kwargs: Any) -> Response:
        ticket = self._ticket(kwargs, ASSIGN)
        agent = accounts.person(self.me, data.agent) if data.agent is not None else None
        return self.show(services.assign(ticket, agent, by=self.me, seen=self.seen(request)))

    @takes(SnoozeIn)
    @action(detail=True, methods=["post"])
    def snooze(self, request: Request, data: Given, **kwargs: Any) -> Response:
        """Put it aside: in no open list, and open again (or closed) then, or when the customer writes."""
        ticket = self._ticket(kwargs, CHANGE)
        status = desk.status(data.status) if data.status else None
        how = {"reason": data.reason, "then": data.then, "status": status, "seen": self.seen(request)}
        return self.show(services.snooze(ticket, data.until, by=self.me, **how))

    @action(detail=True, methods=["post"])
    def unsnooze(self, request: Request, **kwargs: Any) -> Response:
        """Take it up again now."""
        ticket = self._ticket(kwargs, CHANGE)
        return self.show(services.unsnooze(ticket, by=self.me, seen=self.seen(request)))

    @takes(ReplyIn)
    @gives(MessageOut, 201)
    @action(detail=True, methods=["post"])
    @transaction.atomic
    def reply(self, request: Request, data: Given, **kwargs: Any) -> Response:
        """attachments: own uploads, and files that hang on this ticket already."""
        ticket = self._ticket(kwargs, REPLY)
        message = services.reply(
            ticket,
            data.body,
            author=accounts.myself(self.me),
            by=self.me,
            then=data.then,
            suggestion=data.suggestion,
            seen=self.seen(request),
            cc=data.cc,
            bcc=data.bcc,
            leaves_at=data.leaves_at,
            yields=data.yields,
            to=data.to or "",
            with_children=data.with_children,
            attachments=services.gather(ticket, data.attachments or [], by=self.me),
        )
        return self.show(message, 201, MessageOut)

    @takes(NoteIn)
    @gives(MessageOut, 201)
    @action(detail=True, methods=["post"])
    @transaction.atomic
    def note(self, request: Request, data: Given, **kwargs: Any) -> Response:
        """attachments: own uploads, and files that hang on this ticket already."""
        ticket = self._ticket(kwargs, NOTE)
        message = services.note(
            ticket,
            data.body,
            author=accounts.myself(self.me),
            by=self.me,
            attachments=services.gather(ticket, data.attachments or [], by=self.me),
        )
        return self.show(message, 201, MessageOut)

    @gives(MessageOut, many=True)
    @action(detail=True, methods=["get"])
    def messages(self, request: Request, **kwargs: Any) -> Response:
        """The last 500 messages, oldest first."""
        said = selectors.thread(self.me, self._ticket(kwargs, VIEW))
        return self.show_all(selectors.with_letters(selectors.with_files(said)), MessageOut)

    @gives(Activity, many=True)
    @action(detail=True, methods=["get"])
    def activity(self, request: Request, **kwargs: Any) -> Response:
        """Who did what to this ticket, oldest first; what is internal for those who read notes."""
        return self.show_page(selectors.activity(self.me, self._ticket(kwargs, VIEW)), Activity)

    @gives(WatcherOut, many=True)
    @action(detail=True, methods=["get"])
    def watchers(self, request: Request, **kwargs: Any) -> Response:
        """Colleagues who follow it."""
        return self.show_all(selectors.watchers_of(self._ticket(kwargs, VIEW)), WatcherOut)

    @gives(None, 204)
    @action(detail=True, methods=["post"])
    def watch(self, request: Request, **kwargs: Any) -> Response:
        """Follow it. Twice is once."""
        services.watch(self._ticket(kwargs, VIEW), accounts.myself(self.me), by=self.me)
        return self.done()

    @gives(None, 204)
    @action(detail=True, methods=["post"])
    def unwatch(self, request: Request, **kwargs: Any) -> Response:
        """Follow it no longer. Twice is once."""
        services.unwatch(self._ticket(kwargs, VIEW), accounts.myself(self.me), by=self.me)
        return self.done()

    def _ticket(self, kwargs: dict[str, Any], to: str) -> Ticket:
        return selectors.ticket_for(self.me, kwargs["number"], to=to)


class MessageWithdrawView(DeskView):
    """Take a reply back before it leaves."""

    needs = {"post": REPLY}
    shows = MessageOut

    def post(self, request: Request, public_id: str) -> Response:
        message = selectors.message_for(self.me, public_id)
        selectors.check(self.me, message.ticket.queue_id, REPLY)
        return self.show(services.withdraw(message, by=self.me))


class StatsView(DeskView):
    """What waits at the desk, in numbers."""

    needs = {"get": VIEW}
    shows = Stats

    def get(self, request: Request) -> Response:
        return self.show(selectors.open_counts(self.me))


def _rows(sent: dict[str, Any]) -> dict[str, Any]:
    """Keys of the request as the rows and ranks that the service takes."""
    find: dict[str, Callable[[Any], Any]] = {
        "status": desk.status,
        "queue": desk.queue,
        "priority": PRIORITY_NAMES.__getitem__,
        "category": lambda key: desk.category(key) if key else None,
        "type": lambda key: kinds.kind(key) if key else None,
        "tags": lambda names: _tags(names),
    }
    # the first that is unknown is told, and which is first is not the caller's to say
    return {name: find[name](one) if name in find else one for name, one in sorted(sent.items())}


def _tags(names: list[str]) -> list[Any]:
    """Existing tags only. UnknownTag for the others."""
    rows = desk.tags_named(names)
    if missing := set(names) - {row.name for row in rows}:
        raise services.UnknownTag(tag=sorted(missing)[0])
    return rows
