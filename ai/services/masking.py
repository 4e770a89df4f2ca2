"""What is hidden from models here. Cards, accounts and secrets always are; the rest people decide.

Patterns of their own run under RE2, which is linear in the text whatever they say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ai import book
from ai.models import MaskPattern, ModelSettings
from ai.text.masking import BY_DEFAULT, OPTIONAL, Own
from core.audit import trail
from core.mail.ruling.patterns import BadPattern, compiled
from tenants import secrets
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable

MOST_PATTERNS = 30
LONGEST_CANARY = 100
SHORTEST_CANARY = 8  # characters; a shorter one may stand in an honest answer
TAKEN_KINDS = BY_DEFAULT
ORDINARY = "Hello, I cannot sign in since this morning. Could you please help me? Thank you, and kind regards"


class BadMasking(Invalid):
    """data: fields."""

    code = "ai.masking_invalid"
    sentence = "Please check the marked fields."


class EnoughPatterns(Conflict):
    """data: limit."""

    code = "ai.enough_patterns"
    sentence = "There can be {limit} patterns. Remove one to add another."


@transaction.atomic
def mask_kinds(kinds: Iterable[str], *, by: Actor) -> ModelSettings:
    """Mask exactly these of the optional kinds from the next message on. Raises BadMasking."""
    wanted = [kind for kind in OPTIONAL if kind in set(kinds)]
    if set(kinds) - set(OPTIONAL):
        raise BadMasking(fields={"masked": [_("Only these can be chosen: EMAIL, PHONE, NATID, IP.")]})
    row = settings_row()
    if row.masked == wanted:
        return row
    before, row.masked = row.masked, wanted
    row.save(update_fields=["masked"])
    trail.record("ai.masking_changed", on=row, by=by, before={"masked": before}, after={"masked": wanted})
    book.decided.changed()
    return row


@transaction.atomic
def add_pattern(name: str, pattern: str, *, by: Actor) -> MaskPattern:
    """Mask what fits, case ignored. Raises BadMasking, EnoughPatterns."""
    name, pattern = one_line(storable(name), 40).strip(), storable(pattern).strip()
    if MaskPattern.objects.count() >= MOST_PATTERNS:
        raise EnoughPatterns(limit=MOST_PATTERNS)
    if wrong := _wrong(name, pattern):
        raise BadMasking(fields=wrong)
    row = MaskPattern.objects.create(name=name, kind=_kind(name), pattern=pattern)
    trail.record("ai.mask_added", on=row, by=by, after={"name": name, "pattern": pattern})
    book.decided.changed()
    return row


@transaction.atomic
def remove_pattern(row: MaskPattern, *, by: Actor) -> None:
    trail.record("ai.mask_removed", on=row, by=by, before={"name": row.name, "pattern": row.pattern})
    row.delete()
    book.decided.changed()


@transaction.atomic
def set_canary(canary: str, *, by: Actor) -> None:
    """An organization's own mark at the end of every prompt; "" takes the platform's. Raises BadMasking."""
    canary = canary.strip()
    if canary and not SHORTEST_CANARY <= len(one_line(storable(canary), LONGEST_CANARY)) == len(canary):
        raise BadMasking(fields={"canary": [_("8 to 100 characters in one line.")]})
    row = settings_row()
    row.canary = secrets.encrypt(canary) if canary else ""
    row.save(update_fields=["canary"])
    trail.record("ai.canary_set", on=row, by=by, after={"own": bool(canary)})
    book.decided.changed()


@transaction.atomic
def set_seed(seed: int | None, *, by: Actor) -> None:
    """What chance begins with in the local engine's learning; None takes the platform's."""
    row = settings_row()
    if row.seed == seed:
        return
    before, row.seed = row.seed, seed
    row.save(update_fields=["seed"])
    trail.record("ai.seed_set", on=row, by=by, before={"seed": before}, after={"seed": seed})
    book.decided.changed()


def settings_row() -> ModelSettings:
    """The row under lock, made when there is none."""
    ModelSettings.objects.bulk_create([ModelSettings()], ignore_conflicts=True)
    return ModelSettings.objects.select_for_update().get()


def _wrong(name: str, pattern: str) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if not name:
        wrong["name"] = [_("Give it a name.")]
    elif MaskPattern.objects.filter(name__iexact=name).exists():
        wrong["name"] = [_("Another pattern has this name.")]
    if not pattern:
        wrong["pattern"] = [_("Write the pattern.")]
        return wrong
    try:
        found = compiled(pattern)
        if found.search("") is not None:
            wrong["pattern"] = [_("It fits where nothing stands; it would mask nothing of use.")]
        elif sum(end - start for start, end in Own("", found).find(ORDINARY)) > len(ORDINARY) // 2:
            wrong["pattern"] = [_("It fits ordinary words; models would see next to nothing.")]
    except BadPattern as refusal:
        wrong["pattern"] = [refusal.message]
    return wrong


def _kind(name: str) -> str:
    """CUSTOMER_NUMBER of "Customer number"; names in other scripts get a number."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    base = re.sub(r"[^A-Z0-9]+", "_", plain).strip("_")[:20].strip("_")
    if not base or not base[0].isalpha() or len(base) < 2:
        base = f"OWN_{base}".strip("_")
    taken: set[Any] = {*TAKEN_KINDS, *MaskPattern.objects.values_list("kind", flat=True)}
    tried = [base, *(f"{base}_{number}" for number in range(2, MOST_PATTERNS + 20))]
    return next(kind for kind in tried if kind not in taken)
