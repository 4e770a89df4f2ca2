"""What the API takes about tickets. Checks of shape only; rules live in services."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.doors.taking import Searching
from core.tickets.choices import Then
from core.tickets.rules import (
    CLOSE_CHILDREN,
    LEAVE_CHILDREN,
    MOST_COPIES,
    MOST_ESTIMATED,
    MOST_MERGED,
    PRIORITY_NAMES,
    RELATIONS,
)
from core.tickets.selectors.inbox import DUE, ORDERS
from core.tickets.services.pending import LONGEST_REASON
from core.tickets.services.words import LONGEST_TEXT

CHANNELS = ["api", "phone", "portal", "mail", "plan"]


class Uploads(serializers.ListField):
    """Ids of uploaded files, at most ten."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(child=serializers.CharField(max_length=24), max_length=10, **options)


class TicketQuery(Searching):
    """Several values: separated by commas. state: open (default), finished, all. Besides these `field.<key>`
    of the organization's own fields; "none" asks for empty ones.
    """

    state = serializers.ChoiceField(["open", "finished", "all"], required=False)
    status = serializers.CharField(required=False)
    priority = serializers.CharField(required=False)
    category = serializers.CharField(required=False)
    type = serializers.CharField(required=False)
    sentiment = serializers.CharField(required=False, help_text="-2 to 2")
    queue = serializers.CharField(required=False)
    tag = serializers.CharField(required=False)
    assignee = serializers.CharField(
        required=False,
        help_text="me, none, covered (whose substitute you are now), user ids; or several: 7,9",
    )
    responsible = serializers.CharField(required=False, help_text="Who answers for it: me, none, a user id")
    channel = serializers.ChoiceField(CHANNELS, required=False)
    escalated = serializers.BooleanField(required=False)
    needs_review = serializers.BooleanField(required=False)
    spam = serializers.BooleanField(required=False, help_text="Spam, and what triage takes for it.")
    thanks = serializers.BooleanField(required=False, help_text="The customer's last words only say thanks.")
    archived = serializers.BooleanField(
        required=False, help_text="Those in the archive; other lists hold them only by q."
    )
    awaits_reply = serializers.BooleanField(required=False)
    snoozed = serializers.BooleanField(required=False, help_text="Put aside until a moment to come.")
    watched = serializers.BooleanField(required=False, help_text="Those you follow.")
    mentioned = serializers.BooleanField(required=False, help_text="Those with a note that names you.")
    due = serializers.ChoiceField(DUE, required=False, help_text="soon: due within the hour; late: overdue.")
    q = serializers.CharField(required=False, max_length=200)
    where = serializers.CharField(
        required=False,
        max_length=8_000,
        help_text='{"all": [{"field": "due", "op": "next", "value": "2h"}]}; fields: GET views/fields/.',
    )
    order = serializers.ChoiceField(list(ORDERS), required=False)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """With ?field.<key>= of the organization's own fields, whose names only it knows."""
        own = {name: str(value) for name, value in data.items() if name.startswith("field.")}
        return super().to_internal_value(data) | own


