"""Approvals by REST: ask, list, decide, cancel, remind, hand on, and the chains that are kept ready."""

from __future__ import annotations

import pytest

from core.tickets.models import Approval
from tests.support.callers import said

pytestmark = pytest.mark.django_db
BOSS = "mail:boss@parts.example"


@pytest.fixture
def at(ticket):
    return f"/tickets/{ticket.number}/approvals/"


@pytest.fixture
def plan(people):
    return {
        "question": "Refund?",
        "steps": [{"need": "all", "hours": 24, "asked": [f"user:{people.lena.pk}"]}],
    }


def test_it_is_asked_for_listed_and_decided(people, ticket, at, plan, callers):
    ana, lena = callers.ana, callers.lena
    made = ana.call("POST", at, plan)
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["state"], row["step"], row["ticket"]) == ("pending", 1, ticket.number)
    assert row["steps"][0]["asked"][0]["name"] == "Lena Lead"
    assert [one["id"] for one in lena.read("/approvals/").json()] == [row["id"]]
    assert ana.read("/approvals/").json() == []
    assert ana.read(f"/tickets/{ticket.number}/").json()["approval"] == "pending"

    decide = f"{at}{row['id']}/decide/"
    assert said(ana.call("POST", decide, {"approve": True})) == (403, "approval.not_asked")
    assert said(lena.call("POST", decide, {"approve": False})) == (400, "approval.reason_needed")
    done = lena.call("POST", decide, {"approve": False, "reason": "No."})
    assert (done.status_code, done.json()["state"], done.json()["reason"]) == (200, "declined", "No.")
    assert said(lena.call("POST", decide, {"approve": True})) == (409, "approval.over")
    assert [one["state"] for one in ana.read(at).json()] == ["declined"]


def test_it_is_canceled_and_handed_on(people, at, plan, callers):
    ana, lena = callers.ana, callers.lena
    row = ana.call("POST", at, plan).json()
    handed = ana.call("POST", f"{at}{row['id']}/hand-on/", {"asked": f"user:{people.lena.pk}", "to": BOSS})
    assert handed.json()["steps"][0]["asked"][0]["key"] == BOSS
    assert lena.read("/approvals/").json() == []
    assert said(ana.call("POST", f"{at}{row['id']}/remind/", {})) == (409, "approval.reminded")
    gone = ana.call("POST", f"{at}{row['id']}/cancel/", {"reason": "Never mind."})
    assert gone.json()["state"] == "canceled"
    assert said(ana.call("POST", f"{at}999999/cancel/", {})) == (404, "approval.not_found")


def test_what_is_wrong_is_refused(at, plan, callers):
    ana = callers.ana
    assert said(ana.call("POST", at, {"question": "x"})) == (400, "invalid")
    assert said(ana.call("POST", at, plan | {"question": " "})) == (400, "approval.no_question")
    bad = plan | {"steps": [{"asked": ["nobody"]}]}
    assert said(ana.call("POST", at, bad)) == (400, "approval.bad_plan")
    assert said(ana.call("POST", at, {"chain": 4711})) == (404, "approval.chain_unknown")
    assert not Approval.objects.exists()


def test_chains_are_kept_by_who_arranges_the_desk(people, at, plan, callers):
    chain = {"name": "Refund", "question": "Refund {{ ticket.number }}?", "steps": plan["steps"]}
    assert said(callers.ana.call("POST", "/approval-chains/", chain)) == (403, "forbidden")
    made = callers.olivia.call("POST", "/approval-chains/", chain)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    worded = callers.olivia.call("PATCH", f"/approval-chains/{pk}/", {"question": "May we?"})
    assert (worded.status_code, worded.json()["version"]) == (200, 2)
    stale = callers.olivia.call(
        "PATCH", f"/approval-chains/{pk}/", {"question": "Or not?"}, **{"If-Match": 'W/"1"'}
    )
    assert stale.status_code == 412
    wrong = callers.olivia.call("PATCH", f"/approval-chains/{pk}/", {"question": "{{ nonsense }}"})
    assert said(wrong) == (400, "text.unknown_variable")
    asked = callers.ana.call("POST", at, {"chain": pk})
    again = callers.ana.call("POST", at, {"chain": pk})
    assert (asked.json()["question"], asked.json()["id"]) == ("May we?", again.json()["id"])
    assert callers.olivia.call("DELETE", f"/approval-chains/{pk}/").status_code == 204
    assert callers.ana.read("/approval-chains/").json() == []
