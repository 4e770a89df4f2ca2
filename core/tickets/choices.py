"""Words that the columns of tickets and messages choose from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    MAIL = "mail", _("Mail")
    PORTAL = "portal", _("Portal")
    API = "api", _("API")
    PHONE = "phone", _("Phone")
    PLAN = "plan", _("Recurring")


class Sentiment(models.IntegerChoices):
    VERY_NEGATIVE = -2, _("Very negative")
    NEGATIVE = -1, _("Negative")
    NEUTRAL = 0, _("Neutral")
    POSITIVE = 1, _("Positive")
    VERY_POSITIVE = 2, _("Very positive")


class Then(models.TextChoices):
    """When the time of a ticket that was put aside is over."""

    REOPEN = "reopen", _("Open it again")
    CLOSE = "close", _("Close it, unless the customer writes")
    REMIND = "remind", _("Remind whoever holds it")
