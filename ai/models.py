"""What the advice did and what people made of it. Prompts are never stored; hashes and costs are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ai.models_incidents import (
    Incident,
    IncidentLetter,
    IncidentReply,
    IncidentTicket,
    IncidentWatch,
    Sketch,
)  # fmt: skip
from ai.models_knowledge import Gap, Proposal, SolvedAnswer, SourceVector, Voice
from ai.models_learning import Lesson, TrainedHead, Verdict
from ai.models_providers import Provider, Task
from ai.models_replay import Replay, ReplayDecision, ReplayItem
from ai.models_settings import MaskPattern, ModelSettings
from ai.models_watching import Contradiction, Drift
from ai.models_writing import Writing
from tenants.kernel import clock, ids

__all__ = [
    "Contradiction", "Correction", "Drift", "Gap", "Incident", "IncidentLetter", "IncidentReply",
    "IncidentTicket", "IncidentWatch", "Lesson", "MaskPattern", "ModelSettings", "Outcome", "Policy",
    "Proposal", "Provider", "Replay", "ReplayDecision", "ReplayItem", "Result", "Run", "Sketch",
    "SolvedAnswer", "SourceVector", "Suggestion", "Task", "TrainedHead", "Verdict", "Voice", "Writing",
]  # fmt: skip


class Run(models.Model):
    """One piece of advice work over one message."""

    class Kind(models.TextChoices):
        TRIAGE = "triage", _("Triage")
        DRAFT = "draft", _("Suggested reply")
        SUMMARY = "summary", _("Summary")
        TRANSLATION = "translation", _("Translation")
        REWRITE = "rewrite", _("Rewritten draft")

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FALLEN_BACK = "fallen_back", _("Done by the local engine after the model failed")
        SKIPPED = "skipped", _("Skipped")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=11, choices=Kind.choices)
    message = models.ForeignKey(
        "tickets.Message", on_delete=models.CASCADE, related_name="ai_runs", db_index=False
    )
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="ai_runs")
    state = models.CharField(max_length=11, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=200, blank=True, help_text=_("Why skipped, failed or fallen back."))
    engine = models.CharField(max_length=10, blank=True, help_text=_("local or model."))
    model = models.CharField(max_length=80, blank=True)
    asked = models.CharField(
        max_length=160, blank=True, default="", db_default="",
        help_text=_("Models that were asked, where none of their answers was of use: “a, b”."),
    )  # fmt: skip
    prompt_version = models.CharField(max_length=20, blank=True)
    input_hash = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    flags = models.JSONField(default=list, blank=True, help_text=_("Guard findings, as injection_suspected."))
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    latency_ms = models.PositiveIntegerField(default=0)
    calls = models.PositiveSmallIntegerField(default=0, db_default=0, help_text=_("Requests to models."))
    cost = models.BigIntegerField(
        default=0, db_default=0, help_text=_("Millionths of settings.AI_CURRENCY, failed calls too.")
    )
    unpriced = models.PositiveIntegerField(
        default=0, db_default=0, help_text=_("Tokens of models that had no price: they are not in `cost`.")
    )
    provider = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text=_("Name of the endpoint.")
    )
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "kind", "input_hash", "prompt_version"], name="run_once"
            ),
            models.UniqueConstraint(
                fields=["message"], condition=models.Q(kind="triage"), name="triaged_once"
            ),
        ]


class Result(models.Model):
    """One value a run proposed for one field, and whether it was applied."""

    class Mode(models.TextChoices):
        SHADOW = "shadow", _("Recorded only")
        SUGGEST = "suggest", _("Shown as a suggestion")
        AUTO = "auto", _("Applied")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="results")
    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="ai_results", db_index=False
    )
    field = models.CharField(max_length=12, help_text=_("One of ai.rules.FIELDS."))
    part = models.CharField(max_length=60, blank=True, default="", db_default="")  # of details: field's key
    value = models.JSONField()
    confidence = models.FloatField(help_text=_("0 to 1."))
    reason = models.CharField(max_length=300, blank=True)
    evidence = models.CharField(max_length=200, blank=True, help_text=_("Words of the mail it rests on."))
    quotes = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), blank=True,
        help_text=_('Where they stand: [{"quote", "start", "end", "in": "text" or "subject", "message"}].'),
    )  # fmt: skip
    mode = models.CharField(max_length=7, choices=Mode.choices)
    disputed_by = models.JSONField(
        null=True, blank=True, help_text=_("What the built-in engine reads instead, where it is sure.")
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    is_latest = models.BooleanField(
        default=True, help_text=_("The current word on this field of the ticket.")
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confidence__gte=0, confidence__lte=1), name="confidence_range"
            ),
            models.UniqueConstraint(
                fields=["ticket", "field", "part"],
                condition=models.Q(is_latest=True),
                name="one_latest_per_part",
            ),
        ]


class Correction(models.Model):
    """A person said what the value should have been. Training material and measure in one."""

    result = models.ForeignKey(
        Result, null=True, blank=True, on_delete=models.SET_NULL, related_name="corrections"
    )
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="ai_corrections")
    field = models.CharField(max_length=12)
    was = models.JSONField(null=True)
    value = models.JSONField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    source = models.CharField(max_length=10, default="panel")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]


class Suggestion(models.Model):
    """A suggested reply to one customer message."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("Being prepared")
        READY = "ready", _("Ready")
        WITHHELD = "withheld", _("Withheld")
        STALE = "stale", _("Out of date")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")

    class Verdict(models.TextChoices):
        WRONG = "wrong", _("Facts are wrong")
        OFF_TOPIC = "off_topic", _("Misses the question")
        TONE = "tone", _("Wrong tone")
        LANGUAGE = "language", _("Wrong language")
        POLICY = "policy", _("We would not say that")
        OTHER = "other", _("Something else")

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    run = models.ForeignKey(
        Run, null=True, on_delete=models.SET_NULL, related_name="suggestions", db_index=False
    )
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="suggestions")
    message = models.ForeignKey("tickets.Message", on_delete=models.CASCADE, related_name="+", db_index=False)
    body = models.TextField(blank=True)
    sources = models.JSONField(default=list, help_text=_("[{marker, kind, id, title, url, quote}]"))
    confidence = models.FloatField(default=0)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PREPARING)
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why withheld or rejected."))
    verdict = models.CharField(
        max_length=9, choices=Verdict.choices, blank=True, default="", db_default="",
        help_text=_("What was wrong with it, when it was rejected."),
    )  # fmt: skip
    wish = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), blank=True,
        help_text=_('How it was asked for: {"tone", "language", "words"}.'),
    )  # fmt: skip
    holding = models.TextField(
        blank=True, default="", db_default="",
        help_text=_("Offered when withheld: thanks and asks for a detail, says nothing about the matter."),
    )  # fmt: skip
    flags = models.JSONField(default=list, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]