class OwnFields(serializers.DictField):
    """{key: value} of the organization's own fields; GET fields/ tells them. null empties."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault(
            "help_text", "{key: value} of the organization's own fields, as GET fields/ tells."
        )
        super().__init__(child=serializers.JSONField(allow_null=True), **options)


class TicketIn(serializers.Serializer):
    """A ticket in the name of a customer."""

    subject = serializers.CharField(max_length=255)
    body = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True)
    email = serializers.EmailField()
    name = serializers.CharField(max_length=150, required=False, allow_blank=True)
    priority = serializers.ChoiceField(list(PRIORITY_NAMES), required=False)
    category = serializers.CharField(max_length=60, required=False)
    type = serializers.CharField(max_length=40, required=False)
    queue = serializers.IntegerField(required=False)
    responsible = serializers.IntegerField(
        required=False, help_text="User id of who answers for it, whoever holds it."
    )
    channel = serializers.ChoiceField(["api", "phone"], required=False, default="api")
    attachments = Uploads()
    fields = OwnFields()  # type: ignore[assignment]  # DRF's own word


class PortalTicketIn(serializers.Serializer):
    subject = serializers.CharField(max_length=255)
    body = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True)
    category = serializers.CharField(max_length=60, required=False)
    attachments = Uploads()
    fields = OwnFields()  # type: ignore[assignment]  # DRF's own word


class TicketChange(serializers.Serializer):
    subject = serializers.CharField(max_length=255)
    status = serializers.CharField(max_length=40)
    priority = serializers.ChoiceField(list(PRIORITY_NAMES))
    category = serializers.CharField(max_length=60, allow_null=True)
    type = serializers.CharField(max_length=40, allow_null=True)
    queue = serializers.IntegerField()
    tags = serializers.ListField(child=serializers.CharField(max_length=50), max_length=40)
    due_at = serializers.DateTimeField(allow_null=True)
    responsible = serializers.IntegerField(
        allow_null=True, help_text="User id of who answers for it, whoever holds it; null: nobody."
    )
    estimated_minutes = serializers.IntegerField(
        allow_null=True, min_value=0, max_value=MOST_ESTIMATED, help_text="How long the work may take."
    )
    pending_until = serializers.DateTimeField(
        allow_null=True, help_text="Put aside until then; of a status that waits or is on hold."
    )
    pending_reason = serializers.CharField(
        max_length=LONGEST_REASON, allow_blank=True, help_text="What it waits for; on hold asks for it."
    )
    pending_then = serializers.ChoiceField(
        Then.values,
        help_text="When it comes: reopen it, close it unless the customer writes, or remind.",
    )
    is_thanks = serializers.BooleanField(help_text="The last words only say thanks: it stands as before.")
    is_spam = serializers.BooleanField(help_text="Moves it to the status of spam, or back to the others.")
    with_children = serializers.ChoiceField(
        [LEAVE_CHILDREN, CLOSE_CHILDREN],
        help_text="What becomes of open tickets under one that is finished. Left out: it is refused.",
    )
    fields = OwnFields(help_text="Those not named stay; null empties one.")  # type: ignore[assignment]


class SnoozeIn(serializers.Serializer):
    until = serializers.DateTimeField(help_text="A moment to come, within a year.")
    reason = serializers.CharField(
        max_length=LONGEST_REASON,
        required=False,
        allow_blank=True,
        default="",
        help_text="On hold asks for it.",
    )
    then = serializers.ChoiceField(
        Then.values,
        required=False,
        default=Then.REOPEN,
        help_text="When it comes: reopen it, close it unless the customer writes, or remind.",
    )
    status = serializers.CharField(
        max_length=40,
        required=False,
        help_text="Key of a status that waits or is on hold. Left out: it stays in such a one, else on hold.",
    )


class AssignIn(serializers.Serializer):
    agent = serializers.IntegerField(allow_null=True, help_text="User id; null releases the ticket.")


class ReplyIn(serializers.Serializer):
    body = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True)
    then = serializers.ChoiceField(["waiting", "resolved", "open"], required=False, default="waiting")
    suggestion = serializers.CharField(max_length=24, required=False, allow_blank=True, default="")
    cc = serializers.ListField(
        child=serializers.EmailField(),
        required=False,
        max_length=MOST_COPIES,
        help_text="Who gets it in copy and takes part from now on. Left out: who takes part already.",
    )
    bcc = serializers.ListField(
        child=serializers.EmailField(),
        required=False,
        default=list,
        max_length=MOST_COPIES,
        help_text="Who gets this one reply unseen by the others. They take no part in the ticket.",
    )
    to = serializers.EmailField(
        required=False,
        default="",
        help_text="One of the customer's addresses. Left out: where they last wrote from in this ticket.",
    )
    leaves_at = serializers.DateTimeField(required=False, help_text="Not before then; at most 90 days ahead.")
    yields = serializers.BooleanField(
        required=False, default=False, help_text="Taken back when the customer writes before it leaves."
    )
    with_children = serializers.ChoiceField(
        [LEAVE_CHILDREN],
        required=False,
        default="",
        help_text="Open tickets under one that is resolved stay.",
    )
    attachments = Uploads()


class _OutsideIn(serializers.Serializer):
    """What a third party is sent. Together at most MOST_COPIES people."""

    message = serializers.CharField(max_length=24, help_text="Id of a message of this ticket.")
    body = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, required=False, default="")
    cc = serializers.ListField(
        child=serializers.EmailField(), required=False, default=list, max_length=MOST_COPIES
    )
    bcc = serializers.ListField(
        child=serializers.EmailField(), required=False, default=list, max_length=MOST_COPIES
    )
    attachments = Uploads()


class ForwardIn(_OutsideIn):
    """The message is passed on with `body` above it. Files of the message go along only if they are named."""

    to = serializers.ListField(
        child=serializers.EmailField(),
        max_length=MOST_COPIES,
        allow_empty=True,
        help_text="Outside addresses: not the customer's, and not the desk's own.",
    )


class AnswerAsideIn(_OutsideIn):
    to = serializers.ListField(
        child=serializers.EmailField(),
        required=False,
        max_length=MOST_COPIES,
        help_text="Left out: whoever wrote the message that is answered.",
    )


class NoteIn(serializers.Serializer):
    body = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True)
    attachments = Uploads()


class NoteEditIn(serializers.Serializer):
    body = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True)
    edited_at = serializers.CharField(
        max_length=40,
        allow_blank=True,
        required=False,
        help_text="As the caller read it, empty where it was null: 412 when it has changed since.",
    )


class PortalReplyIn(NoteIn):
    pass


class Joining(serializers.Serializer):
    join = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Other customers become participants: they and the customer read each other's words.",
    )


class TicketLinkIn(serializers.Serializer):
    relation = serializers.ChoiceField(list(RELATIONS), help_text="How this ticket has to do with the other.")
    ticket = serializers.IntegerField(min_value=1, max_value=999_999_999, help_text="Number of the other.")


class MergeIn(Joining):
    into = serializers.IntegerField(min_value=1, help_text="Number of the ticket that goes on.")
    tell = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Tell the customer by mail. Null: as the mailbox says, and no customer of another ticket.",
    )


class MergeManyIn(MergeIn):
    tickets = serializers.ListField(
        child=serializers.IntegerField(min_value=1), min_length=1, max_length=MOST_MERGED
    )


class MoveIn(Joining):
    """to: number of a ticket; null begins a new one, of `customer` (an address) or of who wrote."""

    to = serializers.IntegerField(min_value=1, allow_null=True)
    customer = serializers.EmailField(required=False, allow_blank=True, default="")
    subject = serializers.CharField(max_length=255, required=False, allow_blank=True, default="")
