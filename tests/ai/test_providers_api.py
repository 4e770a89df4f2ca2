"""/api/v1/ai/providers as a program uses it: everything but reading keys."""

import pytest

from ai.models import Provider
from tests.support.callers import Caller
from tests.support.fakes import openai as fake

PATH = "/ai/providers/"


@pytest.fixture
def adam(acme, people):
    return Caller(acme, people.adam)


@pytest.fixture
def body():
    with fake.FakeOpenAI() as server:
        server.default = fake.answers(ok=True)
        yield {
            "name": "Ours",
            "base_url": server.base_url,
            "key": "sk-secret-9",
            "tasks": {"triage": "small"},
        }


def test_one_is_added_tested_changed_and_removed_and_its_key_is_never_read(adam, body, drain):
    made = adam.call("POST", PATH, body)
    assert made.status_code == 201
    shown = made.json()
    assert (shown["has_key"], shown["condition"], shown["is_testing"]) == (True, "new", True)
    assert "sk-secret" not in made.text
    drain()

    where = f"{PATH}{shown['id']}/"
    after = adam.read(where).json()
    assert (after["condition"], after["is_testing"]) == ("ok", False)
    assert [one["error"] for one in after["tested"]] == [""]
    assert adam.call("PATCH", where, {"is_on": False}).json()["is_on"] is False
    assert adam.call("PATCH", where, {"region": "EU"}).json()["region"] == "EU"
    assert adam.call("POST", f"{where}test/", {}).status_code == 202
    assert [one["id"] for one in adam.read(PATH).json()] == [shown["id"]]
    assert adam.call("POST", f"{PATH}order/", {"order": [shown["id"]]}).status_code == 200
    assert adam.call("DELETE", where).status_code == 204
    assert not Provider.objects.exists()
    assert adam.read(where).status_code == 404


def test_a_bad_address_is_refused_with_the_field(adam, body, settings):
    settings.OUTBOUND_ALLOW = []
    answer = adam.call("POST", PATH, body | {"base_url": "https://169.254.169.254/latest"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "ai.provider_invalid"
    assert "base_url" in answer.text
    assert not Provider.objects.exists()


def test_the_platforms_can_be_switched_off_alone(adam, model):
    assert adam.call("PATCH", f"{PATH}platform/", {"is_on": False}).json()["is_on"] is False
    refused = adam.call("PATCH", f"{PATH}platform/", {"name": "mine"})
    assert (refused.status_code, refused.json()["code"]) == (409, "ai.platforms_own")
    assert adam.call("DELETE", f"{PATH}platform/").status_code == 409


def test_agents_may_not(acme, people):
    ana = Caller(acme, people.ana)
    assert ana.read(PATH).status_code == 403
