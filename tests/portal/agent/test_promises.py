"""Promises on the ticket page, in the inbox and in the bell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.tickets import services as tickets
from portal.agent.promises import openings, span
from tenants.kernel import clock
from tests.core.sla.conftest import desk, on

pytestmark = pytest.mark.django_db
__all__ = ["desk"]


def test_business_time_in_words():
    assert [span(number) for number in (0, 5, 60, 90, 2_400)] == [
        "0 min",
        "5 min",
        "1 h",
        "1 h 30 min",
        "40 h",
    ]


def test_a_week_in_words():
    class Week:
        week = [[[540, 720], [780, 1020]]] * 4 + [[[540, 720]]] + [[]] + [[[0, 1440]]]

    assert openings(Week) == "Mon–Thu 09:00–12:00, 13:00–17:00, Fri 09:00–12:00, Sun 00:00–24:00"


@pytest.fixture
def ana(browser, acme, desk):
    return browser(acme, desk.people.ana)


def test_the_clocks_stand_beside_the_ticket_and_tell_why(desk, ana):
    """Opened on Friday at 16:30, answered, asked again after a pause."""
    ticket = desk.ask(on(0, 16, 30)).ticket
    desk.answer(ticket, on(3, 9, 15))
    desk.ask(on(3, 11), ticket)
    with clock.at(on(3, 13, 30)):
        html = ana.get(f"/desk/tickets/{ticket.number}/").content.decode()
        part = ana.get(f"/desk/tickets/{ticket.number}/part/clocks/").content.decode()
        why = ana.get(f"/desk/tickets/{ticket.number}/why/").content.decode()
    for words in ("Promised", "First reply", "took 45 min", "1 h 30 min left", "Why then?"):
        assert words in html
        assert words in part
    told = ("8 h of Mon–Fri 09:00–17:00, by the policy “High”.", "Opened: the clock starts",
            "Paused: Waiting on customer", "Goes on: Open", "Answered: the clock stops",
            "The customer wrote: the clock starts")  # fmt: skip
    for words in told:
        assert words in why


def test_the_last_minute_is_said_in_words(desk, ana):
    """1 h 30 min are left at 13:30; no page says that nought minutes are left."""
    ticket = desk.ask(on(0, 16, 30)).ticket
    desk.answer(ticket, on(3, 9, 15))
    desk.ask(on(3, 11), ticket)
    for at, words in ((on(3, 14, 59), "1 min left"), (on(3, 14, 59) + timedelta(seconds=30), "under a minute left"),
                      (on(3, 15), "due now"), (on(3, 15, 2), "2 min late")):  # fmt: skip
        with clock.at(at):
            html = ana.get(f"/desk/tickets/{ticket.number}/part/clocks/").content.decode()
        assert words in html, at
        assert "0 min left" not in html.replace("30 min left", "")


def test_a_ticket_nothing_is_promised_in_says_so(desk, ana):
    from core.sla.models import Clock

    ticket = desk.ask(on(0, 9)).ticket
    Clock.objects.all().delete()
    assert "Why then?" not in ana.get(f"/desk/tickets/{ticket.number}/part/clocks/").content.decode()
    assert "Nothing is promised" in ana.get(f"/desk/tickets/{ticket.number}/why/").content.decode()


def test_names_of_policies_and_statuses_are_escaped(desk, ana):
    from core.sla import services
    from core.sla.models import Policy

    services.save_policy(Policy.objects.get(name="High"), by=desk.people.adam.actor, name="<img src=x>")
    ticket = desk.ask(on(0, 9)).ticket
    desk.set(ticket, on(0, 9, 5), priority=4)
    html = ana.get(f"/desk/tickets/{ticket.number}/why/").content.decode()
    assert "&lt;img src=x&gt; → Urgent" in html
    assert "<img src=x>" not in html


def test_what_is_due_soon_and_what_is_late_have_lists(desk, ana):
    soon, late = desk.ask(on(0, 9)).ticket, desk.ask(on(0, 9), priority=4).ticket
    with clock.at(on(0, 9, 40)):
        near = ana.get("/desk/?due=soon").content.decode()
        over = ana.get("/desk/?view=overdue").content.decode()
        first = ana.get("/desk/?order=due").content.decode()
        assert ana.get("/desk/?due=never").status_code == 400
    assert f'id="row-{soon.number}"' in near
    assert f'id="row-{late.number}"' not in near
    assert f'id="row-{late.number}"' in over
    assert f'id="row-{soon.number}"' not in over
    assert first.index(f'id="row-{late.number}"') < first.index(f'id="row-{soon.number}"')


def test_the_bell_says_what_is_short_and_what_is_over(desk, browser, acme):
    people = desk.people
    ticket = desk.ask(on(0, 9), priority=4).ticket
    with clock.at(on(0, 9)):
        tickets.assign(ticket, people.ben, by=people.ben.actor)
    desk.drain(on(0, 9, 1))
    ben = browser(acme, people.ben)
    desk.drain(on(0, 9, 23))
    with clock.at(on(0, 9, 24)):
        sheet = ben.get("/desk/notifications/").content.decode()
        listed = ben.get("/desk/").content.decode()
    assert f"First reply is due soon in {ticket.label}: It broke" in sheet
    assert 'data-unread-total="1"' in listed
    desk.drain(on(0, 9, 31))
    with clock.at(on(0, 9, 32)):
        assert f"First reply is overdue in {ticket.label}" in ben.get("/desk/notifications/").content.decode()
        assert "is overdue" not in browser(acme, people.ana).get("/desk/notifications/").content.decode()
