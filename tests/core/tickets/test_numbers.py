"""Numbers with a prefix and length of one's own: shown so, and every form of before leads to its ticket."""

from __future__ import annotations

import pytest

from core.audit.models import Record
from core.mail import rules as mail
from core.tickets import selectors, services
from core.tickets.models import TicketNumber
from core.tickets.services.words import Words
from tests.support.callers import one_of_each, said

pytestmark = pytest.mark.django_db
PATH = "/settings/numbers/"


@pytest.fixture
def ticket(people):
    carla = people.carla
    return services.open_ticket(carla, "It broke", Words("Help"), channel="mail", by=carla.actor)[0]


@pytest.fixture
def owner(browser, acme, people):
    return browser(acme, people.olivia)


def test_new_form_and_the_old_one_leads_to_the_same_ticket(ticket, people):
    old = ticket.label
    assert old == f"T-{ticket.number:04d}"
    services.set_numbering("ACME-", 6, by=people.olivia.actor)
    assert ticket.label == f"ACME-{ticket.number:06d}"
    ana = people.ana.actor
    for typed in (old, old.lower(), ticket.label, f"#{ticket.number}", f" {ticket.number} ", ticket.number):
        assert selectors.ticket_for(ana, typed).pk == ticket.pk
        assert selectors.number_meant(str(typed), ana) == ticket.number
    for subject in (f"Re: It broke [{old}]", f"Re: It broke [{ticket.label}]"):
        assert mail.number_in(subject) == ticket.number
        assert mail.bare_subject(subject) == "Re: It broke"
    for other in ("HD-1", "T-", "ACME-x", "T-0001 please"):
        assert selectors.number_meant(other, ana) is None
    assert mail.number_in("Re: [HD-0001]") is None


def test_a_prefix_that_no_ticket_was_given_out_under_is_forgotten_and_twice_is_once(people):
    by = people.olivia.actor
    TicketNumber.objects.filter(pk=1).update(last=0)
    services.set_numbering("HD/", 4, by=by)
    services.set_numbering("HD/", 4, by=by)
    assert selectors.numbering().former == ()
    assert Record.objects.filter(action="numbering.set").count() == 1
    TicketNumber.objects.filter(pk=1).update(last=7)
    services.set_numbering("INC", 4, by=by)
    assert selectors.numbering().former == ("HD/",)
    services.set_numbering("HD/", 4, by=by)
    assert selectors.numbering().former == ("INC",)


@pytest.mark.parametrize("prefix", ["", "7-", "T2", "-T", "ABCDEFGHIJK", "T T-", "[T", "TASK-", "task-"])
def test_a_prefix_that_would_lead_astray_is_refused_and_nothing_moves(owner, prefix):
    answer = owner.post(PATH, {"prefix": prefix, "padding": "4"})
    assert answer.status_code == 422
    assert selectors.numbering().prefix == "T-"


@pytest.mark.parametrize("padding", ["0", "9", "many", ""])
def test_a_length_that_is_none_is_refused(owner, padding):
    answer = owner.post(PATH, {"prefix": "T-", "padding": padding})
    assert answer.status_code == 422
    assert "Write numbers with 1 to 8 digits." in answer.content.decode()


def test_the_page_keeps_and_shows_it(owner, ticket):
    assert owner.post(PATH, {"prefix": "ACME-", "padding": "5"}).status_code == 302
    shown = owner.get(PATH).content.decode()
    assert "ACME-00042" in shown
    assert ">T-<" in shown
    assert ticket.label in owner.get(f"/desk/tickets/{ticket.number}/").content.decode()


def test_the_api(acme, people, ticket):
    callers = one_of_each(acme, people)
    assert callers.olivia.read("/ticket-numbering/").json() == {
        "prefix": "T-", "padding": 4, "example": "T-0042", "former": [],
    }  # fmt: skip
    put = callers.olivia.call("PUT", "/ticket-numbering/", {"prefix": "ACME-", "padding": 3})
    assert (put.json()["example"], put.json()["former"]) == ("ACME-042", ["T-"])
    assert callers.olivia.call("PUT", "/ticket-numbering/", {"prefix": "4", "padding": 3}).status_code == 400
    assert said(callers.ana.call("PUT", "/ticket-numbering/", {"prefix": "A-", "padding": 3}))[0] == 403
    assert selectors.numbering().prefix == "ACME-"


def test_a_search_for_a_number_says_where_it_goes_on(acme, people, ticket):
    callers, carla = one_of_each(acme, people), people.carla
    kept = services.open_ticket(carla, "Again", Words("Again"), channel="mail", by=carla.actor)[0]
    services.merge(ticket, into=kept, by=people.olivia.actor)
    services.set_numbering("ACME-", 4, by=people.olivia.actor)
    [hit] = callers.ana.read("/search/", q=f"T-{ticket.number:04d}").json()["results"]
    assert (hit["ticket"]["number"], hit["merged"]) == (kept.number, f"ACME-{ticket.number:04d}")
    [hit] = callers.ana.read("/search/", q=str(kept.number)).json()["results"]
    assert hit["merged"] == ""
