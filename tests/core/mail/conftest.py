"""Mail as tests write it: `post` brings one in as the listener would and works on it, `smtp` takes letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest

from core.mail import services
from core.mail.models import InboundMail
from core.mail.parsing import child
from tests.support.fakes.smtp import FakeSMTP

SUPPORT = "support@acme.localhost"
CARLA = "Carla Customer <carla@customer.example>"


def letter(
    text: str = "My invoice is wrong.",
    *,
    sender: str = CARLA,
    to: str = SUPPORT,
    subject: str = "Invoice",
    mime_id: str = "",
    html: str = "",
    files: tuple[tuple[str, bytes, str], ...] = (),
    **headers: str,
) -> bytes:
    """A mail as bytes. headers: in_reply_to="<x@y>", auto_submitted="auto-replied" ..."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = "Fri, 20 Nov 2026 10:00:00 +0000"
    message["Message-ID"] = mime_id or f"<{abs(hash((text, sender, to, subject)))}@customer.example>"
    for name, value in headers.items():
        message[name.replace("_", "-").title()] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content, kind in files:
        main, _, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def said(inbound: InboundMail, step: str) -> str:
    """What this step of the pipeline wrote down about the mail."""
    return next(line["says"] for line in inbound.trace if line["step"] == step)


@pytest.fixture
def post(acme: Any) -> Callable[..., InboundMail]:
    """post(letter(...)) -> the row after the pipeline. to: envelope recipient; sender: envelope sender."""

    def bring(raw: bytes, to: str = SUPPORT, sender: str = "carla@customer.example") -> InboundMail:
        inbound_id = services.accept(raw, sender=sender, recipient=to)
        assert inbound_id is not None, "a repeat"
        services.process(inbound_id)
        return InboundMail.objects.select_related("message__ticket").get(pk=inbound_id)

    return bring


@pytest.fixture
def smtp(settings: Any) -> Iterator[FakeSMTP]:
    """The relay: keeps what leaves, misbehaves on request."""
    with FakeSMTP() as server:
        settings.RELAY_HOST, settings.RELAY_PORT = server.host, server.port
        yield server


@pytest.fixture(scope="session", autouse=True)
def _children() -> Iterator[None]:
    yield
    child.close()
