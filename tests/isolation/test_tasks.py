"""Every task of one organization, run at globex with acme's ids: acme does not move, globex learns nothing.

A new task fails the build until ARGUMENTS (tenant) or EVERYBODYS (platform) says what it is.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery.exceptions import Reject
from django.db import connection

from ai.models import Run
from core.mail.models import Letter
from infra.celery import app
from tenants import context
from tenants.alarms.models import Alarm
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.models import DomainClaim
from tenants.tasks import HEADER, TenantTask
from tests.isolation import canary
from tests.isolation.walking import picture, rolled_back, shared_picture, stored, watched
from tests.support.fakes.dns import FakeDns

pytestmark = pytest.mark.django_db

ARGUMENTS = {  # task -> acme's ids as its arguments
    "ai.answer_incident": lambda a: [[a.answered.pk]],
    "ai.draft": lambda a: [a.runs],
    "ai.replay": lambda a: [[a.replay.pk]],
    "ai.rewrite": lambda a: [a.runs],
    "ai.summary": lambda a: [a.runs],
    "ai.translation": lambda a: [a.runs],
    "ai.embed_sources": lambda a: [[]],
    "ai.note_solved": lambda a: [[a.ticket.pk]],
    "ai.learn": lambda a: [[]],
    "ai.look_for_incidents": lambda a: [[]],
    "ai.sweep_tenant": lambda a: [[]],
    "ai.triage": lambda a: [a.runs],
    "ai.try_provider": lambda a: [[a.provider.pk]],
    "alarms.ring": lambda a: [[pk] for pk in a.alarms],
    "domains.check": lambda a: [[a.domain.pk]],
    "events.relay": lambda a: [[one] for one in a.events],
    "files.scan": lambda a: [[a.upload.pk]],
    "files.sweep_tenant": lambda a: [[]],
    "reports.count_anew": lambda a: [[]],
    "tickets.archive": lambda a: [[]],
    "tickets.purge": lambda a: [[]],
    "mail.complete": lambda a: [[a.call.pk]],
    "mail.confirm_events": lambda a: [["arn:aws:sns:no-where-1:000000000000:acme", "token"]],
    "mail.deliver": lambda a: [[pk] for pk in a.letters],
    "mail.fetch": lambda a: [[a.mailbox.source.pk]],
    "mail.import": lambda a: [[a.imported.pk]],
    "mail.look_at_domain": lambda a: [[a.sending.pk]],
    "mail.process_behind": lambda a: [[]],
    "mail.process": lambda a: [[a.held.pk]],
    "mail.try_rule": lambda a: [[a.rule.pk]],
    "mail.try_relay": lambda a: [[]],
    "search.fill": lambda a: [[]],
    "search.read": lambda a: [[one.pk] for one in a.entries],
    "tickets.bulk": lambda a: [[a.bulk.pk]],
    "notifications.call": lambda a: [[a.hook_call.pk]],
    "notifications.push": lambda a: [[a.people.ana.pk]],
    "notifications.try_browser": lambda a: [[a.people.ana.pk, a.push_browser["id"]]],
}
EVERYBODYS = {  # platform tasks: what keeps organizations apart in them
    "accounts.sweep": "enters each organization in turn",
    "ai.sweep": "wakes ai.sweep_tenant inside each organization",
    "automation.sweep": "enters each organization in turn",
    "alarms.sweep": "wakes alarms.ring inside the organization that the row names",
    "billing.handle_event": "finds the organization by the provider's customer id",
    "billing.reconcile": "wakes billing.reconcile_tenant by id",
    "billing.reconcile_tenant": "one agreement of the shared schema, by its organization's id",
    "billing.sweep": "agreements and events of the shared schema",
    "carrying.export": "one archive of the shared schema; enters the organization that its row names",
    "carrying.purge": "one certificate of the shared schema; enters the organization that its row names",
    "carrying.sweep": "wakes the two above by id; deletes archives whose week is over",
    "domains.sweep": "wakes domains.check inside the organization that the claim names",
    "doors.sweep": "enters each organization in turn",
    "events.sweep": "wakes events.relay inside the organization that the row names",
    "files.sweep": "wakes files.sweep_tenant inside each organization",
    "search.sweep": "enters each organization in turn",
    "infra.beat": "says that a worker is alive",
    "notifications.sweep": "enters each organization in turn",
    "portal.count_seats": "enters each organization in turn; numbers only",
    "portal.find_workspaces": "enters each organization in turn; mails the person asked about, nobody else",
    "provisioning.build": "one signup of the shared schema",
    "provisioning.confirm_mail": "one signup of the shared schema",
    "provisioning.refresh": "enters each organization in turn; adds starter content only",
    "provisioning.stock": "schemas that belong to nobody yet",
    "provisioning.sweep": "signups of the shared schema",
    "reports.sweep": "wakes reports.count_anew inside each organization",
    "tickets.sweep": "wakes tickets.purge and tickets.archive inside each organization",
    "tenants.move_on": "states of the shared schema, one organization at a time",
}


def _tasks(scope: str) -> set[str]:
    app.loader.import_default_modules()
    ours = [task for task in app.tasks.values() if isinstance(task, TenantTask)]
    return {task.name for task in ours if task.scope == scope and not task.name.startswith("test.")}


def test_every_task_is_described():
    assert _tasks("tenant") == set(ARGUMENTS), "say with which of acme's ids it is tried: ARGUMENTS"
    assert _tasks("platform") == set(EVERYBODYS), "say what keeps organizations apart in it: EVERYBODYS"


def _due_at_acme(a) -> None:
    """Work that waits at acme, as tempting as can be: due now, in nobody's hands."""
    past = clock.now() - timedelta(minutes=5)
    Alarm.objects.filter(schema_name="acme").update(at=past)
    Delivery.objects.filter(schema_name="acme").update(run_at=past, lease_until=None, state="due")
    DomainClaim.objects.filter(pk=a.domain.pk).update(check_at=past)
    with context.tenant("acme"):
        a.runs = list(Run.objects.values_list("pk", flat=True))[:1]
        a.letters = list(Letter.objects.values_list("pk", flat=True)) or [1]
    a.alarms = list(Alarm.objects.filter(schema_name="acme").values_list("pk", flat=True))
    a.events = [
        str(one) for one in Delivery.objects.filter(schema_name="acme").values_list("event_id", flat=True)
    ]
    assert a.alarms
    assert a.events


