"""Details on their pages: added with a field of their own, tried before they count, shown on the ticket."""

from __future__ import annotations

import pytest

from ai import services
from ai.models import ModelSettings
from core.desk import selectors as desk
from core.desk import services as arranging
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words

pytestmark = pytest.mark.django_db
LIST, NEW = "/settings/ai/details/", "/settings/ai/new-detail/"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def owner(browser, acme, people):
    return browser(acme, people.olivia)


@pytest.fixture
def mails(people):
    for text in (
        "My order no. 4711",
        "Nothing",
        f"order no. 4712 {HOSTILE}",
        "orders no. 1111 and order no. 2222",
    ):
        tickets.open_ticket(
            people.carla, f"About {text}"[:8], Words(text), channel="mail", by=people.carla.actor
        )


def kept() -> dict[str, dict]:
    row = ModelSettings.objects.first()
    return {one["field"]: one for one in row.details} if row else {}


def test_a_first_detail_brings_its_field(owner):
    assert "Nothing is looked for yet" in owner.get(LIST).text
    answer = owner.post(NEW, {"action": "save", "field": "", "label": "Order number", "kind": "order"})
    assert answer.url == "/settings/ai/details/order_number/"
    assert desk.field("order_number").kind == "text"
    shown = owner.get(LIST).text
    assert "Order number" in shown
    assert "Values at least 90 % sure" in shown
    owner.post(
        NEW,
        {
            "action": "save",
            "label": "Product",
            "kind": "list",
            "entries": "Aurora Desk: Aurora, AD\nBorealis",
        },
    )
    assert [one["label"] for one in desk.field("product").options] == ["Aurora Desk", "Borealis"]
    assert kept()["product"]["entries"][0]["names"] == ["Aurora", "AD"]
    page = owner.get("/settings/ai/details/product/").text
    assert f"{kept()['product']['entries'][0]['value']}: Aurora, AD" in page


def test_it_is_tried_on_words_and_on_the_latest_tickets(owner, mails):
    form = {
        "action": "try",
        "field": "",
        "label": "x",
        "kind": "pattern",
        "pattern": r"order no\. (\S+ ?\S*)",
    }
    answer = owner.post(NEW, form | {"words": f"order no. 1 {HOSTILE}"})
    page = answer.text
    assert answer.status_code == 200
    assert "Found in 3 of 4 tickets." in page
    assert page.count("/desk/tickets/") >= 3
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    assert kept() == {}
    assert "Nothing is found in your message." in owner.post(NEW, form | {"words": "hello"}).text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"kind": "order", "label": ""}, "Give the new field a name."),
        ({"kind": "pattern", "label": "Contract", "pattern": "("}, "is never closed"),
        (
            {"kind": "pattern", "label": "Contract", "pattern": r"KD-\d", "examples": "KD-x"},
            "Nothing is found in",
        ),
        ({"kind": "list", "label": "Product", "entries": " "}, "Write at least one name."),
    ],
)
def test_a_refusal_keeps_what_was_typed_and_makes_no_field(owner, typed, told):
    answer = owner.post(NEW, {"action": "save", "field": "", **typed})
    assert answer.status_code == 422
    assert told in answer.text
    assert (kept(), desk.fields()) == ({}, ())


def test_it_is_changed_and_looked_for_no_more(owner):
    owner.post(NEW, {"action": "save", "label": "Order", "kind": "order"})
    page = "/settings/ai/details/order/"
    owner.post(page, {"action": "save", "kind": "pattern", "pattern": r"B-\d+"})
    assert kept()["order"]["pattern"] == r"B-\d+"
    owner.post(page, {"action": "remove"})
    assert kept() == {}
    assert owner.get(page).status_code == 404
    assert desk.field("order").label == "Order", "the field stays"


def test_only_who_decides_about_the_ai(agent_client):
    for url in (LIST, NEW):
        assert agent_client.get(url).status_code == 403


def test_the_ticket_shows_and_corrects_what_was_found(browser, acme, people, drain):
    admin = people.adam.actor
    arranging.save_field(None, by=admin, key="ref", kind="text", label="Reference")
    services.save_detail("ref", by=admin, kind="pattern", pattern=r"ref (\S+)")
    text = f'"my" ref {HOSTILE}x and ref B-2, thank you'
    tickets.open_ticket(people.carla, "Refs", Words(text), channel="mail", by=people.carla.actor)
    drain()
    agent = browser(acme, people.ana)
    page = agent.get("/desk/tickets/1/").text
    assert "Reference" in page
    assert HOSTILE not in page
    assert "There is more than one" in page
    menu = agent.get("/desk/tickets/1/choices/triage-details-ref/").text
    assert 'value="B-2,"' in menu
    assert "None of these" in menu
    assert HOSTILE not in menu
    panel = agent.post("/desk/tickets/1/correct/", {"triage-details-ref": "B-2"}).text
    assert "Set by Ana Agent." in panel
    assert Ticket.objects.get().fields == {"ref": "B-2"}
    agent.post("/desk/tickets/1/correct/", {"triage-details-ref": ""})
    assert Ticket.objects.get().fields == {}
    assert agent.get("/desk/tickets/1/choices/triage-details-nosuch/").status_code == 404
    quality = browser(acme, people.olivia).get("/settings/ai/quality/?field=details").text
    assert "Reference" in quality
