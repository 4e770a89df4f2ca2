"""The archive: words of old tickets leave the tables of every day, can be read and found, and come back exactly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from core.audit.models import Record
from core.desk import selectors as desk
from core.search import services as search_services
from core.search.models import Entry, OldEntry
from core.tickets import selectors, services
from core.tickets.models import EarlierWords, Message, OldWords, Ticket
from core.tickets.selectors import Filters
from core.tickets.services import cold, notes
from core.tickets.services.words import Words
from tenants.database import partitions
from tenants.events import bus
from tenants.events.models import Delivery
from tenants.kernel import clock

pytestmark = pytest.mark.django_db
LATER = timedelta(days=400)
MOMENT = {"at", "status", "stood"}
AUDIT = {"audit_record"}  # says what was done, and stays


def picture(schema="acme"):
    """{table: its rows as sorted text}; tables in parts by their name alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition",
            [schema],
        )
        tables = sorted(name for (name,) in cursor.fetchall())
        found = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{schema}"."{table}" t ORDER BY 1')
            found[table] = [text for (text,) in cursor.fetchall()]
    return found


def parts():
    with connection.cursor() as cursor:
        return {table: partitions.years(cursor, table) for table in cold.tables()}


@pytest.fixture
def old(ticket, people, drain):
    """A ticket with words of every kind, closed, and the organization archives after a year."""
    ana = people.ana
    said = services.note(ticket, "Ben knows of the zepelin.", author=ana, by=ana.actor)
    notes.edit(said, "Ben knows about the zeppelin.", by=ana.actor)
    services.reply(ticket, "We sent the money back, sorry.", author=ana, by=ana.actor)
    with clock.at(clock.now() + timedelta(hours=1)):
        services.change(ticket, by=ana.actor, status=desk.default_status("closed"))
    drain()
    services.set_archiving(12, by=people.olivia.actor)
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def archived(old):
    with clock.at(clock.now() + LATER):
        assert services.archive_old() is False
    old.refresh_from_db()
    assert old.archived_at
    return old


def test_out_and_back_leaves_every_table_as_it_was(old, people):
    before = picture()
    assert before["search_entry"]

    with clock.at(clock.now() + LATER):
        services.archive_old()
        between = picture()
        services.bring_back(old, by=people.ana.actor)
    after = picture()

    assert [table for table in before if before[table] != after[table] and table not in AUDIT] == []
    assert set(after["audit_record"]) > set(before["audit_record"])
    moved = {table for table in before if before[table] != between[table]} - AUDIT
    assert moved == {
        "tickets_ticket", "tickets_message", "tickets_oldwords", "search_entry", "search_oldentry",
        "tickets_earlierwords",
    }  # fmt: skip
    assert between["search_entry"] == []
    assert len(between["tickets_oldwords"]) == 3
    assert set(Message.objects.values_list("text", flat=True)) == {
        "You charged me twice.", "Ben knows about the zeppelin.", "We sent the money back, sorry.",
    }  # fmt: skip
    actions = Record.objects.filter(object_id=old.pk).order_by("-pk").values_list("action", "actor_kind")[:2]
    assert list(actions) == [("ticket.brought_back", "user"), ("ticket.archived", "system")]


def test_what_a_note_said_before_goes_along_and_is_read_there(archived):
    note = archived.messages.get(kind="note")
    assert not EarlierWords.objects.exists()
    assert [one.text for one in selectors.earlier_words(note)] == ["Ben knows of the zepelin."]


@pytest.fixture
def told(monkeypatch):
    """told(): [(event, what it says without the moment)] of the archive's facts, as a listener would get them."""
    for name in ("ticket.archived", "ticket.brought_back", "archive.filled"):
        monkeypatch.setitem(bus._listeners, name, {"tests.ear": lambda fact: None})

    def facts():
        rows = Delivery.objects.filter(listener="tests.ear").order_by("pk")
        return [
            (row.event, {key: row.payload[key] for key in sorted(row.payload) if key not in MOMENT})
            for row in rows
        ]

    return facts


