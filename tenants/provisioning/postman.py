"""The platform's own letters: plain mail straight to the relay, before any organization exists."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tenants.kernel import clock
from tenants.kernel.errors import Refused, Unavailable
from tenants.models import Signup


class Undeliverable(Refused):
    """The relay will never take this letter (5xx)."""

    code = "mail.undeliverable"
    sentence = "The mail server refuses this address."


def confirmation(signup: Signup, link: str) -> EmailMessage:
    """The letter that asks a newcomer to confirm, in the language of the signup."""
    with translation.override(signup.language):
        subject = _("Confirm your organization {company}").format(company=signup.company)
        body = _(
            "Hello {person},\n\n"
            "somebody, probably you, asked for a {platform} workspace for {company}. "
            "Open this link to confirm your address; we then set everything up within seconds:\n\n"
            "{link}\n\n"
            "The link is valid for 24 hours. If this was not you, do nothing: nothing is created then.\n\n"
            "{platform}\n"
        ).format(person=signup.person, company=signup.company, platform=settings.PLATFORM_NAME, link=link)
    return letter(signup.email, " ".join(subject.split()), body)


def letter(to: str, subject: str, body: str) -> EmailMessage:
    """A finished plain-text mail from the platform."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = settings.PLATFORM_MAIL
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = make_msgid(domain=settings.PLATFORM_DOMAIN)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body)
    return mail


def send(mail: EmailMessage) -> None:
    """Hand it to the relay. Unavailable: later may help. Undeliverable: never will."""
    try:
        with smtplib.SMTP(settings.RELAY_HOST, settings.RELAY_PORT, timeout=settings.RELAY_TIMEOUT) as relay:
            if settings.RELAY_TLS:
                relay.starttls()
            if settings.RELAY_USER:
                relay.login(settings.RELAY_USER, settings.RELAY_PASSWORD)
            relay.send_message(mail, from_addr=parseaddr(settings.PLATFORM_MAIL)[1])
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _said in refusal.recipients.values()]
        raise (Undeliverable if all(code >= 500 for code in codes) else Unavailable) from refusal
    except smtplib.SMTPResponseException as refusal:
        raise (Undeliverable if refusal.smtp_code >= 500 else Unavailable) from refusal
    except (OSError, smtplib.SMTPException) as fault:
        raise Unavailable from fault
