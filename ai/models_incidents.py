"""Sudden similar tickets of different customers: one incident, until a person has decided about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class IncidentWatch(models.Model):
    """When like tickets are an incident. One row at most; its lock lets one worker look at a time."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    is_on = models.BooleanField(default=True)
    fewest = models.PositiveSmallIntegerField(default=5, help_text=_("Customers who write alike."))
    minutes = models.PositiveSmallIntegerField(default=60, help_text=_("Within so many minutes."))


class Sketch(models.Model):
    """What a ticket's first words are about, as numbers: no word can be read out of it."""

    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.CASCADE, related_name="+")
    columns = models.BinaryField(help_text=_("Places of its terms, ascending: int32."))
    values = models.BinaryField(help_text=_("Their weights, of length 1 together: float32."))
    counts = models.BooleanField(help_text=_("A person wrote it, and nothing about it is suspicious."))


class Incident(models.Model):
    """Tickets that came together. Suggested by likeness; everything after that is a person's word."""

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("To be decided")
        CONFIRMED = "confirmed", _("Going on")
        RESOLVED = "resolved", _("Over")
        DISMISSED = "dismissed", _("Not an incident")

    OPEN = (State.SUGGESTED, State.CONFIRMED)

    title = models.CharField(max_length=200)
    words = models.JSONField(default=list, help_text=_("Words that most of its tickets share: [str]."))
    state = models.CharField(max_length=9, choices=State.choices, default=State.SUGGESTED)
    usual = models.FloatField(
        default=0, help_text=_("Customers who write so in a span as long, as a rule; when it was found.")
    )
    size = models.PositiveIntegerField(default=0, help_text=_("Tickets that are in it."))
    first_at = models.DateTimeField(help_text=_("When its oldest ticket came."))
    last_at = models.DateTimeField(help_text=_("When its newest ticket came."))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        db_index=False,
    )  # fmt: skip
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class IncidentTicket(models.Model):
    """A ticket in an incident, and why. One that was taken out stays noted, so that it does not come back."""

    class State(models.TextChoices):
        IN = "in", _("In it")
        OUT = "out", _("Taken out")
        PAST = "past", _("The incident was dismissed")

    class How(models.TextChoices):
        FOUND = "found", _("Found together")
        JOINED = "joined", _("Came later")
        ADDED = "added", _("Added by a person")

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="links", db_index=False,
        help_text=_("Found by the unique rule."),
    )  # fmt: skip
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=4, choices=State.choices, default=State.IN)
    how = models.CharField(max_length=6, choices=How.choices)
    score = models.FloatField(default=0, help_text=_("Likeness to the middle of the incident, 0 to 1."))
    words = models.JSONField(default=list, help_text=_("Words of the incident that it holds: [str]."))
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "ticket"], name="once_in_an_incident"),
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(state="in"), name="in_one_incident_at_a_time",
                violation_error_message=_("The ticket is in another incident."),
            ),
        ]  # fmt: skip


class IncidentReply(models.Model):
    """One answer to many tickets of an incident, as it was composed: its variables are filled per ticket."""

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="replies", db_index=False,
        help_text=_("Found by the unique rule."),
    )  # fmt: skip
    key = models.CharField(max_length=64, help_text=_("Of the form or the request: sent twice is sent once."))
    text = models.TextField()
    then = models.CharField(max_length=8, help_text=_("Status category afterwards: waiting or resolved."))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["incident", "key"], name="answered_once")]


class IncidentLetter(models.Model):
    """The reply to one ticket. Written in the transaction that writes the message: never twice."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        WRITTEN = "written", _("Written")
        FAILED = "failed", _("Failed")
        BACK = "back", _("Taken back before it was written")

    reply = models.ForeignKey(
        IncidentReply, on_delete=models.CASCADE, related_name="letters", db_index=False,
        help_text=_("Found by the unique rule."),
    )  # fmt: skip
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False,
        help_text=_("Who sends it: not always who composed the reply."),
    )  # fmt: skip
    state = models.CharField(max_length=7, choices=State.choices, default=State.QUEUED)
    message = models.ForeignKey(
        "tickets.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    why = models.CharField(max_length=300, blank=True, help_text=_("Why it failed, in a sentence."))
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["reply", "ticket"], name="one_letter_of_a_reply")]
