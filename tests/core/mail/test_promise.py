"""What the confirmation says about time: by the queue's calendar, in the language of its text."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.desk import selectors as desk
from core.desk import services
from core.desk.models import Calendar, MailText, Queue
from core.mail.letters.promise import AWAY, OPEN, promise
from core.mail.models import Letter
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tests.core.mail.conftest import letter

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def office(acme) -> Calendar:
    """Monday to Friday, nine to five in Berlin, an answer within eight hours."""
    return services.save_calendar(
        Calendar.objects.get(seed_key="office"), by=SYSTEM, time_zone="Europe/Berlin"
    )


def told(said: str, language: str = "en", queue_id: int | None = None):
    """The promise of a request that arrives at this time in Berlin."""
    with clock.at(datetime.fromisoformat(said).replace(tzinfo=BERLIN)):
        return promise(queue_id, language)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("2026-11-23 09:00", "8 hours"),  # a Monday: due as the desk closes
        ("2026-11-23 10:00", "one working day"),
        ("2026-11-27 16:00", "one working day"),  # a Friday: due on Monday
    ],
)
def test_an_answer_is_promised_by_opening_hours(said, wait):
    promised = told(said)
    assert (promised.key, promised.reply_time) == (OPEN, wait)


@pytest.mark.parametrize(
    ("hours", "wait"),
    [(1, "one hour"), (3, "3 hours"), (6, "6 hours"), (8, "one working day"), (20, "2 working days"), (60, "7 working days")],
)  # fmt: skip
def test_how_long_is_the_organizations_word(office, hours, wait):
    services.save_calendar(office, by=SYSTEM, reply_hours=hours)
    assert told("2026-11-23 10:30").reply_time == wait


def test_a_break_at_noon_is_waited_for(office):
    services.save_calendar(office, by=SYSTEM, reply_hours=3, week=[[[540, 720], [780, 1020]]] * 5 + [[], []])
    assert told("2026-11-23 10:30").reply_time == "4 hours"
    assert told("2026-11-23 12:30").next_opening == "today at 13:00 (CET)"


@pytest.mark.parametrize(
    ("said", "language", "back"),
    [
        ("2026-11-23 07:00", "en", "today at 09:00 (CET)"),
        ("2026-11-23 17:00", "en", "tomorrow at 09:00 (CET)"),
        ("2026-11-27 18:00", "en", "on Monday, 30 November at 09:00 (CET)"),
        ("2026-11-27 18:00", "de", "am Montag, 30. November um 09:00 Uhr (CET)"),
        ("2026-11-27 18:00", "fr", "le lundi 30 novembre à 09:00 (CET)"),
        ("2026-11-27 18:00", "es", "el lunes 30 de noviembre a las 09:00 (CET)"),
        ("2026-07-31 18:00", "de-AT", "am Montag, 3. August um 09:00 Uhr (CEST)"),
    ],
)
def test_outside_of_hours_the_next_opening_is_told(said, language, back):
    promised = told(said, language)
    assert (promised.key, promised.next_opening) == (AWAY, back)


def test_a_zone_without_letters_is_told_by_its_offset(office):
    services.save_calendar(office, by=SYSTEM, time_zone="Asia/Kathmandu")
    assert told("2026-11-28 12:00").next_opening == "on Monday, 30 November at 09:00 (UTC+0545)"


def test_holidays_are_skipped(office):
    services.add_holiday(office, by=SYSTEM, date="2026-11-24", name="Feast", is_yearly=False)
    assert told("2026-11-23 18:00").next_opening == "on Wednesday, 25 November at 09:00 (CET)"
    assert told("2026-11-23 16:00").reply_time == "one working day"


def test_around_the_clock_somebody_is_always_there():
    always = Calendar.objects.get(seed_key="always")
    queue = services.save_queue(Queue.objects.get(name="Technical"), by=SYSTEM, calendar=always)
    night = told("2026-11-29 02:00", queue_id=queue.pk)
    assert (night.key, night.reply_time) == (OPEN, "8 hours")
    services.save_calendar(always, by=SYSTEM, reply_hours=72)
    assert told("2026-11-29 02:00", queue_id=queue.pk).reply_time == "3 working days"


@pytest.mark.parametrize("what", ["none", "never"])
def test_without_hours_a_working_day_is_promised(office, what):
    if what == "none":
        Calendar.objects.all().delete()
    else:
        services.save_calendar(office, by=SYSTEM, week=[[]] * 7)
    promised = told("2026-11-28 12:00", "de")
    assert (promised.key, promised.reply_time, promised.next_opening) == (OPEN, "einem Arbeitstag", "")


def test_words_are_of_the_language_of_the_text():
    assert told("2026-11-23 10:00", "ja").reply_time == "one working day"
    services.save_mail_text(OPEN, "it", subject="[{{ number }}]", body="Entro {{ reply_time }}.", by=SYSTEM)
    assert told("2026-11-23 10:00", "it").reply_time == "one working day"
    MailText.objects.filter(key=OPEN).delete()
    services.save_calendar(desk.calendars()[0], by=SYSTEM, name="Hours")  # the desk is read anew
    assert told("2026-11-23 10:00", "fr").reply_time == "one working day"


@pytest.mark.parametrize(
    ("language", "open_words", "away_words"),
    [
        ("en", "an answer within one working day.", "we are back on Monday, 30 November at 09:00 (CET) and"),
        (
            "de",
            "innerhalb von einem Arbeitstag.",
            "wir sind am Montag, 30. November um 09:00 Uhr (CET) wieder da",
        ),
        ("fr", "une réponse sous un jour ouvré.", "de retour le lundi 30 novembre à 09:00 (CET) et lirons"),
        (
            "es",
            "una respuesta en un día laborable.",
            "volveremos el lunes 30 de noviembre a las 09:00 (CET) y",
        ),
    ],
)
def test_the_letter_says_it(post, people, language, open_words, away_words):
    people.carla.language = language
    people.carla.save()
    for said, words in (("2026-11-26 10:00", open_words), ("2026-11-28 12:00", away_words)):
        with clock.at(datetime.fromisoformat(said).replace(tzinfo=BERLIN)):
            post(letter(f"Written at {said}."))
        sent = Letter.objects.latest("pk")
        assert words in sent.text
        assert "{{" not in sent.text
