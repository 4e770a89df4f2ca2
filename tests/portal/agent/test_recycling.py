"""Deleting a ticket and taking it out of the bin, as pages."""

from __future__ import annotations

import pytest

from core.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_deleted_from_its_menu_and_restored_from_the_bin(browser, acme, people, wrote) -> None:
    boss, ticket = browser(acme, people.olivia), wrote()
    url = f"/desk/tickets/{ticket.number}/"
    assert f"{url}delete/" in boss.get(url).content.decode()
    answer = boss.post(f"{url}delete/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/desk/"
    listed = boss.get("/desk/").content.decode()
    assert f"{ticket.label} is in the bin for 30 days." in listed
    assert f"row-{ticket.number}" not in listed
    assert boss.get(url).status_code == 404
    assert ticket.label in boss.get("/desk/bin/").content.decode()
    assert boss.post(f"{url}restore/")["Location"] == url
    page = boss.get(url).content.decode()
    assert "deleted this ticket" in page
    assert "took this ticket out of the bin" in page
    assert "The bin is empty" in boss.get("/desk/bin/").content.decode()


def test_who_may_not_delete_sees_neither_button_nor_bin(agent_client, wrote) -> None:
    url = f"/desk/tickets/{wrote().number}/"
    assert "/delete/" not in agent_client.get(url).content.decode()
    assert agent_client.post(f"{url}delete/").status_code == 403
    assert agent_client.get("/desk/bin/").status_code == 403
    assert "/desk/bin/" not in agent_client.get("/desk/").content.decode()
    assert Ticket.objects.exists()
