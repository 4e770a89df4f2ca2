"""An answer to a letter, as the customer's mail program would write it, sent to the inbound listener."""

import smtplib
from email.message import EmailMessage
from email.utils import formatdate, getaddresses, make_msgid

from infra.embedded.places import port

TIMEOUT = 5  # s


class NotTaken(Exception):
    """The listener refused the mail or did not answer. Its text is what it said."""


def addresses(letter: EmailMessage) -> tuple[str, str]:
    """(who answers, whom): the letter's recipient writes to its Reply-To, or to its sender."""
    return str(letter["To"] or ""), str(letter["Reply-To"] or letter["From"] or "")


def compose(letter: EmailMessage, words: str) -> EmailMessage:
    """The whole mail: threading headers, `Re:`, the letter quoted below."""
    mine, theirs = addresses(letter)
    subject, known = str(letter["Subject"] or ""), str(letter["Message-ID"] or "")
    answer = EmailMessage()
    answer["From"], answer["To"] = mine, theirs
    answer["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    answer["Date"] = formatdate(localtime=True)
    answer["Message-ID"] = make_msgid(domain="mailbox.localhost")
    if known:
        answer["In-Reply-To"] = known
        answer["References"] = f"{letter['References'] or ''} {known}".strip()
    answer.set_content(f"{words.rstrip()}\n\n{quoted(letter)}")
    return answer


def quoted(letter: EmailMessage) -> str:
    body = letter.get_body(preferencelist=("plain",))
    lines = body.get_content().splitlines() if body is not None else []
    when = f"On {letter['Date']}, " if letter["Date"] else ""
    return "\n".join([f"{when}{letter['From']} wrote:", *(f"> {line}" for line in lines)]) + "\n"


def send(answer: EmailMessage) -> None:
    """Hand it to the listener. Raises NotTaken."""
    sender = getaddresses([str(answer["From"])])[0][1]
    recipients = [address for _, address in getaddresses([str(answer["To"])])]
    try:
        with smtplib.SMTP("127.0.0.1", port("DESKHAND_SMTP_PORT"), timeout=TIMEOUT) as line:
            line.send_message(answer, sender, recipients)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, reason = next(iter(refusal.recipients.values()))
        raise NotTaken(f"{code} {reason.decode(errors='replace')}") from refusal
    except (OSError, smtplib.SMTPException) as failure:
        raise NotTaken(str(failure)) from failure
