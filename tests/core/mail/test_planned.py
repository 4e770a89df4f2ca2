"""Replies that leave later: at the moment wished for, taken back until then, and out of the customer's way."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.desk import selectors as desk
from core.mail.models import Letter
from core.tickets import services
from core.tickets.models import Draft, Message
from core.tickets.services.words import Words
from tenants.kernel import clock
from tests.support.fakes.smtp import at

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def ticket(people):
    return services.open_ticket(
        people.carla, "Charged twice", Words("Help."), channel="mail", by=people.carla.actor
    )[0]


@pytest.fixture
def plan(ticket, people):
    def reply(text="Later.", hours=20.0, yields=True, **more):
        moment = clock.now() + timedelta(hours=hours)
        return services.reply(
            ticket, text, author=people.ana, by=people.ana.actor, leaves_at=moment, yields=yields, **more
        )

    return reply


def _heard(ticket, people, text="I found it myself."):
    return services.hear(ticket, Words(text), contact=people.carla, channel="mail", by=people.carla.actor)


def _sent(smtp, text):
    return [one for one in smtp.letters if text in str(one.message)]


def test_it_leaves_at_its_time_and_not_before(plan, drain, smtp):
    plan()
    drain(at=clock.now() + timedelta(hours=19))
    assert not _sent(smtp, "Later.")
    drain(at=clock.now() + timedelta(hours=20, minutes=1))
    assert len(_sent(smtp, "Later.")) == 1


def test_the_customer_writes_first_and_it_is_a_draft_again(plan, ticket, people, drain, smtp):
    message = plan()
    _heard(ticket, people)
    message.refresh_from_db()
    assert message.withdrawn_at
    assert Draft.objects.get().body == "Later."
    ticket.refresh_from_db()
    assert (ticket.message_count, ticket.first_replied_at, ticket.awaits_reply) == (2, None, True)
    drain(at=clock.now() + timedelta(hours=30))
    assert not _sent(smtp, "Later.")


def test_without_that_wish_it_leaves_all_the_same(plan, ticket, people, drain, smtp):
    plan(yields=False)
    _heard(ticket, people)
    drain(at=clock.now() + timedelta(hours=30))
    assert len(_sent(smtp, "Later.")) == 1


def test_what_has_left_stays(plan, ticket, people, drain, smtp):
    message = plan(hours=0.1)
    drain(at=clock.now() + timedelta(hours=1))
    with clock.at(clock.now() + timedelta(hours=1)):
        _heard(ticket, people)
    message.refresh_from_db()
    assert message.withdrawn_at is None


def test_words_begun_meanwhile_are_not_lost(plan, ticket, people):
    plan()
    Draft.objects.create(ticket=ticket, user=people.ana, kind="reply", body="Something new")
    _heard(ticket, people)
    assert Draft.objects.get().body == "Later.\n\nSomething new"


def test_it_is_taken_back_by_hand_until_then(plan, people):
    message = plan()
    with clock.at(clock.now() + timedelta(hours=19)):
        services.withdraw(message, by=people.ana.actor)
    message.refresh_from_db()
    assert message.withdrawn_at


@pytest.mark.parametrize(("then", "kept"), [("waiting", ""), ("resolved", "resolve")])
def test_it_was_to_resolve_whatever_was_set_since(plan, ticket, people, then, kept):
    message = plan(then=then)
    other = {"waiting": "resolved", "resolved": "waiting"}[then]
    services.change(ticket, by=people.ben.actor, status=desk.status(other))
    services.withdraw(message, by=people.ana.actor)
    assert Draft.objects.get().kept.get("then", "") == kept


@pytest.mark.parametrize("hours", [-1, 24 * 91])
def test_a_moment_that_makes_no_sense_sends_nothing(plan, hours):
    with pytest.raises(services.BadTime):
        plan(hours=hours)
    assert not Message.objects.filter(kind="reply").exists()


def test_a_moment_just_past_is_now(plan, settings):
    message = plan(hours=-0.05)
    assert message.undo_until <= clock.now() + timedelta(seconds=settings.UNDO_SECONDS)


def test_the_customer_sees_it_when_it_leaves(plan, ticket, people, browser, acme):
    from core.tickets.selectors.thread import thread

    plan()
    assert [one.text for one in thread(people.carla.actor, ticket)] == ["Help."]


@pytest.mark.parametrize(
    ("then", "now", "leaves"),
    [
        ("tomorrow", datetime(2026, 11, 20, 16, tzinfo=BERLIN), datetime(2026, 11, 21, 9, tzinfo=BERLIN)),
        ("monday", datetime(2026, 11, 20, 16, tzinfo=BERLIN), datetime(2026, 11, 23, 9, tzinfo=BERLIN)),
        ("monday", datetime(2026, 11, 23, 8, tzinfo=BERLIN), datetime(2026, 11, 30, 9, tzinfo=BERLIN)),
        (
            "tomorrow",
            datetime(2026, 11, 20, 23, 30, tzinfo=ZoneInfo("UTC")),
            datetime(2026, 11, 22, 9, tzinfo=BERLIN),
        ),
        ("later", datetime(2026, 11, 20, 16, tzinfo=BERLIN), datetime(2026, 12, 1, 14, 30, tzinfo=BERLIN)),
    ],
)
def test_the_composer_means_the_agents_own_clock(ticket, people, browser, acme, then, now, leaves):
    people.ana.time_zone = "Europe/Berlin"
    people.ana.save()
    ana = browser(acme, people.ana)
    with clock.at(now):
        body = {
            "kind": "reply",
            "body": "Hi",
            "then": then,
            "leaves_at": "2026-12-01T14:30",
            "idempotency_key": then,
            "yields": "1",
        }
        answer = ana.post(f"/desk/tickets/{ticket.number}/reply/", body, headers={"HX-Request": "true"})
        page = ana.get(f"/desk/tickets/{ticket.number}/").text
    assert "Reply leaves" in answer.content.decode()
    message = Message.objects.get(kind="reply")
    assert (message.undo_until, message.yields) == (leaves, True)
    assert "Take back" in page


def test_plain_send_ignores_the_field_and_nonsense_is_refused(ticket, people, browser, acme):
    ana, path = browser(acme, people.ana), f"/desk/tickets/{ticket.number}/reply/"
    wrong = ana.post(
        path,
        {"kind": "reply", "body": "Hi", "then": "later", "leaves_at": "soon"},
        headers={"HX-Request": "true"},
    )
    assert "within the next 90 days" in wrong.headers["HX-Trigger"]
    ana.post(
        path,
        {"kind": "reply", "body": "Hi", "then": "", "leaves_at": "2026-12-01T14:30", "idempotency_key": "k"},
    )
    message = Message.objects.get(kind="reply")
    assert message.undo_until < clock.now() + timedelta(minutes=1)
    assert not message.yields
    assert not Letter.objects.filter(kind="reply", send_after__gt=clock.now() + timedelta(minutes=1)).exists()


def test_a_planned_one_keeps_nobody_waiting(plan, ticket, people, drain, smtp):
    plan("On Monday.", hours=60, yields=False)
    services.reply(ticket, "At once.", author=people.ana, by=people.ana.actor)
    drain(at=clock.now() + timedelta(minutes=1))
    assert len(_sent(smtp, "At once.")) == 1
    assert not _sent(smtp, "On Monday.")
    drain(at=clock.now() + timedelta(hours=61))
    assert len(_sent(smtp, "On Monday.")) == 1


def test_one_that_is_tried_again_still_goes_first(ticket, people, drain, smtp):
    for text in ("First.", "Second."):
        services.reply(ticket, text, author=people.ana, by=people.ana.actor)
    smtp.script(at("RCPT", "450 4.2.0 try later"))
    drain(at=clock.now() + timedelta(seconds=30))
    assert not smtp.letters
    drain(at=clock.now() + timedelta(minutes=5))
    drain(at=clock.now() + timedelta(minutes=6))
    assert [text for one in smtp.letters for text in ("First.", "Second.") if text in str(one.message)] == [
        "First.",
        "Second.",
    ]
