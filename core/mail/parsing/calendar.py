"""Calendar parts (RFC 5545, iTIP) as a few lines of text, for mails that say nothing else.

Outlook and Google write the same in words; phones and some servers send the part alone. What, when,
where and whom: no words of ours, so the lines read the same in every language.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core.mail.parsing import charsets

BYTES = 200_000  # of the part looked at; an honest invitation has 2,000
EVENTS = 5
KINDS = ("VEVENT", "VTODO", "VFREEBUSY")
ANSWERS = {"ACCEPTED": "✓", "DECLINED": "✗", "TENTATIVE": "?"}


def told(content: bytes) -> str:
    """The text, "" when there is nothing to tell. Never raises."""
    from icalendar import Calendar  # 150 ms to import, for one mail in a hundred

    try:
        found = [one for one in Calendar.from_ical(content[:BYTES]).walk() if one.name in KINDS][:EVENTS]
        return "\n\n".join(filter(None, (_event(one) for one in found)))
    except Exception:  # the library trusts what it reads
        return ""


def _event(event: Any) -> str:
    people = [_person(event.get("ORGANIZER")), *(_attendee(one) for one in _many(event.get("ATTENDEE")))]
    lines = [
        str(event.get("SUMMARY") or ""),
        _when(event),
        str(event.get("LOCATION") or ""),
        ", ".join(filter(None, people[:10])),
        str(event.get("DESCRIPTION") or ""),
    ]
    return "\n".join(charsets.clean(line).strip() for line in lines if line.strip())


def _when(event: Any) -> str:
    begin, end = _moment(event, "DTSTART"), _moment(event, "DTEND")
    if begin is None:
        return ""
    if end is None or end == begin:
        return _said(begin)
    same_day = isinstance(end, datetime) and isinstance(begin, datetime) and end.date() == begin.date()
    return f"{_said(begin)} – {end.strftime('%H:%M') if same_day else _said(end)}"


def _moment(event: Any, name: str) -> date | None:
    value = event.decoded(name, None)
    return value if isinstance(value, date) else None


def _said(moment: date) -> str:
    if not isinstance(moment, datetime):
        return moment.isoformat()
    zone = f" ({moment.tzname()})" if moment.tzinfo else ""
    return f"{moment.strftime('%Y-%m-%d %H:%M')}{zone}"


def _person(value: Any) -> str:
    if value is None:
        return ""
    address = str(value)
    address = address[7:] if address[:7].lower() == "mailto:" else address
    name = str(getattr(value, "params", {}).get("CN", ""))
    return f"{name} <{address}>" if name and name != address else address


def _attendee(value: Any) -> str:
    """Whoever has answered, with the answer; who was only invited is no news."""
    mark = ANSWERS.get(str(getattr(value, "params", {}).get("PARTSTAT", "")).upper())
    return f"{mark} {_person(value)}" if mark else ""


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
