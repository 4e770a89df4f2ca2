"""Canned replies: whose they are, which variables they know, how often they are used."""

from __future__ import annotations

import pytest

from core.audit.models import Record
from core.desk import selectors, services, variables
from core.desk.models import CannedReply, Team
from core.tickets import services as tickets
from core.tickets.services.words import Words
from tests.support.callers import one_of_each, said

pytestmark = pytest.mark.django_db
MARA = variables.of(
    customer=("Mara Lindqvist", "mara@x.example", ""),
    ticket=("T-0042", "{{ agent.email }}", "Support"),
    agent=("Ana <b>Agent</b>", "ana@acme.example"),
    organization="Acme",
)


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


@pytest.fixture
def billing(people):
    team = Team.objects.create(name="Billing desk")
    team.members.add(people.ben)
    return team


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hello {{ customer.first_name }},", "Hello Mara,"),
        ("Hello {{customer.first_name|there}},", "Hello Mara,"),
        ("Of {{ customer.company | your company }}.", "Of your company."),
        ("Dear customer of {{ customer.company }}, hello", "Dear customer of, hello"),
        ("{{ ticket.subject }}", "{{ agent.email }}"),
        ("{{ agent.name }}", "Ana <b>Agent</b>"),
        ("a\n\n{{ customer.company }}\n\nb", "a\n\nb"),
        ("{ customer.name } {% x %} {{ }", "{ customer.name } {% x %} {{ }"),
        ("x" * 5, "xxxxx"),
    ],
)
def test_values_are_put_in_once_and_an_empty_one_has_its_words(text, filled):
    assert variables.fill(text, MARA) == filled


@pytest.mark.parametrize(
    "text", ["{{ customer.nick }}", "{{ Customer.name }}", "{{}}", "{{ customer.name }} {{ x", "{{ a|b|c }}"]
)
def test_what_is_no_variable_is_refused_with_those_there_are(callers, text):
    answer = callers.ana.call("POST", "/canned-replies/", {"shortcut": "n", "title": "N", "body": text})
    if "{{ x" in text:  # braces that are never closed are only text
        assert answer.status_code == 201
        return
    assert said(answer) == (400, "text.unknown_variable")
    assert "customer.first_name" in answer.json()["error"]
    assert not CannedReply.objects.filter(shortcut="n").exists()


def test_the_api_tells_the_variables(callers):
    rows = callers.lars.read("/canned-replies/variables/").json()
    assert {"name": "ticket.number", "meaning": "Number, such as T-0042"} in rows
    assert len(rows) == len(variables.KNOWN)


def test_a_teams_replies_are_its_members(callers, people, billing):
    body = {"shortcut": "bill", "title": "Bill", "body": "x", "team": billing.pk}
    assert said(callers.ana.call("POST", "/canned-replies/", body)) == (403, "reply_text.not_yours")
    made = callers.ben.call("POST", "/canned-replies/", body)
    assert (made.status_code, made.json()["team"], made.json()["is_mine"]) == (201, billing.pk, False)
    seen = {
        who: "bill" in [row["shortcut"] for row in getattr(callers, who).read("/canned-replies/").json()]
        for who in ("ben", "ana", "olivia")
    }
    assert seen == {"ben": True, "ana": False, "olivia": False}
    path = f"/canned-replies/{made.json()['id']}/"
    assert said(callers.ana.call("PATCH", path, {"title": "Mine"})) == (404, "reply_text.unknown")
    assert callers.olivia.call("PATCH", path, {"title": "Ours"}).json()["title"] == "Ours"
    assert callers.ben.call("PATCH", path, {"body": "y"}).json()["body"] == "y"
    assert callers.ben.call("DELETE", path).status_code == 204


def test_own_ones_are_nobody_elses(callers, people):
    made = callers.ana.call("POST", "/canned-replies/", {"shortcut": "mine", "title": "Mine", "body": "x"})
    path = f"/canned-replies/{made.json()['id']}/"
    for other in (callers.ben, callers.olivia):
        assert said(other.call("PATCH", path, {"title": "x"})) == (404, "reply_text.unknown")
        assert said(other.call("DELETE", path)) == (404, "reply_text.unknown")


def test_the_best_fit_comes_first(people):
    services.save_canned_reply(
        None, by=people.ana.actor, shortcut="zz", title="Refund by card", body="x", owner_id=people.ana.pk
    )
    found = [row.shortcut for row in selectors.canned_found(people.ana.actor, "refund")]
    assert found[:2] == ["refund", "zz"]
    assert "details" not in found
    assert not selectors.canned_found(people.ana.actor, "%").exists()


