"""/api/v1/search/: what it answers, to whom, and that the page and the box are as safe."""

from __future__ import annotations

import re

import pytest

from core.desk.models import SavedView
from core.search import selectors
from core.tickets import services
from core.tickets.services.words import Words
from tests.support.callers import one_of_each, said

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def ticket(people):
    return services.open_ticket(
        people.carla, f"Zeppelin {HOSTILE}", Words(f"The zeppelin {HOSTILE} burns."), channel="mail",
        by=people.carla.actor,
    )[0]  # fmt: skip


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


def test_it_answers_colleagues_and_nobody_else(callers, ticket):
    for path in ("/search/", "/search/complete/"):
        answers = {
            name: caller.read(path, q="zeppelin").status_code for name, caller in vars(callers).items()
        }
        assert answers["ana"] == answers["lars"] == 200
        assert answers["stranger"] == 401
        assert answers["bea"] == answers["carla"] == 403


def test_what_it_says(callers, ticket):
    ana = callers.ana
    body = ana.read("/search/", q="zepp statsu:open", limit=5).json()
    assert (body["total"], body["total_is_floor"], body["order"]) == (0, False, "relevance")
    assert body["problems"][0]["instead"] == "zepp status:open"

    body = ana.read("/search/", q="zepp").json()
    [hit] = body["results"]
    assert (hit["ticket"]["number"], hit["kind"]) == (ticket.number, "text")
    assert {"text": "zeppelin", "hit": True} in hit["snippet"]
    assert body["facets"][0]["key"] == "status"
    assert said(ana.read("/search/", q="zepp", cursor="nonsense")) == (400, "cursor.invalid")
    assert ana.read("/search/", q="zepp", order="best").status_code == 400
    assert ana.read("/search/complete/", q="stat").json()[0]["text"] == "status:"


def test_the_page_marks_and_escapes(agent_client, ticket):
    html = agent_client.get("/desk/search/?q=zeppelin").text
    assert "<mark>Zeppelin</mark>" in html
    assert HOSTILE not in html
    html = agent_client.get(f"/desk/search/?q={HOSTILE} zeppelni status:{HOSTILE}").text
    assert HOSTILE not in html
    assert HOSTILE not in agent_client.get(f"/desk/search/suggest/?q=tag:{HOSTILE}").text
    assert agent_client.get("/desk/search/?q=zeppelin&cursor=x").status_code == 302


def test_the_last_searches_are_shown_and_forgotten(agent_client, people, ticket):
    agent_client.get("/desk/search/?q=zeppelin")
    assert 'href="/desk/search/?q=zeppelin"' in agent_client.get("/desk/search/").text
    assert 'data-text="zeppelin"' in agent_client.get("/desk/search/suggest/?q=").text
    agent_client.post("/desk/search/forget/", {"q": "zeppelin"})
    assert selectors.searches(people.ana.actor) == []


def test_a_search_is_kept_as_a_view(agent_client, people, ticket):
    asked = {"name": "Burning", "q": "zeppelin is:open from:carla"}
    address = agent_client.post("/desk/search/keep/", asked).headers["Location"]
    view = SavedView.objects.get(name="Burning")
    assert address == f"/desk/?view={view.key}"
    assert view.owner_id == people.ana.pk
    assert view.filters["q"] == "zeppelin"
    assert re.search(r"Zeppelin", agent_client.get(address).text)

    agent_client.post("/desk/search/keep/", {"name": "Files", "q": "has:attachment"})
    assert not SavedView.objects.filter(name="Files").exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_it_costs_the_same_however_much_is_found(agent_client, people, rows, django_assert_max_num_queries):
    for number in range(rows):
        services.open_ticket(
            people.dmitri, f"Zeppelin {number}", Words("It burns."), channel="mail", by=people.dmitri.actor
        )
    agent_client.get("/desk/search/?q=zeppelin")
    with django_assert_max_num_queries(24):
        agent_client.get("/desk/search/?q=zeppelin")
