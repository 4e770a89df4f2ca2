"""Customers end automatic mail by one click or a mail; answers of people still reach them."""

from __future__ import annotations

import re

import pytest

from core.audit import trail
from core.contacts import services as contacts
from core.contacts.models import Contact
from core.mail import marks, services
from core.mail.listener.door import _telling
from core.mail.models import InboundMail, Letter
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tests.core.mail.conftest import SUPPORT, letter, said

CARLA = "carla@customer.example"


@pytest.fixture
def confirmed(post):
    """The confirmation that Carla got for her request."""
    post(letter("Where is my invoice?", mime_id="<first@customer.example>"))
    return Letter.objects.get(kind="confirmation")


@pytest.fixture
def carla(people):
    return people.carla


def _ways(row):
    web, mail = re.findall("<([^>]+)>", row.headers["List-Unsubscribe"])
    return web.partition("localhost")[2].partition("/")[2], mail.removeprefix("mailto:").partition("?")[0]


def _is_silent():
    return Contact.objects.get(email=CARLA).silent_since is not None


def test_a_confirmation_says_how_to_end_them(confirmed):
    assert confirmed.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    web, mail = _ways(confirmed)
    assert web.startswith("help/automatic-mail/")
    assert mail.startswith("support+stop-")
    assert len(mail.partition("@")[0]) <= 64


def test_a_reply_of_a_person_never_does(confirmed, people, drain, smtp):
    tickets.reply(Ticket.objects.get(), "Here.", author=people.ana, by=people.ana.actor)
    drain()
    assert "List-Unsubscribe" not in Letter.objects.get(kind="reply").headers


def test_one_click_of_a_mail_program(confirmed, browser, acme):
    program = browser(acme)
    path = f"/{_ways(confirmed)[0]}"
    assert program.get(path).status_code == 200
    assert not _is_silent(), "looking is not deciding"
    for _ in range(2):
        assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert _is_silent()
    carla = Contact.objects.get(email=CARLA)
    assert carla.silent_why == "unsubscribed"
    assert trail.history(carla, "contact.silenced").count() == 1


def test_the_page_tells_takes_back_and_hides_the_address(confirmed, browser, acme):
    reader = browser(acme)
    path = f"/{_ways(confirmed)[0]}"
    page = reader.post(path, {"action": "stop"}).text
    assert "You get no automatic mail from Acme Cloud any more" in page
    assert CARLA not in page
    page = reader.post(path, {"action": "undo"}).text
    assert "No more automatic mail from Acme Cloud?" in page
    assert not _is_silent()


def test_a_mail_to_the_address_does_the_same_and_opens_nothing(confirmed, post):
    mail = _ways(confirmed)[1]
    inbound = post(
        letter("", subject="stop", mime_id="<stop@customer.example>", auto_submitted="auto-generated"),
        to=mail,
    )
    assert (inbound.state, inbound.message) == ("done", None)
    assert "no more automatic mail" in said(inbound, "silence")
    assert _is_silent()
    assert Ticket.objects.count() == 1


def test_a_forged_address_ends_nothing(confirmed, post):
    mail = _ways(confirmed)[1].replace("@", "x@")
    post(letter("Hello?", subject="stop", mime_id="<stop@customer.example>"), to=mail)
    assert not _is_silent()


@pytest.mark.parametrize("token", ["", "x", "-", "1-", "zz-" + "a" * 26, "1" * 40, "1-ä", "ß-" + "a" * 26])
def test_forged_tokens_name_nobody(people, token):
    assert marks.silenced_by(token) is None


def test_a_token_of_another_organization_is_none_here(carla, browser, acme):
    assert marks.silenced_by(marks.silence_token(carla.pk)) == carla.pk
    other = marks.silence_token(carla.pk + 1)
    assert browser(acme).get(f"/help/automatic-mail/{other[:-1]}x/").status_code == 404


def test_who_wants_none_gets_no_confirmation_but_answers(carla, post, people, drain, smtp):
    contacts.silence(carla, "unsubscribed", by=carla.actor)
    ticket = post(letter("Help?", mime_id="<second@customer.example>")).message.ticket
    assert not Letter.objects.exists()
    tickets.reply(ticket, "Yes.", author=people.ana, by=people.ana.actor)
    drain()
    assert Letter.objects.get().kind == "reply"


def test_a_colleague_sees_it_and_switches_it(carla, browser, acme, people):
    agent = browser(acme, people.ana)
    page = f"/desk/customers/{carla.public_id}/"
    assert "Send none" in agent.get(page).text
    agent.post(f"{page}silence/", {"wanted": "no"})
    assert "Switched off by a colleague" in agent.get(page).text
    agent.post(f"{page}silence/", {"wanted": "yes"})
    assert not _is_silent()
    assert browser(acme, people.lars).post(f"{page}silence/", {"wanted": "no"}).status_code == 403


def test_the_api_says_and_switches(carla, browser, acme, people):
    agent = browser(acme, people.ana)
    url = f"/api/v1/contacts/{carla.public_id}/"
    assert agent.get(url).json()["silent_since"] is None
    changed = agent.patch(url, {"automatic_mail": False}, content_type="application/json").json()
    assert (changed["silent_why"], bool(changed["silent_since"])) == ("colleague", True)
    assert (
        agent.patch(url, {"automatic_mail": True}, content_type="application/json").json()["silent_why"] == ""
    )


def test_whoever_was_merged_since_ends_it_for_the_one_who_stays(confirmed, people, browser, acme, post):
    contacts.merge_contacts(people.carla, into=people.dmitri, by=people.ana.actor)
    web, mail = _ways(confirmed)
    assert browser(acme).post(f"/{web}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    people.dmitri.refresh_from_db()
    assert people.dmitri.silent_why == "unsubscribed"
    contacts.end_silence(people.dmitri, by=people.ana.actor)
    post(letter("", subject="stop", mime_id="<stop@customer.example>"), to=mail)
    people.dmitri.refresh_from_db()
    assert people.dmitri.silent_why == "unsubscribed"


def test_a_mail_fetched_from_a_mailbox_elsewhere_does_it_too(confirmed, post):
    """Fetched mail has no envelope: the address stands in its head."""
    stop = _ways(confirmed)[1]
    inbound = post(letter("", subject="stop", to=stop, mime_id="<stop@customer.example>"))
    assert (inbound.state, inbound.message) == ("done", None)
    assert _is_silent()


def test_written_to_both_it_is_heard_and_becomes_a_ticket(confirmed, post):
    """Fetched mail: both stand in its head."""
    both = f"{SUPPORT}, {_ways(confirmed)[1]}"
    inbound = post(letter("Stop that, and: where is my parcel?", to=both, mime_id="<both@customer.example>"))

    assert _is_silent()
    assert inbound.message.ticket.messages.count() == 1
    assert "wrote to us as well" in said(inbound, "silence")


def test_an_envelope_that_names_both_brings_both(confirmed, acme):
    """Even where one of them is in blind copy, and the head names the other alone."""
    stop = _ways(confirmed)[1]
    raw = letter("And: where is my parcel?", to=stop, mime_id="<both@customer.example>")
    assert _telling([SUPPORT, stop]) == [stop, SUPPORT]
    ids = [services.accept(raw, sender=CARLA, recipient=to) for to in _telling([SUPPORT, stop])]
    for inbound_id in ids:
        services.process(inbound_id)

    asked, heard = InboundMail.objects.filter(pk__in=ids).order_by("id")
    assert (asked.state, asked.message) == ("done", None)
    assert heard.message.ticket.messages.count() == 1
    assert _is_silent()
