"""How each queue hands out its tickets, who can take some now, and what was given to whom and why."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.desk.models import Versioned
from tenants.kernel import clock


class Policy(Versioned):
    """How one queue hands out its tickets. The row without a queue holds what is true of everybody."""

    class Mode(models.TextChoices):
        OFF = "off", _("Nobody is given tickets by itself")
        ROUND = "round", _("In turn: whoever was given none for the longest time")
        BALANCED = "balanced", _("Balanced: whoever holds the least")

    class Order(models.TextChoices):
        OLDEST = "oldest", _("The oldest ticket first")
        WAITING = "waiting", _("Whoever waits longest for an answer first")
        URGENT = "urgent", _("The most urgent first")

    class Fit(models.TextChoices):
        IGNORE = "ignore", _("Does not matter")
        PREFER = "prefer", _("If possible")
        REQUIRE = "require", _("Without exception")

    queue = models.OneToOneField("desk.Queue", null=True, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.OFF)
    order = models.CharField(max_length=7, choices=Order.choices, default=Order.OLDEST)
    weight = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(0), MaxValueValidator(10)],
        help_text=_("How much of a person's capacity one of its tickets takes."),
    )  # fmt: skip
    most = models.PositiveSmallIntegerField(
        default=0, help_text=_("Tickets of this queue that one person is given within the window; 0: any.")
    )
    window = models.PositiveSmallIntegerField(default=60, help_text=_("Minutes."))
    by_language = models.CharField(max_length=7, choices=Fit.choices, default=Fit.PREFER)
    by_skill = models.CharField(max_length=7, choices=Fit.choices, default=Fit.PREFER)
    release_after = models.PositiveSmallIntegerField(
        default=0, help_text=_("Minutes without work on an unanswered ticket, then it goes back; 0: never.")
    )
    reassigns_reopened = models.BooleanField(
        default=True, help_text=_("A ticket that is opened again is given to others while its owner is away.")
    )
    takes_on_open = models.BooleanField(
        default=False, help_text=_("Who opens a ticket that nobody holds, holds it.")
    )
    excluded = models.JSONField(default=list, help_text=_("Ids of colleagues who are given none of it."))
    capacity = models.PositiveSmallIntegerField(
        default=20, help_text=_("Of a person who has no own number. In the row without a queue.")
    )
    idle_after = models.PositiveSmallIntegerField(
        default=0, help_text=_("Minutes without a click, then a person gets nothing; 0: never. Likewise.")
    )

    class Meta:
        ordering: ClassVar = ["queue_id"]

    @property
    def is_on(self) -> bool:
        return self.mode != self.Mode.OFF


class Availability(Versioned):
    """Whether a colleague can be given tickets, how many, and of which kind. No row: as it is at first."""

    class State(models.TextChoices):
        AVAILABLE = "available", _("Available")
        AWAY = "away", _("Away")
        REASSIGN = "reassign", _("Away, and give my tickets to others")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.AVAILABLE)
    since = models.DateTimeField(default=clock.now)
    capacity = models.PositiveSmallIntegerField(null=True, help_text=_("Empty: as everybody's."))
    languages = models.JSONField(default=list, help_text=_('["en", "de"]; empty: any.'))
    skills = models.JSONField(default=list, help_text=_("Ids of tags."))


class Handing(models.Model):
    """What was done about who holds a ticket, by itself, and why: the trace, and what the report counts."""

    class Kind(models.TextChoices):
        GIVEN = "given", _("Given")
        OPENED = "opened", _("Taken by opening it")
        IDLE = "idle", _("Taken back: no work on it")
        AWAY = "away", _("Taken back: its owner is away")

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="handings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    queue_id = models.BigIntegerField(help_text=_("As it was then."))
    kind = models.CharField(max_length=6, choices=Kind.choices)
    told = models.JSONField(default=dict, help_text=_('Of given: {"mode", "of", "load", "capacity", ...}.'))
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["at"], name="handing_lately")]
