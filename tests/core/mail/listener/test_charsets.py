"""Legacy, lying and broken charsets through the real listener: what is kept and shown is what the parser reads."""

from __future__ import annotations

import smtplib

from core.mail import inbox, services
from core.mail.models import InboundMail
from tests.core.mail.conftest import SUPPORT
from tests.corpora.reading import MAILS, differences, expected, raw, simple

HARD = [name for name in MAILS if name.startswith(("charset-", "subject-", "broken-", "filename-", "from-"))]
UNSENDABLE = ("broken-bare-cr", "broken-bare-lf")  # line ends that SMTP does not have


def test_as_the_parser_alone(listener):
    names = [name for name in HARD if name not in UNSENDABLE]
    with smtplib.SMTP("127.0.0.1", listener.smtp, timeout=20) as line:
        for number, name in enumerate(names):
            own = raw(name).replace(b"anna@kunde.example", f"p{number}@kunde.example".encode())
            line.sendmail(f"p{number}@kunde.example", [SUPPORT], own)

    rows = list(InboundMail.objects.order_by("id"))
    assert len(rows) == len(names)
    for name, row in zip(names, rows, strict=True):
        kept = inbox.raw_of(row).replace(row.sender.encode(), b"anna@kunde.example")
        assert differences(expected(name), simple(kept)) == [], name

        services.process(row.pk)
        row.refresh_from_db()
        told = (row.subject, row.message.text, row.message.quoted) if row.message else (row.subject,)
        assert row.state in ("done", "parked"), (name, row.reason)
        assert not any("\0" in text for text in told), name
        if row.message and "text" in expected(name):
            assert row.message.text.strip() == expected(name)["text"].strip(), name
