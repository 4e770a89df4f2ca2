"""Texts made on demand for an agent: summaries, translations, rewritten drafts. None is sent by itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock, ids


class Writing(models.Model):
    """One text and what it was made from. How far it is stands on its run."""

    class Kind(models.TextChoices):
        SUMMARY = "summary", _("Summary")
        TRANSLATION = "translation", _("Translation of a message")
        REWRITE = "rewrite", _("Rewritten draft")

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    run = models.OneToOneField("ai.Run", on_delete=models.CASCADE, related_name="writing")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="writings")
    message = models.ForeignKey(
        "tickets.Message", on_delete=models.CASCADE, related_name="+", db_index=False,
        help_text=_("What is translated, or the newest message when it was asked for."),
    )  # fmt: skip
    tool = models.CharField(
        max_length=12, blank=True, help_text=_("One of ai.prompts.writing.TOOLS, of a draft.")
    )
    language = models.CharField(max_length=10, blank=True, help_text=_("Asked for."))
    before = models.TextField(blank=True, help_text=_("The draft as it was."))
    text = models.TextField(blank=True)
    why_not = models.CharField(max_length=300, blank=True, help_text=_("Why there is no text."))
    messages = models.PositiveIntegerField(default=0, help_text=_("Messages of the ticket it has read."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+",
        db_index=False, help_text=_("Who asked; empty: it was made by itself."),
    )  # fmt: skip
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
