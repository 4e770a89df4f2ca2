"""How ticket numbers are written: "T-0042", or with the organization's own prefix and length.

The number itself never changes. Every prefix that was in force once goes on leading to it, so old letters,
links and notes on paper hold, and subjects of mails are found by any of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from tenants.remembered import Remembered

PREFIX, PADDING = "T-", 4


class TicketNumber(models.Model):
    """The one row that hands out ticket numbers, gap-free, under its lock."""

    last = models.PositiveIntegerField(default=0)
    prefix = models.CharField(max_length=10, default=PREFIX)
    padding = models.PositiveSmallIntegerField(default=PADDING)
    former = models.JSONField(
        default=list,
        db_default=Value([], models.JSONField()),
        blank=True,
        help_text=_("Prefixes that were in force before: they lead to the same tickets."),
    )


@dataclass(frozen=True)
class Numbering:
    prefix: str = PREFIX
    padding: int = PADDING
    former: tuple[str, ...] = ()

    def label(self, number: int) -> str:
        """ "T-0042": what people say."""
        return f"{self.prefix}{number:0{self.padding}d}"

    def read(self, text: str) -> int | None:
        """Of a text that is the number of a ticket and nothing else: 42, #42, t-0042; None of any other."""
        match = self._typed.fullmatch(text)
        return int(match[1]) if match else None

    @cached_property
    def _typed(self) -> re.Pattern[str]:
        return re.compile(rf"\s*#?(?:{self._prefixes})?(\d{{1,9}})\s*", re.IGNORECASE)

    @cached_property
    def in_subject(self) -> re.Pattern[str]:
        """As our letters bear it: "[T-0042]"."""
        return re.compile(rf"\[(?:{self._prefixes})0*(\d{{1,9}})\]")

    @property
    def _prefixes(self) -> str:
        return "|".join(re.escape(one) for one in sorted({self.prefix, *self.former}, key=len, reverse=True))


def _read() -> Numbering:
    row = TicketNumber.objects.values_list("prefix", "padding", "former").first()
    return Numbering(row[0], row[1], tuple(row[2])) if row else Numbering()


numbering = Remembered("tickets:numbering", _read)
