"""Configuration as code on its page: download, see what would change, apply, go back."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.configuration import selectors
from core.desk.models import Queue, Tag
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db
PAGE = "/settings/configuration/"
TEXT = "tags:\n  gold: {description: <b>Pays</b>}\nqueues:\n  Billing: {grace_days: 9}\n"


@pytest.fixture
def owner(browser: Callable[..., SiteClient], acme: Any, people: SimpleNamespace) -> SiteClient:
    return browser(acme, people.olivia)


def word_of(page: str) -> str:
    return page.split('name="plan" value="', 1)[1].split('"', 1)[0]


def test_only_who_manages_the_organization(
    browser: Any, acme: Any, people: SimpleNamespace, agent_client: SiteClient
) -> None:
    for path in (PAGE, f"{PAGE}export/", f"{PAGE}applied/1/"):
        assert agent_client.get(path).status_code == 403
    assert agent_client.post(PAGE, {"action": "plan", "document": TEXT}).status_code == 403
    assert browser(acme).get(PAGE).status_code == 302


def test_it_is_downloaded(owner: SiteClient, people: SimpleNamespace) -> None:
    answer = owner.get(f"{PAGE}export/")
    assert answer.content.decode() == selectors.export(people.olivia.actor)
    assert answer["Content-Disposition"] == 'attachment; filename="acme.yaml"'


def test_see_apply_and_go_back(owner: SiteClient, people: SimpleNamespace) -> None:
    assert "No document has been applied yet" in owner.get(PAGE).content.decode()
    page = owner.post(PAGE, {"action": "plan", "document": TEXT.replace("\n", "\r\n")}).content.decode()
    assert "&lt;b&gt;Pays&lt;/b&gt;" in page
    assert "<b>Pays" not in page
    assert not Tag.objects.filter(name="gold").exists()

    answer = owner.post(PAGE, {"action": "apply", "document": TEXT, "plan": word_of(page)})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert Queue.objects.get(name="Billing").grace_days == 9
    page = owner.get(PAGE).content.decode()
    assert "Applied: 2 changes." in page
    assert "added tags.gold, changed queues.Billing" in page

    (line,) = selectors.applied(people.olivia.actor)
    assert owner.get(f"{PAGE}applied/{line.id}/").content.decode() == TEXT
    assert owner.get(f"{PAGE}applied/{line.id}/?before").content.decode() == line.before
    assert owner.get(f"{PAGE}applied/99999/").status_code == 404
    page = owner.post(PAGE, {"action": "back", "applied": str(line.id)}).content.decode()
    owner.post(PAGE, {"action": "apply", "document": line.before, "plan": word_of(page)})
    assert Queue.objects.get(name="Billing").grace_days == 7
    assert not Tag.objects.filter(name="gold").exists()


def test_a_file_and_what_is_wrong_with_it(owner: SiteClient) -> None:
    file = SimpleUploadedFile("x.yaml", b"queues:\n  Billing:\n    follow_up: sometimes\n")
    answer = owner.post(PAGE, {"action": "plan", "document": "ignored", "file": file})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "queues.Billing.follow_up" in page
    assert 'name="plan"' not in page
    answer = owner.post(PAGE, {"action": "plan", "document": "a: &a [*a]"})
    assert answer.status_code == 422
    assert "Anchors and aliases" in answer.content.decode()


def test_a_desk_that_changed_shows_its_new_plan(owner: SiteClient) -> None:
    page = owner.post(PAGE, {"action": "plan", "document": TEXT}).content.decode()
    Queue.objects.filter(name="Billing").update(grace_days=3)
    answer = owner.post(PAGE, {"action": "apply", "document": TEXT, "plan": word_of(page)})
    assert answer.status_code == 409
    fresh = answer.content.decode()
    assert "changed since this plan" in fresh
    assert word_of(fresh) != word_of(page)
    assert Queue.objects.get(name="Billing").grace_days == 3
