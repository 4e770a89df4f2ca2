"""The desk's arrangement through the API."""

from types import SimpleNamespace
from typing import Any

import pytest

from core.desk.models import Queue, Tag
from tenants import remembered
from tenants.models import Tenant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_book() -> None:
    remembered.forget()


def test_agents_read_and_do_not_arrange(acme: Tenant, people: SimpleNamespace, browser: Any) -> None:
    ana = browser(acme, people.ana)
    assert [row["name"] for row in ana.get("/api/v1/queues/").json()][:2] == ["Support", "Billing"]
    assert len(ana.get("/api/v1/categories/").json()) == 33
    assert len(ana.get("/api/v1/statuses/").json()) == 10
    assert len(ana.get("/api/v1/canned-replies/").json()) == 10
    answer = ana.post("/api/v1/tags/", {"name": "mine"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert not Tag.objects.filter(name="mine").exists()


def test_admins_arrange(acme: Tenant, people: SimpleNamespace, browser: Any) -> None:
    adam = browser(acme, people.adam)
    made = adam.post("/api/v1/tags/", {"name": "Very Loyal"}, content_type="application/json")
    assert (made.status_code, made.json()["name"]) == (201, "very-loyal")
    wrong = adam.post(
        "/api/v1/categories/",
        {"key": "billing.tips", "name": "Tips", "parent": "nothing"},
        content_type="application/json",
    )
    assert (wrong.status_code, wrong.json()["code"]) == (404, "category.unknown")
    default = Queue.objects.get(is_default=True)
    answer = adam.delete(f"/api/v1/queues/{default.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (409, "queue.default_stays")
    assert (
        adam.patch("/api/v1/tags/999999/", {"name": "x"}, content_type="application/json").status_code == 404
    )


def test_strangers_see_nothing(acme: Tenant, browser: Any) -> None:
    assert browser(acme).get("/api/v1/tags/").status_code == 401
