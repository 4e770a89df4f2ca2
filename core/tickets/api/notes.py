"""/api/v1/messages/ID/: one message by itself; a note is put otherwise, deleted, and brought back."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.views import DeskView, Given, gives, takes
from core.tickets import selectors
from core.tickets.api.inputs import NoteEditIn
from core.tickets.api.message_shapes import EarlierOut, MessageOut
from core.tickets.models import Message
from core.tickets.rules import NOTE, VIEW
from core.tickets.services import notes


class MessageView(DeskView):
    needs = {"get": VIEW, "patch": NOTE, "delete": NOTE}
    shows = MessageOut

    def get(self, request: Request, public_id: str) -> Response:
        """One message."""
        return self.show(selectors.message_for(self.me, public_id))

    @takes(NoteEditIn)
    def patch(self, request: Request, data: Given, public_id: str) -> Response:
        """Put a note of one's own otherwise. What it said before stays to be seen."""
        seen = data.sent.get("edited_at")
        notes.edit(self._note(public_id), data.body, by=self.me, seen=seen)
        return self.show(selectors.message_for(self.me, public_id))

    @gives(None, 204)
    def delete(self, request: Request, public_id: str) -> Response:
        """Delete a note of one's own, or of a colleague with the right to delete tickets. Twice is once."""
        notes.delete(self._note(public_id), by=self.me)
        return self.done()

    def _note(self, public_id: str) -> Message:
        message = selectors.message_for(self.me, public_id)
        selectors.check(self.me, message.ticket.queue_id, NOTE)
        return message


class MessageRestoreView(DeskView):
    """Bring a note back within a day of its deletion. Twice is once."""

    needs = {"post": NOTE}
    shows = MessageOut

    def post(self, request: Request, public_id: str) -> Response:
        message = selectors.message_for(self.me, public_id)
        selectors.check(self.me, message.ticket.queue_id, NOTE)
        notes.restore(message, by=self.me)
        return self.show(selectors.message_for(self.me, public_id))


class EarlierWordsView(DeskView):
    """What a note said before it was changed, newest first."""

    needs = {"get": VIEW}
    shows = EarlierOut

    @gives(EarlierOut, many=True)
    def get(self, request: Request, public_id: str) -> Response:
        return self.show_all(selectors.earlier_words(selectors.message_for(self.me, public_id)))
