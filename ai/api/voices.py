"""/api/v1/ai/voices/: how suggested replies are to sound, for all and in each queue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ai import services, voice
from ai.models import Voice
from ai.rules import POLICY
from ai.services.voices import LONGEST, LONGEST_PHRASE, MOST_PHRASES
from core.desk import selectors as desk
from core.desk.models import Queue
from core.doors.shapes import Shape, moment
from core.doors.taking import Strict
from core.doors.views import DeskView, Given, gives, takes


class VoiceOut(Shape):
    """queue null: what holds for all; a queue's own words come on top. changed_at null: never decided."""

    queue: int | None
    guidelines: str
    forbidden: list[str]
    changed_at: datetime | None

    @staticmethod
    def dump(row: Voice) -> dict[str, Any]:
        return {
            "queue": row.queue_id,
            "guidelines": row.guidelines,
            "forbidden": list(row.forbidden),
            "changed_at": moment(row.changed_at) if row.pk else None,
        }


class VoiceIn(Strict):
    """What is left out stays as it is."""

    guidelines = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    forbidden = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_PHRASE), required=False, max_length=MOST_PHRASES
    )


class VoicesView(DeskView):
    """All that somebody has decided: the organization's own first, then queues in their order."""

    needs = {"get": POLICY}
    shows = VoiceOut

    @gives(VoiceOut, many=True)
    def get(self, request: Request) -> Response:
        kept = voice.kept()
        rows = [kept.get(None) or Voice(), *(kept[row.pk] for row in desk.queues() if row.pk in kept)]
        return self.show_all(rows)


class VoiceView(DeskView):
    """What holds for all."""

    needs = {"get": POLICY, "patch": POLICY}
    shows = VoiceOut

    def get(self, request: Request) -> Response:
        return self.show(voice.kept().get(None) or Voice())

    @takes(VoiceIn)
    def patch(self, request: Request, data: Given) -> Response:
        return self.show(_set(None, data, self))


class QueueVoiceView(DeskView):
    """What a queue adds."""

    needs = {"get": POLICY, "patch": POLICY}
    shows = VoiceOut

    def get(self, request: Request, pk: int) -> Response:
        queue = desk.queue(pk)
        return self.show(voice.kept().get(queue.pk) or Voice(queue=queue))

    @takes(VoiceIn)
    def patch(self, request: Request, pk: int, data: Given) -> Response:
        return self.show(_set(desk.queue(pk), data, self))


def _set(queue: Queue | None, data: Given, view: DeskView) -> Voice:
    known = voice.kept().get(queue.pk if queue else None) or Voice()
    words = {"guidelines": known.guidelines, "forbidden": list(known.forbidden)} | data.sent
    return services.set_voice(queue, view.me, **words)
