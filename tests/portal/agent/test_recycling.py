"""Deleting a ticket and taking it out of the bin, as pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.audit.models import Record
from core.tickets import services
from core.tickets.models import Ticket
from portal.agent import recycling
from tenants.kernel import clock

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


@pytest.fixture
def binned(people, wrote):
    """Three in the bin."""
    rows = [wrote(f"Request {at}") for at in range(3)]
    return [services.delete(one, by=people.olivia.actor) for one in rows]


MANY = "/desk/bin/many/"


def test_the_bin_says_what_remains(browser, acme, people, binned) -> None:
    with clock.at(clock.now() + timedelta(days=18)):
        page = browser(acme, people.olivia).get("/desk/bin/").content.decode()
    assert page.count(">11 d</time>") == 6  # each for wide and for small screens
    assert "Olivia Owner" in page


def test_several_come_back_at_once(browser, acme, people, binned) -> None:
    boss = browser(acme, people.olivia)
    assert boss.post(MANY, {"do": "restore"})["Location"] == "/desk/bin/"
    assert "Choose at least one ticket." in boss.get("/desk/bin/").content.decode()
    boss.post(MANY, {"do": "restore", "ticket": [binned[0].number, binned[2].number, "nonsense", 4711]})
    assert "2 tickets are back." in boss.get("/desk/bin/").content.decode()
    assert list(Ticket.objects.order_by("pk")) == [binned[0], binned[2]]


def test_erasing_asks_how_many_and_refuses_anything_else(browser, acme, people, binned) -> None:
    boss, chosen = browser(acme, people.olivia), [one.number for one in binned[:2]]
    page = boss.post(MANY, {"do": "erase", "ticket": chosen})
    assert page.status_code == 200
    assert "Erase 2 tickets for good" in page.content.decode()
    assert 'data-confirm="2"' in page.content.decode()
    assert boss.post(MANY, {"do": "erase", "ticket": chosen, "typed": "3"}).status_code == 422
    assert Ticket.every.count() == 3

    assert boss.post(MANY, {"do": "erase", "ticket": chosen, "typed": " 2 "})["Location"] == "/desk/bin/"
    assert "2 tickets are erased." in boss.get("/desk/bin/").content.decode()
    assert Ticket.every.get() == binned[2]
    lines = Record.objects.filter(action="ticket.purged").values_list("actor_id", flat=True)
    assert list(lines) == [people.olivia.pk] * 2


def test_who_erases_one_types_its_name(browser, acme, people, binned) -> None:
    boss, one = browser(acme, people.olivia), binned[0]
    page = boss.post(MANY, {"only": one.number}).content.decode()
    assert f'data-confirm="{one.label}"' in page
    boss.post(MANY, {"do": "erase", "ticket": one.number, "typed": one.label.lower()})
    assert "1 ticket is erased." in boss.get("/desk/bin/").content.decode()
    assert Ticket.every.count() == 2


def test_nobody_else_restores_or_erases(agent_client, binned, wrote) -> None:
    standing = wrote()
    for values in ({"do": "restore"}, {"do": "erase", "typed": str(3)}):
        assert (
            agent_client.post(MANY, {"ticket": [one.number for one in binned], **values}).status_code == 403
        )
    assert list(Ticket.objects.all()) == [standing]
    assert Ticket.every.count() == 4


def test_what_is_not_in_the_bin_is_not_erased(browser, acme, people, binned, wrote) -> None:
    standing = wrote()
    boss = browser(acme, people.olivia)
    boss.post(MANY, {"do": "erase", "ticket": standing.number, "typed": standing.label})
    assert Ticket.objects.get() == standing


def test_many_are_worked_off_by_a_worker_and_the_form_sent_twice_is_one(
    browser, acme, people, binned, drain, monkeypatch
) -> None:
    monkeypatch.setattr(recycling, "FEW", 2)
    boss, chosen = browser(acme, people.olivia), [one.number for one in binned]
    form = {"do": "restore", "ticket": chosen, "key": "k"}
    there = boss.post(MANY, form)["Location"]
    assert there.startswith("/desk/bulk/")
    drain()
    assert Ticket.objects.count() == 3
    assert "Out of the bin" in boss.get(there).content.decode()

    for one in binned:
        services.delete(Ticket.objects.get(pk=one.pk), by=people.olivia.actor)
    form |= {"do": "erase", "typed": "3"}
    there = boss.post(MANY, form)["Location"]
    drain()
    assert not Ticket.every.exists()
    page = boss.get(there).content.decode()
    assert "3 tickets changed." in page
    assert 'value="undo"' not in page
