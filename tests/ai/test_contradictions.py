"""Near-equal messages that people gave different categories: found by the learner, shown, settled by a click."""

from dataclasses import replace

import pytest

from ai import options, selectors, services
from ai.models import Contradiction, Correction
from ai.services import contradicting, learning
from core.audit.models import Record
from core.tickets.models import Ticket
from tenants.kernel.errors import Refused
from tests.support.callers import one_of_each, said
from tests.support.counting import statements

TWICE = (
    "Hello, our card was charged twice for the March invoice, please pay the second one back. Regards, {0}"
)
SIGN_IN = "I cannot sign in any more, the password of user {0} is refused again and again."
PAGE = "/settings/ai/contradictions/"


@pytest.fixture
def decide(write_in, people):
    """decide(text, key) opens a ticket with this text and gives it the category; returns the ticket."""

    def decided(text, key, by=None):
        ticket = write_in(text, subject="Help").ticket
        services.correct(ticket, "category", key, (by or people.ana).actor)
        return ticket

    return decided


@pytest.fixture
def pair(decide, people):
    first = decide(TWICE.format("Carla"), "billing.refund")
    second = decide(TWICE.format("Karla"), "billing.invoice", people.ben)
    decide(SIGN_IN.format("A1"), "account.sign_in")
    decide(SIGN_IN.format("A2"), "account.sign_in")
    learning.learn()
    return first, second


def test_the_learner_finds_them_and_looks_at_new_decisions_alone(pair, decide):
    row = Contradiction.objects.get()
    assert (row.one.ticket, row.other.ticket) == pair
    assert row.likeness >= contradicting.NEAR
    last = Correction.objects.order_by("-pk").first().pk
    assert contradicting.find(last) == 0, "nothing is new"
    assert contradicting.find(0) == 0, "and nothing is found twice"


def test_short_words_and_the_same_ticket_contradict_nothing(decide, people):
    decide("Thanks!", "billing.refund")
    decide("Thanks!", "account.sign_in")
    ticket = decide(TWICE.format("Carla"), "billing.refund")
    services.correct(ticket, "category", "billing.invoice", people.ben.actor)
    assert contradicting.find(0) == 0


def test_the_cost_is_bounded(decide, monkeypatch):
    monkeypatch.setattr(contradicting, "COMPARED", 3)
    monkeypatch.setattr(contradicting, "LOOKED_AT", 1)
    decide(TWICE.format("Carla"), "billing.refund")
    for number in range(3):
        decide(SIGN_IN.format(number), "account.sign_in")
    decide(SIGN_IN.format("B"), "billing.refund")
    with statements(7):  # savepoint and release among them
        assert contradicting.find(0) == 2
    assert Contradiction.objects.count() == 2, "of the newest message, with the other two it may look at"


def test_one_click_moves_the_other_ticket_and_teaches(pair, acme, people, browser):
    first, second = pair
    owner, row = browser(acme, people.olivia), Contradiction.objects.get()
    html = owner.get(PAGE).text
    assert (first.label in html, second.label in html, "Ben" in html) == (True, True, True)

    assert owner.post(f"{PAGE}{row.pk}/", {"keep": "billing.refund"}).status_code == 302
    second.refresh_from_db()
    assert second.category.key == "billing.refund"
    made = Correction.objects.order_by("-pk").first()
    assert (made.ticket, made.value, made.source, made.user) == (
        second, "billing.refund", "settled", people.olivia
    )  # fmt: skip
    assert Record.objects.get(action="ai.contradiction_settled").after == {"kept": "billing.refund"}
    assert "Nothing contradicts" in owner.get(PAGE).text
    learned = [one for one in options.labelled() if one.text.endswith("Karla")]
    assert learned[-1].value == "billing.refund"

    assert owner.post(f"{PAGE}{row.pk}/", {"keep": "billing.refund"}).status_code == 302, "twice is once"
    assert Correction.objects.order_by("-pk").first() == made


def test_each_may_be_right_where_it_is(pair, people):
    row = Contradiction.objects.get()
    before = Correction.objects.count()
    services.settle_contradiction(row, "", people.olivia.actor)
    assert Correction.objects.count() == before
    assert not selectors.contradictions(people.olivia.actor).exists()
    with pytest.raises(services.AlreadySettled):
        services.settle_contradiction(row, "billing.refund", people.olivia.actor)


def test_one_that_people_mended_themselves_is_gone(pair, people):
    services.correct(pair[1], "category", "billing.refund", people.ana.actor)
    assert not selectors.contradictions(people.olivia.actor).exists()
    learning.learn()
    assert Contradiction.objects.count() == 1, "it is not found again"


def test_a_page_that_was_open_since_does_not_take_a_later_word_back(pair, people, acme, browser):
    row, said = Contradiction.objects.get(), "account.sign_in"
    services.correct(pair[1], "category", said, people.ana.actor)
    with pytest.raises(services.DecidedAnew):
        services.settle_contradiction(row, "billing.refund", people.olivia.actor)
    assert (
        browser(acme, people.olivia).post(f"{PAGE}{row.pk}/", {"keep": "billing.refund"}).status_code == 409
    )
    pair[1].refresh_from_db()
    row.refresh_from_db()
    assert (pair[1].category.key, row.settled_at) == (said, None)


def test_who_may_not_correct_moves_no_ticket(pair, people):
    row, by = Contradiction.objects.get(), people.olivia.actor
    without = replace(by, permissions=by.permissions - {"ai.correct"})
    with pytest.raises(Refused):
        services.settle_contradiction(row, "billing.refund", without)
    pair[1].refresh_from_db()
    assert pair[1].category.key == "billing.invoice"
    assert services.settle_contradiction(row, "", without).settled_at, "that moves nothing"


def test_programs_and_who_may_not(pair, acme, people, browser):
    callers, row = one_of_each(acme, people), Contradiction.objects.get()
    shown = callers.olivia.read("/ai/contradictions/").json()["results"]
    assert [(side["ticket"], side["category"], side["decided_by"]) for side in shown[0]["sides"]] == [
        (pair[0].number, "billing.refund", people.ana.name),
        (pair[1].number, "billing.invoice", people.ben.name),
    ]
    where = f"/ai/contradictions/{row.pk}/settle/"
    assert said(callers.olivia.call("POST", where, {"keep": "account.sign_in"})) == (
        400, "contradiction.neither"
    )  # fmt: skip
    assert said(callers.ana.call("POST", where, {"keep": ""})) == (403, "forbidden")
    assert said(callers.olivia.call("POST", "/ai/contradictions/0/settle/", {"keep": ""}))[0] == 404
    assert browser(acme, people.ana).get(PAGE).status_code == 403
    assert callers.olivia.call("POST", where, {"keep": "billing.invoice"}).json()["kept"] == "billing.invoice"
    pair[0].refresh_from_db()
    assert pair[0].category.key == "billing.invoice"


def test_a_page_costs_the_same_however_many_rows(pair, decide, people):
    for number in range(4):
        decide(TWICE.format(f"Carl{number}"), "billing.invoice")
    contradicting.find(0)
    with statements(2):
        rows = list(selectors.contradictions(people.olivia.actor))
        sides = selectors.sides_of(rows)
    assert len(rows) == len(sides) >= 4
    assert all(side.decision.ticket.subject and side.text for both in sides.values() for side in both)
    Ticket.objects.filter(pk=pair[0].pk).delete()
    assert not Contradiction.objects.filter(one__ticket=pair[0].pk).exists()
