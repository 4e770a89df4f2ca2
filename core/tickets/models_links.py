"""How one ticket has to do with another."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class TicketLink(models.Model):
    """Read from source to target: "source blocks target". For what the target says see rules.RELATIONS."""

    class Kind(models.TextChoices):
        RELATED = "related", _("Related to")
        DUPLICATES = "duplicates", _("Duplicates")
        PARENT = "parent", _("Parent of")
        BLOCKS = "blocks", _("Blocks")
        CAUSED = "caused_by", _("Caused by")
        FOLLOWS = "follows", _("Follows")

    source = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="links_out", db_index=False
    )
    target = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="links_in", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.CharField(max_length=40, help_text=_("Actor ref."))
    by_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="link_once"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")),
                name="link_not_to_itself",
                violation_error_message=_("A ticket is not linked with itself."),
            ),
        ]
        indexes = [models.Index(fields=["target"], name="link_of_target")]
