"""Where the words of old tickets lie, and from when on a ticket is old."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _


class OldWords(models.Model):
    """What was said in one message of an archived ticket. Kept in parts, one for each year (`partitions`).

    Its row of Message stays, without words: fourteen tables refer to messages, and figures, references of
    mails and rights go by them. In PostgreSQL the key is (message, year), as parts need it.
    """

    message = models.OneToOneField(
        "tickets.Message", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    year = models.PositiveSmallIntegerField(help_text=_("In which its ticket was finished."))
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    signature = models.TextField(blank=True)
    html = models.TextField(blank=True)
    earlier = models.JSONField(
        null=True, blank=True, help_text=_("EarlierWords of a note: [{id, text, until}].")
    )

    class Meta:
        # of the expression: the vector itself would double what is kept, to be read once in a while
        indexes = [GinIndex(SearchVector(Left("text", 100_000), config="simple"), name="old_words")]


class Archiving(models.Model):
    """The one row, or none: nothing is archived before somebody says so."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("After which a finished ticket is archived; empty: never.")
    )
