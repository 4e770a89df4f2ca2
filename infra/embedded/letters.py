"""Sends a real mail to the demo's inbound listener: `make mail`, `make mail ARGS="--help"`."""

import argparse
import mimetypes
import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path

from infra.embedded.places import port
from infra.embedded.trouble import Trouble

SENDER = "Maria Keller <maria.keller@example.net>"
RECIPIENT = "support@acme.localhost"
SUBJECT = "I was charged twice for my order"
BODY = """Hello,

I was charged twice for order 4711 and nobody answers the phone. I am really disappointed:
please refund the second payment today, I need the money for my rent.

Kind regards
Maria Keller
"""


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="sender", default=SENDER, metavar="ADDRESS", help=f'default: "{SENDER}"'
    )
    parser.add_argument("--to", default=RECIPIENT, metavar="ADDRESS", help=f"default: {RECIPIENT}")
    parser.add_argument("--subject", default=SUBJECT)
    parser.add_argument("--body", default=BODY, help="plain text")
    parser.add_argument("--html", help="HTML text, sent beside the plain one")
    parser.add_argument(
        "--attach", action="append", default=[], type=Path, metavar="FILE", help="may be repeated"
    )
    parser.add_argument("--in-reply-to", metavar="MESSAGE-ID", help="the Message-ID this mail answers")


def send(choice: argparse.Namespace) -> int:
    """Compose and deliver. Raises Trouble when nobody listens or the address is refused."""
    letter = compose(choice)
    try:
        with smtplib.SMTP("127.0.0.1", port("DESKHAND_SMTP_PORT"), timeout=10) as line:
            line.send_message(letter)
    except ConnectionRefusedError:
        raise Trouble("Nobody listens for mail: is `make demo` running?") from None
    except smtplib.SMTPRecipientsRefused as refusal:
        (code, reason), *_ = refusal.recipients.values()
        raise Trouble(f"Refused: {code} {reason.decode(errors='replace')}") from None
    except smtplib.SMTPResponseException as refusal:
        raise Trouble(f"Refused: {refusal.smtp_code} {refusal.smtp_error!r}") from None
    print(f"Sent {letter['Subject']!r} from {letter['From']} to {letter['To']}.")
    return 0


def compose(choice: argparse.Namespace) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = (choice.sender, choice.to, choice.subject)
    letter["Date"] = formatdate(localtime=True)
    letter["Message-ID"] = make_msgid(domain=parseaddr(choice.sender)[1].rpartition("@")[2] or "localhost")
    if choice.in_reply_to:
        letter["In-Reply-To"] = letter["References"] = choice.in_reply_to
    letter.set_content(choice.body)
    if choice.html:
        letter.add_alternative(choice.html, subtype="html")
    for file in choice.attach:
        kind, _, subkind = (mimetypes.guess_type(file.name)[0] or "application/octet-stream").partition("/")
        letter.add_attachment(file.read_bytes(), maintype=kind, subtype=subkind, filename=file.name)
    return letter
