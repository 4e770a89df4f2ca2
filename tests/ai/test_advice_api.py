"""/api/v1/tickets/…/ai/ and /api/v1/ai/suggestions/…: one list of advice, each decided by its id."""

import pytest

from ai.models import Correction, Result, Suggestion, Verdict
from core.tickets.models import Draft, Ticket
from tests.support.callers import Caller, one_of_each, said

REFUND = "billing.refund"
KEYS = {
    "id", "kind", "part", "value", "confidence", "engine", "status", "flags", "evidence", "prompt_version", "cost",
}  # fmt: skip


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


@pytest.fixture
def ticket(write_in, articles, drain) -> Ticket:
    message = write_in()
    drain()
    return Ticket.objects.get(pk=message.ticket_id)


def listed(caller, number=1) -> dict[str, dict]:
    return {row["kind"]: row for row in caller.read(f"/tickets/{number}/ai/").json()["suggestions"]}


def decide(caller, row, verb, body=None, end="/"):
    return caller.call("POST", f"/ai/suggestions/{row['id']}/{verb}{end}", body)


def test_everything_is_listed_with_its_state(callers, ticket):
    rows = listed(callers.ana)
    assert set(rows) == {
        "language", "sentiment", "category", "priority", "urgency", "tags", "escalation", "spam", "thanks", "reply",
    }  # fmt: skip
    assert all(set(row) == KEYS for row in rows.values())
    category = rows["category"]
    assert (category["value"], category["engine"], category["status"]) == (REFUND, "local", "pending")
    assert (category["prompt_version"], category["cost"]) == ("local-1", 0)
    assert rows["sentiment"]["status"] == "auto_applied"
    assert rows["reply"]["status"] == "pending"
    assert rows["reply"]["evidence"][0]["title"] == "My card was charged twice"


@pytest.mark.parametrize("end", ["/", ""])
def test_a_value_is_accepted_once(callers, ticket, end):
    row = listed(callers.ana)["category"]
    for _ in range(2):
        answer = decide(callers.ana, row, "accept", end=end)
        assert (answer.status_code, answer.json()["status"], answer.json()["id"]) == (
            200,
            "accepted",
            row["id"],
        )
    ticket.refresh_from_db()
    assert (ticket.category.key, Correction.objects.count()) == (REFUND, 1)


def test_another_value_is_put_in_its_place(callers, ticket):
    row = listed(callers.ana)["category"]
    for _ in range(2):
        assert decide(callers.ana, row, "edit", {"value": "other"}).json()["status"] == "edited"
    assert said(decide(callers.ana, row, "edit", {"value": "no.such"})) == (400, "triage.unknown_category")
    ticket.refresh_from_db()
    assert (ticket.category.key, Correction.objects.count()) == ("other", 1)


def test_a_rejected_value_teaches_nothing_and_is_not_proposed_again(callers, ticket, write_in, drain):
    row = listed(callers.ana)["category"]
    for _ in range(2):
        assert decide(callers.ana, row, "reject").json()["status"] == "rejected"
    assert not Correction.objects.exists()
    assert Verdict.objects.get().final == ""
    assert "category" in Ticket.objects.get().chosen
    assert decide(callers.ana, row, "accept").json()["status"] == "accepted", "the last word counts"


def test_rejecting_what_was_applied_takes_it_back(callers, write_in, drain, let_apply):
    let_apply("category", REFUND)
    ticket = write_in().ticket
    drain()
    row = listed(callers.ana, ticket.number)["category"]
    assert row["status"] == "auto_applied"
    assert decide(callers.ana, row, "reject").json()["status"] == "undone"
    ticket.refresh_from_db()
    assert ticket.category is None
    mood = listed(callers.ana, ticket.number)["sentiment"]
    decide(callers.ana, mood, "reject")
    ticket.refresh_from_db()
    assert ticket.sentiment is None


def test_tags_are_judged_one_by_one(callers, ticket):
    Result.objects.filter(field="tags").update(value=["vip", "bug"])
    row = listed(callers.ana)["tags"]
    assert decide(callers.ana, row, "edit", {"value": ["bug"]}).json()["status"] == "edited"
    assert decide(callers.ana, row, "edit", {"value": []}).json()["status"] == "rejected"
    assert decide(callers.ana, row, "accept").json()["status"] == "accepted"
    assert sorted(tag.name for tag in ticket.tags.all()) == ["bug", "vip"]


def test_a_reply_is_accepted_edited_or_rejected(callers, ticket, people):
    row = listed(callers.ana)["reply"]
    assert decide(callers.ana, row, "accept").json()["status"] == "accepted"
    assert decide(callers.ana, row, "edit", {"value": "My own words."}).json()["status"] == "edited"
    assert Draft.objects.get(user=people.ana).body == "My own words."
    assert said(decide(callers.ana, row, "edit", {"value": 5})) == (400, "invalid")
    assert decide(callers.ana, row, "reject", {"reason": "Wrong tone"}).json()["status"] == "rejected"
    assert Suggestion.objects.get().reason == "Wrong tone"


def test_what_is_not_the_latest_cannot_be_decided(callers, ticket, write_in, drain):
    row = listed(callers.ana)["category"]
    write_in("One more thing about my invoice.", ticket)
    drain()
    assert said(decide(callers.ana, row, "accept")) == (409, "suggestion.not_ready")
    assert listed(callers.ana)["category"]["id"] != row["id"]


def test_strangers_and_neighbours_decide_nothing(callers, ticket, globex, acme):
    row = listed(callers.ana)["category"]
    for verb in ("accept", "edit", "reject"):
        assert said(decide(callers.lars, row, verb, {"value": "other"})) == (403, "forbidden")
        assert said(decide(callers.carla, row, verb, {"value": "other"})) == (403, "forbidden")
        assert decide(callers.stranger, row, verb).status_code == 401
        elsewhere = Caller(globex, token=callers.ana.token)
        assert decide(elsewhere, row, verb).status_code == 401
    for odd in ("triage-0", "triage-x", "triage-99999999999999999999", "nosuch"):
        assert said(callers.ana.call("POST", f"/ai/suggestions/{odd}/accept/")) == (
            404,
            "suggestion.not_found",
        )
    assert not Verdict.objects.exists()
