"""The command palette: what it finds for whom, at what price, and that names of customers stay words."""

from __future__ import annotations

import re

import pytest

from core.contacts import services as contacts
from core.contacts.models import Contact
from core.knowledge.models import Article
from core.tickets import services
from core.work import services as work
from tenants import context
from tests.portal.agent.test_counts import queries
from tests.support.clients import SiteClient
from tests.support.people import invite_all

pytestmark = pytest.mark.django_db
URL = "/desk/palette/?q="
STATEMENTS = (
    14  # session and user, eight of the search, tickets, tasks, people, companies, articles, colleagues
)
OF_A_NUMBER = 5  # session and user, its number, what may be seen, its row


def found(client, text):
    return re.findall(r'id="pal-(\w+-[\w-]+)"', client.get(f"{URL}{text}").text)


def company(people, name="Customer Works"):
    return contacts.save_company(None, by=people.ana.actor, name=name, domains=())


def article(title="Customer letters", visibility="draft"):
    return Article.objects.create(
        title=title, slug=title.lower().replace(" ", "-"), body="…", visibility=visibility
    )


def test_a_number_finds_its_ticket_alone(agent_client, people, wrote):
    ticket = wrote()
    company(people, f"{ticket.number} Street")
    for text in (str(ticket.number), f"%23{ticket.number}", f"t-{ticket.number:04d}"):
        assert found(agent_client, text) == [f"ticket-{ticket.number}"]
    assert found(agent_client, "424242") == []


def test_words_find_a_few_of_each_kind(agent_client, people, wrote):
    ticket, firm, text = wrote("Customer cards"), company(people), article()
    task = work.open_task("Call the customer", by=people.ana.actor)

    assert found(agent_client, "customer") == [
        f"ticket-{ticket.number}",
        f"task-{task.number}",
        f"person-{people.carla.public_id}",
        f"company-{firm.pk}",
        f"article-{text.public_id}",
    ]
    assert found(agent_client, "lena") == [f"colleague-{people.lena.pk}"]
    assert found(agent_client, "c") == [], "one letter finds everything, which helps nobody"
    assert found(agent_client, "%00") == found(agent_client, "") == []
    assert found(agent_client, "zebra") == []


def test_a_merged_ticket_is_found_where_it_goes_on(agent_client, people, wrote):
    first, second = wrote("Smoke"), wrote("More smoke")
    services.merge(second, into=first, by=people.ana.actor)

    assert found(agent_client, str(second.number)) == [f"ticket-{first.number}"]
    page = agent_client.get(f"/desk/palette/?q={second.number}").content.decode()
    assert "T-0002 was merged into it" in page
    assert "was merged into it" not in agent_client.get(f"/desk/palette/?q={first.number}").content.decode()
    for typed in ("T-0002", "2", "%232"):
        page = agent_client.get(f"/desk/search/?q={typed}").content.decode()
        assert 'T-0002 was merged. It goes on in <a class="a" href="/desk/tickets/1/">T-0001</a>' in page
    assert "was merged" not in agent_client.get("/desk/search/?q=T-0001").content.decode()


def test_nobody_finds_what_they_may_not_see(acme, people, wrote):
    wrote("Customer cards"), company(people), article(), article("Customer cards of ours", "public")
    role = people.lars.role
    role.permissions = [one for one in role.permissions if one != "contacts.view"]
    role.save()
    kinds = {one.split("-")[0] for one in found(SiteClient(acme).sign_in(people.lars), "customer")}
    assert kinds == {"ticket", "article"}

    role.permissions = []
    role.save()
    assert found(SiteClient(acme).sign_in(people.lars), "customer") == []
    assert SiteClient(acme).get(f"{URL}customer").status_code == 302


def test_nothing_is_found_next_door(globex, people, wrote):
    number = wrote("Customer cards").number
    company(people), article(visibility="public")
    with context.tenant(globex):
        neighbour = SiteClient(globex).sign_in(invite_all("globex").olivia)
        carla = Contact.objects.get(name="Carla Customer")

        assert found(neighbour, "customer") == [f"person-{carla.public_id}"], "their own Carla"
        assert found(neighbour, str(number)) == found(neighbour, "cards") == []


def test_a_light_agent_sees_no_settings(acme, people):
    light = SiteClient(acme).sign_in(people.lars).get("/desk/").text
    assert 'id="palette"' in light
    assert re.findall(r'data-group="settings"', light) == []
    owner = SiteClient(acme).sign_in(people.olivia).get("/desk/").text
    assert re.search(r'data-group="settings" data-act="Mailboxes" [^>]*href="/settings/mailboxes/"', owner)
    assert 'id="palette"' in SiteClient(acme).sign_in(people.olivia).get("/settings/tags/").text


def test_names_of_customers_stay_words(agent_client, people, wrote):
    hostile = "<img src=x onerror=alert(1)>\"'"
    wrote(f"Customer {hostile}")
    contacts.update(people.carla, by=people.ana.actor, name=f"Customer {hostile}")
    company(people, f"Customer {hostile}"[:60]), article(f"Customer {hostile}")

    html = agent_client.get(f"{URL}customer").text

    assert "<img" not in html
    assert html.count("&lt;img src=x") == 5, "of the ticket its subject and its customer"


def test_a_ticket_of_mine_offers_no_taking(agent_client, people, wrote):
    ticket = wrote()
    page = f"/desk/tickets/{ticket.number}/"
    assert 'id="head-take"' in agent_client.get(page).text
    services.assign(ticket, people.ana, by=people.ana.actor)
    assert 'id="head-take"' not in agent_client.get(page).text


@pytest.mark.parametrize("rows", [1, 40])
def test_it_costs_the_same_however_much_there_is(rows, agent_client, people, wrote):
    for number in range(rows):
        ticket = wrote(f"Customer {number}")
        company(people, f"Customer {number}")
        article(f"Customer {number}")

    assert len(seen := queries(agent_client, f"{URL}customer")) == STATEMENTS, seen
    assert not any("COUNT(" in one for one in seen)
    assert sum("LIMIT" in one for one in seen) >= 4
    assert len(seen := queries(agent_client, f"{URL}{ticket.number}")) == OF_A_NUMBER, seen


def test_a_number_of_a_task_finds_it(agent_client, people):
    task = work.open_task("Call the bank", by=people.ana.actor)
    assert found(agent_client, task.label) == [f"task-{task.number}"]
    assert found(agent_client, "bank call") == [f"task-{task.number}"]
