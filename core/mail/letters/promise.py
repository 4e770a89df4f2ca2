"""What a confirmation says about time: when to expect an answer, and when somebody is back.

Follows the calendar of the queue, which the desk remembers: no query. The words belong to the language
of the text they stand in, which may be another than the reader's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.formats import date_format

from core.desk import selectors as desk
from core.desk.hours import Hours, add_working_time, next_opening, opens_on
from tenants.kernel import clock

OPEN, AWAY = "ticket_received", "ticket_received_away"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SAID_IN_HOURS = timedelta(hours=48)  # longer waits are said in days, even around the clock


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases for one language; each fits into the sentences of the starter texts."""

    hour: str
    hours: str
    working_day: str
    working_days: str
    today: str
    tomorrow: str
    later: str
    day: str  # as Django writes dates


WORDS = {
    "en": Words(
        "one hour", "{} hours", "one working day", "{} working days",
        "today at {time} ({zone})", "tomorrow at {time} ({zone})",
        "on {day} at {time} ({zone})", "l, j F",
    ),
    "de": Words(
        "einer Stunde", "{} Stunden", "einem Arbeitstag", "{} Arbeitstagen",
        "heute um {time} Uhr ({zone})", "morgen um {time} Uhr ({zone})",
        "am {day} um {time} Uhr ({zone})", "l, j. F",
    ),
    "fr": Words(
        "une heure", "{} heures", "un jour ouvré", "{} jours ouvrés",
        "aujourd’hui à {time} ({zone})", "demain à {time} ({zone})",
        "le {day} à {time} ({zone})", "l j F",
    ),
    "es": Words(
        "una hora", "{} horas", "un día laborable", "{} días laborables",
        "hoy a las {time} ({zone})", "mañana a las {time} ({zone})",
        "el {day} a las {time} ({zone})", r"l j \d\e F",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Promise:
    """key: the mail text that fits; the others: values for its variables."""

    key: str
    reply_time: str
    next_opening: str


def promise(queue_id: int | None, language: str) -> Promise:
    """For a request that arrives now. Without a calendar, or with one that never opens, a working day."""
    calendar, now = desk.calendar_for(queue_id), clock.now()
    hours = desk.hours_of(calendar) if calendar else None
    opening = next_opening(hours, now) if hours else None
    if calendar is None or hours is None or opening is None:
        return Promise(OPEN, _words(OPEN, language)[0].working_day, "")
    key = OPEN if opening == now else AWAY
    words, spoken = _words(key, language)
    due = add_working_time(hours, now, calendar.reply_hours * HOUR)
    return Promise(key, _wait(hours, now, due, words), _said(opening, now, hours, words, spoken))


def _words(key: str, language: str) -> tuple[Words, str]:
    """The phrases that fit the text a reader of this language gets, and their language."""
    text = desk.mail_text(key, language)
    spoken = text.language.split("-")[0] if text else "en"
    return (WORDS[spoken], spoken) if spoken in WORDS else (WORDS["en"], "en")


def _wait(hours: Hours, now: datetime, due: datetime | None, words: Words) -> str:
    """ "3 hours" where nothing but working time lies between, else "2 working days"."""
    if due is None:
        return words.working_day
    first, last = (moment.astimezone(hours.zone).date() for moment in (now, due))
    days = sum(opens_on(hours, first + number * DAY) for number in range(1, (last - first).days + 1))
    if days == 0 or (due - now <= SAID_IN_HOURS and _is_one_stretch(hours, now, due)):
        number = -((now - due) // HOUR)  # a begun hour counts
        return words.hour if number == 1 else words.hours.format(number)
    return words.working_day if days == 1 else words.working_days.format(days)


def _is_one_stretch(hours: Hours, now: datetime, due: datetime) -> bool:
    return add_working_time(hours, now, due - now) == due


def _said(opening: datetime, now: datetime, hours: Hours, words: Words, language: str) -> str:
    local = opening.astimezone(hours.zone)
    ahead = (local.date() - now.astimezone(hours.zone).date()).days
    phrase = (words.today, words.tomorrow)[ahead] if ahead < 2 else words.later
    name = local.tzname() or ""
    with translation.override(language):
        day = date_format(local.date(), words.day)
    return phrase.format(day=day, time=f"{local:%H:%M}", zone=name if name.isalpha() else f"UTC{local:%z}")
