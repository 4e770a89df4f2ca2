"""The page of a recurring ticket: what it begins with, the dates it shows, and what is said without losing a word."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from core.accounts.models import Role
from core.automation.models import Recurrence
from tenants import context
from tenants.kernel import clock

pytestmark = pytest.mark.django_db
NEW = "/settings/recurring/new/"
SENT = {
    "name": "Backups", "subject": "Check the backups", "text": "Restore one file.", "queue": "", "customer": "",
    "freq": "DAILY", "every": "1", "by": "day", "month_day": "1", "nth": "1", "weekday": "MO",
    "starts_on": "2026-11-01", "at": "09:00", "time_zone": "UTC", "ends_on": "", "is_active": "1",
    "a0-do": "priority", "a0-was": "priority", "a0-value": "high",
}  # fmt: skip


@pytest.fixture
def adam(browser, acme, people):
    return browser(acme, people.adam)


def dates(page):
    return re.findall(r'<li class="num quiet">([^<]+)</li>', page)


def test_a_new_one_begins_on_the_day_that_is_today_here(adam):
    """Late on Friday in UTC it is Saturday already in Auckland."""
    tenant = context.current_tenant()
    tenant.time_zone = "Pacific/Auckland"
    tenant.save(update_fields=["time_zone"])
    with clock.at(datetime(2026, 11, 20, 20, tzinfo=UTC)):
        page = adam.get(NEW).text
    assert 'name="starts_on" type="date" value="2026-11-21"' in page
    assert re.search(r'id="day-SA"[^>]* checked', page)


@pytest.mark.parametrize("starts", ["0001-01-01", "1700-01-01", "9999-12-31", "9000-01-01"])
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Auckland"])
def test_a_first_day_from_far_away_shows_no_dates(adam, starts, zone):
    sent = SENT | {"starts_on": starts, "time_zone": zone, "do": ""}
    answer = adam.post(NEW, sent, headers={"HX-Request": "true"})
    assert (answer.status_code, dates(answer.text)) == (200, [])
    refused = adam.post(NEW, sent | {"do": "save"})
    assert (refused.status_code, "Choose a day within ten years." in refused.text) == (422, True)


def test_near_ones_show_the_next_five(adam):
    with clock.at(datetime(2026, 11, 20, 10, tzinfo=UTC)):
        page = adam.post(NEW, SENT | {"do": ""}, headers={"HX-Request": "true"}).text
    assert dates(page)[0] == "Saturday, 2026-11-21 09:00"
    assert len(dates(page)) == 5


def test_an_action_one_may_not_do_is_said_and_nothing_typed_is_lost(adam, people):
    """Adam arranges the desk, but may not change tickets any more."""
    role = people.adam.role
    Role.objects.filter(pk=role.pk).update(permissions=["desk.manage", "tickets.view"])
    with clock.at(datetime(2026, 11, 20, 10, tzinfo=UTC)):
        answer = adam.post(NEW, SENT | {"do": "save"})
    assert answer.status_code == 403
    for words in (
        "You may not have “Set the priority” done",
        'value="Check the backups"',
        "Restore one file.",
    ):
        assert words in answer.text
    assert not Recurrence.objects.exists()
