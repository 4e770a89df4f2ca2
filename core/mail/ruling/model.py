"""The row of a mail rule. Part of the app's models; apart because models.py is long."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailRule(models.Model):
    """Conditions on a mail and what to do with it. Rules run in their order."""

    class Moment(models.TextChoices):
        BOTH = "both", _("New requests and follow-ups")
        NEW = "new", _("New requests")
        FOLLOW_UP = "follow_up", _("Follow-ups")

    class Need(models.TextChoices):
        ALL = "all", _("All of these hold")
        ANY = "any", _("Any of these holds")

    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    is_on = models.BooleanField(default=True)
    mailbox = models.ForeignKey(
        "mail.Mailbox",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        help_text=_("Only mail to this address; empty: to any."),
    )
    moment = models.CharField(max_length=9, choices=Moment.choices, default=Moment.BOTH)
    need = models.CharField(max_length=3, choices=Need.choices, default=Need.ALL)
    conditions = models.JSONField(
        default=list, blank=True, help_text=_('[{"field", "test", "value", "header"}]; see ruling/asking.py.')
    )
    actions = models.JSONField(
        default=dict, blank=True, help_text=_('{"queue": 3, "tags": [...]}; see ruling/acts.py.')
    )
    overwrites = models.BooleanField(
        default=False, help_text=_("Also changes, on follow-ups, what a person has chosen.")
    )
    stops = models.BooleanField(default=False, help_text=_("When it applies, no later rule is asked."))

    class Meta:
        app_label = "mail"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
