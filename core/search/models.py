"""What of a message is found besides the words as they stand there, which core/tickets keeps itself."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """The stems of a message in its language, or (attachment) the name and the text of a file on it.

    It is the message's: who may read that one finds it, and it goes with it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Its text has not been read yet")
        READY = "ready", _("Found by its text")
        NAMED = "named", _("Found by its name alone")

    message = models.ForeignKey("tickets.Message", on_delete=models.CASCADE, related_name="+", db_index=False)
    attachment = models.ForeignKey(
        "files.Attachment", null=True, blank=True, on_delete=models.DO_NOTHING, db_constraint=False,
        db_index=False, related_name="+",
    )  # fmt: skip
    state = models.CharField(max_length=7, choices=State.choices, default=State.READY)
    why_not = models.CharField(max_length=20, blank=True, default="", help_text=_("It has no text."))
    tries = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True, default="", help_text=_("Of the file, as far as it is kept."))
    words = SearchVectorField(null=True)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            models.Index(fields=["id"], condition=Q(state="waiting"), name="search_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "attachment"],
                nulls_distinct=False,
                name="search_one_per_message",
                violation_error_message=_("This is in the index already."),
            )
        ]


class OldEntry(models.Model):
    """The entry of a message whose ticket is archived, under the number it had; in parts, one for each year.

    The same columns as Entry and the year. In PostgreSQL the key is (message, id, year), as parts need it.
    """

    id = models.BigIntegerField(primary_key=True)
    year = models.PositiveSmallIntegerField()
    message = models.ForeignKey("tickets.Message", on_delete=models.CASCADE, related_name="+", db_index=False)
    attachment = models.ForeignKey(
        "files.Attachment", null=True, blank=True, on_delete=models.DO_NOTHING, db_constraint=False,
        db_index=False, related_name="+",
    )  # fmt: skip
    state = models.CharField(max_length=7)
    why_not = models.CharField(max_length=20, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True, default="")
    words = SearchVectorField(null=True)

    class Meta:
        verbose_name_plural = "old entries"
        indexes = [GinIndex(fields=["words"], name="search_old_words")]
