"""Connecting a model in the browser: adding, testing, putting in order, removing; the key is never shown."""

from __future__ import annotations

import pytest

from ai import services
from ai.models import Provider
from tests.support.counting import statements
from tests.support.fakes import openai as fake

PAGE = "/settings/ai/models/"
TYPED = {"action": "save", "name": "Ours", "region": "EU", "key": "sk-very-secret", "model-triage": "small"}


@pytest.fixture
def admin(browser, acme, people):
    return browser(acme, people.adam)


@pytest.fixture
def server():
    with fake.FakeOpenAI() as server:
        server.default = fake.answers(ok=True)
        yield server


@pytest.fixture
def row(admin, server):
    admin.post(f"{PAGE}new/", TYPED | {"base_url": server.base_url})
    return Provider.objects.get()


def test_without_any_the_page_says_who_answers_and_what_to_do(admin):
    page = admin.get(PAGE)
    assert "The built-in engine answers alone" in page.text
    assert f"{PAGE}new/" in page.text
    assert admin.get(f"{PAGE}new/").status_code == 200
    assert PAGE in admin.get("/settings/ai/").text


def test_one_is_added_tested_and_shown_without_its_key(admin, row, drain):
    assert (row.tasks, row.region) == ({"triage": "small"}, "EU")
    state = f"{PAGE}{row.public_id}/state/"
    assert 'hx-trigger="every 2s"' in admin.get(state).text
    drain()
    after = admin.get(state).text
    assert 'hx-trigger="every 2s"' not in after
    assert "answered in" in after
    for page in (PAGE, f"{PAGE}{row.public_id}/"):
        shown = admin.get(page).text
        assert "sk-very-secret" not in shown
        assert row.secret not in shown


def test_wrong_words_are_said_beside_their_fields_and_nothing_is_saved(admin):
    page = admin.post(f"{PAGE}new/", {"action": "save", "name": "", "base_url": "http://[", "key": "a b"})
    assert page.status_code == 422
    for sentence in (
        "Give it a name.",
        "This is no web address.",
        "Name at least one model.",
        "A key has no blanks",
    ):
        assert sentence in page.text
    assert 'value="a b"' not in page.text
    assert not Provider.objects.exists()


def test_the_order_the_switch_and_the_removal(admin, row, settings):
    settings.AI_BASE_URL, settings.AI_MODEL = "https://platform.example/v1", "platform-small"
    shown = admin.get(PAGE).text
    assert shown.index("Ours") < shown.index("Built into Deskhand")
    admin.post(PAGE, {"up": "platform"})
    shown = admin.get(PAGE).text
    assert shown.index("Built into Deskhand") < shown.index(">Ours<")
    admin.post(PAGE, {"order": f"{row.public_id},platform"})
    assert list(Provider.objects.values_list("name", flat=True)) == ["Ours", "Built into Deskhand"]
    admin.post(PAGE, {"off": "platform"})
    assert not Provider.objects.get(is_platform=True).is_on
    assert "platform-small" in admin.get(f"{PAGE}platform/").text
    answer = admin.post(f"{PAGE}{row.public_id}/", {"action": "remove"})
    assert answer.headers["Location"] == PAGE
    assert not Provider.objects.filter(is_platform=False).exists()
    assert admin.get(f"{PAGE}{row.public_id}/").status_code == 404


def test_the_list_costs_the_same_for_ten(admin, row, people):
    for number in range(9):
        services.save_provider(
            None,
            {"name": f"{number}", "base_url": row.base_url, "tasks": {"triage": "x"}},
            by=people.adam.actor,
        )
    admin.get(PAGE)
    with statements(3):
        page = admin.get(PAGE)
    assert "Add an endpoint" not in page.text


def test_agents_may_not(browser, acme, people):
    ana = browser(acme, people.ana)
    for path in (PAGE, f"{PAGE}new/"):
        assert ana.get(path).status_code in (403, 404)
