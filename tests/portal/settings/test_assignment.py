"""Settings of assignment: what is true of everybody, each queue, each person, and the report."""

from __future__ import annotations

import pytest

from core.assignment.models import Availability, Policy
from core.desk.models import Queue, Tag

pytestmark = pytest.mark.django_db
URL = "/settings/assignment/"
QUEUE = {
    "mode": "balanced", "order": "urgent", "by_language": "require", "by_skill": "ignore", "weight": "2",
    "release_after": "30", "most": "5", "window": "60", "takes_on_open": "1",
}  # fmt: skip


@pytest.fixture
def adam(browser, acme, people):
    return browser(acme, people.adam)


def test_a_queue_is_arranged(adam, people):
    queue = Queue.objects.get(is_default=True)
    answer = adam.post(f"{URL}queues/{queue.pk}/", QUEUE | {"excluded": [people.lena.pk, 99999]})
    assert (answer.status_code, answer.url) == (302, URL)
    row = Policy.objects.get(queue=queue)
    assert (row.mode, row.order, row.by_language, row.weight, row.release_after) == (
        "balanced", "urgent", "require", 2, 30,
    )  # fmt: skip
    assert (row.takes_on_open, row.reassigns_reopened, row.excluded) == (True, False, [people.lena.pk])
    html = adam.get(URL).content.decode()
    assert "Balanced: whoever holds the least" in html


def test_what_is_wrong_is_said_beside_it_and_kept(adam, people):
    queue = Queue.objects.get(is_default=True)
    answer = adam.post(f"{URL}queues/{queue.pk}/", QUEUE | {"weight": "99", "most": "many"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Between 0 and 10." in html
    assert 'value="99"' in html
    assert not Policy.objects.filter(queue=queue).exists()
    assert adam.post(URL, {"capacity": "0", "idle_after": "5"}).status_code == 422


def test_a_person_is_arranged(adam, people):
    tag = Tag.objects.create(name="refunds")
    sent = {"state": "away", "capacity": "7", "languages": "DE, en-gb fr", "skills": [tag.pk]}
    assert adam.post(f"{URL}people/{people.ana.pk}/", sent).status_code == 302
    row = Availability.objects.get(pk=people.ana.pk)
    assert (row.state, row.capacity, row.languages, row.skills) == ("away", 7, ["de", "en", "fr"], [tag.pk])
    html = adam.get(f"{URL}?days=30").content.decode()
    assert "German, English, French" in html
    stale = sent | {"version": "1", "capacity": "8"}
    assert adam.post(f"{URL}people/{people.ana.pk}/", stale).status_code == 412


def test_everybodys_number(adam):
    assert adam.post(URL, {"capacity": "12", "idle_after": "30"}).status_code == 302
    row = Policy.objects.get(queue=None)
    assert (row.capacity, row.idle_after) == (12, 30)


def test_agents_do_not_arrange(agent_client):
    assert agent_client.get(URL).status_code == 403