def test_each_way_is_a_fact_and_a_run_is_told_once(old, people, told):
    other = services.open_ticket(people.carla, "Older", Words("x"), channel="mail", by=people.carla.actor)[0]
    services.change(other, by=people.ana.actor, status=desk.default_status("closed"))
    gone = [{"by": "system", "ticket_id": pk} for pk in (old.pk, other.pk)]
    with clock.at(clock.now() + LATER):
        services.archive_old()
        services.archive_old()  # nothing is due any more, and nothing is told
    run = ("archive.filled", {"by": "system", "number": 2})
    assert told() == [*(("ticket.archived", one) for one in gone), run]

    services.bring_back(old, by=people.ana.actor)
    services.bring_back(old, by=people.ana.actor)
    services.hear(other, Words("Again"), contact=people.carla, channel="mail", by=people.carla.actor)
    assert told()[3:] == [
        ("ticket.brought_back", {"by": people.ana.actor.ref, "ticket_id": old.pk}),
        ("ticket.brought_back", {"by": "system", "ticket_id": other.pk}),
    ]
    assert Record.objects.filter(action="archive.filled").values_list("after", "actor_kind").get() == (
        {"number": 2}, "system",
    )  # fmt: skip


def test_parts_are_made_for_years_that_have_something(old):
    year = Ticket.objects.get().closed_at.year
    assert set(map(tuple, parts().values())) == {()}
    with clock.at(clock.now() + LATER):
        services.archive_old()
        services.archive_old()
    assert set(map(tuple, parts().values())) == {(year,)}
    assert set(OldWords.objects.values_list("year", flat=True)) == {year}
    assert OldEntry.objects.count() == 3
    assert not Entry.objects.exists()


def test_words_are_read_as_before(archived, people):
    ana, carla = people.ana.actor, people.carla.actor
    assert set(Message.objects.values_list("text", "html")) == {("", "")}
    with clock.at(clock.now() + LATER):  # replies have left by then
        read = [one.text for one in selectors.thread(ana, archived)]
        theirs = selectors.thread(carla, selectors.request_of(carla, archived.number))
    assert read == [
        "You charged me twice.", "Ben knows about the zeppelin.", "We sent the money back, sorry.",
    ]  # fmt: skip
    assert [one.text for one in theirs] == ["You charged me twice.", "We sent the money back, sorry."]
    note = Message.objects.get(kind="note")
    assert selectors.message_for(ana, note.public_id).text == "Ben knows about the zeppelin."


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ({}, False),
        ({"state": "all"}, False),
        ({"state": "finished"}, False),
        ({"status": "closed"}, False),
        ({"archived": "1"}, True),
        ({"contact": "CARLA", "state": "all"}, True),
        ({"state": "all", "q": "charged"}, True),
        ({"state": "all", "q": "zeppelin"}, True),
        ({"where": {"all": [{"field": "is_archived", "op": "is", "value": True}]}}, True),
        ({"where": {"all": [{"field": "is_archived", "op": "is", "value": False}]}}, False),
    ],
)
def test_lists_leave_it_out_unless_they_ask(archived, people, asked, is_there):
    asked = {key: people.carla.pk if value == "CARLA" else value for key, value in asked.items()}
    found = list(selectors.inbox(people.ana.actor, Filters.read(asked)))
    assert (archived in found) is is_there, asked


@pytest.mark.parametrize("verb", ["change", "reply", "assign", "merge", "into", "snooze", "split", "move"])
def test_what_would_change_it_is_refused(archived, people, verb):
    by = people.ana.actor
    other, word = services.open_ticket(people.carla, "x", Words("x"), channel="api", by=by)
    services.hear(other, Words("y"), contact=people.carla, channel="api", by=by)
    first = archived.messages.order_by("pk").first()
    verbs = {
        "change": lambda: services.change(archived, by=by, priority=4),
        "reply": lambda: services.reply(archived, "x", author=people.ana, by=by),
        "assign": lambda: services.assign(archived, people.ben, by=by),
        "merge": lambda: services.merge(archived, into=other, by=by),
        "into": lambda: services.merge(other, into=archived, by=by),
        "snooze": lambda: services.snooze(archived, clock.now() + timedelta(days=1), by=by, reason="x"),
        "split": lambda: services.split(first, by=by),
        "move": lambda: services.move_message(word, to=archived, by=by),
    }
    before = picture()
    with pytest.raises(services.TicketIsArchived), transaction.atomic():
        verbs[verb]()
    assert picture() == before


@pytest.mark.parametrize("verb", ["hear", "note"])
def test_words_bring_it_back_first(archived, people, verb):
    ana, carla = people.ana, people.carla
    verbs = {
        "hear": lambda: services.hear(archived, Words("And?"), contact=carla, channel="mail", by=carla.actor),
        "note": lambda: services.note(archived, "Hm.", author=ana, by=ana.actor),
    }
    verbs[verb]()
    archived.refresh_from_db()
    assert archived.archived_at is None
    assert not OldWords.objects.exists()
    assert not OldEntry.objects.exists()
    assert "You charged me twice." in Message.objects.values_list("text", flat=True)


