"""Correcting triage with one click, and deciding about the suggested reply."""

from __future__ import annotations

import json

import pytest

from ai import options
from ai.models import Correction, Run, Suggestion
from core.tickets import services
from core.tickets.models import Draft, Ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value", "shows"),
    [
        ("sentiment", "positive", "Positive"),
        ("category", "billing.refund", "Refund"),
        ("priority", "urgent", "Urgent"),
        ("escalation", "yes", "Advised"),
    ],
)
def test_one_click_corrects_a_value_and_says_who(field, value, shows, htmx, people, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket)

    html = htmx.post(f"/desk/tickets/{ticket.number}/correct/", {f"triage-{field}": value}).content.decode()

    assert shows in html
    assert "Set by Ana Agent." in html
    assert 'id="ticket-head"' in html
    assert Correction.objects.get().user == people.ana


def line_of(html: str, field: str) -> str:
    """The panel's line of a field."""
    return next(line for line in html.split('<li class="tri-line">') if f'id="correct-{field}"' in line)


def test_a_proposal_is_confirmed_with_one_click(htmx, people, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket)
    line = line_of(htmx.get(f"/desk/tickets/{ticket.number}/part/triage/").content.decode(), "category")
    assert 'name="triage-category" value="billing.refund"' in line
    assert 'aria-label="Confirm Category"' in line

    assert """hx-vals='{"accepted": "1"}'""" in line
    confirmed = {"triage-category": "billing.refund", "accepted": "1"}
    html = htmx.post(f"/desk/tickets/{ticket.number}/correct/", confirmed)
    line = line_of(html.content.decode(), "category")
    assert "Set by Ana Agent." in line
    assert "Confirm Category" not in line
    ticket.refresh_from_db()
    assert ticket.category.key == "billing.refund"
    assert [one.weight for one in options.labelled()] == [0.3], "whoever does that may not have looked"


def test_a_correction_is_taken_back_from_its_toast(htmx, people, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket)
    said = htmx.post(f"/desk/tickets/{ticket.number}/correct/", {"triage-category": "billing.refund"})
    toast = json.loads(said.headers["HX-Trigger"])["toast"]
    assert toast["text"] == f"{ticket.label}: Refund"

    back = htmx.post(toast["undo"]["url"], {"told": toast["undo"]["told"]}).content.decode()
    assert 'id="ticket-head"' in back
    assert "Confirm Category" in line_of(back, "category")
    assert not Correction.objects.exists()
    ticket.refresh_from_db()
    assert ticket.category is None
    other = wrote()
    refused = htmx.post(f"/desk/tickets/{other.number}/correct/back/", {"told": toast["undo"]["told"]})
    assert refused.status_code == 400, "told of another ticket"
    assert htmx.post(toast["undo"]["url"], {"told": "x"}).status_code >= 400


def test_what_is_too_unsure_is_not_proposed_so_that_nobody_waves_it_through(htmx, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket).results.filter(field="category").update(confidence=0.59)
    line = line_of(htmx.get(f"/desk/tickets/{ticket.number}/part/triage/").content.decode(), "category")
    assert "Not sure" in line
    assert "Refund" not in line
    assert "Confirm" not in line


def test_what_is_recorded_only_is_seen_by_nobody(htmx, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket).results.filter(field="category").update(mode="shadow")
    html = htmx.get(f"/desk/tickets/{ticket.number}/part/triage/").content.decode()
    assert "correct-category" not in html
    assert "Refund" not in html
    assert "correct-priority" in html


def test_tags_are_turned_on_and_off(htmx, wrote) -> None:
    ticket = wrote()
    menu = htmx.get(f"/desk/tickets/{ticket.number}/choices/triage-tags/").content.decode()
    name = menu.split('name="triage-tags" value="')[1].split('"')[0]

    htmx.post(f"/desk/tickets/{ticket.number}/correct/", {"triage-tags": name})
    assert [tag.name for tag in ticket.tags.all()] == [name]
    htmx.post(f"/desk/tickets/{ticket.number}/correct/", {"triage-tags": name})
    assert not ticket.tags.exists()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"triage-category": "nothing"},
        {"triage-escalation": "perhaps"},
        {"triage-mood": "x"},
        {"triage-tags": "nope"},
    ],
)
def test_unknown_values_are_refused_and_nothing_moves(data, htmx, wrote) -> None:
    ticket = wrote()

    assert htmx.post(f"/desk/tickets/{ticket.number}/correct/", data).status_code == 400
    assert not Correction.objects.exists()
    assert Ticket.objects.get().version == 1


