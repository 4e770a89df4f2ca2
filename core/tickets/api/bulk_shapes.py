"""What the API takes and shows of changes of many tickets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rest_framework import serializers

from core.doors.shapes import Shape, moment
from core.tickets.api.inputs import OwnFields
from core.tickets.choices import Then
from core.tickets.models import BulkItem
from core.tickets.rules import MOST_CHANGED, PRIORITY_NAMES
from core.tickets.selectors import Progress, not_done


class TagNames(serializers.ListField):
    """Names of existing tags."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(child=serializers.CharField(max_length=50), max_length=40, **options)


class BulkDo(serializers.Serializer):
    """What is to be done with each of them; at least one of these."""

    status = serializers.CharField(max_length=40, required=False)
    priority = serializers.ChoiceField(list(PRIORITY_NAMES), required=False)
    category = serializers.CharField(max_length=60, required=False, allow_null=True)
    type = serializers.SlugField(max_length=40, required=False, allow_null=True)
    queue = serializers.IntegerField(required=False)
    team = serializers.IntegerField(required=False, allow_null=True)
    assignee = serializers.IntegerField(required=False, allow_null=True, help_text="null releases them.")
    responsible = serializers.IntegerField(required=False, allow_null=True, help_text="null: nobody.")
    add_tags = TagNames()
    remove_tags = TagNames()
    is_spam = serializers.BooleanField(required=False)
    fields = OwnFields()  # type: ignore[assignment]  # DRF's own word
    snooze_until = serializers.DateTimeField(required=False, help_text="Puts them aside until then.")
    snooze_reason = serializers.CharField(max_length=200, required=False, help_text="What they wait for.")
    snooze_then = serializers.ChoiceField(
        Then.values, required=False, help_text="When it comes: reopen them, close them, or remind."
    )
    macro = serializers.IntegerField(required=False, help_text="Id of a macro, done to each of them; alone.")
    delete = serializers.BooleanField(
        required=False, help_text="true: into the bin, from which undoing takes them; alone."
    )
    restore = serializers.BooleanField(
        required=False, help_text="true: out of the bin; alone, with `tickets`."
    )
    erase = serializers.BooleanField(
        required=False, help_text="true: erased from the bin, for good; alone, with `tickets`."
    )
    merge_into = serializers.IntegerField(
        required=False, help_text="Number of the ticket that all of them go on in."
    )
    join = serializers.BooleanField(
        required=False, default=False, help_text="Merging: other customers may read what is said there."
    )


class BulkIn(serializers.Serializer):
    """Either tickets (numbers) or filters (as GET tickets/ takes them, frozen to tickets at once)."""

    tickets = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=MOST_CHANGED, required=False
    )
    filters = serializers.DictField(required=False)
    do = BulkDo()


class BulkNotDone(Shape):
    """A ticket it could not be done to, or not put back, and why."""

    ticket: int
    why: str

    @staticmethod
    def dump(item: BulkItem) -> dict[str, Any]:
        return {"ticket": item.ticket and item.ticket.number, "why": item.why}


class BulkOut(Shape):
    """state: working, done, cancelled, undoing or undone. done: tickets that are as it left them; kept: those
    that undoing left alone; not_done: 100 at most."""

    id: int
    state: str
    do: dict
    total: int
    done: int
    failed: int
    cancelled: int
    undone: int
    kept: int
    not_done: list[BulkNotDone]
    undo_until: datetime | None
    created_at: datetime

    @staticmethod
    def dump(at: Progress) -> dict[str, Any]:
        counts = {name: at.counts.get(name, 0) for name in ("failed", "cancelled", "undone", "kept")}
        return {
            "id": at.row.pk,
            "state": at.state,
            "do": at.row.what,
            "total": at.row.total,
            "done": at.counts.get("done", 0) + at.counts.get("undoing", 0),
            **counts,
            "not_done": [BulkNotDone.dump(item) for item in not_done(at.row)],
            "undo_until": moment(at.undo_until),
            "created_at": moment(at.row.created_at),
        }
