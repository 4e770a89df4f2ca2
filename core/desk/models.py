"""How an organization arranges its desk: hours, queues, teams, categories, statuses, tags, texts.

Rows with a `seed_key` come from the starter content; a later release may add rows, and never
touches a row whose people changed it.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from core.desk.models_base import Seeded, Versioned
from core.desk.models_chains import ApprovalChain
from core.desk.models_fields import Field
from core.desk.models_types import TicketType
from core.desk.models_views import SavedView

__all__ = [
    "FINISHED", "ApprovalChain", "Calendar", "CannedReply", "Category", "Field", "Holiday", "MailText",
    "Priority", "Queue", "SavedView", "Seeded", "Status", "Tag", "Team", "TicketType", "Versioned",
]  # fmt: skip

LONGEST_PROMISE = 400  # opening hours until an answer: ten weeks of an office


class Priority(models.IntegerChoices):
    """Rank is fixed, for sorting; people see the word."""

    LOW = 1, _("Low")
    MEDIUM = 2, _("Medium")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


class Calendar(Seeded, Versioned):
    """When somebody works. Rules about time: hours.py; how a week is written: week.py."""

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=64, help_text=_("IANA name."))
    week = models.JSONField(help_text=_("Monday to Sunday, each [[from, to], ...] in minutes of the day."))
    reply_hours = models.PositiveSmallIntegerField(
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_PROMISE)],
        help_text=_("Opening hours within which customers are told to expect an answer."),
    )
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_default", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_calendar"
            ),
            models.CheckConstraint(
                condition=models.Q(reply_hours__range=(1, LONGEST_PROMISE)),
                name="calendar_reply_hours",
                violation_error_message=_("Between 1 and 400 hours."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day on which a calendar stays closed, once or each year."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="holidays", db_index=False)
    date = models.DateField()
    name = models.CharField(max_length=80)
    is_yearly = models.BooleanField(default=False)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "date"],
                name="holiday_once",
                violation_error_message=_("This day is on the list already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"


class Team(Seeded):
    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=300, blank=True)
    color = models.CharField(max_length=7, default="#6B7280")
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads_teams",
        db_index=False,
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="teams")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Queue(Seeded):
    class FollowUp(models.TextChoices):
        REOPEN = "reopen", _("Reopen the ticket")
        GRACE = "grace", _("Reopen within the grace time, else a new linked ticket")
        NEW = "new", _("Always a new linked ticket")

    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=300, blank=True)
    follow_up = models.CharField(max_length=6, choices=FollowUp.choices, default=FollowUp.GRACE)
    grace_days = models.PositiveSmallIntegerField(default=7)
    keeps_owner = models.BooleanField(
        default=True, db_default=True, help_text=_("Who held a ticket holds it again when it reopens.")
    )
    shares_drafts = models.BooleanField(
        default=True,
        db_default=True,
        help_text=_("Colleagues read what somebody has begun to write, and may take it over."),
    )
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, db_index=False)
    calendar = models.ForeignKey(
        Calendar,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,
        help_text=_("Empty: the default one."),
    )
    signature = models.TextField(blank=True, default="", db_default="", max_length=5_000)
    signature_in = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), blank=True,
        help_text=_('In further languages: {"de": "…"}.'),
    )  # fmt: skip
    is_default = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_queue"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Status(Seeded):
    """What people call a state. Code asks only for its category."""

    class Category(models.TextChoices):
        NEW = "new", _("New")
        OPEN = "open", _("Open")
        WAITING = "waiting", _("Waiting on customer")
        ON_HOLD = "on_hold", _("On hold")
        RESOLVED = "resolved", _("Resolved")
        CLOSED = "closed", _("Closed")
        MERGED = "merged", _("Merged")
        SPAM = "spam", _("Spam")

    class Sla(models.TextChoices):
        RUN = "run", _("Clock runs")
        PAUSE = "pause", _("Clock is paused")
        STOP = "stop", _("Clock stops")

    key = models.SlugField(max_length=40, unique=True, db_index=False)
    category = models.CharField(max_length=10, choices=Category.choices)
    label = models.CharField(max_length=60)
    customer_label = models.CharField(max_length=60, blank=True)
    color = models.CharField(max_length=7, default="#6B7280")
    sla_mode = models.CharField(max_length=5, choices=Sla.choices, default=Sla.RUN)
    is_default = models.BooleanField(default=False, help_text=_("The one its category uses by itself."))
    is_hidden = models.BooleanField(default=False)
    wip_limit = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Tickets that may be in it at once; empty: any number.")
    )
    wip_is_hard = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Nobody moves one more into it; else a full one only warns."),
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label

    @property
    def is_finished(self) -> bool:
        return self.category in FINISHED


FINISHED = (Status.Category.RESOLVED, Status.Category.CLOSED, Status.Category.MERGED, Status.Category.SPAM)


class Category(Seeded):
    """What a ticket is about. The description and the examples are what triage reads."""

    key = models.CharField(
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9_-]+(\.[a-z0-9_-]+)?$", _("Small letters, digits, - and _; one dot."))
        ],
        help_text=_('Stable name for programs: "billing.refund".'),
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children", db_index=False
    )
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=400, blank=True)
    examples = models.JSONField(default=list, blank=True, help_text=_("Sentences that belong here."))
    counter_examples = models.JSONField(default=list, blank=True, help_text=_("Sentences that do not."))
    color = models.CharField(max_length=7, default="#6B7280")
    icon = models.CharField(max_length=30, blank=True)
    queue = models.ForeignKey(Queue, null=True, blank=True, on_delete=models.SET_NULL, db_index=False)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, db_index=False)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class Tag(Seeded):
    name = models.CharField(max_length=50, unique=True)
    description = models.CharField(max_length=200, blank=True)
    color = models.CharField(max_length=7, default="#6B7280")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CannedReply(Seeded):
    """A text agents insert by typing `/`. Without team and owner it is everybody's."""

    shortcut = models.SlugField(max_length=40, unique=True, db_index=False)
    title = models.CharField(max_length=80)
    body = models.TextField(help_text=_("Plain text with {{ variables }}; see variables.py."))
    body_in = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), blank=True,
        help_text=_('In further languages: {"de": "…"}.'),
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, db_index=False
    )
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,
        help_text=_("Only its members; when the team goes, everybody."),
    )
    uses = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class MailText(Seeded):
    """Wording of a mail the desk sends by itself, per language; plain text with {{ variables }}."""

    key = models.SlugField(max_length=40, db_index=False)
    language = models.CharField(max_length=10, default="en")
    subject = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        ordering = ["key", "language"]
        constraints = [models.UniqueConstraint(fields=["key", "language"], name="mail_text_once")]
