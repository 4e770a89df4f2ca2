"""The document over the API: as YAML and as JSON, for whoever may manage the organization, and for this one alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from core.configuration import selectors, services
from core.configuration.document import LARGEST, read
from core.desk.models import Queue, Tag
from tenants import context
from tenants.kernel.actor import SYSTEM
from tests.support.callers import API, Caller, one_of_each, said

pytestmark = pytest.mark.django_db
TEXT = "queues:\n  Billing: {grace_days: 9}\n"


@pytest.fixture
def callers(acme: Any, people: SimpleNamespace) -> SimpleNamespace:
    return one_of_each(acme, people)


def send(caller: Caller, path: str, text: str) -> Any:
    return caller._send("POST", path, text, "application/yaml", {})


def test_only_who_manages_the_organization_passes(callers: SimpleNamespace) -> None:
    doors = [("GET", ""), ("POST", "plan/"), ("POST", "apply/"), ("GET", "applied/"), ("GET", "applied/1/")]
    for method, path in doors:
        for name, status in (("ana", 403), ("lena", 403), ("carla", 403), ("stranger", 401)):
            answer = getattr(callers, name).call(
                method, f"/configuration/{path}", {"document": TEXT, "plan": "x"}
            )
            assert answer.status_code == status, (method, path, name)


def test_the_document_is_yaml_and_comes_back_as_it_was(callers: SimpleNamespace) -> None:
    answer = callers.olivia.read("/configuration/")
    assert answer["Content-Type"] == "application/yaml; charset=utf-8"
    text = answer.content.decode()
    assert "Billing" in read(text).values["queues"]
    asked = callers.olivia.get(
        f"{API}/configuration/", headers=callers.olivia._with_token({"Accept": "application/yaml"})
    )
    assert asked.content.decode() == text

    plan = send(callers.olivia, "/configuration/plan/", text).json()
    assert (plan["faults"], plan["changes"]) == ([], [])
    assert said(send(callers.olivia, f"/configuration/apply/?plan={plan['plan']}", text)) == (
        409, "configuration.same",
    )  # fmt: skip


def test_plan_and_apply(callers: SimpleNamespace) -> None:
    call = callers.olivia.call
    plan = call("POST", "/configuration/plan/", {"document": TEXT}).json()
    assert plan["changes"] == [
        {"section": "queues", "key": "Billing", "what": "changed",
         "parts": [{"part": "grace_days", "old": 7, "new": 9}]},
    ]  # fmt: skip
    Queue.objects.filter(name="Billing").update(grace_days=5)
    stale = call("POST", "/configuration/apply/", {"document": TEXT, "plan": plan["plan"]})
    assert said(stale) == (409, "configuration.changed")
    again = stale.json()["details"]
    assert again["changes"][0]["parts"] == [{"part": "grace_days", "old": 5, "new": 9}]
    done = call(
        "POST", "/configuration/apply/", {"document": TEXT, "plan": again["plan"]}, Idempotency_Key="k"
    )
    assert (done.status_code, Queue.objects.get(name="Billing").grace_days) == (200, 9)
    repeated = call(
        "POST", "/configuration/apply/", {"document": TEXT, "plan": again["plan"]}, Idempotency_Key="k"
    )
    assert (repeated.status_code, repeated.json()) == (200, done.json())

    (line,) = callers.olivia.read("/configuration/applied/").json()
    assert (line["who"], line["parts"]) == ("Olivia Owner", ["changed queues.Billing"])
    one = callers.olivia.read(f"/configuration/applied/{line['id']}/").json()
    assert one["document"] == TEXT
    back = call("POST", "/configuration/plan/", {"document": one["before"]}).json()
    assert back["changes"][0]["parts"] == [{"part": "grace_days", "old": 9, "new": 5}]
    assert said(callers.olivia.read("/configuration/applied/999999/")) == (404, "configuration.unknown")


def test_what_is_wrong_is_told_with_its_place(callers: SimpleNamespace) -> None:
    plan = send(callers.olivia, "/configuration/plan/", "queues:\n  Billing:\n    follow_up: no\n").json()
    (fault,) = plan["faults"]
    assert (fault["path"], fault["line"], plan["plan"]) == ("queues.Billing.follow_up", 3, "")
    answer = send(callers.olivia, "/configuration/plan/", "a: &x [1]\n")
    assert said(answer) == (400, "configuration.invalid")
    assert answer.json()["details"]["faults"][0]["line"] == 1
    assert said(send(callers.olivia, "/configuration/apply/", TEXT)) == (400, "invalid")  # which plan?
    assert said(send(callers.olivia, "/configuration/plan/", "#" * (LARGEST + 9))) == (413, "too_large")


def test_one_organization_is_not_the_other(callers: SimpleNamespace, globex: Any) -> None:
    text = "tags: {gold: {}}"
    plan = send(callers.olivia, "/configuration/plan/", text).json()
    with context.tenant(globex):
        others = SYSTEM
        before = selectors.export(others)
        theirs = services.plan(text, by=others)
        assert theirs.changes[0].key == "gold"
    assert send(callers.olivia, f"/configuration/apply/?plan={plan['plan']}", text).status_code == 200
    with context.tenant(globex):
        assert (selectors.export(others), selectors.applied(others)) == (before, [])
    assert Tag.objects.filter(name="gold").exists()
