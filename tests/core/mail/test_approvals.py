"""A third party whose word is asked for: their letter, the page of its links, and what they answer in words."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from core.mail.models import Letter
from core.tickets import services as tickets
from core.tickets.models import Approval, Message
from core.tickets.services.words import Words
from tenants.kernel import clock
from tests.core.mail.conftest import letter
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db
BOSS = "boss@parts.example"
LINK = re.compile(r"://acme\.localhost[:\d]*(/help/approvals/[^\s?]+)\?say=(\w+)")


@pytest.fixture
def asked(people):
    ticket, _ = tickets.open_ticket(
        people.carla, "A secret subject", Words("Secret words."), channel="mail", by=people.carla.actor
    )
    plan = [{"asked": [f"mail:{BOSS}"], "hours": 48}]
    return tickets.ask_approval(ticket, "May we <b>refund</b> 12 EUR?", plan, by=people.ana.actor)


@pytest.fixture
def sent(asked, drain, smtp):
    drain()
    [one] = [one for one in smtp.letters if BOSS in one.recipients]
    return one


@pytest.fixture
def path(sent):
    return LINK.search(sent.message.get_body(("plain",)).get_content())[1]


@pytest.fixture
def page(acme):
    return SiteClient(acme)


def test_the_letter_asks_and_tells_nothing_else(sent):
    plain, html = (sent.message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert sent.message["Subject"] == "Your approval is asked for: May we <b>refund</b> 12 EUR?"
    assert sent.message["From"] == "Ana Agent via Acme Cloud <support@acme.localhost>"
    assert "+fwd-" in sent.message["Reply-To"]
    assert sent.message["Auto-Submitted"] is None
    assert [say for _path, say in LINK.findall(plain)] == ["approve", "decline"]
    assert "&lt;b&gt;refund" in html
    for whole in (plain, html):
        assert "secret" not in whole.lower()
        assert "T-00" not in whole
        assert "carla" not in whole.lower()


def test_looking_at_the_links_decides_nothing(asked, path, page):
    for say in ("approve", "decline"):
        shown = page.get(path, {"say": say})
        assert (shown.status_code, "May we &lt;b&gt;refund" in shown.text) == (200, True)
        assert "no-store" in shown["Cache-Control"]
    page.head(path)
    asked.refresh_from_db()
    assert asked.state == "pending"


def test_the_button_decides_once(asked, path, page):
    bare = page.post(path, {"say": "decline", "reason": ""})
    assert (bare.status_code, "Say why you decline" in bare.text) == (422, True)
    done = page.post(path, {"say": "approve"})
    assert (done.status_code, "You approved" in done.text) == (200, True)
    late = page.post(path, {"say": "decline", "reason": "Oh no."})
    assert "You approved" in late.text
    asked.refresh_from_db()
    assert asked.state == "approved"
    assert page.post(path, {"say": "maybe"}).status_code == 200


def test_forged_and_ended_links_say_so(asked, path, page):
    assert page.get(path[:-5] + "x/").status_code == 404
    with clock.at(clock.now() + timedelta(hours=49)):
        assert page.get(path).status_code == 404
        assert page.post(path, {"say": "approve"}).status_code == 404
    asked.refresh_from_db()
    assert asked.state == "pending"


def test_when_it_is_over_the_page_says_so(people, asked, path, page):
    tickets.cancel_approval(asked, by=people.ana.actor)
    shown = page.get(path)
    assert (shown.status_code, "not needed any more" in shown.text) == (200, True)


def test_an_answer_in_words_is_for_colleagues_and_decides_nothing(asked, sent, post):
    to = sent.message["Reply-To"]
    raw = letter("Fine with me.", sender=f"Boss <{BOSS}>", to=to, subject="Re: Your approval")
    post(raw, to=to, sender=BOSS)
    heard = Message.objects.get(kind="aside")
    assert (heard.ticket_id, heard.text, heard.mark) == (asked.ticket_id, "Fine with me.", "")
    asked.refresh_from_db()
    assert asked.state == "pending"


def test_the_reminder_is_a_machines_letter_and_written_once(asked, sent, drain, smtp):
    asked.refresh_from_db()
    with clock.at(asked.asked_at + timedelta(hours=37)):
        tickets.ring_approval(asked.pk)
        drain()
        drain()
    letters = [one for one in smtp.letters if BOSS in one.recipients]
    assert len(letters) == 2
    assert letters[1].message["Subject"].startswith("Reminder: your approval")
    assert letters[1].message["Auto-Submitted"] == "auto-generated"
    assert Letter.objects.filter(kind="approval").count() == 2


def test_what_is_over_before_it_left_is_not_asked(people, asked, drain, smtp):
    tickets.cancel_approval(asked, by=people.ana.actor)
    drain()
    assert not [one for one in smtp.letters if BOSS in one.recipients]
    assert Approval.objects.get().state == "canceled"
