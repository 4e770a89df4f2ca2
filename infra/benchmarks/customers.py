"""Mails as customers write them: made, sent to a listener, and found again in their tickets."""

from __future__ import annotations

import os
import smtplib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage

NEW, ANSWERS = 86, 96  # of each hundred: new below the first, answers below the second, then repeats
SUPPORT = "support@acme.localhost"
LINE = "My invoice of {month} is wrong and I would like to have it corrected soon, please.\n"
MONTHS = ("March", "April", "May", "June", "July")


@dataclass(frozen=True)
class Mail:
    """One mail to send. kind: new | answer | repeat."""

    kind: str
    sender: str
    raw: bytes
    mime_id: str
    answers: str = ""


def mails(number: int, name: str, earlier: list[Mail]) -> list[Mail]:
    """So many mails; without earlier ones to answer all of them are new."""
    made: list[Mail] = []
    for place in range(number):
        turn = place * 37 % 100  # spreads the kinds
        if not earlier or turn < NEW:
            made.append(_new(f"{name}{place}"))
        elif turn < ANSWERS:
            made.append(_answer(f"{name}{place}", earlier[place % len(earlier)]))
        else:
            last = made[max(0, len(made) - 10)]
            made.append(Mail("repeat", last.sender, last.raw, last.mime_id))
    return made


def _new(name: str) -> Mail:
    sender, mime_id = f"{name}@customer.example", f"{name}.{os.getpid()}@customer.example"
    return Mail("new", sender, _written(name, sender, mime_id), mime_id)


def _answer(name: str, to: Mail) -> Mail:
    mime_id = f"{name}.{os.getpid()}@customer.example"
    return Mail("answer", to.sender, _written(name, to.sender, mime_id, to.mime_id), mime_id, to.mime_id)


def _written(name: str, sender: str, mime_id: str, answers: str = "") -> bytes:
    """Plain text; every second one has HTML, too. About 2.5 KB, as mails of customers are."""
    message = EmailMessage()
    message["From"], message["To"] = f"Carla Customer <{sender}>", SUPPORT
    message["Subject"] = f"{'Re: ' if answers else ''}Invoice {name}"
    message["Message-ID"] = f"<{mime_id}>"
    if answers:
        message["In-Reply-To"] = message["References"] = f"<{answers}>"
    lines = [f"Hello, this is {name}.\n", *(LINE.format(month=MONTHS[at % 5]) for at in range(12))]
    message.set_content("".join(lines))
    if len(name) % 2:
        rows = "".join(f"<p>{line.strip()} <b>Thank you</b>.</p>" for line in lines)
        message.add_alternative(f"<html><body>{rows}</body></html>", subtype="html")
    return message.as_bytes().replace(b"\n", b"\r\n")


def send(port: int, mails: list[Mail], connections: int) -> None:
    """All of them over so many connections at the same time; whatever is not accepted ends the run."""

    def one(place: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as line:
            for mail in mails[place::connections]:
                line.sendmail(mail.sender, [SUPPORT], mail.raw)

    until = time.monotonic() + 60
    while True:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=5).quit()
            break
        except OSError:
            if time.monotonic() > until:
                raise SystemExit("the listener did not come up") from None
            time.sleep(0.2)
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(one, range(connections)))


def wrong(mails: list[Mail]) -> list[str]:
    """What is not as it must be: every accepted mail is one message, every answer in the ticket it answers."""
    from core.mail.models import InboundMail, MailReference
    from core.tickets.models import Message, Ticket

    every = [mail for mail in mails if mail.kind != "repeat"]
    counts = {
        "mails kept": (InboundMail.objects.count(), len(every)),
        "messages": (Message.objects.filter(kind=Message.Kind.CUSTOMER).count(), len(every)),
        "tickets": (Ticket.objects.count(), sum(mail.kind == "new" for mail in every)),
    }
    said = [f"{name}: {has}, not {wants}" for name, (has, wants) in counts.items() if has != wants]
    tickets = dict(MailReference.objects.filter(is_ours=False).values_list("mime_id", "ticket_id"))
    said += [f"{mail.mime_id} is in no ticket" for mail in every if mail.mime_id not in tickets]
    astray = [mail for mail in every if mail.answers and tickets.get(mail.mime_id) != tickets[mail.answers]]
    return said + [f"{mail.mime_id} is in another ticket than {mail.answers}" for mail in astray]
