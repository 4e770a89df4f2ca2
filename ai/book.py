"""What an organization has decided about models, and its open incidents, remembered in this process: no query
per message or page.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from ai.models import Incident, MaskPattern, ModelSettings, Provider
from ai.prompts import shipped
from ai.text.masking import BY_DEFAULT, Masking, Own
from core.mail.ruling.patterns import BadPattern, compiled
from tenants import secrets
from tenants.remembered import Remembered

log = logging.getLogger(__name__)
ALL = "all"  # features together, in ModelSettings.caps


@dataclass(frozen=True, slots=True)
class Decided:
    """What holds for every model here. own_canary, own_seed: empty where the platform's hold.

    can_mask: False when a pattern of the organization's own is refused by the engine of today: then nothing
    may leave, for what it was to hide would leave with it. guidance: for triage, masked when it leaves.
    """

    masking: Masking
    can_mask: bool
    own_canary: str
    own_seed: int | None
    own_caps: dict[str, dict[str, int]]
    guidance: str
    forgot_at: datetime | None = None  # an engine made before holds what was erased since
    prompts: Mapping[str, str] = field(default_factory=dict)  # {task: pinned version}
    details: tuple[dict[str, Any], ...] = ()  # as ModelSettings keeps them
    prices: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # the organization's own

    @property
    def caps(self) -> dict[tuple[str, str], int]:
        """(feature or "", day or month) -> millionths: the organization's, at most the platform's."""
        found = {
            ("" if feature == ALL else feature, span): limit
            for feature, spans in self.own_caps.items()
            for span, limit in spans.items()
        }
        for span, most in (("day", settings.AI_DAILY_CAP), ("month", settings.AI_MONTHLY_CAP)):
            if most:
                found["", span] = min(found.get(("", span), sys.maxsize), round(most * 1_000_000))
        return found

    @property
    def strictest(self) -> Masking:
        """For words of one customer that stay on when the ticket is gone: nothing is switched off."""
        return Masking(BY_DEFAULT, self.masking.own)

    def prompt(self, task: str) -> str:
        """The version of its prompt that a task is asked with."""
        return shipped.in_use(task, self.prompts)

    @property
    def canary(self) -> str:
        return self.own_canary or settings.AI_PROMPT_CANARY

    @property
    def seed(self) -> int:
        return settings.AI_SEED if self.own_seed is None else self.own_seed


def _decided() -> Decided:
    row = ModelSettings.objects.first() or ModelSettings()
    own = [_own(pattern) for pattern in MaskPattern.objects.all()]
    whole = tuple(one for one in own if one is not None)
    kinds = BY_DEFAULT if row.pk is None else frozenset(row.masked)
    can_mask = len(whole) == len(own)
    return Decided(
        Masking(kinds, whole), can_mask, _canary(row), row.seed, row.caps, row.guidance, row.forgot_at,
        row.prompts, tuple(row.details), {model: (sent, got) for model, (sent, got) in row.prices.items()},
    )  # fmt: skip


def _own(row: MaskPattern) -> Own | None:
    """None for one that a newer engine refuses; it was checked when it was written."""
    try:
        return Own(row.kind, compiled(row.pattern))
    except BadPattern:
        log.error("no model is asked: a pattern cannot be used any more", extra={"pattern": row.kind})
        return None


def _canary(row: ModelSettings) -> str:
    try:
        return secrets.decrypt(row.canary) if row.canary else ""
    except secrets.BadLink:
        return ""


def _incidents() -> tuple[Incident, ...]:
    return tuple(Incident.objects.filter(state__in=Incident.OPEN))


providers = Remembered("ai:providers", lambda: tuple(Provider.objects.all()))
decided = Remembered("ai:decided", _decided)
incidents = Remembered("ai:incidents", _incidents)  # open ones, newest first