class Outcome(models.Model):
    """What became of a suggestion once the agent answered."""

    class Kind(models.TextChoices):
        SENT_AS_IS = "sent_as_is", _("Sent as it was")
        EDITED = "edited", _("Edited and sent")
        DISCARDED = "discarded", _("Discarded")
        IGNORED = "ignored", _("Ignored")
        STALE = "stale", _("Out of date before it was used")

    suggestion = models.OneToOneField(Suggestion, on_delete=models.CASCADE, related_name="outcome")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    similarity = models.FloatField(null=True, blank=True, help_text=_("1: sent word for word."))
    edit_distance = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Words put in, taken out or replaced before it was sent.")
    )
    reply = models.ForeignKey(
        "tickets.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=clock.now)


class Policy(models.Model):
    """How far triage may go by itself for one field."""

    class Mode(models.TextChoices):
        OFF = "off", _("Off")
        SHADOW = "shadow", _("Record only")
        SUGGEST = "suggest", _("Suggest")
        AUTO = "auto", _("Apply")

    field = models.CharField(max_length=12, unique=True)
    mode = models.CharField(max_length=7, choices=Mode.choices, default=Mode.SUGGEST)
    min_confidence = models.FloatField(default=0.85)
    min_reviewed = models.PositiveIntegerField(
        default=100, db_default=100, help_text=_("Decided values before the field may apply by itself.")
    )
    min_precision = models.FloatField(
        default=0.9, db_default=0.9, help_text=_("Share of right ones among them, 0 to 1.")
    )
    conditions = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), blank=True,
        help_text=_('Where it may apply: {"queues": [1], "categories": ["billing"], "languages": ["en"]}.'),
    )  # fmt: skip
    auto_since = models.DateTimeField(null=True, blank=True)
    stepped_back_at = models.DateTimeField(null=True, blank=True)
    stepped_back_why = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        ordering = ["field"]
        verbose_name_plural = "policies"
