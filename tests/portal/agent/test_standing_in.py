"""The tickets of a colleague who is away, for who takes their place, and only meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.notifications.services import save_preferences
from core.tickets import services
from tenants.kernel import clock
from tests.support.callers import one_of_each

pytestmark = pytest.mark.django_db
COVERED = "/desk/?assignee=covered"


@pytest.fixture
def held(people, wrote):
    """A ticket of Ana's and one of Lena's."""
    rows = [wrote("Of Ana"), wrote("Of Lena")]
    for row, who in zip(rows, (people.ana, people.lena), strict=True):
        services.assign(row, who, by=people.lena.actor)
    return rows


@pytest.fixture
def away(people):
    """Ana is away today and tomorrow; Ben takes her place."""
    today = clock.now().date()
    save_preferences(people.ana, by=people.ana.actor, away_from=today, away_until=today + timedelta(days=1),
                     substitute=people.ben)  # fmt: skip


def test_who_takes_their_place_finds_their_tickets(browser, acme, people, held, away):
    ben = browser(acme, people.ben)
    assert "assignee=covered" in ben.get("/desk/").content.decode()
    page = ben.get(COVERED).content.decode()
    assert "Of Ana" in page
    assert "Of Lena" not in page
    assert 'aria-checked="true">Standing in' in page
    with clock.at(clock.now() + timedelta(days=3)):
        ben = browser(acme, people.ben)
        assert "Of Ana" not in ben.get(COVERED).content.decode()
        assert "assignee=covered" not in ben.get("/desk/").content.decode()


def test_nobody_else_is_offered_it(browser, acme, people, held, away):
    lena = browser(acme, people.lena)
    assert "assignee=covered" not in lena.get("/desk/").content.decode()
    page = lena.get(COVERED).content.decode()
    assert "Of Ana" not in page
    assert "Standing in" in page  # the list is asked for, so it can be left again


def test_the_api_lists_them_too(acme, people, held, away):
    calls = one_of_each(acme, people)
    assert [row["number"] for row in calls.ben.read("/tickets/?assignee=covered").json()["results"]] == [1]
    assert calls.ana.read("/tickets/?assignee=covered").json()["results"] == []
    assert calls.ana.read("/tickets/?assignee=everybody").status_code == 400
