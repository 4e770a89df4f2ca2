"""New mail, same case: measured on invented pairs, and what each mode of an address does with it."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.desk import selectors as desk
from core.mail import services as mail
from core.mail.models import Mailbox
from core.mail.pipeline.likeness import HIGH, MIDDLE, Known, Likeness, likest, read
from core.tickets import services as tickets
from core.tickets.models import SameCase, Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid
from tests.core.mail.conftest import letter, said
from tests.core.mail.pairs import OTHER, SAME, Pair

PARCEL = "My parcel 48213377 was due on Monday and has not arrived. Where is it?"
AGAIN = "My parcel 48213377 has still not arrived, it was due on Monday."


def _score(pair: Pair) -> Likeness:
    subject, text, minutes, then_subject, then_text = pair
    found = likest(then_subject, then_text, [Known(1, subject, text, timedelta(minutes=minutes))])
    assert found is not None
    return found


@pytest.mark.parametrize("pair", OTHER, ids=lambda pair: f"{pair[0]} / {pair[3]}")
def test_two_matters_are_never_joined(pair):
    assert _score(pair).score < HIGH - 0.1, _score(pair)  # with room for what nobody has invented


def test_the_bounds_tell_the_pairs_apart():
    """Half of one matter would be joined, most of the rest asked about; of two matters one is asked."""
    same, other = ([_score(pair).score for pair in pairs] for pairs in (SAME, OTHER))

    assert (len(same), sum(score >= HIGH for score in same)) == (36, 19)
    assert sum(score >= MIDDLE for score in same) == 32
    assert (len(other), sum(score >= MIDDLE for score in other)) == (44, 1)


def test_the_likest_of_several_wins():
    known = [
        Known(number, subject, text, timedelta(minutes=minutes))
        for number, (subject, text, minutes, _subject, _text) in enumerate(SAME)
    ]
    hits = [
        likest(pair[3], pair[4], known[:index] + known[index + 1 :] + [known[index]])
        for index, pair in enumerate(SAME)
    ]
    assert sum(hit.ticket_id == index for index, hit in enumerate(hits)) >= len(SAME) - 4


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("order #10482 and INV-2291", {"10482", "INV2291"}),
        ("on 2026-11-20 at 12:30 for 1.048,00 euros", set()),
        ("call +49 30 555 0100, room 4, 2026", set()),
        ("Customer number: 883412, Kundennummer K-5520017, account 99120", set()),
        ("a@b123.example https://x.example/12345", set()),
        ("Serial SN-8841207.", {"SN8841207"}),
    ],
)
def test_what_counts_as_a_number_of_theirs(text, codes):
    assert {code.upper() for code in read("", text).codes} == codes


def test_their_own_name_says_nothing():
    known = [Known(1, "", "Kowalska Wisniewska Anna", timedelta(days=9))]
    found = likest("", "Anna Kowalska Wisniewska", known, name="Anna Kowalska Wisniewska")
    assert found.words == 0


def test_twenty_open_requests_cost_next_to_nothing():
    known = [
        Known(number, pair[0], pair[1] * 8, timedelta(minutes=pair[2]))
        for number, pair in enumerate(SAME[:20])
    ]
    tries = []
    for _ in range(20):
        begin = time.process_time()
        for _ in range(5):
            likest("Where is my delivery?", AGAIN * 10, known)
        tries.append((time.process_time() - begin) / 5)
    assert min(tries) < 0.005  # below 1 ms on a machine that is not held up


@pytest.fixture
def mode():
    """mode("join"): what the address does with new mail of a customer who has an open request."""

    def choose(wanted):
        mail.set_same_case(Mailbox.objects.get(is_default=True), wanted, by=SYSTEM)

    return choose


def _twice(post, second=None, **more):
    post(letter(PARCEL, subject="Parcel late"))
    return post(second or letter(AGAIN, subject="Where is my delivery?", **more))


def test_ask_opens_a_request_and_asks(post, people):
    inbound = _twice(post)

    second = Ticket.objects.get(number=2)
    row = SameCase.objects.get()
    assert inbound.message.ticket == second
    assert (row.ticket, row.other.number, row.state) == (second, 1, "asked")
    assert row.score >= MIDDLE
    assert said(inbound, "same_case").startswith(f"may be T-0001: {row.score:.2f} (words ")
    assert "the same number" in said(inbound, "same_case")


def test_join_adds_what_is_clear_and_asks_about_the_rest(post, people, mode):
    mode("join")
    inbound = _twice(post)
    assert (inbound.message.ticket.number, SameCase.objects.count()) == (1, 0)
    assert said(inbound, "same_case").startswith("added to T-0001: ")

    unsure = post(letter("Where is the parcel? It has not arrived.", subject="Delivery"))
    assert unsure.message.ticket.number == 2
    assert SameCase.objects.get().other.number == 1


def test_thread_opens_a_request_and_says_nothing(post, people, mode):
    mode("thread")
    inbound = _twice(post)
    assert (inbound.message.ticket.number, SameCase.objects.count()) == (2, 0)
    assert said(inbound, "same_case") == "switched off for this address"


def test_another_matter_is_another_request(post, people, mode):
    mode("join")
    inbound = _twice(post, letter("I moved. Please change the address in my account.", subject="Address"))
    assert (inbound.message.ticket.number, SameCase.objects.count()) == (2, 0)
    assert said(inbound, "same_case").startswith("like none of 1 open requests; the nearest 0.")


def test_never_across_customers(post, people, mode):
    mode("join")
    inbound = _twice(post, letter(AGAIN, subject="Parcel late", sender=f"Dmitri <{people.dmitri.email}>"))
    assert inbound.message.ticket.number == 2
    assert said(inbound, "same_case") == "no other open request"
    assert not SameCase.objects.exists()


def test_a_new_customer_costs_no_query(post, people):
    post(letter(PARCEL, subject="Parcel late"))
    with CaptureQueriesContext(connection) as seen:
        inbound = post(
            letter(AGAIN, subject="Parcel late", sender="Nora <nora@new.example>"), sender="nora@new.example"
        )
    assert said(inbound, "same_case") == "new customer"
    assert not [one for one in seen.captured_queries if 'LEFT("tickets_message"' in one["sql"].upper()]


def test_comparing_is_one_query_whatever_is_open(post, people):
    for number in range(5):
        tickets.open_ticket(
            people.carla, f"No {number}", Words(PARCEL), channel="portal", by=people.carla.actor
        )
    with CaptureQueriesContext(connection) as seen:
        inbound = post(letter(AGAIN, subject="Where is my delivery?"))
    assert inbound.state == "parked" or SameCase.objects.exists()
    asked = [one for one in seen.captured_queries if "awaits_reply" in one["sql"] and "LEFT(" in one["sql"]]
    assert len(asked) == 1


def test_what_rests_or_is_finished_is_not_compared(post, people, mode):
    mode("join")
    post(letter(PARCEL, subject="Parcel late"))
    with clock.at(clock.now() + timedelta(days=15)):
        late = post(letter(AGAIN, subject="Where is my delivery?"))
    assert said(late, "same_case") == "no other open request"
    for ticket in Ticket.objects.all():
        tickets.change(ticket, by=people.ana.actor, status=desk.status("closed"))
    done = post(letter(f"{AGAIN} Please look.", subject="Where is my delivery?"))
    assert said(done, "same_case") == "no other open request"


def test_we_wait_for_the_customer_however_long(post, people, mode):
    mode("join")
    post(letter(PARCEL, subject="Parcel late"))
    tickets.reply(Ticket.objects.get(), "Which number?", author=people.ana, by=people.ana.actor)
    with clock.at(clock.now() + timedelta(days=30)):
        late = post(letter(f"Parcel: {AGAIN} It was due Monday.", subject="Parcel late"))
    assert late.message.ticket.number == 1


def test_who_is_called_a_fake_joins_nothing_and_adds_nobody(post, people, mode):
    mode("join")
    forged = letter(
        AGAIN,
        subject="Where is my delivery?",
        authentication_results="mx.acme.example; dmarc=fail",
        cc="eve@stranger.example",
    )
    inbound = _twice(post, forged)
    assert inbound.message.ticket.number == 2
    assert SameCase.objects.count() == 1


def test_a_guess_lets_nobody_else_in(post, people, mode):
    mode("join")
    inbound = _twice(post, cc="eve@stranger.example")
    assert inbound.message.ticket.number == 1
    assert tickets.copies_of(inbound.message.ticket) == []


def test_evidence_goes_before_likeness(post, people, mode):
    mode("join")
    post(letter(PARCEL, subject="Parcel late"))
    post(letter("I moved. Please change the address in my account.", subject="Address"))
    inbound = post(letter(AGAIN, subject="Re: [T-0002]"))
    assert inbound.message.ticket.number == 2
    assert said(inbound, "same_case") == "continues a request"


def test_merging_answers_the_question_and_apart_is_remembered(post, people):
    _twice(post)
    first, second = Ticket.objects.order_by("number")
    tickets.merge(second, into=first, by=people.ana.actor)
    assert (SameCase.objects.get().state, SameCase.objects.get().decided_by) == (
        "merged",
        people.ana.actor.ref,
    )
    SameCase.objects.update(state="asked")
    tickets.unmerge(second.merges.get(), by=people.ana.actor)

    tickets.keep_apart(second, by=people.ben.actor)
    tickets.keep_apart(second, by=people.ana.actor)
    assert (SameCase.objects.get().state, SameCase.objects.get().decided_by) == (
        "apart",
        people.ben.actor.ref,
    )


def test_an_unknown_mode_is_refused(people):
    with pytest.raises(Invalid):
        mail.set_same_case(Mailbox.objects.get(is_default=True), "contact", by=people.olivia.actor)
