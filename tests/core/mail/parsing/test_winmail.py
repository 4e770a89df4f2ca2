"""winmail.dat is opened: its files are files, its words are read where the mail has no others."""

from __future__ import annotations

import struct
from base64 import b64encode

import pytest

from core.mail.parsing import read
from core.mail.parsing.winmail import OBJECTS, unpack
from tests.core.mail.parsing.build import multi, part

CODEPAGE, BODY, RENDERING, TITLE, DATA = 0x69007, 0x2800C, 0x69002, 0x18010, 0x6800F


def thing(level: int, kind: int, data: bytes) -> bytes:
    """One object of the container."""
    return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def box(*files: tuple[str, bytes], body: bytes = b"") -> bytes:
    """A container as Outlook makes it, made by hand."""
    found = struct.pack("<IH", 0x223E9F78, 1) + thing(1, CODEPAGE, struct.pack("<II", 1252, 0))
    found += thing(1, BODY, body + b"\0") if body else b""
    for name, content in files:
        found += thing(2, RENDERING, bytes(14)) + thing(2, TITLE, name.encode("cp1252") + b"\0")
        found += thing(2, DATA, content)
    return found


def wrapped(content: bytes, *before: bytes) -> bytes:
    """A mail with it."""
    file = part(
        b64encode(content).decode(),
        "application/ms-tnef; name=winmail.dat",
        "Content-Transfer-Encoding: base64",
    )
    return multi("mixed", *before, file)


def test_its_files_take_its_place() -> None:
    mail = read(
        wrapped(box(("Angebot.pdf", b"%PDF-1.4 offer"), ("b.txt", b"two")), part("Anbei das Angebot."))
    )

    assert [(one.filename, one.content_type, one.content) for one in mail.attachments] == [
        ("Angebot.pdf", "application/pdf", b"%PDF-1.4 offer"),
        ("b.txt", "text/plain", b"two"),
    ]
    assert mail.text.strip() == "Anbei das Angebot."
    assert "winmail" in mail.notes


def test_its_words_are_read_where_there_are_no_others() -> None:
    assert read(wrapped(box(body="Grüße aus Köln".encode("cp1252")))).text.strip() == "Grüße aus Köln"
    assert read(wrapped(box(body=b"wrapped"), part("open"))).text.strip() == "open"


@pytest.mark.parametrize("name", ["..\\..\\secret\\a.txt", "/etc/a.txt", "C:\\a.txt"])
def test_names_lead_nowhere(name: str) -> None:
    assert [one.filename for one in read(wrapped(box((name, b"x")))).attachments] == ["a.txt"]


def test_a_file_without_a_name_gets_one() -> None:
    assert [one.filename for one in read(wrapped(box(("", b"x")))).attachments] == ["winmail-1.bin"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a container",
        box()[:9],
        box(("a.txt", b"x"))[:-9],
        struct.pack("<IH", 0x223E9F78, 1) + thing(2, DATA, b"without a beginning"),
        struct.pack("<IHBII", 0x223E9F78, 1, 1, 0x9004, 0xFFFFFFFF),
        struct.pack("<IH", 0x223E9F78, 1) + thing(1, 0x9003, struct.pack("<I", 0xFFFFFFFF)),
    ],
)
def test_what_cannot_be_opened_stays_as_it_came(content: bytes) -> None:
    mail = read(wrapped(content, part("hello")))
    assert mail.text.strip() == "hello"
    assert len(mail.attachments) <= 1


def test_a_flood_of_objects_is_not_followed() -> None:
    assert unpack(box() + thing(1, BODY, b"x") * (OBJECTS + 1)) is None
