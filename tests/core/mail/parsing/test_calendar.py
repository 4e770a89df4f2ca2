"""Invitations and answers to them are read where the mail says nothing else."""

from __future__ import annotations

import pytest

from core.mail.parsing import read
from core.mail.parsing.calendar import told
from tests.core.mail.parsing.build import mail, multi, part

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{}\r\nBEGIN:VEVENT\r\nUID:1\r\n"
TAIL = "END:VEVENT\r\nEND:VCALENDAR\r\n"


def event(*lines: str, method: str = "REQUEST") -> str:
    return HEAD.format(method) + "".join(f"{line}\r\n" for line in lines) + TAIL


MEETING = event(
    "SUMMARY:Einführung\\, Teil 2",
    "DTSTART;TZID=Europe/Berlin:20261124T100000",
    "DTEND;TZID=Europe/Berlin:20261124T113000",
    "LOCATION:Raum 7",
    "ORGANIZER;CN=Ada Berg:mailto:ada@kunde.example",
    "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:support@acme.localhost",
)


def test_an_invitation_that_comes_alone() -> None:
    found = read(mail(MEETING, "Content-Type: text/calendar; method=REQUEST; charset=utf-8"))

    assert found.text.split("\n") == [
        "Einführung, Teil 2",
        "2026-11-24 10:00 (CET) – 11:30",
        "Raum 7",
        "Ada Berg <ada@kunde.example>",
    ]
    assert [one.content_type for one in found.attachments] == ["text/calendar"]
    assert "calendar" in found.notes


def test_an_answer_says_who_comes() -> None:
    answer = event(
        "SUMMARY:Call",
        "DTSTART:20261124T090000Z",
        "ATTENDEE;CN=Bo;PARTSTAT=DECLINED:mailto:bo@x.example",
        method="REPLY",
    )
    assert told(answer.encode()) == "Call\n2026-11-24 09:00 (UTC)\n✗ Bo <bo@x.example>"


def test_words_of_the_sender_come_first() -> None:
    found = read(multi("alternative", part("Please join us."), part(MEETING, "text/calendar; charset=utf-8")))
    assert found.text.strip() == "Please join us."


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (
            ("SUMMARY:Trip", "DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261126"),
            "Trip\n2026-11-24 – 2026-11-26",
        ),
        (
            ("SUMMARY:Night", "DTSTART:20261124T230000", "DTEND:20261125T010000"),
            "Night\n2026-11-24 23:00 – 2026-11-25 01:00",
        ),
        (("SUMMARY:When?",), "When?"),
        (("DTSTART;TZID=Nowhere/Land:20261124T100000", "SUMMARY:Zone"), "Zone\n2026-11-24 10:00"),
        ((), ""),
    ],
)
def test_moments(lines: tuple[str, ...], text: str) -> None:
    assert told(event(*lines).encode()) == text


@pytest.mark.parametrize(
    "content",
    [b"", b"BEGIN:VCALENDAR", b"\xff\x00\xfe", b"BEGIN:VEVENT\r\n" * 5_000, b"SUMMARY:" + b"x" * 1_000_000],
)
def test_broken_ones_say_nothing(content: bytes) -> None:
    assert told(content) == ""


def test_a_calendar_of_years_is_not_read_out() -> None:
    many = "BEGIN:VCALENDAR\r\n" + "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n" * 50 + "END:VCALENDAR\r\n"
    assert told(many.encode()).count("x") == 5
