"""Spam as an agent sees it: one click there, one click back, for a ticket and for several of a list."""

from __future__ import annotations

import pytest

from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel.actor import AI

pytestmark = pytest.mark.django_db


def categories() -> list[str]:
    return list(Ticket.objects.order_by("number").values_list("status__category", flat=True))


def test_a_ticket_is_spam_and_back_with_one_click_each(htmx, wrote) -> None:
    ticket = wrote()
    url = f"/desk/tickets/{ticket.number}/change/"

    there = htmx.post(url, {"spam": "yes"}).content.decode()
    assert categories() == ["spam"]
    assert "This is in Spam." in there
    assert "Not spam" in there
    back = htmx.post(url, {"spam": "no"}).content.decode()
    assert categories() == ["new"]
    assert "This is in Spam." not in back
    assert htmx.post(url, {"spam": "perhaps"}).status_code == 400


def test_what_triage_suspects_says_so_and_offers_both(htmx, wrote) -> None:
    ticket = wrote()
    Ticket.objects.update(is_suspect=True)

    page = htmx.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "Triage takes this for spam." in page
    assert ticket.label not in htmx.get("/desk/").content.decode()
    listed = htmx.get("/desk/?view=spam").content.decode()
    assert ticket.label in listed
    assert "Spam?" in listed


def test_the_panel_corrects_it(htmx, wrote, people) -> None:
    ticket = wrote()
    services.change(ticket, by=people.ana.actor, is_spam=True)

    panel = htmx.post(f"/desk/tickets/{ticket.number}/correct/", {"triage-spam": "no"}).content.decode()
    assert "Not spam" in panel
    assert categories() == ["new"]


def test_thanks_alone_says_so_and_opens_with_one_click(htmx, wrote, people) -> None:
    ticket = wrote()
    services.reply(ticket, "It is done.", author=people.ana, by=people.ana.actor, then="resolved")
    services.hear(ticket, Words("Thank you!"), contact=people.carla, channel="mail", by=people.carla.actor)
    services.change(ticket, by=AI, is_thanks=True)

    assert "Thanks only" in htmx.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert categories() == ["resolved"]
    assert ticket.label in htmx.get("/desk/?state=finished&thanks=1").content.decode()
    head = htmx.post(f"/desk/tickets/{ticket.number}/change/", {"thanks": "no"}).content.decode()
    assert "Thanks only" not in head
    assert categories() == ["open"]
