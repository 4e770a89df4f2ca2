"""What stands under an answer: the agent's own signature, the queue's, in text and HTML, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.accounts.services import update_profile
from core.desk import selectors as desk
from core.desk import services, signatures, variables
from core.mail.models import Letter
from core.tickets import services as tickets
from core.tickets.models import Message
from tenants import remembered
from tenants.kernel import clock
from tests.core.mail.conftest import letter
from tests.support.callers import one_of_each, said

LATER = timedelta(minutes=1)
ANA = variables.of(agent=("Ana Agent", "ana@acme.example"), organization="Acme Cloud")


@pytest.mark.parametrize(
    ("own", "queue", "stands"),
    [
        ("", "", "Ana Agent"),
        ("{{ agent.first_name }}, {{ organization.name }}", "", "Ana, Acme Cloud"),
        ("Ana", "Acme Support\n{{ agent.email }}", "Ana\nAcme Support\nana@acme.example"),
        ("Ana", "Kind regards\n{{ agent.signature }}\nAcme Support", "Kind regards\nAna\nAcme Support"),
        ("", "{{ agent.signature }} of {{ customer.company | Acme }}", "Ana Agent of Acme"),
        ("{{ agent.signature }}", "x {{agent.signature}}", "x Ana Agent"),
    ],
)
def test_the_agents_stands_inside_the_queues_or_above_it(own, queue, stands):
    assert signatures.under(own, queue, ANA) == stands


@pytest.fixture
def framed(people):
    update_profile(people.ana, by=people.ana.actor, signature="Ana <b>Agent</b>\nCustomer care")
    row = desk.default_queue()
    services.save_queue(
        row, by=people.olivia.actor, signature="{{ agent.signature }}\nAcme Support, {{ ticket.number }}"
    )
    remembered.forget()
    people.ana.refresh_from_db()
    return "Ana <b>Agent</b>\nCustomer care\nAcme Support, T-0001"


def _sent(people, post, drain, smtp, body):
    ticket = post(letter(mime_id="<c1@customer.example>")).message.ticket
    tickets.reply(ticket, body, author=people.ana, by=people.ana.actor)
    drain(at=clock.now() + LATER)
    mail = next(one.message for one in smtp.letters if "look into it" in str(one.message))
    return ticket, *(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))


def test_in_text_and_html_escaped_and_instead_of_the_organization(people, framed, post, drain, smtp):
    _, plain, html = _sent(people, post, drain, smtp, "We look into it.")
    assert f"We look into it.\n\n{framed}\n\n" in plain.replace("\r\n", "\n")
    assert "Ana &lt;b&gt;Agent&lt;/b&gt;<br>" in html
    assert "Ana <b>" not in html
    assert (
        "\nAcme Cloud\n"
        not in plain.split("My invoice is wrong.")[0].replace("\r\n", "\n").split("See or")[0]
    )


def test_never_twice(people, framed, post, drain, smtp):
    ticket, plain, _ = _sent(people, post, drain, smtp, f"We look into it.\n\n{framed}\n")
    assert plain.count("Customer care") == 1
    assert Letter.objects.filter(kind="reply").count() == 1
    quoted = "> ".join(plain.splitlines(keepends=True))
    post(letter(f"Thank you.\n\nAm 1.1. schrieb Ana:\n> {quoted}", in_reply_to="<c1@customer.example>"))
    tickets.reply(ticket, "You are welcome.", author=people.ana, by=people.ana.actor)
    smtp.letters.clear()
    drain(at=clock.now() + LATER)
    again = next(one.message for one in smtp.letters if "welcome" in str(one.message))
    assert again.get_body(("plain",)).get_content().count("Customer care") == 1


def test_without_any_it_is_the_name_and_the_organization(people, post, drain, smtp):
    _, plain, _ = _sent(people, post, drain, smtp, "We look into it.")
    assert "We look into it.\n\nAna Agent\nAcme Cloud\n" in plain.replace("\r\n", "\n")


def test_the_composer_shows_it(agent_client, people, framed, post):
    ticket = post(letter()).message.ticket
    page = agent_client.get(f"/desk/tickets/{ticket.number}/").text
    assert "Ana &lt;b&gt;Agent&lt;/b&gt;\nCustomer care\nAcme Support, T-0001</div>" in page
    assert not Message.objects.filter(text__contains="Customer care").exists()


def test_a_queues_is_set_by_who_arranges_the_desk(acme, people):
    callers = one_of_each(acme, people)
    row = desk.default_queue()
    path = f"/queues/{row.pk}/"
    good, bad = {"signature": "{{ agent.signature }}"}, {"signature": "{{ agent.phone }}"}
    assert said(callers.ana.call("PATCH", path, good)) == (403, "forbidden")
    assert said(callers.olivia.call("PATCH", path, bad)) == (400, "text.unknown_variable")
    assert callers.olivia.call("PATCH", path, good).json()["signature"] == "{{ agent.signature }}"


def test_on_the_page(browser, acme, people):
    ana, olivia = browser(acme, people.ana), browser(acme, people.olivia)
    queue = desk.default_queue()
    page = ana.get("/settings/signatures/").text
    assert queue.name not in page.split("Your own")[1].split("</main>")[0]
    assert (
        "Hi Ana"
        in ana.post(
            "/settings/signatures/", {"signature": "Hi {{ agent.first_name }}", "action": "preview"}
        ).text
    )
    people.ana.refresh_from_db()
    assert people.ana.signature == ""
    ana.post("/settings/signatures/", {"whose": "me", "signature": "Ana\r\nCare"})
    people.ana.refresh_from_db()
    assert people.ana.signature == "Ana\nCare"
    assert ana.post("/settings/signatures/", {"whose": str(queue.pk), "signature": "x"}).status_code == 403
    wrong = olivia.post("/settings/signatures/", {"whose": str(queue.pk), "signature": "{{ x }}"})
    assert wrong.status_code == 422
    olivia.post("/settings/signatures/", {"whose": str(queue.pk), "signature": "Acme"})
    queue.refresh_from_db()
    assert queue.signature == "Acme"
    assert olivia.post("/settings/signatures/", {"whose": "99999", "signature": "x"}).status_code == 404
