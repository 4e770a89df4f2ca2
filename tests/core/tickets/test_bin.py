"""The bin: out of everything but the bin's own list, back as it was, or gone for good with all its words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from ai.models import Run
from core.audit.models import Record
from core.desk import selectors as desk
from core.files.models import Attachment
from core.files.services import keep_file, sweep_orphans
from core.tickets import selectors, services
from core.tickets.models import Draft, Message, Ticket
from core.tickets.rules import BIN_DAYS
from core.tickets.selectors import Filters
from core.tickets.services.words import Words
from core.tickets.tasks import purge
from tenants.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def binned(ticket, people):
    return services.delete(ticket, by=people.olivia.actor)


def test_nobody_meets_it_but_in_the_bin(binned, people, ticket):
    ana = people.ana.actor
    for asked in (
        {},
        {"state": "all"},
        {"q": "invoice"},
        {"q": ticket.label},
        {"contact": ticket.contact_id},
    ):
        assert list(selectors.inbox(ana, Filters.read(asked))) == [], asked
    assert set(selectors.open_counts(ana).values()) == {0}
    assert list(selectors.visible(people.carla.actor)) == selectors.tickets_of(people.carla.pk) == []
    assert selectors.counts_of([people.carla.pk]) == {}
    with pytest.raises(selectors.NoSuchTicket):
        selectors.ticket_for(ana, ticket.number)
    assert list(selectors.binned(people.olivia.actor)) == [ticket]
    assert Ticket.every.get().deleted_by == people.olivia.name


@pytest.mark.parametrize("verb", ["change", "reply", "note", "hear", "assign", "delete", "snooze", "merge"])
def test_every_verb_is_refused(binned, people, verb):
    by, until = people.ana.actor, clock.now() + timedelta(days=1)
    verbs = {
        "change": lambda: services.change(binned, by=by, priority=4),
        "reply": lambda: services.reply(binned, "x", author=people.ana, by=by),
        "note": lambda: services.note(binned, "x", author=people.ana, by=by),
        "hear": lambda: services.hear(binned, Words("x"), contact=people.carla, channel="mail", by=by),
        "assign": lambda: services.assign(binned, people.ben, by=by),
        "delete": lambda: services.delete(binned, by=by),
        "snooze": lambda: services.snooze(binned, until, by=by, reason="x"),
        "merge": lambda: services.merge(
            binned,
            into=services.open_ticket(people.carla, "x", Words("x"), channel="api", by=by)[0],
            by=by,
        ),
    }
    before = Ticket.every.get(pk=binned.pk).version
    with pytest.raises(services.TicketIsDeleted), transaction.atomic():
        verbs[verb]()
    assert Ticket.every.get(pk=binned.pk).version == before


def test_it_comes_back_as_it_was(ticket, people):
    services.change(ticket, by=people.ana.actor, priority=4)
    services.assign(ticket, people.ben, by=people.ana.actor)
    before = Ticket.objects.values().get()
    services.delete(ticket, by=people.olivia.actor)
    services.restore(ticket, by=people.olivia.actor)
    version = services.restore(ticket, by=people.olivia.actor).version
    after = Ticket.objects.values().get()
    assert {name for name in after if after[name] != before[name]} == {"version", "updated_at"}
    assert version == before["version"] + 2
    assert Record.objects.filter(action="ticket.restored").count() == 1


def test_replies_that_have_not_left_are_drafts_again(ticket, people):
    said = services.reply(ticket, "Not yet", author=people.ana, by=people.ana.actor)
    services.delete(ticket, by=people.olivia.actor)
    assert Message.objects.get(pk=said.pk).withdrawn_at is not None
    assert Draft.objects.get().body == "Not yet"


def test_what_was_merged_into_it_goes_and_comes_with_it(ticket, people):
    twin, _ = services.open_ticket(people.carla, "Twin", Words("x"), channel="mail", by=people.carla.actor)
    merge = services.merge(twin, into=ticket, by=people.ana.actor)
    services.delete(ticket, by=people.olivia.actor)
    assert not Ticket.objects.exists()
    assert [row.pk for row in selectors.binned(people.olivia.actor)] == [ticket.pk]
    services.restore(ticket, by=people.olivia.actor)
    services.unmerge(merge, by=people.ana.actor)
    assert Ticket.objects.get(pk=twin.pk).merged_into is None


def test_an_answer_to_a_deleted_ticket_is_heard_in_a_new_one(binned, people):
    with pytest.raises(services.TicketIsDeleted):
        services.answer(binned, Words("?"), contact=people.carla, channel="portal", by=people.carla.actor)
    assert Ticket.every.count() == 1


def test_after_thirty_days_it_is_erased_with_all_that_hangs_on_it(people, drain):
    file = keep_file(b"secret words", "a.txt", by=people.carla.actor)
    ticket, message = services.open_ticket(
        people.carla, "Secret", Words("secret"), channel="mail", by=people.carla.actor, attachments=[file]
    )
    Run.objects.create(kind="triage", message=message, ticket=ticket, state="done")
    services.delete(ticket, by=people.olivia.actor)
    with clock.at(clock.now() + timedelta(days=BIN_DAYS - 1)):
        purge()
        assert Ticket.every.exists()
    with clock.at(clock.now() + timedelta(days=BIN_DAYS, minutes=1)):
        purge()
        purge()
        assert not Ticket.every.exists()
        assert not Message.objects.exists()
        assert not Run.objects.exists()
        sweep_orphans()
    assert not Attachment.objects.exists()
    line = Record.objects.get(action="ticket.purged")
    assert (line.before, line.object_id) == ({"number": ticket.number}, ticket.pk)


def test_who_may_delete_erases_sooner_and_the_number_is_gone(people, drain):
    olivia = people.olivia.actor
    file = keep_file(b"secret words", "a.txt", by=people.carla.actor)
    ticket, message = services.open_ticket(
        people.carla, "Secret", Words("secret"), channel="mail", by=people.carla.actor, attachments=[file]
    )
    Run.objects.create(kind="triage", message=message, ticket=ticket, state="done")
    assert services.erase_now(ticket, by=olivia) is False  # it is not in the bin
    services.delete(ticket, by=olivia)
    assert services.erase_now(ticket, by=olivia) is True
    assert services.erase_now(ticket, by=olivia) is False
    sweep_orphans()
    assert [one.objects.count() for one in (Message, Run)] == [Ticket.every.count(), 0] == [0, 0]
    with clock.at(clock.now() + timedelta(days=2)):
        sweep_orphans()
    assert not Attachment.objects.exists()
    line = Record.objects.get(action="ticket.purged")
    assert (line.before, line.object_id, line.actor_id) == ({"number": ticket.number}, ticket.pk, olivia.id)
    with pytest.raises(selectors.NoSuchTicket), transaction.atomic():
        services.restore(ticket, by=olivia)
    after, _ = services.open_ticket(people.carla, "x", Words("x"), channel="mail", by=people.carla.actor)
    assert after.number == ticket.number + 1


def test_what_came_back_in_time_is_not_erased(binned, people):
    services.restore(binned, by=people.olivia.actor)
    with clock.at(clock.now() + timedelta(days=BIN_DAYS + 1)):
        assert services.purge_old() == 0
    assert Ticket.objects.exists()


def test_snoozed_it_is_woken_after_it_came_back(ticket, people):
    until = clock.now() + timedelta(days=1)
    services.snooze(ticket, until, by=people.ana.actor, reason="x")
    services.delete(ticket, by=people.olivia.actor)
    with clock.at(until):
        services.wake(ticket.pk)
        assert Ticket.every.get().pending_until == until
        services.restore(ticket, by=people.olivia.actor)
        services.wake(ticket.pk)
    assert Ticket.objects.get().status == desk.default_status("open")


def test_the_api_deletes_lists_and_restores(callers, ticket):
    path = f"/tickets/{ticket.number}/"
    assert callers.ana.call("DELETE", path).status_code == 403
    assert callers.ana.read("/tickets/bin/").status_code == 403
    assert callers.olivia.call("DELETE", path).status_code == 204
    assert callers.ana.read(path).status_code == 404
    (row,) = callers.olivia.read("/tickets/bin/").json()
    assert (row["number"], row["erased_at"] > row["deleted_at"]) == (ticket.number, True)
    assert callers.ana.call("POST", f"{path}restore/", {}).status_code == 403
    assert callers.olivia.call("POST", f"{path}restore/", {}).status_code == 200
    assert callers.olivia.call("POST", f"{path}restore/", {}).status_code == 404
    assert callers.ana.read(path).status_code == 200


def test_the_api_restores_and_erases_many(callers, ticket, people):
    numbers = [ticket.number]
    for subject in ("Second", "Third"):
        row, _ = services.open_ticket(
            people.carla, subject, Words("x"), channel="mail", by=people.carla.actor
        )
        numbers.append(row.number)
    for number in numbers[:2]:
        callers.olivia.call("DELETE", f"/tickets/{number}/")
    asked = {"tickets": [*numbers, 4711]}
    for verb in ("restore", "erase"):
        assert callers.ana.call("POST", f"/tickets/bin/{verb}/", asked).status_code == 403
        assert callers.olivia.call("POST", f"/tickets/bin/{verb}/", {"tickets": []}).status_code == 400
    missing = [numbers[2], 4711]
    back = callers.olivia.call("POST", "/tickets/bin/restore/", asked).json()
    assert back == {"done": numbers[:2], "missing": missing}
    callers.olivia.call("DELETE", f"/tickets/{numbers[0]}/")
    gone = callers.olivia.call("POST", "/tickets/bin/erase/", asked).json()
    assert gone == {"done": numbers[:1], "missing": [numbers[1], *missing]}
    assert set(Ticket.every.values_list("number", flat=True)) == set(numbers[1:])


def test_what_was_merged_into_it_is_erased_with_it(ticket, people):
    other, _ = services.open_ticket(
        people.carla, "Same", Words("Secret"), channel="mail", by=people.carla.actor
    )
    services.merge(other, into=ticket, by=people.ana.actor)
    binned = services.delete(ticket, by=people.olivia.actor)
    assert services.erase_now(binned, by=people.olivia.actor)
    assert not Ticket.every.exists()
    assert Record.objects.filter(action="ticket.purged").count() == 2
