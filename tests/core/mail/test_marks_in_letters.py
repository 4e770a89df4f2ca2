"""Bold words, lists and links of a reply as the customer's mail program shows them, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.mail.letters import dressed
from core.tickets import services as tickets
from core.tickets.services.words import Words
from tenants.kernel import clock

pytestmark = pytest.mark.django_db
TYPED = "It is **fixed**:\n\n- once\n- twice\n\nSee [the terms](https://acme.example/terms).\n<b>no</b>"


@pytest.fixture
def sent(people, drain, smtp):
    """sent(text, subject): the letter of Ana's reply, (plain, html)."""

    def leave(text, subject="It broke"):
        ticket, _ = tickets.open_ticket(
            people.carla, subject, Words("Help **me** out"), channel="mail", by=people.carla.actor
        )
        drain()
        tickets.reply(ticket, text, author=people.ana, by=people.ana.actor)
        drain(at=clock.now() + timedelta(minutes=1))
        body = smtp.letters[-1].message
        return tuple(body.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))

    return leave


def test_a_reply_shows_its_marks(sent):
    plain, html = sent(TYPED)
    assert "It is **fixed**:" in plain
    for shown in (
        "It is <strong>fixed</strong>:",
        '<ul style="margin: 0 0 14px; padding: 0 0 0 22px">',
        "<li>twice</li>",
        '<a href="https://acme.example/terms" rel="noopener noreferrer nofollow">the terms</a>',
        "&lt;b&gt;no&lt;/b&gt;",
        "Ana Agent",
    ):
        assert shown in html, shown
    assert dressed.SLOT not in html
    assert "**fixed**" not in html


def test_what_the_customer_wrote_has_none(sent):
    _plain, html = sent("**Yes**", subject="[click](https://evil.example)")
    assert "<strong>Yes</strong>" in html
    assert "Help **me** out" in html
    assert 'href="https://evil.example"' not in html


def test_a_wording_that_puts_words_into_a_line_takes_them_plain():
    assert "says: **x**" in dressed.within(f"Ana says: {dressed.SLOT}", "**x**")


def test_a_forward_shows_its_marks(people, drain, smtp):
    _ticket, said = tickets.open_ticket(
        people.carla, "It broke", Words("Help **me**"), channel="mail", by=people.carla.actor
    )
    drain()
    tickets.forward(said, "Is it **ours**?", to=["pia@parts.example"], author=people.ana, by=people.ana.actor)
    drain(at=clock.now() + timedelta(minutes=1))
    [one] = [one for one in smtp.letters if "pia@parts.example" in one.recipients]
    html = one.message.get_body(("html",)).get_content()
    assert ("<strong>ours</strong>" in html, "Help **me**" in html) == (True, True)
