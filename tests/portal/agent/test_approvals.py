"""Approvals on the pages of the desk: beside the ticket, in the dialog, on one's own page."""

from __future__ import annotations

import pytest

from core.notifications import services as notifying
from core.tickets import services
from core.tickets.models import Approval
from tenants.kernel import clock

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(wrote):
    return wrote()


@pytest.fixture
def here(ticket):
    return f"/desk/tickets/{ticket.number}/approvals/"


def test_the_dialog_asks_and_the_part_shows_it(agent_client, people, ticket, here):
    shown = agent_client.get(here, headers=HTMX)
    assert (shown.status_code, "Lena Lead" in shown.text, ">Ana Agent<" in shown.text) == (200, True, False)
    bare = agent_client.post(here, {"question": "Refund?", "need": "all"}, headers=HTMX)
    assert (bare.status_code, "Choose at least one person" in bare.text) == (422, True)
    assert bare["HX-Retarget"] == "#dialogs"
    form = {"question": "Refund <b>?", "need": "any", "hours": "24", "asked": [f"user:{people.lena.pk}"]}
    done = agent_client.post(here, form | {"addresses": "boss@parts.example, "}, headers=HTMX)
    assert (done.status_code, "Refund &lt;b&gt;?" in done.text) == (200, True)
    row = Approval.objects.get()
    assert [part["name"] for part in row.steps[0]["asked"]] == ["Lena Lead", "boss@parts.example"]
    whole = agent_client.get(f"/desk/tickets/{ticket.number}/")
    assert "Waiting for approval" in whole.text
    assert 'name="say"' not in whole.text  # Ana asked: she does not decide


def test_the_dialog_says_all_that_is_wrong_at_once_and_beside_its_field(agent_client, here):
    wrong = {"question": " ", "need": "all", "hours": "721", "addresses": "boss, me@parts.example"}
    answer = agent_client.post(here, wrong, headers=HTMX)

    assert answer.status_code == 422
    for name, sentence in (
        ("question", "Say what is to be approved."),
        ("addresses", "“boss” is no address mail can be sent to."),
        ("hours", "720 hours at most."),
    ):
        beside = answer.text.split(f'id="{name}-err"')[1]
        assert sentence in beside.split("</p>")[0]
        assert f'name="{name}" aria-invalid="true" aria-describedby="{name}-err "' in answer.text
    assert answer.text.count('class="err"') == 3  # somebody is asked: the address that is right
    assert Approval.objects.count() == 0


def test_the_asked_decide_on_their_own_page(acme, browser, people, ticket, here):
    row = services.ask_approval(
        ticket, "Refund?", [{"asked": [f"user:{people.lena.pk}"]}], by=people.ana.actor
    )
    lena = browser(acme, people.lena)
    assert "Refund?" in lena.get("/desk/approvals/").text
    assert "Refund?" in lena.get("/desk/home/").text
    bare = lena.post(f"{here}{row.pk}/decide/", {"say": "decline", "reason": ""}, headers=HTMX)
    assert (bare.status_code, "Say why you decline" in bare.text) == (422, True)
    done = lena.post(f"{here}{row.pk}/decide/", {"say": "approve", "back": "mine"})
    assert (done.status_code, done["Location"]) == (302, "/desk/approvals/")
    row.refresh_from_db()
    assert row.state == "approved"
    assert "Nobody waits for your word" in lena.get("/desk/approvals/").text


def test_enter_in_the_reason_decides_nothing(acme, browser, people, ticket, here):
    """It presses the first button of the form, which is neither of the two that one sees."""
    plan = [{"asked": [f"user:{people.lena.pk}"]}]
    row = services.ask_approval(ticket, "Refund?", plan, by=people.ana.actor)
    lena = browser(acme, people.lena)
    form = lena.get(f"/desk/tickets/{ticket.number}/").text.split(f'action="{here}{row.pk}/decide/"')[1]
    assert form.split("<button", 2)[1].startswith(' class="sr-only" name="say" value=""')

    said = lena.post(f"{here}{row.pk}/decide/", {"say": "", "reason": "not yet"}, headers=HTMX)
    assert (said.status_code, "Press Approve or Decline" in said.text) == (422, True)
    assert 'name="reason" value="not yet"' in said.text
    row.refresh_from_db()
    assert row.state == "pending"


def test_it_is_canceled_and_somebody_else_is_asked(agent_client, people, ticket, here):
    row = services.ask_approval(
        ticket, "Refund?", [{"asked": [f"user:{people.lena.pk}"]}], by=people.ana.actor
    )
    dialog = agent_client.get(f"{here}{row.pk}/", headers=HTMX).text
    offered = dialog.split('id="instead-to"')[1].split("</select>")[0]
    assert "Instead of" in dialog
    assert f'value="user:{people.ben.pk}"' in offered
    assert "team:" not in offered
    assert f'value="user:{people.lena.pk}"' not in offered
    form = {"action": "instead", "asked": f"user:{people.lena.pk}", "to": f"user:{people.ben.pk}"}
    assert "Ben Agent" in agent_client.post(f"{here}{row.pk}/", form, headers=HTMX).text
    early = agent_client.post(f"{here}{row.pk}/", {"action": "remind"}, headers=HTMX)
    assert (early.status_code, "within the last 30 minutes" in early.text) == (422, True)
    gone = agent_client.post(f"{here}{row.pk}/", {"action": "cancel"}, headers=HTMX)
    assert (gone.status_code, "Canceled" in gone.text) == (200, True)
    row.refresh_from_db()
    assert row.state == "canceled"


def test_the_list_and_the_table_say_how_approvals_stand(agent_client, people, ticket):
    assert "Waiting for approval" not in agent_client.get("/desk/?view=unassigned&part=list").text
    plan = [{"asked": [f"user:{people.lena.pk}"]}]
    services.ask_approval(ticket, "Refund?", plan, by=people.ana.actor)
    assert "Waiting for approval" in agent_client.get("/desk/?view=unassigned&part=list").text
    look = {"query": "view=unassigned", "layout": "table", "columns": ["number", "approval"]}
    agent_client.post("/desk/look/", look)
    table = agent_client.get("/desk/?view=unassigned").text
    assert "chip-warn" in table.split("grid-table")[1]


def test_a_substitute_finds_it_and_decides_for_who_is_away(acme, browser, people, here, ticket):
    away = {"away_from": clock.now().date(), "substitute": people.ben}
    notifying.save_preferences(people.lena, by=people.lena.actor, **away)
    plan = [{"asked": [f"user:{people.lena.pk}"]}]
    row = services.ask_approval(ticket, "Refund?", plan, by=people.ana.actor)
    ben = browser(acme, people.ben)
    assert "Lena Lead is away: you decide in their place." in ben.get("/desk/approvals/").text
    part = ben.post(f"{here}{row.pk}/decide/", {"say": "approve"}, headers=HTMX).text
    assert "<bdi>Lena Lead</bdi>" in part
    assert "<bdi>Ben Agent</bdi>" in part
