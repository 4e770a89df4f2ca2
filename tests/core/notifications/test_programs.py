"""Programs that rules tell of tickets: signed JSON, tried again, kept to be looked at, and sent once more."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.automation.actions import BadAction, perform, read
from core.notifications import selectors, services
from core.notifications.models import Hook, HookCall, Notification
from core.notifications.rules import CALLS_KEPT, HOOK_PATIENCE, HOOK_WAITS
from core.tickets.models import Ticket
from tenants import secrets
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.outbound import ForbiddenAddress
from tests.support.fakes.hook import FakeHook

pytestmark = pytest.mark.django_db
RULE = Actor("rule", 7, "Rule “Billing”")
SECRET = "a secret of both sides"


@pytest.fixture
def program() -> Iterator[FakeHook]:
    with FakeHook() as server:
        yield server


@pytest.fixture
def hook(people, program):
    def make(**values: Any) -> Hook:
        given = {"name": "crm", "form": "json", "events": [], "url": program.address, "secret": SECRET}
        return services.save_hook(None, by=people.olivia.actor, **{**given, **values})

    return make


def tell(ticket: Ticket, hook: Hook) -> Any:
    return perform(ticket, read([{"do": "webhook", "value": str(hook.pk)}]), by=RULE)


def test_it_is_told_after_the_commit_and_can_prove_by_whom(people, wrote, hook, program, drain):
    row, ticket = hook(), wrote()
    assert tell(ticket, row).done == ("webhook",)
    assert program.calls == []  # nothing leaves in the transaction
    drain()
    (call,) = program.calls
    headers, told = call.headers, call.json
    assert (told["event"], told["by"]) == ("ticket", "Rule “Billing”")
    assert told["ticket"]["subject"] == "It broke"
    assert told["ticket"]["url"].endswith(f"/desk/tickets/{ticket.number}/")
    signed = f"{headers['x-deskhand-timestamp']}.".encode() + call.body
    proof = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["x-deskhand-signature"] == f"sha256={proof}"
    kept = HookCall.objects.get()
    assert (kept.is_taken, headers["x-deskhand-delivery"]) == (True, str(kept.pk))
    assert SECRET not in Hook.objects.get().secret
    assert secrets.decrypt(Hook.objects.get().secret) == SECRET


def test_a_template_is_filled_and_hostile_words_stay_words(people, wrote, hook, program, drain):
    ticket = wrote('It "broke", {{ customer.email }}', "x")
    template = '{"id": "{{ ticket.number }}", "about": ["{{ ticket.subject }}", 7], "by": "{{ rule.name }}"}'
    tell(ticket, hook(template=template))
    drain()
    assert program.calls[0].json == {
        "id": ticket.label, "about": ['It "broke", {{ customer.email }}', 7], "by": "Rule “Billing”",
    }  # fmt: skip


def test_refused_it_is_tried_again_then_taken_and_can_be_sent_once_more(people, wrote, hook, program, drain):
    ticket, row = wrote(), hook()
    program.status = 503
    tell(ticket, row)
    drain()
    assert (len(program.calls), HookCall.objects.get().ended_at) == (1, None)
    program.status = 200
    drain(clock.now() + timedelta(minutes=2))
    kept = HookCall.objects.get()
    assert (kept.attempts, kept.is_taken) == (2, True)
    services.redeliver(kept, by=people.olivia.actor)
    drain(clock.now() + timedelta(minutes=2))
    assert len(program.calls) == 3
    assert program.calls[2].body == program.calls[0].body
    with clock.at(clock.now() + CALLS_KEPT + timedelta(days=1)):
        services.forget_old()
    assert not HookCall.objects.exists()


def test_one_that_is_away_for_a_day_is_told_when_it_is_back(people, wrote, hook, program, drain):
    tell(wrote(), hook())
    program.status, now = 503, clock.now()
    for seconds in (0, *HOOK_WAITS[:-1]):
        now += timedelta(seconds=seconds + 1)
        drain(now)
    assert len(program.calls) == len(HOOK_WAITS)
    assert Hook.objects.get().is_active
    program.status = 200
    drain(now + timedelta(seconds=HOOK_WAITS[-1] + 1))
    kept = HookCall.objects.get()
    assert (kept.is_taken, kept.attempts) == (True, len(HOOK_WAITS) + 1)
    assert timedelta(hours=23) < HOOK_PATIENCE <= timedelta(hours=25)
    assert len({call.body for call in program.calls}) == 1  # each time the same, under the same number
    assert len({call.headers["x-deskhand-delivery"] for call in program.calls}) == 1


def test_one_that_stays_away_is_given_up_after_a_day_and_can_be_told_by_hand(
    people, wrote, hook, program, drain
):
    tell(wrote(), hook())
    program.status, now = 503, clock.now()
    for seconds in (0, *HOOK_WAITS):
        now += timedelta(seconds=seconds + 1)
        drain(now)
    kept = HookCall.objects.get()
    assert (kept.is_taken, kept.ended_at is not None, kept.attempts) == (False, True, len(HOOK_WAITS) + 1)
    drain(now + timedelta(days=2))
    assert len(program.calls) == len(HOOK_WAITS) + 1


def test_ten_failures_switch_it_off_and_owners_hear(people, wrote, hook, program, drain):
    ticket, row = wrote(), hook()
    Hook.objects.update(failures=9)
    program.status = 500
    tell(ticket, row)
    drain()
    assert not Hook.objects.get().is_active
    assert Notification.objects.filter(kind="hook", user=people.olivia).exists()
    with pytest.raises(BadAction):
        read([{"do": "webhook", "value": str(row.pk)}])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"secret": ""}, "secret"),
        ({"secret": "short"}, "secret"),
        ({"template": "{{ ticket.number }}"}, "template"),
        ({"template": '{"a": "{{ customer.iban }}"}'}, "template"),
        ({"template": "[" * 5_000 + "]" * 5_000}, "template"),
    ],
)
def test_what_is_wrong_is_refused(people, hook, values, field):
    with pytest.raises(Invalid) as refusal:
        hook(**values)
    assert field in refusal.value.data["fields"]
    assert not Hook.objects.exists()


def test_it_never_leads_into_our_own_network(people, hook):
    with pytest.raises(ForbiddenAddress):
        hook(url="https://169.254.169.254/latest/meta-data")


def test_the_page_shows_what_it_was_sent_and_sends_it_again(
    browser, acme, people, wrote, hook, program, drain
):
    row = hook()
    tell(wrote(), row)
    drain()
    adam = browser(acme, people.adam)
    html = adam.get("/settings/channels/").content.decode()
    assert "What it was sent" in html
    assert SECRET not in html
    answer = adam.post(f"/settings/channels/{row.pk}/", {"again": HookCall.objects.get().pk})
    assert answer.status_code == 302
    drain(clock.now() + timedelta(minutes=2))
    assert len(program.calls) == 2
    assert adam.post(f"/settings/channels/{row.pk}/", {"again": "999999"}).status_code == 404


def test_the_page_asks_once_for_what_all_programs_were_sent(
    browser, acme, people, wrote, hook, program, drain
):
    ticket, adam = wrote(), browser(acme, people.adam)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert "What it was sent" in adam.get("/settings/channels/").content.decode()
        return len(found)

    tell(ticket, hook())
    drain()
    asked()
    alone = asked()
    for number in range(3):
        tell(ticket, hook(name=f"crm {number}"))
    drain()
    assert asked() == alone
    assert [len(calls) for calls in selectors.latest_calls(Hook.objects.all(), 1).values()] == [1] * 4
