"""Channels elsewhere: what they are told, by a server that takes it, refuses it, or is not there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from core.notifications import services
from core.notifications.hooks import calls, shapes
from core.notifications.models import Hook, HookCall
from core.notifications.services.channels import TooManyHooks
from core.tickets import services as tickets
from tenants.kernel import clock
from tenants.kernel.errors import Invalid
from tenants.outbound import ForbiddenAddress
from tests.core.notifications.conftest import told
from tests.support.counting import statements
from tests.support.fakes.hook import FakeHook

pytestmark = pytest.mark.django_db
API = "/api/v1/notification-channels/"


@pytest.fixture
def slack() -> Iterator[FakeHook]:
    with FakeHook() as server:
        yield server


@pytest.fixture
def named(people, slack):
    def name(**values: Any) -> Hook:
        given = {"name": "alerts", "form": "slack", "events": ["reply", "new"], "url": slack.address}
        return services.save_hook(None, by=people.olivia.actor, **{**given, **values})

    return name


def test_a_channel_is_told_once_with_a_link_and_without_what_customers_wrote(
    people, held, named, slack, wrote
):
    hook = named()
    wrote(ticket=held, text="My password is 1234")
    (call,) = slack.calls
    assert (call.path, call.query) == ("/services/T0/B0/secret", {"x": "1"})
    body = call.json
    assert body["text"].endswith("|Carla Customer wrote in T-0001: It broke>")
    assert f"/desk/tickets/{held.number}/" in body["text"]
    assert "1234" not in json.dumps(body)
    hook.refresh_from_db()
    assert hook.last_ok_at
    assert not HookCall.objects.exists()
    assert "secret" not in hook.url


def test_a_queue_of_its_own_and_events_of_its_own(people, held, named, slack, wrote, drain):
    from core.desk import selectors as desk

    other = next(row for row in desk.queues() if row.pk != held.queue_id)
    named(queue=other)
    named(name="notes", events=["note"])
    wrote(ticket=held)
    assert slack.calls == []
    tickets.note(held, "hm", author=people.ben, by=people.ben.actor)
    drain()
    assert len(slack.calls) == 1


def test_a_refusal_is_tried_again_later_and_then_told_once(people, held, named, slack, wrote, drain):
    hook = named()
    slack.status = 500
    wrote(ticket=held)
    assert len(slack.calls) == 1
    due = HookCall.objects.get().run_at
    drain(due - timedelta(seconds=1))
    assert len(slack.calls) == 1
    slack.status = 200
    drain(due + timedelta(seconds=1))
    assert len(slack.calls) == 2
    hook.refresh_from_db()
    assert (hook.failures, hook.last_error, HookCall.objects.count()) == (0, "", 0)


def test_ten_failures_switch_it_off_and_owners_hear_of_it(people, held, named, slack, wrote):
    hook = named()
    slack.status = 404
    for number in range(10):
        wrote(ticket=held, text=str(number))
    hook.refresh_from_db()
    assert not hook.is_active
    assert "404 no_service" in hook.last_error
    assert told(people.olivia)[-1] == (
        "hook",
        "The channel “alerts” was switched off: it took nothing several times",
    )
    wrote(ticket=held)
    assert len(slack.calls) == 10
    assert not HookCall.objects.exists()


def test_two_workers_and_a_late_one(people, named, slack):
    call = calls.owe(named(), "x", "https://x.example/")
    first = calls.claim(call.pk)
    assert calls.claim(call.pk) is None
    HookCall.objects.update(lease_until=clock.now() - timedelta(hours=1))
    second = calls.claim(call.pk)
    calls.taken(first)
    assert HookCall.objects.exists()
    calls.taken(second)
    assert not HookCall.objects.exists()


def test_a_trial_is_one_try_and_says_what_came_of_it(people, named, slack, drain):
    hook = named(is_active=False)
    slack.status = 410
    services.try_hook(hook, by=people.olivia.actor)
    drain()
    hook.refresh_from_db()
    assert (hook.failures, len(slack.calls), HookCall.objects.count()) == (0, 1, 0)
    assert "410" in hook.last_error
    slack.status = 200
    services.try_hook(hook, by=people.olivia.actor)
    drain()
    hook.refresh_from_db()
    assert hook.last_error == ""


@pytest.mark.parametrize("url", ["https://169.254.169.254/x", "https://192.168.1.1/x", "http://10.0.0.1/x"])
def test_our_own_network_is_nobodys_channel(named, url):
    with pytest.raises(ForbiddenAddress):
        named(url=url)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.example/",
        "http://x.example/",
        "x",
        "https://a:b@x.example/",
        "https://[x",
        "https://x\n.example/",
    ],
)
def test_nonsense_is_no_channel(named, url):
    with pytest.raises(Invalid):
        named(url=url)


def test_twenty_are_enough_and_names_are_once(named):
    for number in range(20):
        named(name=f"c{number}")
    with pytest.raises(TooManyHooks):
        named(name="one more")
    with pytest.raises(Invalid):
        services.save_hook(Hook.objects.first(), by=_system(), name="c3", form="slack", events=["new"])


def _system():
    from tenants.kernel.actor import SYSTEM

    return SYSTEM


def test_words_of_people_mark_nothing():
    text = "<!channel> *b* [x](http://evil) | <http://evil|Open>"
    slack = shapes.body(Hook(format="slack"), text, "https://a.example/")["text"]
    assert slack.startswith("<https://a.example/|&lt;!channel&gt;")
    assert slack.count("|") == 1
    card = shapes.body(Hook(format="teams"), text, "https://a.example/")["attachments"][0]["content"]
    assert r"\[x\]\(http://evil\)" in card["body"][0]["text"]


def test_without_channels_nothing_is_asked(people, held):
    from core.notifications.about import about

    of = about(held.pk)
    services.tell_channels("reply", of, "x", "")
    with statements(0):
        services.tell_channels("reply", of, "x", "")


def test_the_api(browser, acme, people, slack):
    olivia, ana = browser(acme, people.olivia), browser(acme, people.ana)
    sent = {"name": "alerts", "format": "teams", "events": ["new"], "url": slack.address}
    assert ana.get(API).status_code == 403
    assert ana.post(API, sent, "application/json").status_code == 403
    made = olivia.post(API, sent, "application/json").json()
    assert made["host"] == "127.0.0.1"
    assert slack.address not in json.dumps(made)
    path = f"{API}{made['id']}/"
    assert olivia.put(path, {**sent, "url": "https://192.168.1.1/"}, "application/json").status_code == 400
    del sent["url"]
    assert olivia.put(path, {**sent, "is_active": False}, "application/json").json()["is_active"] is False
    assert olivia.post(f"{path}test/").status_code == 202
    assert olivia.delete(path).status_code == 204
    assert olivia.get(API).json() == []


def test_the_page(browser, acme, people, slack, drain):
    olivia, page = browser(acme, people.olivia), "/settings/channels/"
    assert browser(acme, people.ana).get(page).status_code == 403
    assert "No channels yet" in olivia.get(page).text
    sent = {"name": "alerts", "format": "slack", "queue": "", "events": ["new"], "url": "x", "is_active": "1"}
    assert olivia.post(page, sent).status_code == 422
    assert olivia.post(page, {**sent, "url": slack.address}).status_code == 302
    row = Hook.objects.get()
    assert olivia.post(f"{page}{row.pk}/", {"action": "try"}).status_code == 302
    drain()
    assert len(slack.calls) == 1
    assert "took the last one" in olivia.get(page).text
    assert (
        olivia.post(f"{page}{row.pk}/", {**sent, "url": "", "action": "save", "name": "b"}).status_code == 302
    )
    assert slack.address not in olivia.get(page).text
    assert olivia.post(f"{page}{row.pk}/", {"action": "remove"}).status_code == 302
    assert not Hook.objects.exists()