def _run(name: str, args: list, schema: str) -> None:
    """As a worker does: a message with the organization in its header."""
    task = app.tasks[name]
    task.push_request(called_directly=False, args=args, kwargs={}, **{HEADER: schema})
    was = connection.tenant
    try:
        with context.shared():
            task(*args)
    finally:
        task.pop_request()
        connection.set_tenant(was)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_acmes_ids_move_nothing_at_acme(acme_full, next_door, name, ledger, settings):
    _due_at_acme(acme_full)
    before = picture("acme"), shared_picture("acme"), stored("acme")
    leaks, tries = [], ARGUMENTS[name](acme_full)
    with FakeDns() as dns:
        settings.DNS_SERVERS = [dns.address]
        for args in tries:
            with rolled_back():
                with watched() as strays:
                    _run(name, args, "globex")
                leaks += [f"{name}{args}: {sql[:80]}" for sql in strays]
                if (picture("acme"), shared_picture("acme"), stored("acme")) != before:
                    leaks.append(f"{name}{args} changed acme")
                if canary.WORD in str(picture("globex")):
                    leaks.append(f"{name}{args} brought acme's words to globex")

    ledger.note("tasks", [name], len(tries), leaks)
    assert leaks == []


@pytest.mark.parametrize("name", ARGUMENTS)
@pytest.mark.parametrize("schema", ["", "public", "nope", "acme,globex", 'acme"; --'])
def test_a_message_for_no_organization_is_rejected(name, schema, ledger):
    with pytest.raises(Reject):
        _run(name, [], schema)
    ledger.note("tasks", [name], 1)


def test_the_same_ids_would_have_moved_something_at_home(acme_full, ledger):
    """A walk that finds nothing to move proves nothing."""
    _due_at_acme(acme_full)
    for name, args in (("alarms.ring", [acme_full.alarms[0]]), ("events.relay", [acme_full.events[0]])):
        before = shared_picture("acme")
        with rolled_back():
            _run(name, args, "acme")
            assert shared_picture("acme") != before, name