def test_accepting_puts_the_text_into_the_draft_and_sends_nothing(htmx, people, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket)
    row = Suggestion.objects.get()

    html = htmx.post(f"/desk/tickets/{ticket.number}/suggestion/{row.public_id}/accept/").content.decode()

    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("accepted", people.ana)
    assert "It is in the composer, ready to send" in html
    assert Draft.objects.get().body == "Switch it off."
    assert ticket.messages.count() == 1


def test_rejecting_keeps_the_reason_and_regenerating_asks_again(htmx, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket)
    row = Suggestion.objects.get()
    here = f"/desk/tickets/{ticket.number}/suggestion/{row.public_id}"

    rejected = htmx.post(f"{here}/reject/", {"reason": "wrong"}).content.decode()
    again = htmx.post(f"{here}/regenerate/", {"tone": "shorter"}).content.decode()

    row.refresh_from_db()
    assert (row.state, row.verdict) == ("rejected", "wrong")
    assert "Suggestion rejected" in rejected
    assert "Preparing a reply" in again


def test_a_rejection_offers_its_undoing(htmx, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket)
    row = Suggestion.objects.get()
    here = f"/desk/tickets/{ticket.number}/suggestion/{row.public_id}"

    rejected = htmx.post(f"{here}/reject/", {"reason": "wrong"}).content.decode()
    assert f'hx-post="{here}/unreject/"' in rejected
    again = htmx.post(f"{here}/unreject/").content.decode()

    row.refresh_from_db()
    assert (row.state, row.verdict) == ("ready", "")
    assert f'hx-post="{here}/accept/"' in again


def test_a_wish_the_built_in_engine_cannot_fulfil_is_said(htmx, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket)
    Suggestion.objects.update(wish={"language": "de"})
    Run.objects.update(engine="local")
    html = htmx.get(f"/desk/tickets/{ticket.number}/part/suggestion/").content.decode()
    assert "which can only shorten" in html
    Suggestion.objects.update(wish={"tone": "shorter"})
    html = htmx.get(f"/desk/tickets/{ticket.number}/part/suggestion/").content.decode()
    assert "which can only shorten" not in html


def test_why_the_built_in_engine_answered_is_said_as_it_is(htmx, wrote, triaged, settings) -> None:
    ticket = wrote()
    triaged(ticket)
    said = []
    for state, reason, model in (
        ("done", "", ""),
        ("fallen_back", "It took too long.", ""),
        ("done", "", "m"),
    ):
        settings.AI_MODEL = settings.AI_DRAFT_MODEL = settings.AI_API_KEY = model
        Run.objects.update(engine="local", state=state, reason=reason)
        said.append(htmx.get(f"/desk/tickets/{ticket.number}/part/suggestion/").content.decode())
    assert ["no AI provider is connected" in html for html in said] == [True, False, False]
    assert "The built-in engine answered. It took too long." in said[1]


def test_a_suggestion_belongs_to_its_ticket_and_verbs_are_known(htmx, wrote, triaged) -> None:
    ticket, other = wrote(), wrote("Other")
    triaged(ticket)
    row = Suggestion.objects.get()

    assert htmx.post(f"/desk/tickets/{other.number}/suggestion/{row.public_id}/accept/").status_code == 404
    assert htmx.post(f"/desk/tickets/{ticket.number}/suggestion/{row.public_id}/burn/").status_code == 404
    row.refresh_from_db()
    assert row.state == "ready"


def test_a_suggestion_that_was_passed_over_is_gone_and_a_used_one_says_so(
    agent_client, people, wrote, triaged
) -> None:
    used, ignored = wrote("Used"), wrote("Ignored")
    for ticket, state in ((used, "accepted"), (ignored, "stale")):
        triaged(ticket, state=state)
        services.reply(ticket, "Done", author=people.ana, by=people.ana.actor)

    pages = [
        agent_client.get(f"/desk/tickets/{one.number}/part/suggestion/").content.decode()
        for one in (used, ignored)
    ]
    assert "the customer has the answer" in pages[0]
    assert "data-suggestion" not in pages[1]


def test_who_may_not_correct_may_not(browser, acme, people, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket)
    lars, row = browser(acme, people.lars), Suggestion.objects.get()

    assert lars.post(f"/desk/tickets/{ticket.number}/correct/", {"triage-priority": "low"}).status_code == 403
    assert lars.post(f"/desk/tickets/{ticket.number}/suggestion/{row.public_id}/accept/").status_code == 403
    row.refresh_from_db()
    assert (row.state, Correction.objects.count()) == ("ready", 0)


def test_what_went_out_of_date_without_a_word_is_not_offered(agent_client, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket, state="stale", body="")

    html = agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()

    assert "Suggested reply" not in html
