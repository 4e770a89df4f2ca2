"""mail_in hands one mail over, like the listener would."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from core.accounts.models import Invitation, Role
from core.mail.models import Letter
from core.tickets.models import Ticket
from tests.core.mail.conftest import SUPPORT, letter


def _pipe(monkeypatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))


def test_mail_in(people, monkeypatch, capsys):
    for says in ("Stored as", "It is here already."):
        _pipe(monkeypatch, letter("From a file."))
        call_command("mail_in", to=SUPPORT)
        assert says in capsys.readouterr().out
    assert Ticket.objects.get().contact == people.carla


def test_mail_in_for_a_stranger(acme, monkeypatch):
    _pipe(monkeypatch, letter())
    with pytest.raises(CommandError, match="no such mailbox"):
        call_command("mail_in", to="x@nowhere.example")
    assert not Ticket.objects.exists()


def test_invitation_is_mailed(people, drain, smtp):
    from core.accounts.services import invite

    invite("new@acme.example", Role.objects.get(key="agent"), by=people.adam.actor)
    drain()
    (sent,) = smtp.letters
    assert sent.recipients == ["new@acme.example"]
    assert str(sent.message["Subject"]) == "Adam Admin invites you to the desk of Acme Cloud"
    assert "as Agent." in sent.message.get_body(("plain",)).get_content()
    assert sent.message["Auto-Submitted"] == "auto-generated"
    assert Letter.objects.get().text == ""
    assert Invitation.objects.count() == 1


def test_password_reset_is_mailed(people, drain, smtp):
    from core.accounts.services import request_password_reset

    request_password_reset("ana@acme.example")
    drain()
    (sent,) = smtp.letters
    assert str(sent.message["Subject"]) == "Choose a new password for Acme Cloud"
    assert "/password/reset/" in sent.message.get_body(("plain",)).get_content()
