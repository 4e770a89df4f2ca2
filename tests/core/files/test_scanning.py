"""Files wait for the scanner's word: what is clean comes out, what is not stays in, and nothing waits unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.audit import trail
from core.files import scanning, selectors, services, stored, waiting
from core.files.models import Attachment
from core.mail.models import Letter
from core.mail.tasks import deliver
from core.tickets import services as tickets
from core.tickets.services.words import Words
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tests.core.files.test_sniffing import PNG
from tests.support.callers import one_of_each, said
from tests.support.fakes.clamd import FakeClamd
from tests.support.stillness import nothing_moves

pytestmark = pytest.mark.django_db
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Eicar-Test-Signature"


@pytest.fixture
def clamd(settings):
    with FakeClamd() as daemon:
        daemon.finds[EICAR] = NAME
        settings.CLAMAV = daemon.address
        yield daemon


@pytest.fixture
def keep(people):
    def keep_file(content=b"hello", name="a.txt", by=None):
        return services.keep_file(content, name, by=(by or people.ana).actor, strict=False)

    return keep_file


def fresh(row):
    return Attachment.objects.get(pk=row.pk)


def later(**more):
    return clock.at(clock.now() + timedelta(**more))


def test_without_a_scanner_files_are_there_at_once(keep):
    assert (keep().state, Alarm.objects.filter(kind=waiting.NET).exists()) == ("clean", False)


@pytest.mark.parametrize(("content", "state", "threat"), [(b"hello", "clean", ""), (EICAR, "blocked", NAME)])
def test_a_file_waits_and_then_comes_out_or_stays_in(
    acme, people, keep, clamd, drain, content, state, threat
):
    row = keep(content)
    reader = one_of_each(acme, people).stranger
    assert (row.state, selectors.address(row)) == ("pending", "")
    assert reader.get(selectors.link(row)).status_code == 404
    drain()
    row = fresh(row)
    assert (row.state, row.threat, bool(row.scanned_at)) == (state, threat, True)
    assert reader.get(selectors.link(row)).status_code == (200 if state == "clean" else 404)
    assert clamd.seen == [content]


def test_large_files_reach_the_daemon_whole(keep, clamd, drain):
    content = bytes(range(256)) * 4096 * 5
    row = keep(content)
    drain()
    assert (fresh(row).state, clamd.seen) == ("clean", [content])


def test_the_same_bytes_are_not_looked_at_twice_in_a_day(keep, clamd, drain):
    keep(EICAR)
    keep()
    drain()
    assert (keep(EICAR).state, keep(EICAR).threat, keep().state) == ("blocked", NAME, "clean")
    drain()
    assert len(clamd.seen) == 2
    with later(days=1, minutes=1):
        assert keep().state == "pending"  # there are new signatures by now


def test_two_uses_of_the_same_bytes_need_one_scan(keep, clamd, drain):
    rows = [keep(b"twice"), keep(b"twice")]
    drain()
    assert [fresh(row).state for row in rows] == ["clean", "clean"]
    assert len(clamd.seen) == 1


def test_what_the_daemon_will_not_look_at_is_held(keep, clamd, drain):
    clamd.limit = 10
    small = keep(b"y" * 500)
    drain()
    assert (fresh(small).state, fresh(small).threat) == ("blocked", scanning.UNSEEN)


@pytest.mark.parametrize("trouble", [b"", b"stream: Can't allocate memory ERROR\n", b"nonsense\n"])
def test_a_daemon_in_trouble_lets_nothing_out(keep, clamd, drain, trouble):
    clamd.says = trouble
    row = keep()
    drain()
    assert fresh(row).state == "pending"
    clamd.says = b"stream: OK\n"
    with later(minutes=2):
        drain(at=clock.now())
    assert fresh(row).state == "clean"


def test_a_daemon_that_is_away_is_asked_again_later_and_later(keep, settings, clamd, drain):
    settings.CLAMAV = "127.0.0.1:9"
    row = keep()
    drain()
    waits = []
    for _ in range(4):
        due = Alarm.objects.get(kind=waiting.NET).at
        waits.append(round((due - row.created_at) / timedelta(minutes=1)))
        with clock.at(due + timedelta(seconds=1)):
            drain(at=clock.now())
    assert waits == sorted(set(waits))
    assert fresh(row).state == "pending"
    settings.CLAMAV = clamd.address
    with later(days=1):
        drain(at=clock.now())
    assert fresh(row).state == "clean"
    with later(days=1, hours=1):
        drain(at=clock.now())
    assert not Alarm.objects.filter(kind__in=(waiting.NET, waiting.TELL)).exists()


def test_owners_are_told_after_an_hour_and_once_a_day(people, keep, settings, drain):
    settings.CLAMAV = "127.0.0.1:9"
    keep()

    def told(**more):
        with later(**more):
            drain(at=clock.now())
        return Letter.objects.filter(kind="scanner").count()

    assert [told(minutes=2), told(minutes=50)] == [0, 0]
    one = told(minutes=70)
    assert one == Letter.objects.filter(kind="scanner", recipient=people.olivia.email).count() >= 1
    assert told(hours=3) == one
    assert told(hours=26) == 2 * one


def test_scanning_switched_off_again_keeps_nothing_waiting(keep, settings, clamd, drain):
    row = keep()
    settings.CLAMAV = ""
    drain()
    assert fresh(row).state == "clean"


def test_a_reply_waits_for_the_scan_of_its_files(people, keep, settings, clamd, drain):
    settings.CLAMAV = "127.0.0.1:9"
    ticket, _ = tickets.open_ticket(people.carla, "s", Words("x"), channel="mail", by=people.carla.actor)
    tickets.reply(ticket, "See file.", author=people.ana, by=people.ana.actor, attachments=[keep()])
    drain()
    letter = Letter.objects.get(kind="reply")
    with later(minutes=1):
        deliver(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.last_error) == (
        "queued",
        0,
        "waits for the virus scan of its files",
    )


def test_a_reply_with_a_blocked_file_is_refused_with_a_note(people, keep, clamd, drain):
    ticket, _ = tickets.open_ticket(people.carla, "s", Words("x"), channel="mail", by=people.carla.actor)
    tickets.reply(
        ticket, "See file.", author=people.ana, by=people.ana.actor, attachments=[keep(EICAR, "offer.txt")]
    )
    drain()
    with later(minutes=1):
        deliver(Letter.objects.get(kind="reply").pk)
        drain()
    assert Letter.objects.get(kind="reply").state == "failed"
    note = ticket.messages.get(kind="note")
    assert NAME in note.text
    assert "offer.txt" in note.text


def test_an_agent_cannot_attach_what_is_known(acme, people, clamd, drain):
    ana = one_of_each(acme, people).ana
    first = ana.upload(EICAR, "a.txt").json()
    assert (first["state"], first["url"]) == ("pending", "")
    drain()
    told = ana.read(f"/attachments/{first['id']}/").json()
    assert (told["state"], told["threat"], told["url"]) == ("blocked", NAME, "")
    with nothing_moves():
        assert said(ana.upload(EICAR, "b.txt")) == (400, "file.infected")
        new = {"subject": "s", "body": "b", "email": "carla@customer.example", "attachments": [first["id"]]}
        assert said(ana.call("POST", "/tickets/", new)) == (400, "file.infected")


def test_an_administrator_releases_it_and_stands_in_the_record(acme, people, browser, keep, clamd, drain):
    row = keep(EICAR)
    drain()
    callers = one_of_each(acme, people)
    with nothing_moves():
        assert said(callers.ana.call("POST", f"/attachments/{row.public_id}/release/")) == (403, "forbidden")
    owner = browser(acme, people.olivia)
    assert (
        owner.post(f"/desk/files/{row.public_id}/release/", headers={"hx-request": "true"}).status_code == 204
    )
    assert waiting.release(row, by=people.olivia.actor).state == "clean"  # twice is once
    row = fresh(row)
    assert (row.state, row.threat, row.released_by) == ("clean", NAME, people.olivia.actor.ref)
    [line] = trail.history(row, "file.released")
    assert (line.actor_id, line.before) == (people.olivia.pk, {"state": "blocked", "threat": NAME})
    assert keep(EICAR).state == "pending"  # one release speaks for one file


def test_pages_say_what_is_held(acme, people, browser, agent_client, keep, clamd, drain):
    ticket, _ = tickets.open_ticket(
        people.carla, "s", Words("x"), channel="mail", by=people.carla.actor, attachments=[keep(EICAR), keep(PNG, "a.png")]
    )  # fmt: skip
    path = f"/desk/tickets/{ticket.number}/"
    assert agent_client.get(path).content.decode().count("Being scanned") == 2
    drain()
    page = agent_client.get(path).content.decode()
    assert f"Blocked: {NAME}" in page
    assert "Being scanned" not in page
    assert "/release/" not in page
    assert "/release/" in browser(acme, people.olivia).get(path).content.decode()


def test_bytes_that_were_lost_say_nothing_of_bytes_that_are_there(people, keep, clamd, drain):
    row = keep(b"lost once")
    stored.drop([row.path])
    drain()
    assert (fresh(row).state, fresh(row).threat) == ("blocked", scanning.LOST)
    again = services.keep_file(b"lost once", "b.txt", by=people.ana.actor)
    drain()
    assert fresh(again).state == "clean"
