"""STARTTLS: offered while there is a certificate, and a renewed one is taken up without a restart."""

from __future__ import annotations

import os
import smtplib
import ssl
import time

import pytest

from core.mail.models import InboundMail
from tests.core.mail.conftest import SUPPORT, letter
from tests.support.fakes.dovecot import certificate as made_in


@pytest.fixture
def certificate(tmp_path, settings):
    made_in(tmp_path)
    settings.SMTP_CERT, settings.SMTP_KEY = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    return tmp_path


def _trusting(folder):
    return ssl.create_default_context(cafile=folder / "cert.pem")


def _connected(listener):
    return smtplib.SMTP("localhost", listener.smtp, timeout=20)


def test_a_mail_comes_in_under_tls_and_more_after_it(listener, certificate):
    with _connected(listener) as line:
        line.starttls(context=_trusting(certificate))
        for number in (1, 2):
            line.sendmail("carla@customer.example", [SUPPORT], letter(f"Secret {number}."))
    assert InboundMail.objects.count() == 2


def test_the_connection_is_counted_once(listener, certificate):
    with _connected(listener) as line:
        line.starttls(context=_trusting(certificate))
        line.noop()
        assert len(listener.door._open) == 1
    end = time.monotonic() + 5
    while listener.door._open and time.monotonic() < end:
        time.sleep(0.02)
    assert not listener.door._open


def test_without_a_certificate_it_is_not_offered(listener):
    with _connected(listener) as line:
        line.ehlo()
        assert not line.has_extn("starttls")


def test_a_renewed_certificate_is_taken_up(listener, certificate):
    with _connected(listener) as line:
        line.starttls(context=_trusting(certificate))
    made_in(certificate)
    os.utime(certificate / "cert.pem", (time.time() + 5, time.time() + 5))
    with _connected(listener) as line:
        line.starttls(context=_trusting(certificate))


def test_a_broken_certificate_stops_no_mail(listener, certificate):
    (certificate / "cert.pem").write_text("nonsense")
    with _connected(listener) as line:
        line.sendmail("carla@customer.example", [SUPPORT], letter("In clear."))
    assert InboundMail.objects.count() == 1


def test_words_smuggled_before_the_handshake_are_forgotten(listener, certificate):
    with _connected(listener) as line:
        line.ehlo()
        line.sock.sendall(b"STARTTLS\r\nMAIL FROM:<evil@evil.example>\r\n")
        assert line.getreply()[0] == 220
        line.sock = _trusting(certificate).wrap_socket(line.sock, server_hostname="localhost")
        line.file = None
        code, _words = line.docmd("RCPT", f"TO:<{SUPPORT}>")
        assert code == 503
