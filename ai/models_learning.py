"""What advice is measured by, what answers teach the search, and what the local engine has learned."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class Verdict(models.Model):
    """What became of one proposed value; of tags each has its own. Outlives the result it judges.

    The facts of the run stand beside it, so that figures are counted in one table.
    """

    class How(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed by a person")
        CORRECTED = "corrected", _("Corrected by a person")
        UNDONE = "undone", _("Applied, then changed by a person")
        CLOSED = "closed", _("Stood when the ticket was finished")

    result = models.ForeignKey(
        "ai.Result", null=True, on_delete=models.SET_NULL, related_name="verdicts", db_index=False
    )
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="ai_verdicts")
    field = models.CharField(max_length=12)
    said = models.CharField(max_length=60, help_text=_("What was proposed, as text."))
    final = models.CharField(max_length=60, blank=True, help_text=_("What it should have been."))
    is_right = models.BooleanField()
    how = models.CharField(max_length=9, choices=How.choices)
    was_auto = models.BooleanField(default=False, help_text=_("It had been applied without a person."))
    confidence = models.FloatField()
    engine = models.CharField(max_length=10, blank=True)
    model = models.CharField(max_length=80, blank=True)
    prompt_version = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["result", "said"], name="one_verdict_per_value")]
        indexes = [models.Index(fields=["field", "-at"], name="verdict_lately")]


class Lesson(models.Model):
    """A question that a colleague answered from an article: like questions find it sooner from then on.

    The words stay in the messages: with these, with the reply or with the article it is gone.
    """

    class How(models.TextChoices):
        AS_IS = "as_is", _("A suggested reply that cites it was sent as it was")
        EDITED = "edited", _("A suggested reply that cites it was edited and sent")
        LINKED = "linked", _("The reply links to it")

    question = models.ForeignKey(
        "tickets.Message", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    reply = models.ForeignKey("tickets.Message", on_delete=models.CASCADE, related_name="+", db_index=False)
    article = models.ForeignKey(
        "knowledge.Article", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False,
        help_text=_("Who answered."),
    )  # fmt: skip
    how = models.CharField(max_length=6, choices=How.choices)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["reply", "article"], name="taught_once")]


class TrainedHead(models.Model):
    """What the local engine learned from corrections, in versions: arrays and JSON, never pickle."""

    kind = models.CharField(max_length=80, help_text=_("category, sentiment, priority or tag:name."))
    version = models.PositiveIntegerField(default=1, db_default=1)
    is_active = models.BooleanField(default=True, db_default=True, help_text=_("The engine reads with it."))
    is_pinned = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Chosen by hand: no newer one takes its place."),
    )
    note = models.CharField(max_length=200, blank=True, default="", db_default="")  # why it is not used
    held = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), blank=True,
        help_text=_("{mark of a text: 1 or 0}: was it right on examples held out of the learning?"),
    )  # fmt: skip
    blob = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    learned_from = models.BigIntegerField(help_text=_("Id of the last correction it knows."))
    metrics = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="version_once"),
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(is_active=True), name="one_version_in_use"
            ),
        ]
