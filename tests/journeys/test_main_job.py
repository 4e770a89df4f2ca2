"""The main job over real servers: a mail comes in, is triaged, an agent accepts, the customer gets the answer."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

from tests.support.people import PASSWORD
from tests.support.stack import SUPPORT, UNDO_SECONDS, Stack, text_of
from tests.support.surfing import Surfer

CARLA = "carla@customer.example"
MAIL = """Hello,

our card was charged twice for one month, 48 EUR each time. How do we get the second charge back?

Best regards
Carla Customer
"""


def test_the_main_job(stack: Stack) -> None:
    asked = stack.write(CARLA, "Charged twice for November", MAIL)
    confirmation = stack.letter_to(CARLA)
    number = re.search(r"T-(\d+)", str(confirmation.message["Subject"]) + text_of(confirmation))[1]

    ana = Surfer("acme.localhost", stack.web)
    assert ana.sign_in("ana@acme.example", PASSWORD).status == 200
    here = f"/desk/tickets/{int(number)}/"
    stack.until(lambda: f'data-row="{int(number)}"' in ana.get("/desk/").text, what="the ticket in the inbox")
    card = stack.until(
        lambda: re.search(r'data-suggestion="([^"]+)"', ana.get(here).text), what="the suggested reply"
    )
    page = ana.get(here).text
    for words in (
        "Charged twice for November",
        "Triage",
        "conf-",
        "The built-in engine answered",
        "three working days",
    ):
        assert words in page

    ana.post(f"{here}suggestion/{card[1]}/accept/")
    page = ana.get(here).text
    draft = re.search(r'<textarea class="comp-text"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1]
    assert "three working days" in draft
    began, mails = time.monotonic(), len(stack.relay.letters)
    sent = ana.post(f"{here}reply/", body=draft, suggestion=card[1], idempotency_key="once")
    assert sent.status == 200
    time.sleep(UNDO_SECONDS / 2)
    assert len(stack.relay.letters) == mails  # it can still be taken back

    letter = stack.letter_to(CARLA, "three working days")
    assert time.monotonic() - began >= UNDO_SECONDS
    head = letter.message
    assert head["In-Reply-To"] == asked
    assert asked in head["References"]
    assert head["Subject"] == f"Re: Charged twice for November [T-{number}]"
    assert SUPPORT in head["From"]
    assert head["From"].startswith('"Ana Agent') or head["From"].startswith("Ana Agent")
    assert re.search(r"support\+[0-9a-z]+-[a-z2-7]{26}@acme\.localhost", head["Reply-To"])
    assert "Auto-Submitted" not in head

    stack.write(
        CARLA,
        f"Re: {head['Subject']}",
        "Thank you, that is all I needed to know.",
        answers=head["Message-ID"],
    )
    stack.until(lambda: "that is all I needed to know" in ana.get(here).text, what="the answer in the thread")
    inbox = ana.get("/desk/").text
    assert re.findall(r'data-row="(\d+)"', inbox) == [str(int(number))]

    link = urlsplit(re.search(r"http://acme\.localhost:\d+(/help/\S+)", text_of(letter))[0])
    carla = Surfer("acme.localhost", stack.web)
    door = carla.get(link.path + (f"?{link.query}" if link.query else ""))
    assert door.status == 200
    request = carla.post(link.path)
    for words in ("Charged twice for November", "three working days", "that is all I needed to know"):
        assert words in request.text
    assert "Triage" not in request.text


def test_a_mail_to_nobody_is_refused_at_the_door(stack: Stack) -> None:
    import smtplib

    with smtplib.SMTP("127.0.0.1", stack.ports["SMTP"], timeout=30) as line:
        line.ehlo()
        line.mail(CARLA)
        assert line.rcpt("nobody@acme.localhost")[0] == 550
