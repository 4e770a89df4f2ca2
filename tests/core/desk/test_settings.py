"""What an organization says of itself and the parts of the desk it uses: by API, by page, and what hears of it."""

from __future__ import annotations

import pytest

from core.accounts.models import Role
from core.accounts.rules import may_give
from core.reports.services import ANEW
from tenants import context, services, switches
from tenants.alarms.models import Alarm
from tenants.kernel import memory
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid
from tenants.models import PlatformRecord, Tenant

pytestmark = pytest.mark.django_db
URL = "/api/v1/settings/"
USUAL = {"work": False, "time_tracking": False, "daily_summaries": False, "notification_mails": True}


@pytest.fixture(autouse=True)
def _as_at_the_start(acme):
    """As a new organization has it; the ground of the tests uses every part."""
    Tenant.objects.update(switches={})
    memory.forget()


def fresh(tenant: Tenant) -> Tenant:
    return Tenant.objects.get(pk=tenant.pk)


def test_everybody_reads_it_and_who_manages_it_changes_it(acme, people, browser):
    ana, olivia = browser(acme, people.ana), browser(acme, people.olivia)
    shown = ana.get(URL).json()
    assert (shown["name"], shown["slug"], shown["switches"]) == (acme.name, acme.slug, USUAL)
    assert ana.patch(URL, {"name": "Mine"}, content_type="application/json").status_code == 403

    sent = {"name": "Acme Two", "switches": {"work": True}}
    answer = olivia.patch(URL, sent, content_type="application/json")
    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["switches"]) == ("Acme Two", USUAL | {"work": True})
    assert fresh(acme).switches == {"work": True}


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"time_zone": "Mars/Base"}, "time_zone"), ({"language": "tlh"}, "language"),
     ({"brand_color": "blue"}, "brand_color"), ({"switches": {"work": "perhaps"}}, "switches")],
)  # fmt: skip
def test_a_wrong_value_changes_nothing(acme, people, browser, sent, field):
    answer = browser(acme, people.olivia).patch(URL, {"name": "New", **sent}, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert field in str(answer.json())
    assert fresh(acme).name == acme.name


def test_only_what_differs_is_kept_and_twice_is_once(acme):
    services.change_profile(acme, by=SYSTEM, on={"work": True, "notification_mails": True})
    services.change_profile(acme, by=SYSTEM, on={"work": True})
    assert fresh(acme).switches == {"work": True}
    assert PlatformRecord.objects.filter(action="tenant.profile_changed").count() == 1

    services.change_profile(acme, by=SYSTEM, on={"work": False})
    assert fresh(acme).switches == {}
    with pytest.raises(Invalid):
        services.change_profile(acme, by=SYSTEM, on={"teleport": True})


def test_a_part_is_asked_for_without_a_query(acme, django_assert_num_queries):
    services.change_profile(acme, by=SYSTEM, on={"time_tracking": True})
    with context.tenant(fresh(acme)), django_assert_num_queries(0):
        assert switches.is_on(switches.TIME)
        assert not switches.is_on(switches.WORK)


def test_a_new_time_zone_counts_figures_anew(acme, drain):
    services.change_profile(acme, by=SYSTEM, name="Acme Two")
    drain()
    assert not Alarm.objects.filter(kind=ANEW).exists()
    services.change_profile(acme, by=SYSTEM, time_zone="Asia/Tokyo")
    drain()
    assert Alarm.objects.filter(kind=ANEW).exists()


def test_the_page_turns_parts_on_and_off(acme, people, browser):
    olivia = browser(acme, people.olivia)
    page = olivia.get("/settings/organization/").content.decode()
    assert "Parts of the desk" in page
    sent = {"section": "parts", "on": ["work", "notification_mails"]}
    assert olivia.post("/settings/organization/", sent).status_code == 302
    assert fresh(acme).switches == {"work": True}
    olivia.post("/settings/organization/", {"section": "parts"})
    assert fresh(acme).switches == {"notification_mails": False}


def test_what_is_of_a_part_that_is_off_is_shut_and_its_permissions_stay(acme, people, browser):
    """Pages, menus and programs alike: the permission opens nothing, and comes back with the part."""
    ana = browser(acme, people.ana)
    assert ana.get("/api/v1/tasks/").status_code == 403
    assert "tasks.view" not in ana.get("/api/v1/me/").json()["permissions"]
    assert 'href="/desk/tasks/"' not in ana.get("/desk/").content.decode()

    services.change_profile(acme, by=SYSTEM, on={"work": True})
    memory.forget()
    assert ana.get("/api/v1/tasks/").status_code == 200
    assert "tasks.view" in ana.get("/api/v1/me/").json()["permissions"]
    assert 'href="/desk/tasks/"' in ana.get("/desk/").content.decode()


def test_an_admin_gives_roles_whose_parts_are_off(acme, people):
    """Off is no rank: else nobody could be invited as an agent any more."""
    with context.tenant(fresh(acme)):
        adam = people.adam.actor
    assert not adam.may("tasks.view")
    assert may_give(adam, Role.objects.get(key="agent").permissions)
