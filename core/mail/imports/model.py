"""The row of an import of old mail. Part of the app's models; apart because models.py is long."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock, ids


class MailImport(models.Model):
    """Files somebody uploaded, whose mails become tickets. Stays as the history of what was brought."""

    class State(models.TextChoices):
        ARRIVING = "arriving", _("Being uploaded")
        LOOKING = "looking", _("Being looked through")
        READY = "ready", _("Ready to start")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELED = "canceled", _("Canceled")
        FAILED = "failed", _("Failed")

    LIVE = (State.LOOKING, State.RUNNING)
    UNFINISHED = (State.ARRIVING, *LIVE, State.READY)

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    recipient = models.EmailField(max_length=254, help_text=_("Our address that the mails count as sent to."))
    queue = models.ForeignKey(
        "desk.Queue",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text=_("Where new tickets are put; empty: the queue of the address."),
    )
    is_solved = models.BooleanField(default=True, help_text=_("New tickets come in as solved."))
    asked_by = models.CharField(max_length=40, help_text=_('"user:3".'))
    files = models.JSONField(default=list, blank=True, help_text=_('[{"name", "path", "size"}]'))
    size = models.PositiveBigIntegerField(default=0, help_text=_("Bytes uploaded."))
    state = models.CharField(max_length=8, choices=State.choices, default=State.ARRIVING)
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why it failed or ended, for people."))
    preview = models.JSONField(
        default=dict, blank=True, help_text=_('{"mails", "known", "subjects", "first", "last", "unread"}')
    )

    done = models.PositiveIntegerField(default=0, help_text=_("Mails gone through."))
    known = models.PositiveIntegerField(default=0, help_text=_("Of them: here already."))
    empty = models.PositiveIntegerField(default=0, help_text=_("Of them: without a word."))
    at_file = models.PositiveIntegerField(default=0, help_text=_("The file inside the upload we are in."))
    at_mail = models.PositiveIntegerField(default=0, help_text=_("Mails of that file gone through."))
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("Faults in a row."))
    turn = models.PositiveIntegerField(
        default=0, help_text=_("Raised by each claim; a late worker is refused.")
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "mail"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.public_id
