"""The page and the API of the archive: off at first, kept, refused."""

from __future__ import annotations

import pytest

from core.tickets import services
from core.tickets.services.words import Words
from tests.support.archive import archive
from tests.support.callers import one_of_each, said

pytestmark = pytest.mark.django_db
PATH = "/settings/archive/"


@pytest.fixture
def owner(browser, acme, people):
    return browser(acme, people.olivia)


def test_off_at_first_then_on_then_off(owner, people):
    assert "Nothing is archived." in owner.get(PATH).content.decode()
    assert owner.post(PATH, {"months": "24"}).status_code == 302
    assert services.archiving() == 24
    assert 'value="24"' in owner.get(PATH).content.decode()
    owner.post(PATH, {"months": ""})
    assert services.archiving() is None


@pytest.mark.parametrize("text", ["0", "-1", "soon", "241", "9" * 30])
def test_what_is_no_number_of_months_is_refused_and_shown_again(owner, text):
    answer = owner.post(PATH, {"months": text})
    assert answer.status_code == 422
    assert f'value="{text}"' in answer.content.decode()
    assert "Archive tickets after 1 to 240 months, or never." in answer.content.decode()
    assert services.archiving() is None


def test_who_may_not_arrange_the_desk_does_not_see_it(agent_client):
    assert agent_client.get(PATH).status_code == 403
    assert agent_client.post(PATH, {"months": "1"}).status_code == 403
    assert services.archiving() is None


def test_the_api_says_how_far_it_is(acme, people):
    callers, carla = one_of_each(acme, people), people.carla
    archive(services.open_ticket(carla, "Old", Words("Old."), channel="mail", by=carla.actor)[0])
    assert callers.olivia.read("/archive/").json() == {"months": 12, "archived": 1, "waiting": 0}
    assert callers.olivia.call("PUT", "/archive/", {"months": None}).json()["months"] is None
    assert callers.olivia.call("PUT", "/archive/", {"months": 0}).status_code == 400
    assert callers.olivia.call("PUT", "/archive/", {"months": 36}).json()["months"] == 36
    assert said(callers.ana.call("PUT", "/archive/", {"months": 1}))[0] == 403
    assert services.archiving() == 36
