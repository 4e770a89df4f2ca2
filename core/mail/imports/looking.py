"""What is in the uploaded files, before anything of it becomes a ticket: the preview."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from django.conf import settings

from core.mail import glimpse
from core.mail.imports import kept, reading
from core.mail.imports.model import MailImport
from core.mail.models import InboundMail
from tenants.kernel import clock

SUBJECTS = 5
UNREAD = 20  # files named that hold no mail
AT_ONCE = 200  # mails asked for with one query
_DATE = re.compile(rb"^date:[ \t]*([^\r\n]{1,100})", re.IGNORECASE | re.MULTILINE)
OLDEST = datetime(1980, 1, 1, tzinfo=UTC)  # before mail was as it is
Preview = dict[str, Any]


def look(row: MailImport, told: Callable[[Preview], object]) -> Preview:
    """{mails, known, large, empty, subjects, first, last, unread: [{name, why}]}; moments in ISO 8601.

    told: hears it as far as it is, again and again. Raises TooMuchInside, FileNotFoundError, StorageAway.
    """
    found: Preview = {"mails": 0, "known": 0, "large": 0, "empty": 0, "subjects": [], "first": None,
                      "last": None, "unread": []}  # fmt: skip
    keys: list[str] = []
    meter = reading.Meter(settings.MAIL_IMPORT_UNPACKED)
    for each in reading.found_in(kept.openings(row), largest=settings.MAIL_LIMIT, meter=meter):
        if each.entry is None:
            found["unread"] += [{"name": each.name, "why": each.fault}][: UNREAD - len(found["unread"])]
            continue
        _note(found, each.entry, keys, row.recipient)
        if len(keys) >= AT_ONCE:
            found["known"] += _known(keys)
            told(found)
    found["known"] += _known(keys)
    return found


def _note(found: Preview, entry: Any, keys: list[str], recipient: str) -> None:
    found["mails"] += 1
    if entry.is_too_large:
        found["large"] += 1
    elif not entry.raw.strip():
        found["empty"] += 1
        return
    else:
        keys.append(glimpse.dedupe_key(entry.raw, recipient))
    if len(found["subjects"]) < SUBJECTS:
        found["subjects"].append(glimpse.look(entry.raw).subject)
    if moment := _date(entry.raw):
        at = moment.isoformat()
        found["first"], found["last"] = min(found["first"] or at, at), max(found["last"] or at, at)


def _known(keys: list[str]) -> int:
    """How many of them are here already. Empties the list."""
    known = InboundMail.objects.filter(dedupe_key__in=keys).count() + len(keys) - len(set(keys))
    keys.clear()
    return known


def _date(raw: bytes) -> datetime | None:
    line = _DATE.search(raw[: glimpse.HEAD_BYTES])
    try:
        moment = parsedate_to_datetime(line.group(1).decode("ascii", "replace")) if line else None
    except (ValueError, TypeError, OverflowError):
        return None
    if moment is None:
        return None
    moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    return moment if OLDEST < moment <= clock.now() else None
