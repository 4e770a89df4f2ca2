"""The Date header of a mail, also of programs that write it their own way. Never raises."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SANE_YEARS = range(1970, 2100)
ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d")
MONTHS = {  # of programs that write the date in the language of their user
    "mär": "Mar", "mrz": "Mar", "mars": "Mar", "mai": "May", "maj": "May", "mei": "May", "mag": "May",
    "okt": "Oct", "ott": "Oct", "dez": "Dec", "dic": "Dec", "déc": "Dec", "des": "Dec", "ene": "Jan",
    "gen": "Jan", "janv": "Jan", "fév": "Feb", "févr": "Feb", "fev": "Feb", "avr": "Apr", "abr": "Apr",
    "juin": "Jun", "giu": "Jun", "juil": "Jul", "lug": "Jul", "ago": "Aug", "août": "Aug", "set": "Sep",
}  # fmt: skip
COMMENT = re.compile(r"\([^()]*\)")
HALF_DAY = re.compile(r"\b(\d{1,2})(:\d\d(?::\d\d)?)\s*([ap])\.?m\b\.?", re.IGNORECASE)
MONTH = re.compile(r"\b(" + "|".join(MONTHS) + r")\b\.?", re.IGNORECASE)


def read(value: str) -> datetime | None:
    """The moment in UTC; None when absent, senseless or before computers counted."""
    try:
        moment = _moment(value[:200].strip())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.year in SANE_YEARS else None


def _moment(value: str) -> datetime:
    if ISO.match(value):
        return datetime.fromisoformat(value)
    value = HALF_DAY.sub(_whole_day, COMMENT.sub(" ", value))
    return parsedate_to_datetime(MONTH.sub(lambda found: MONTHS[found.group(1).lower()], value))


def _whole_day(clock: re.Match[str]) -> str:
    """06:09:22 PM as 18:09:22."""
    return f"{int(clock[1]) % 12 + 12 * (clock[3].lower() == 'p'):02}{clock[2]}"
