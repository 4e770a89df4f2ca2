"""A ticket of the archive as a page, in the search, in the API and in the help centre; the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.desk import selectors as desk
from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants import remembered
from tenants.kernel import clock
from tests.support.archive import archive
from tests.support.callers import one_of_each, said
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(wrote, people, drain):
    ticket = wrote()
    services.reply(ticket, "The money is on its way.", author=people.ana, by=people.ana.actor)
    drain()
    return archive(ticket, drain)


def test_it_is_read_and_not_changed_until_it_is_back(agent_client, old):
    url = f"/desk/tickets/{old.number}/"
    page = agent_client.get(url).content.decode()
    assert "The money is on its way." in page
    assert "In the archive since" in page
    assert f"{url}bring-back/" in page
    assert 'id="composer"' not in page
    assert f"{url}choices/status/" not in page
    for verb, values in (("change", {"priority": "urgent"}), ("reply", {"body": "x", "kind": "reply"})):
        assert agent_client.post(f"{url}{verb}/", values).status_code == 409, verb
    assert Ticket.objects.get(pk=old.pk).version == old.version

    answer = agent_client.post(f"{url}bring-back/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == url
    assert agent_client.post(f"{url}bring-back/")["Location"] == url
    page = agent_client.get(url).content.decode()
    assert f"{old.label} is out of the archive." in page
    assert "brought this ticket back from the archive" in page
    assert "The nightly run put this ticket into the archive" in page
    assert 'id="composer"' in page
    assert "bring-back" not in page


def test_the_feed_tells_of_a_night_as_a_whole(agent_client, people, wrote):
    ticket = wrote()
    other = services.open_ticket(people.carla, "Older", Words("x"), channel="mail", by=people.carla.actor)[0]
    for one in (ticket, other):
        services.change(one, by=people.ana.actor, status=desk.default_status("closed"))
    services.set_archiving(12, by=people.olivia.actor)
    with clock.at(clock.now() + timedelta(days=400)):
        services.archive_old()
        page = agent_client.get("/desk/activity/").content.decode()
        assert page.count("Deskhand archived 2 tickets") == 1
        assert "The nightly run put this ticket" not in page
        alone = agent_client.get(f"/desk/activity/?ticket={other.number}").content.decode()
        assert "The nightly run put this ticket into the archive" in alone
        agent_client.post(f"/desk/tickets/{other.number}/bring-back/")
        lines = agent_client.get("/desk/activity/?part=lines").content.decode()
        assert "Ana Agent brought this ticket back from the archive" in lines


def test_who_may_not_change_is_offered_nothing(browser, acme, people, old):
    light = browser(acme, people.lars)
    url = f"/desk/tickets/{old.number}/"
    page = light.get(url).content.decode()
    assert "In the archive since" in page
    assert "bring-back" not in page
    assert light.post(f"{url}bring-back/").status_code == 403
    assert Ticket.objects.get(pk=old.pk).archived_at


def test_lists_and_search_mark_it(agent_client, old):
    assert f"row-{old.number}" not in agent_client.get("/desk/?state=all").content.decode()
    listed = agent_client.get("/desk/?archived=1").content.decode()
    assert f"row-{old.number}" in listed
    assert "Archived" in listed
    found = agent_client.get("/desk/search/?q=money").content.decode()
    assert old.label in found
    assert "Archived" in found
    assert "Not in the archive" not in found  # all of it is
    assert "archived%3Ayes" in found


def test_the_api_says_so_and_brings_it_back(acme, people, old):
    ana = one_of_each(acme, people).ana
    path = f"/tickets/{old.number}/"
    assert ana.read(path).json()["archived"] is True
    assert "The money is on its way." in {one["text"] for one in ana.read(f"{path}messages/").json()}
    assert [one["number"] for one in ana.read("/tickets/?archived=true").json()["results"]] == [old.number]
    assert ana.read("/tickets/?state=all").json()["results"] == []
    assert said(ana.call("PATCH", path, {"priority": "high"})) == (409, "ticket.archived")
    assert said(ana.call("POST", f"{path}reply/", {"body": "x"})) == (409, "ticket.archived")
    back = ana.call("POST", f"{path}bring-back/")
    assert (back.status_code, back.json()["archived"]) == (200, False)
    assert ana.call("POST", f"{path}bring-back/").status_code == 200


def test_the_customer_still_reads_it_and_answers_by_the_rule_of_the_queue(acme, people, old):
    carla = one_of_each(acme, people).carla
    path = f"/portal/tickets/{old.number}/"
    assert [one["number"] for one in carla.read("/portal/tickets/").json()["results"]] == [old.number]
    assert "It smells. Please help." in {one["text"] for one in carla.read(f"{path}messages/").json()}
    fresh = carla.call("POST", f"{path}reply/", {"body": "Once more."}).json()  # closed: a new one follows
    assert fresh["number"] != old.number
    assert Ticket.objects.get(number=fresh["number"]).follows == old
    assert Ticket.objects.get(pk=old.pk).archived_at


def test_a_resolved_one_that_may_reopen_comes_back_for_the_customer(acme, people, wrote, drain):
    ticket = wrote()
    type(ticket.queue).objects.filter(pk=ticket.queue_id).update(follow_up="reopen")
    archive(ticket, drain, status="resolved")
    remembered.forget()
    carla = one_of_each(acme, people).carla
    answer = carla.call("POST", f"/portal/tickets/{ticket.number}/reply/", {"body": "It is broken again."})
    assert answer.json()["number"] == ticket.number
    ticket.refresh_from_db()
    assert (ticket.archived_at, ticket.is_finished) == (None, False)


def test_another_organization_has_no_part_in_it(acme, globex, people, old):
    stranger = SiteClient(globex)
    assert stranger.get(f"/desk/tickets/{old.number}/").status_code in (302, 404)
