"""The list: order, filters, views, reading marks, and what people may not see."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest

from core.desk.models import SavedView
from core.tickets import services
from core.tickets.models import Ticket
from portal.agent import paths
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db


def numbers(response: Any) -> list[int]:
    return [int(one) for one in re.findall(r'data-row="(\d+)"', response.content.decode())]


def test_the_most_urgent_comes_first_and_a_row_says_what_matters(
    agent_client, people, wrote, triaged
) -> None:
    calm, angry = wrote("A question"), wrote("It is on fire")
    triaged(calm)
    services.change(angry, by=people.ben.actor, urgency=95, priority=4, sentiment=-2)
    services.assign(angry, people.ana, by=people.ben.actor)

    page = agent_client.get("/desk/")
    html = page.content.decode()

    assert numbers(page) == [angry.number, calm.number]
    for words in (
        "It is on fire",
        "Carla Customer",
        angry.label,
        "Very negative",
        "Urgent",
        'title="Ana Agent"',
        "It smells.",
    ):
        assert words in html
    assert re.search(r'chip-ai" title="Category proposed by the AI">.*Refund', html)


def test_filters_narrow_and_their_links_carry_the_whole_question(agent_client, people, wrote) -> None:
    mine, _other = wrote("Mine"), wrote("Not mine")
    services.assign(mine, people.ana, by=people.ben.actor)

    page = agent_client.get("/desk/?assignee=me&order=newest")

    assert numbers(page) == [mine.number]
    assert "/desk/options/status/?assignee=me&amp;order=newest" in page.content.decode()
    options = agent_client.get("/desk/options/priority/?assignee=me").content.decode()
    assert 'href="/desk/?assignee=me&amp;priority=high"' in options


def test_a_bad_filter_is_a_400_and_an_unknown_view_the_inbox(agent_client, wrote) -> None:
    ticket = wrote()

    assert agent_client.get("/desk/?priority=enormous").status_code == 400
    assert numbers(agent_client.get("/desk/?view=gone")) == [ticket.number]


def test_rows_are_loaded_page_by_page(agent_client, wrote) -> None:
    for number in range(53):
        wrote(f"Request {number}")

    first = agent_client.get("/desk/")
    more = re.search(r'hx-get="(/desk/\?[^"]*cursor=[^"]+)"', first.content.decode())
    second = agent_client.get(more[1].replace("&amp;", "&"))

    assert len(numbers(first)) == 50
    assert len(numbers(second)) == 3
    assert not set(numbers(first)) & set(numbers(second))
    assert len(numbers(agent_client.get("/desk/?part=rows&rows=53"))) == 53


def test_a_view_is_kept_counted_and_removed(agent_client, people, wrote) -> None:
    wrote("Low", priority=1)
    wrote("High", priority=3)

    kept = agent_client.post(
        "/desk/views/", {"name": "Hot ones", "query": "priority=high,urgent&order=newest"}
    )
    row = SavedView.objects.get(owner=people.ana)
    page = agent_client.get(kept["Location"])

    assert row.filters == {"priority": "high,urgent"}
    assert kept["Location"] == f"/desk/?view={row.key}"
    assert len(numbers(page)) == 1
    assert re.search(r'Hot ones</span><span class="count">1</span>', page.content.decode())
    agent_client.post(f"/desk/views/{row.key}/remove/")
    assert not SavedView.objects.filter(owner=people.ana).exists()


def test_nobody_removes_a_view_of_everybody(agent_client) -> None:
    assert agent_client.post("/desk/views/my-open/remove/").status_code == 403
    assert SavedView.objects.filter(key="my-open").exists()


def test_a_row_is_bold_until_it_was_opened_and_again_when_marked(agent_client, wrote) -> None:
    ticket = wrote()
    bold = f'<a id="row-{ticket.number}" class="row unread"'

    assert bold in agent_client.get("/desk/").content.decode()
    agent_client.get(f"/desk/tickets/{ticket.number}/")
    assert bold not in agent_client.get("/desk/").content.decode()
    assert agent_client.post(f"/desk/tickets/{ticket.number}/unread/").status_code == 204
    assert bold in agent_client.get("/desk/").content.decode()


def test_own_words_leave_nothing_unread(htmx, wrote) -> None:
    ticket = wrote()
    htmx.get(f"/desk/tickets/{ticket.number}/")
    htmx.post(f"/desk/tickets/{ticket.number}/reply/", {"body": "Hm", "kind": "note"})

    assert "row unread" not in htmx.get("/desk/?part=rows").content.decode()


def test_an_empty_desk_says_what_will_be_here(agent_client) -> None:
    assert "Nothing waits here" in agent_client.get("/desk/").content.decode()
    assert "Nothing matches" in agent_client.get("/desk/?priority=low").content.decode()
    assert "Nothing is yours right now" in agent_client.get("/desk/?view=my-open").content.decode()


def test_strangers_are_led_to_the_sign_in(acme, wrote) -> None:
    ticket = wrote()

    for path in (
        "/desk/",
        f"/desk/tickets/{ticket.number}/",
        "/desk/customers/",
        "/desk/knowledge/",
        "/desk/search/?q=x",
    ):
        answer = SiteClient(acme).get(path)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/login/")
    assert (
        SiteClient(acme).post(f"/desk/tickets/{ticket.number}/change/", {"status": "closed"}).status_code
        == 302
    )
    assert Ticket.objects.get().status.key == "new"


def test_every_view_names_its_need() -> None:
    from portal.agent.urls import urlpatterns

    assert [one.name for one in urlpatterns if not getattr(one.callback, "needs", None)] == []


def test_plain_addresses_are_those_of_the_urlconf(acme) -> None:
    from django.urls import reverse

    assert reverse("agent:inbox") == paths.DESK
    assert reverse("agent:customers") == paths.CUSTOMERS
    assert reverse("agent:knowledge") == paths.KNOWLEDGE
    assert paths.ticket(7) == reverse("agent:ticket", args=[7])
    assert paths.part(7, "head") == reverse("agent:part", args=[7, "head"])
    assert paths.frame("a-b_c") == reverse("agent:frame", args=["a-b_c"])
    assert paths.message("a-b_c") == reverse("agent:message", args=["a-b_c"])
    assert paths.customer("x") == reverse("agent:customer", args=["x"])
    assert paths.article("x") == reverse("agent:article", args=["x"])


def test_another_organizations_tickets_are_not_there(globex, people, wrote) -> None:
    from tenants import context, remembered
    from tests.support.people import invite_all

    ticket = wrote()
    with context.tenant(globex):
        remembered.forget()
        theirs = invite_all("globex").ana
        client = SiteClient(globex).sign_in(theirs)

    assert client.get(f"/desk/tickets/{ticket.number}/").status_code == 404
    assert numbers(client.get("/desk/")) == []


def test_chips_say_what_is_chosen_and_take_it_away(agent_client, people, wrote):
    wrote()
    page = agent_client.get(f"/desk/?priority=high,urgent&assignee={people.ben.pk}").content.decode()
    for words in ("Priority: High, Urgent", "Assignee: Ben Agent", "Clear all"):
        assert words in page
    assert f'href="/desk/?assignee={people.ben.pk}"' in page
    assert 'href="/desk/?priority=high%2Curgent"' in page
    many = agent_client.get("/desk/?status=new,open,waiting").content.decode()
    assert "Status: 3" in many
    assert "Clear all" not in agent_client.get("/desk/").content.decode()


def test_several_people_are_chosen_and_all_of_theirs_is_shown(agent_client, people, wrote):
    for user in (people.ana, people.ben, None):
        services.assign(wrote(f"Of {user}"), user, by=people.ana.actor)
    first = f"/desk/options/assignee/?assignee={people.ben.pk}"
    both = ",".join(sorted(map(str, (people.ana.pk, people.ben.pk))))
    assert f"assignee={quote(both)}" in agent_client.get(first).text

    page = agent_client.get(f"/desk/?assignee={both}")
    assert sorted(numbers(page)) == [1, 2]
    assert "Assignee: Ana Agent, Ben Agent" in page.text
    assert numbers(agent_client.get("/desk/?assignee=none")) == [3]
