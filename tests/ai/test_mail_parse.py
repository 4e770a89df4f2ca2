"""`manage.py mail_parse` prints what the pipeline reads, for mails of any kind."""

from __future__ import annotations

import io
import json
import sys
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

from django.core.management import call_command

REPORT = b"""From: MAILER-DAEMON@relay.example\r
To: support@acme.example\r
Subject: Undelivered Mail Returned to Sender\r
Auto-Submitted: auto-replied\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
It did not arrive.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; relay.example\r
\r
Final-Recipient: rfc822; gone@customer.example\r
Action: failed\r
Status: 5.1.1\r
\r
--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: <ours-1@acme.example>\r
\r
--b--\r
"""


def asked(monkeypatch: Any, capsys: Any, raw: bytes) -> dict[str, Any]:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    call_command("mail_parse")
    return json.loads(capsys.readouterr().out)


def test_a_letter_with_a_file_and_a_quote(monkeypatch, capsys):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Cc"] = "Jürgen <j@x.example>", "s@y.example", "Ana <a@y.example>"
    mail["Subject"], mail["Message-ID"] = "Größe", "<one@x.example>"
    mail["Date"] = "Fri, 27 Nov 2026 10:00:00 +0100"
    mail["References"] = "<zero@y.example>"
    mail.set_content("Die Rechnung fehlt noch, bitte senden.\n\nAm 26.11.2026 schrieb Support:\n> Hallo\n")
    mail.add_attachment(
        b"%PDF-1.4 x", maintype="application", subtype="octet-stream", filename="Übersicht.pdf"
    )

    found = asked(monkeypatch, capsys, bytes(mail))

    assert (found["subject"], found["from"]) == ("Größe", {"name": "Jürgen", "address": "j@x.example"})
    assert found["cc"] == [{"name": "Ana", "address": "a@y.example"}]
    assert (found["message_id"], found["references"]) == ("one@x.example", ["zero@y.example"])
    assert found["date"] == "2026-11-27T09:00:00+00:00"
    assert found["reply_text"] == "Die Rechnung fehlt noch, bitte senden."
    assert "> Hallo" in found["text"]
    assert (found["language"], found["auto_reply"], found["bounce"]) == ("de", False, None)
    (file,) = found["attachments"]
    assert (file["filename"], file["size"], file["inline"]) == ("Übersicht.pdf", 10, False)
    assert (file["content_type"], file["detected_type"]) == ("application/octet-stream", "application/pdf")


def test_a_bounce(monkeypatch, capsys):
    found = asked(monkeypatch, capsys, REPORT)

    assert found["bounce"] == {
        "original_message_id": "ours-1@acme.example", "recipient": "gone@customer.example",
        "status": "5.1.1", "hard": True, "diagnostic": found["bounce"]["diagnostic"],
    }  # fmt: skip


def test_nothing_to_read(monkeypatch, capsys):
    told = asked(monkeypatch, capsys, b" \r\n")

    assert (told["error"], told["subject"], told["text"], told["attachments"]) == ("mail.empty", "", "", [])


def test_one_line_a_file(tmp_path, capsys):
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(f"Subject: {name}\r\n\r\nx".encode())
    call_command("mail_parse", str(tmp_path / "a"), str(tmp_path / "b"))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["file"][-1], line["subject"]) for line in lines] == [("a", "a"), ("b", "b")]
