"""How replies are to sound, decided on a page of the settings."""

from __future__ import annotations

import pytest

from ai.models import Voice
from core.audit.models import Record
from core.desk import selectors as desk

pytestmark = pytest.mark.django_db
PAGE = "/settings/voice/"


@pytest.fixture
def admin_client(browser, acme, people):
    return browser(acme, people.adam)


def test_for_all_and_for_a_queue(admin_client):
    queue = desk.default_queue()
    admin_client.post(
        PAGE, {"whose": "all", "guidelines": "Be <b>brief</b>.", "forbidden": "no  way\n\nno way\nnever"}
    )
    admin_client.post(PAGE, {"whose": str(queue.pk), "guidelines": "", "forbidden": "cheap"})

    kept = {row.queue_id: (row.guidelines, row.forbidden) for row in Voice.objects.all()}
    assert kept == {None: ("Be <b>brief</b>.", ["no way", "never"]), queue.pk: ("", ["cheap"])}
    assert Record.objects.filter(action="ai.voice_changed").count() == 2
    page = admin_client.get(PAGE).text
    assert "Be &lt;b&gt;brief&lt;/b&gt;." in page
    assert "own voice" in page

    admin_client.post(PAGE, {"whose": str(queue.pk), "guidelines": "", "forbidden": "cheap"})
    assert Record.objects.filter(action="ai.voice_changed").count() == 2


def test_too_much_is_refused_in_the_form_and_changes_nothing(admin_client):
    answer = admin_client.post(PAGE, {"whose": "all", "guidelines": "x" * 4001, "forbidden": "typed"})

    assert answer.status_code == 422
    assert "typed" in answer.text
    assert not Voice.objects.exists()
    assert admin_client.post(PAGE, {"whose": "999999", "guidelines": "x"}).status_code == 404


def test_only_who_decides_about_the_ai(agent_client):
    assert agent_client.get(PAGE).status_code == 403
