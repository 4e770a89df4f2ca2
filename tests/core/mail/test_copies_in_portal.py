"""People in copy find the request in the help centre: what mail has shown them, and what is said since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.contacts import middleware
from core.contacts.models import Company, Contact
from core.tickets import selectors
from core.tickets import services as tickets
from core.tickets.models import Message, Participant
from core.tickets.services.words import Words
from tenants.kernel import clock
from tests.core.mail.conftest import letter
from tests.support.counting import statements

OLE = "Ole Kollege <ole@customer.example>"
LATER = timedelta(minutes=1)
FORGED = {"authentication_results": "mx.acme; dmarc=fail"}


@pytest.fixture
def ticket(post, people):
    """Carla wrote to us alone, and had an answer; then she wrote with Ole in copy."""
    first = post(letter("Alone with you.", mime_id="<c1@customer.example>"))
    _answer(first.message.ticket, people, "Only for Carla.")
    again = post(letter("Now with Ole.", cc=OLE, in_reply_to="<c1@customer.example>"))
    return again.message.ticket


@pytest.fixture
def ole(ticket, acme, browser):
    return _signed_in(browser(acme), Contact.objects.get(email="ole@customer.example"))


def _signed_in(client, contact):
    session = client.session
    session[middleware.SESSION_KEY] = contact.pk
    session.save()
    client.cookies["deskhand_session"] = session.session_key
    return client


def _answer(ticket, people, text, **more):
    message = tickets.reply(ticket, text, author=people.ana, by=people.ana.actor, **more)
    Message.objects.filter(pk=message.pk).update(undo_until=None)
    return message


def _opened(people, subject):
    return tickets.open_ticket(people.carla, subject, Words("x"), channel="mail", by=people.carla.actor)[0]


def _page(client, ticket):
    return client.get(f"/help/requests/{ticket.number}/")


def _listed(client, ticket):
    return ticket.label in client.get("/help/requests/").text


def _sees(client, ticket):
    return _listed(client, ticket), _page(client, ticket).status_code


def test_the_request_stands_in_the_list_and_says_why(ole, ticket):
    page = ole.get("/help/requests/").text
    assert ticket.label in page
    assert "you are in copy" in page


def test_the_page_shows_what_mail_has_shown_and_what_is_said_since(ole, ticket, people):
    _answer(ticket, people, "To both of you.")
    tickets.note(ticket, "SECRET-note", author=people.ana, by=people.ana.actor)
    page = _page(ole, ticket).text
    assert "Now with Ole." in page
    assert "To both of you." in page
    assert "You are in copy of this request" in page
    assert not any(text in page for text in ("Alone with you.", "Only for Carla.", "SECRET"))


def test_its_customer_still_reads_all_of_it(ticket, acme, browser, people):
    page = _page(_signed_in(browser(acme), people.carla), ticket).text
    assert all(text in page for text in ("Alone with you.", "Only for Carla.", "Now with Ole."))
    assert "in copy" not in page


def test_an_answer_there_is_heard_as_by_mail(ole, ticket):
    sent = ole.post(f"/help/requests/{ticket.number}/reply/", {"body": "I am Ole."})
    assert sent.status_code == 302
    said = Message.objects.get(text="I am Ole.")
    assert (said.ticket, said.author_contact.email) == (ticket, "ole@customer.example")
    assert "I am Ole." in _page(ole, ticket).text


def test_whether_it_is_solved_its_customer_says(ole, ticket):
    assert "My question is answered" not in _page(ole, ticket).text
    ole.post(f"/help/requests/{ticket.number}/reply/", {"body": "Thanks.", "then": "solved"})
    ticket.refresh_from_db()
    assert ticket.status.category == "open"


def test_side_conversations_stay_with_colleagues(ole, ticket, people):
    about = Message.objects.get(text="Now with Ole.")
    tickets.forward(
        about, to=["parts@supplier.example"], text="SECRET-forward", author=people.ana,
        by=people.ana.actor,
    )  # fmt: skip
    Message.objects.filter(kind="forward").update(undo_until=None)
    assert "SECRET" not in _page(ole, ticket).text


def test_whoever_a_colleague_takes_out_sees_nothing_any_more(ole, ticket, people):
    assert _sees(ole, ticket) == (True, 200)
    _answer(ticket, people, "Without Ole.", cc=[])
    assert _sees(ole, ticket) == (False, 404)
    assert ole.post(f"/help/requests/{ticket.number}/reply/", {"body": "Still here?"}).status_code == 404
    assert not Message.objects.filter(text="Still here?").exists()


def test_who_comes_back_does_not_read_what_was_said_meanwhile(ole, ticket, people):
    _answer(ticket, people, "Without Ole.", cc=[])
    _answer(ticket, people, "With Ole again.", cc=["ole@customer.example"])
    page = _page(ole, ticket).text
    assert "With Ole again." in page
    assert "Now with Ole." in page
    assert "Without Ole." not in page


def test_who_was_taken_out_lets_nobody_else_in(ticket, post, people):
    heard = letter("It is mine, too.", sender=OLE, in_reply_to="<c1@customer.example>")
    post(heard, sender="ole@customer.example")
    _answer(ticket, people, "Without Ole.", cc=[])
    more = {"cc": "eve@evil.example", "in_reply_to": "<c1@customer.example>"}
    late = post(letter("My friend here.", sender=OLE, **more), sender="ole@customer.example")
    assert late.message.ticket == ticket
    assert not Participant.objects.filter(ticket=ticket).exists()


@pytest.mark.parametrize(
    "named",
    [
        {"subject": "Re: Invoice [T-0001]"},
        {"in_reply_to": "<c1@customer.example>", **FORGED},
    ],
)
def test_whoever_a_forger_names_sees_nothing(ticket, post, acme, browser, named):
    post(letter("And my friend.", cc="eve@evil.example", mime_id="<f@x.example>", **named))
    eve = Contact.objects.get_or_create(email="eve@evil.example")[0]
    assert _sees(_signed_in(browser(acme), eve), ticket) == (False, 404)


def test_a_colleague_of_somebody_in_copy_sees_nothing(ticket, ole, acme, browser, people):
    firm = Company.objects.create(name="Elsewhere", shares_tickets=True)
    Contact.objects.filter(email="ole@customer.example").update(company=firm)
    people.dmitri.company = firm
    people.dmitri.save()
    assert _sees(ole, ticket) == (True, 200)
    assert _sees(_signed_in(browser(acme), people.dmitri), ticket) == (False, 404)


def test_the_other_organization_knows_nothing_of_it(ticket, ole, globex, browser):
    elsewhere = browser(globex)
    elsewhere.cookies["deskhand_session"] = ole.cookies["deskhand_session"].value
    assert _page(elsewhere, ticket).status_code == 302


def test_a_merged_ticket_leads_whoever_was_in_copy_there(ticket, ole, post, people):
    other = post(letter("Another.", subject="Another", mime_id="<c7@customer.example>")).message.ticket
    tickets.merge(ticket, into=other, by=people.ana.actor)
    assert _page(ole, ticket).headers["Location"] == f"/help/requests/{other.number}/"
    page = _page(ole, other).text
    assert "Now with Ole." in page
    assert not any(text in page for text in ("Alone with you.", "Only for Carla.", "Another."))


def test_the_link_of_a_letter_with_copies_leads_there(ticket, people, acme, browser, drain, smtp):
    tickets.reply(ticket, "Look online.", author=people.ana, by=people.ana.actor)
    drain(at=clock.now() + LATER)
    [sent] = [one.message for one in smtp.letters if "Look online" in str(one.message)]
    path = f"/help/requests/{ticket.number}/"
    assert path in sent.get_body(("plain",)).get_content()

    stranger = browser(acme)
    asked = stranger.get(path).headers["Location"]
    stranger.post("/help/sign-in/", {"email": "ole@customer.example", "next": path})
    drain(at=clock.now() + 2 * LATER)
    [mailed] = [one.message for one in smtp.letters if one.message["To"] == "ole@customer.example"]
    [link] = [word for word in mailed.get_body(("plain",)).get_content().split() if "/help/sign-in/" in word]
    with clock.at(timezone.now()):
        landed = stranger.post(link.split("localhost", 1)[1].lstrip("0123456789:"), follow=True)
    assert asked.startswith("/help/sign-in/")
    assert landed.redirect_chain[-1][0] == path
    assert "Now with Ole." in landed.text


def test_the_api_tells_the_same(ticket):
    ole = Contact.objects.get(email="ole@customer.example").actor
    assert list(selectors.visible(ole)) == [ticket]
    assert [one.text for one in selectors.thread(ole, ticket)] == ["Now with Ole."]
    secret = Message.objects.get(text="Only for Carla.")
    with pytest.raises(selectors.access.NoSuchMessage):
        selectors.message_for(ole, secret.public_id)


@pytest.mark.parametrize("many", [1, 8])
def test_a_page_and_a_list_cost_the_same_whatever_they_hold(ticket, people, many):
    for number in range(many):
        _answer(ticket, people, f"Answer {number}")
        opened = _opened(people, f"More {number}")
        tickets.include(opened, [Contact.objects.get(email="ole@customer.example")], by=people.ana.actor)
        _answer(opened, people, "To both")
    ole = Contact.objects.get(email="ole@customer.example").actor
    with statements(1):
        assert len(selectors.requests_of(ole)) == many + 1
    with statements(1):
        found = selectors.request_of(ole, ticket.number)
    with statements(1):
        assert len(selectors.thread(ole, found)) == many + 1


def test_a_ticket_without_a_word_for_them_is_not_there_yet(ticket, people):
    ole = Contact.objects.get(email="ole@customer.example")
    quiet = _opened(people, "Quiet")
    tickets.include(quiet, [ole], by=people.ana.actor)
    assert quiet not in selectors.visible(ole.actor)
    _answer(quiet, people, "Hello both")
    assert quiet in selectors.visible(ole.actor)
