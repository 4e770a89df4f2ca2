"""Cards of the system: sealed for the browser, once a moment, and none for whoever is not there any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from core.accounts import services as accounts
from core.audit.models import Record
from core.notifications import services
from core.notifications.about import about
from core.notifications.models import Notification, Preference
from core.notifications.push import keys
from core.tickets import services as tickets
from tenants import context
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.errors import Invalid
from tenants.outbound import ForbiddenAddress
from tests.support.fakes.push import FakePush
from tests.support.people import PASSWORD

pytestmark = pytest.mark.django_db
API = "/api/v1/me/browsers/"
SOON = timedelta(seconds=3)


@pytest.fixture
def phone() -> Iterator[FakePush]:
    with FakePush() as server:
        yield server


@pytest.fixture
def called(people: Any, phone: FakePush) -> Any:
    """Ana is called on her phone, at any hour."""
    services.save_preferences(people.ana, by=people.ana.actor, quiet_from=None)
    return add(people.ana, phone)


def add(user, phone, name="Firefox, Linux"):
    return services.add_browser(user, **phone.subscription(name), name=name, by=user.actor)


def soon(drain, wait=SOON):
    drain(clock.now() + wait)


def browsers(user):
    return Preference.objects.get(user=user).browsers


def test_a_card_says_what_the_bell_says_and_only_the_browser_can_read_it(called, held, wrote, phone, drain):
    wrote(ticket=held, text="My secret is 1234")
    soon(drain)
    assert phone.cards == [
        {
            "site": "Acme Cloud", "title": "Carla Customer wrote in T-0001: It broke",
            "text": "My secret is 1234", "link": f"/desk/tickets/{held.number}/", "tag": f"reply-{held.pk}",
        }
    ]  # fmt: skip
    (call,) = phone.calls
    assert b"1234" not in call.body
    assert call.headers["content-encoding"] == "aes128gcm"
    assert call.headers["urgency"] == "normal"
    assert int(call.headers["ttl"]) == 3600
    soon(drain, timedelta(minutes=10))
    assert len(phone.calls) == 1
    assert not Alarm.objects.filter(kind="notify.push").exists()


def test_no_card_of_what_was_read_meanwhile_or_may_not_be_seen_any_more(
    called, held, wrote, people, phone, drain
):
    wrote(ticket=held)
    services.read_all(people.ana.actor)
    soon(drain)
    wrote(ticket=held)
    tickets.change(held, is_spam=True, by=people.ben.actor)
    drain()
    soon(drain)
    assert phone.cards == []


def test_many_at_once_are_three_and_a_number(called, people, held, phone, drain):
    for kind in ("warning", "breach", "called", "mention", "assigned"):
        services.tell(kind, about(held.pk), detail="first", mentioned=[people.ana.pk])
    soon(drain)
    assert (phone.cards[0]["tag"], phone.cards[0]["title"]) == ("more", "2 more notifications")
    assert len(phone.cards) == 4
    assert phone.calls[0].headers["urgency"] == "high"


def test_quiet_time_shows_no_cards_afterwards_either(called, people, held, wrote, phone, drain):
    services.save_preferences(people.ana, by=people.ana.actor, snoozed_until=clock.now() + timedelta(hours=1))
    wrote(ticket=held)
    soon(drain)
    soon(drain, timedelta(hours=2))
    assert phone.cards == []
    assert Notification.objects.filter(user=people.ana, read_at=None).count() == 1


def test_who_wants_no_cards_of_it_gets_none(called, people, held, wrote, phone, drain):
    services.save_preferences(people.ana, by=people.ana.actor, cells={"reply:mine": ["app", "mail"]})
    wrote(ticket=held)
    soon(drain)
    assert phone.calls == []


def test_a_service_that_is_away_is_tried_again_and_given_up_after_an_hour(
    called, people, held, wrote, phone, drain
):
    phone.status = 503
    wrote(ticket=held)
    soon(drain)
    assert len(phone.calls) == 1
    assert "503" in browsers(people.ana)[0]["said"]
    phone.status = 201
    soon(drain, timedelta(minutes=2))
    assert len(phone.calls) == 2
    assert browsers(people.ana)[0]["said"] == ""
    phone.status = 503
    wrote(ticket=held)
    for minutes in range(5, 300, 5):
        soon(drain, timedelta(minutes=minutes))
    assert len(phone.calls) < 12
    assert not Notification.objects.filter(push_at__isnull=False).exists()
    assert not Alarm.objects.filter(kind="notify.push").exists()


def test_a_browser_that_is_gone_is_forgotten(called, people, held, wrote, phone, drain):
    phone.status = 410
    wrote(ticket=held)
    soon(drain)
    assert browsers(people.ana) == []
    wrote(ticket=held)
    soon(drain)
    assert len(phone.calls) == 1


def test_who_was_deactivated_is_called_nowhere(called, people, held, wrote, phone, drain):
    wrote(ticket=held)
    accounts.deactivate(people.ana, by=people.olivia.actor)
    soon(drain)
    assert phone.calls == []


def test_who_leaves_everywhere_or_changes_the_password_is_called_nowhere(called, people, phone, drain):
    accounts.sign_out(people.ana, None)
    drain()
    assert len(browsers(people.ana)) == 1  # out of one browser only
    accounts.end_everywhere(people.ana, by=people.ana.actor)
    drain()
    assert browsers(people.ana) == []
    line = Record.objects.get(action="notifications.browsers_removed")
    assert line.before == {"browsers": ["Firefox, Linux"]}

    add(people.ana, phone)
    accounts.change_password(people.ana, PASSWORD, f"{PASSWORD} anew", by=people.ana.actor)
    drain()
    assert browsers(people.ana) == []


def test_a_browser_with_another_address_stays_the_same_entry(called, people, phone):
    since = browsers(people.ana)[0]["since"]
    given = phone.subscription("moved")
    made = services.add_browser(
        people.ana, **given, name="Firefox", by=people.ana.actor, instead=called["id"]
    )
    (kept,) = browsers(people.ana)
    assert (kept["id"], kept["since"]) == (made["id"], since)


def test_a_browser_is_of_one_person_and_one_entry(called, people, phone):
    add(people.ana, phone)
    assert len(browsers(people.ana)) == 1
    add(people.ben, phone)
    assert browsers(people.ana) == []
    assert len(browsers(people.ben)) == 1
    for number in range(12):
        add(people.ben, phone, f"Phone {number}")
    assert [one["name"] for one in browsers(people.ben)] == [f"Phone {n}" for n in range(2, 12)]
    kept = str(browsers(people.ben))
    assert phone.url not in kept
    assert phone.subscription()["secret"] not in kept


def test_addresses_and_keys_are_checked(people, phone):
    good = phone.subscription()
    for given, refusal in (
        ({"address": "https://127.0.0.2/x"}, None),
        ({"address": "https://192.168.1.1/x"}, ForbiddenAddress),
        ({"address": "http://push.example/x"}, Invalid),
        ({"point": "AAAA"}, Invalid),
        ({"point": "B" + "A" * 86}, Invalid),
        ({"secret": "ü"}, Invalid),
    ):
        if refusal:
            with pytest.raises(refusal):
                services.add_browser(people.ana, **{**good, **given}, name="x", by=people.ana.actor)


def test_another_organization_knows_nothing_of_it(called, globex, phone, people):
    with context.tenant(globex):
        assert not Preference.objects.exclude(browsers=[]).exists()


def test_the_api_keeps_tries_and_removes_one(agent_client, people, phone, drain):
    given = phone.subscription()
    body = {"endpoint": given["address"], "keys": {"p256dh": given["point"], "auth": given["secret"]}}
    made = agent_client.post(API, body | {"name": "Firefox"}, "application/json")
    assert made.status_code == 201
    listed = agent_client.get(API).json()
    assert listed["key"] == keys.public()
    assert [row["name"] for row in listed["browsers"]] == ["Firefox"]
    assert given["secret"] not in str(listed)
    one = f"{API}{made.json()['id']}/"
    assert agent_client.post(f"{one}test/").status_code == 202
    soon(drain)
    assert [card["tag"] for card in phone.cards] == ["trial"]
    assert agent_client.delete(one).status_code == 204
    assert agent_client.post(f"{one}test/").status_code == 404
    assert agent_client.post(API, {"endpoint": "x"}, "application/json").status_code == 400


def test_the_section_of_the_page(agent_client, people, phone, drain):
    given = phone.subscription()
    url = "/settings/notifications/browsers/"
    data = {
        "endpoint": given["address"],
        "p256dh": given["point"],
        "auth": given["secret"],
        "name": "<b>Phone",
    }
    shown = agent_client.post(url, data).content.decode()
    (kept,) = browsers(people.ana)
    assert f'data-mine="{kept["id"]}"' in shown
    assert "&lt;b&gt;Phone" in shown
    assert agent_client.post(url, {}).status_code == 400
    assert "&lt;b&gt;Phone" in agent_client.get("/settings/notifications/").content.decode()
    moved = data | {"endpoint": phone.subscription("moved")["address"], "instead": kept["id"]}
    assert agent_client.post(url, moved).status_code == 200
    (kept,) = browsers(people.ana)
    agent_client.post(f"{url}{kept['id']}/", {"action": "test"})
    soon(drain)
    assert len(phone.cards) == 1
    agent_client.post(f"{url}{kept['id']}/", {"action": "remove"})
    assert browsers(people.ana) == []


def test_the_service_worker_is_there_for_everybody(browser, acme):
    answer = browser(acme).get("/desk/push.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"showNotification" in answer.content