def test_nothing_goes_while_it_is_off_or_too_young(old, people):
    with clock.at(clock.now() + timedelta(days=360)):
        assert services.archive_old() is False
        assert services.archive(old.pk) is False
    services.set_archiving(None, by=people.olivia.actor)
    with clock.at(clock.now() + LATER):
        services.archive_old()
    assert not Ticket.objects.filter(archived_at__isnull=False).exists()


@pytest.mark.parametrize("why", ["open", "bin", "merged", "took_one_in"])
def test_what_somebody_may_still_have_to_do_with_stays(old, people, why):
    by = people.olivia.actor
    with clock.at(clock.now() + LATER):
        if why == "open":
            services.hear(old, Words("?"), contact=people.carla, channel="mail", by=people.carla.actor)
        elif why == "bin":
            services.delete(old, by=by)
        else:
            other, _ = services.open_ticket(people.carla, "x", Words("x"), channel="api", by=by)
            one, into = (old, other) if why == "merged" else (other, old)
            services.merge(one, into=into, by=by)
            services.change(into, by=by, status=desk.default_status("closed"))
            Ticket.objects.filter(pk=old.pk).update(closed_at=old.closed_at)
        services.archive_old()
        assert services.archive(old.pk) is False
    assert not Ticket.every.filter(archived_at__isnull=False).exists()
    assert not OldWords.objects.exists()


def test_killed_in_the_middle_nothing_is_lost_or_doubled(old, monkeypatch):
    before = picture()
    move = cold.Twin.put

    def dies(self, cursor, values):
        move(self, cursor, values)
        raise KeyboardInterrupt

    with clock.at(clock.now() + LATER):
        with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt), transaction.atomic():
            killed.setattr(cold.Twin, "put", dies)
            services.archive(old.pk)
        assert picture() == before
        assert services.archive(old.pk) is True
        assert services.archive(old.pk) is False
    assert OldWords.objects.count() == OldEntry.objects.count() == 3


def test_the_index_leaves_it_alone(archived):
    before = picture()
    assert search_services.fill() is False
    assert search_services.mend() == 0
    search_services.rebuild()
    assert picture() == before


def test_deleted_from_the_archive_it_takes_its_words_along(archived, people):
    with clock.at(clock.now() + LATER):
        services.delete(archived, by=people.olivia.actor)
        services.restore(archived, by=people.olivia.actor)
        archived.refresh_from_db()
        assert archived.archived_at
        assert OldWords.objects.count() == 3
        services.delete(archived, by=people.olivia.actor)
    with clock.at(clock.now() + LATER + timedelta(days=31)):
        assert services.purge_old() == 1
    assert not OldWords.objects.exists()
    assert not OldEntry.objects.exists()


def test_a_new_ticket_may_follow_it(archived, people):
    carla = people.carla
    fresh = services.answer(archived, Words("Again!"), contact=carla, channel="portal", by=carla.actor)
    assert fresh.pk != archived.pk
    assert fresh.follows_id == archived.pk
    assert Ticket.objects.get(pk=archived.pk).archived_at


@pytest.mark.parametrize("months", [0, 241, -1])
def test_months_have_bounds(people, acme, months):
    with pytest.raises(services.BadMonths):
        services.set_archiving(months, by=people.olivia.actor)
    assert services.archiving() is None


def test_old_years_end(archived, people, acme, capsys):
    year = OldWords.objects.values_list("year", flat=True).first()
    call_command("archive", "drop", before=year + 1, tenant="acme", dry_run=True)
    assert f"{year}: 1 tickets" in capsys.readouterr().out
    call_command("archive", "drop", before=year, tenant="acme")
    assert Ticket.objects.count() == 1

    call_command("archive", "drop", before=year + 1, tenant="acme")
    assert "1 tickets of years before" in capsys.readouterr().out
    assert not Ticket.every.exists()
    assert not Message.objects.exists()
    assert set(map(tuple, parts().values())) == {()}
    call_command("archive", "drop", before=year + 1, tenant="acme")
    call_command("archive", "show", tenant="acme")
    assert "archived after 12 months; 0 in the archive, 0 waiting" in capsys.readouterr().out


def test_who_came_back_before_its_year_ended_stays(archived, people, acme):
    services.bring_back(archived, by=people.ana.actor)
    assert services.drop_archived(2999) == 0
    assert Ticket.objects.count() == 1
    assert set(map(tuple, parts().values())) == {()}