@pytest.fixture
def ticket(people):
    carla = people.carla
    return tickets.open_ticket(carla, "Twice <b>", Words("x"), channel="mail", by=carla.actor)[0]


@pytest.fixture
def hello(people):
    body = "Hello {{ customer.first_name | there }}, about {{ ticket.number }} “{{ ticket.subject }}”: {{ agent.name }}, {{ organization.name }} {{ customer.email }}"
    return services.save_canned_reply(
        None, by=people.olivia.actor, shortcut="hello", title="Hello <i>", body=body
    )


def test_in_the_composer(agent_client, ticket, hello, people):
    path = f"/desk/tickets/{ticket.number}/canned/"
    listed = agent_client.get(f"{path}?q=hell").text
    assert f'data-canned-use="{path}{hello.pk}/"' in listed
    assert "Hello &lt;i&gt;" in listed
    assert "Hello <i>" not in listed
    used = agent_client.post(f"{path}{hello.pk}/")
    assert used["Content-Type"] == "text/plain; charset=utf-8"
    assert used.text == "Hello Carla, about T-0001 “Twice <b>”: Ana Agent, Acme Cloud carla@customer.example"
    hello.refresh_from_db()
    assert (hello.uses, hello.used_at is not None) == (1, True)
    assert Record.objects.filter(object_type="desk.cannedreply").count() == 1
    assert "No reply fits" in agent_client.get(f"{path}?q=nothinglikeit").text
    page = agent_client.get(f"/desk/tickets/{ticket.number}/").text
    assert f'data-canned="{path}"' in page


def test_only_who_answers_and_only_what_is_theirs(browser, acme, ticket, people):
    mine = services.save_canned_reply(
        None, by=people.ben.actor, shortcut="b", title="B", body="x", owner_id=people.ben.pk
    )
    path = f"/desk/tickets/{ticket.number}/canned/"
    assert browser(acme, people.lars).get(path).status_code == 403
    assert browser(acme, people.ana).post(f"{path}{mine.pk}/").status_code == 404
    mine.refresh_from_db()
    assert mine.uses == 0


def test_searching_costs_the_same_for_every_number(
    agent_client, ticket, people, django_assert_max_num_queries
):
    for number in range(60):
        services.save_canned_reply(
            None, by=people.ana.actor, shortcut=f"s{number}", title="T", body="x", owner_id=people.ana.pk
        )
    path = f"/desk/tickets/{ticket.number}/canned/?q=s"
    agent_client.get(path)
    with django_assert_max_num_queries(6):
        assert agent_client.get(path).text.count("data-canned-use") == 20


def test_the_page_adds_previews_changes_removes_and_brings_back(agent_client, people):
    given = {"title": "Hi", "shortcut": "", "body": "Hi {{ customer.first_name }}!", "whose": "me"}
    assert "Hi Mara!" in agent_client.post("/settings/replies/", given | {"action": "preview"}).text
    assert not CannedReply.objects.filter(title="Hi").exists()
    agent_client.post("/settings/replies/", given)
    row = CannedReply.objects.get(title="Hi")
    assert (row.shortcut, row.owner) == ("hi", people.ana)

    path = f"/settings/replies/{row.pk}/"
    wrong = agent_client.post(path, given | {"body": "{{ no.such }}", "action": "save"})
    assert wrong.status_code == 422
    assert "There is no variable no.such" in wrong.text
    taken = agent_client.post("/settings/replies/", given | {"shortcut": "details"})
    assert taken.status_code == 422
    agent_client.post(path, given | {"shortcut": "hi2", "body": "Hi again", "action": "save"})
    services.use_canned_reply(row)
    assert "used 1 time" in agent_client.get("/settings/replies/").text
    agent_client.post(path, {"action": "remove"})
    assert not CannedReply.objects.filter(title="Hi").exists()
    undo = (
        agent_client.get("/settings/replies/")
        .text.split('action="/settings/replies/restore/')[1]
        .split('"')[0]
    )
    agent_client.post(f"/settings/replies/restore/{undo}")
    back = CannedReply.objects.get(title="Hi")
    assert (back.shortcut, back.body, back.uses) == ("hi2", "Hi again", 1)
    everybodys = agent_client.post("/settings/replies/", given | {"whose": "all", "shortcut": "all"})
    assert everybodys.status_code == 403
