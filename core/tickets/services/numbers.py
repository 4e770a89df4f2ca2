"""How numbers of tickets are written from now on. What was given out leads to the same tickets for ever."""

from __future__ import annotations

import re

from django.db import transaction

from core.audit import trail
from core.tickets.models import TicketNumber
from core.tickets.models_numbers import Numbering, numbering
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

LONGEST_PREFIX, MOST_PADDING = 10, 8
MOST_FORMER = 20
_PREFIX = re.compile(r"[A-Za-z](?:[A-Za-z0-9._/:#-]{0,8}[A-Za-z._/:#-])?")
TASKS = "TASK-"  # numbers of tasks begin so


class BadPrefix(Invalid):
    """data: fields."""

    code = "numbering.prefix"
    sentence = "Begin with a letter, use letters, digits and - . / _ : #, and do not end with a digit."


class BadPadding(Invalid):
    """data: fields, most."""

    code = "numbering.padding"
    sentence = "Write numbers with 1 to {most} digits."


class TooManyPrefixes(Invalid):
    """data: most."""

    code = "numbering.too_many"
    sentence = "There were {most} prefixes already, all of which still lead to tickets. Choose one of them."


@transaction.atomic
def set_numbering(prefix: str, padding: int, *, by: Actor) -> Numbering:
    """Twice is once. Prefixes of before stay known. Raises BadPrefix, BadPadding, TooManyPrefixes."""
    if not _PREFIX.fullmatch(prefix) or prefix.upper() == TASKS:
        raise BadPrefix(fields={"prefix": [BadPrefix.sentence]})
    if not 1 <= padding <= MOST_PADDING:
        raise BadPadding(
            most=MOST_PADDING, fields={"padding": [BadPadding.sentence.format(most=MOST_PADDING)]}
        )
    TicketNumber.objects.get_or_create(pk=1)
    row = TicketNumber.objects.select_for_update().get(pk=1)
    if (row.prefix, row.padding) == (prefix, padding):
        return numbering()

    before = {"prefix": row.prefix, "padding": row.padding}
    row.former = _former(row, prefix)
    row.prefix, row.padding = prefix, padding
    row.save(update_fields=["prefix", "padding", "former"])
    numbering.changed()

    trail.record("numbering.set", on=row, by=by, before=before, after={"prefix": prefix, "padding": padding})
    return Numbering(prefix, padding, tuple(row.former))


def _former(row: TicketNumber, prefix: str) -> list[str]:
    """Those that still lead to tickets: one that no ticket was given out under is forgotten."""
    given = row.last > 0 and row.prefix != prefix
    former = [one for one in row.former if one != prefix] + ([row.prefix] if given else [])
    if len(former) > MOST_FORMER:
        raise TooManyPrefixes(most=MOST_FORMER)
    return former
