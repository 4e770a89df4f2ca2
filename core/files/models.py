"""Files people sent: bytes in the tenant's storage under their hash, a row for each use."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock, ids


class Attachment(models.Model):
    class State(models.TextChoices):
        CLEAN = "clean", _("Available")
        PENDING = "pending", _("Being scanned")
        BLOCKED = "blocked", _("Blocked")

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100, help_text=_("By content, not by name."))
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    digest = models.CharField(
        max_length=64, db_default="", default="", help_text=_("Keyed hash of the bytes, hexadecimal.")
    )
    path = models.CharField(max_length=200, help_text=_("Storage path; the same bytes share one."))
    content_id = models.CharField(max_length=250, blank=True, help_text=_("cid of an inline image."))
    state = models.CharField(max_length=8, choices=State.choices, default=State.CLEAN)
    threat = models.CharField(
        max_length=200, blank=True, db_default="", default="", help_text=_("What the scanner found.")
    )
    scanned_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(
        max_length=40, blank=True, db_default="", default="", help_text=_("Who let it out all the same.")
    )
    owner = models.CharField(max_length=40, help_text=_('Who brought it: "user:5", "contact:9", "system".'))
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["digest"], name="file_same_bytes"),
            models.Index(fields=["state", "id"], condition=~models.Q(state="clean"), name="file_not_clean"),
        ]

    @property
    def is_image(self) -> bool:
        return self.content_type in ("image/png", "image/jpeg", "image/gif", "image/webp")
