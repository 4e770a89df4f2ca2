"""Once a week figures are held against the four weeks before; beyond a bound owners are told once."""

from datetime import timedelta

import pytest
from django.utils import translation

from ai import rules
from ai.models import Drift, Outcome, Result, Run, Suggestion, Verdict
from ai.services import drift
from core.mail.models import Letter
from core.tickets.models import Message
from tenants import context
from tenants.events.bus import hushed
from tenants.kernel import clock
from tenants.models import Tenant


def monday():
    today = clock.now().date()
    return drift.Span(today - timedelta(days=today.weekday()) - drift.WEEK).begins


NOW, BEFORE = timedelta(days=2), timedelta(days=-10)


@pytest.fixture
def ticket(write_in):
    with hushed():
        return write_in("An old message").ticket


@pytest.fixture
def read(ticket):
    """read(when, {category: number}, confidence): so many readings, so long after the week's Monday."""

    def made(when, values, confidence=0.9):
        with hushed():
            run = Run.objects.create(
                kind="draft", message=ticket.messages.first(), ticket=ticket, created_at=monday() + when,
                input_hash=f"{when}{values}"[:64],
            )  # fmt: skip
        Result.objects.bulk_create(
            Result(run=run, ticket=ticket, field="category", value=value, confidence=confidence,
                   mode="suggest", is_latest=False)
            for value, number in values.items() for _ in range(number)
        )  # fmt: skip

    return made


@pytest.fixture
def decide(ticket):
    def made(when, right, wrong):
        Verdict.objects.bulk_create(
            Verdict(ticket=ticket, field="category", said="a", is_right=n < right, how="confirmed",
                    confidence=0.9, at=monday() + when)
            for n in range(right + wrong)
        )  # fmt: skip

    return made


def alarming():
    return {row.measure: row.is_alarming for row in Drift.objects.all()}


def test_the_index_is_zero_for_the_same_mix_and_grows_with_the_difference():
    mix = {"a": 500, "b": 300, "c": 200}
    assert rules.stability(mix, {"a": 50, "b": 30, "c": 20}) == 0.0
    assert rules.stability(mix, {"a": 20, "b": 30, "c": 50}) > rules.LABELS_MOVED
    assert rules.stability(mix, {"d": 100}) > 1
    assert rules.stability({}, {"a": 3}) == 0.0


def test_a_usual_week_is_kept_and_tells_nobody(read, decide, drain):
    read(BEFORE, {"a": 200, "b": 100})
    read(NOW, {"a": 70, "b": 30})
    decide(BEFORE, 90, 10)
    decide(NOW, 85, 15)
    assert len(drift.look()) == 3
    assert drift.look() == [], "once a week"
    drain()
    assert alarming() == {"labels": False, "confidence": False, "values": False}
    assert not Letter.objects.filter(kind="advice").exists()


def test_other_messages_less_confidence_and_fewer_right_ones_are_told_once(read, decide, drain, people):
    read(BEFORE, {"a": 200, "b": 100}, 0.9)
    read(NOW, {"a": 20, "c": 80}, 0.75)
    decide(BEFORE, 90, 10)
    decide(NOW, 75, 25)
    drift.look()
    drift.look()
    drain()
    assert alarming() == {"labels": True, "confidence": True, "values": True}
    letters = Letter.objects.filter(kind="advice")
    assert {one.recipient for one in letters} == {people.olivia.email, people.adam.email}, "who sets policies"
    letter = letters[0]
    assert "Triage is less sure of categories: 75 % on average, 90 % before." in letter.text
    assert "Fewer proposed values are right: 75 %, 90 % before." in letter.text
    assert "/settings/ai/quality/" in letter.text


def test_they_hear_in_the_organizations_language(read, acme, drain):
    read(BEFORE, {"a": 200}, 0.9)
    read(NOW, {"a": 100}, 0.7)
    Tenant.objects.filter(pk=acme.pk).update(language="de")
    with context.tenant(Tenant.objects.get(pk=acme.pk)):
        assert len(drift.look()) == 2
        assert drift.look() == []
    drain()
    letter = Letter.objects.filter(kind="advice").first()
    with translation.override("de"):
        said = drift.sentence(Drift.objects.get(measure="confidence"))
    assert said in letter.text


def test_few_values_say_nothing(read, decide):
    read(BEFORE, {"a": 200})
    read(NOW, {"b": 49})
    decide(BEFORE, 100, 0)
    decide(NOW, 0, 49)
    assert drift.look() == []


def test_replies_that_are_used_less_are_told(ticket):
    def outcomes(when, used, other):
        rows = Suggestion.objects.bulk_create(
            Suggestion(ticket=ticket, message=ticket.messages.first()) for _ in range(used + other)
        )
        Outcome.objects.bulk_create(
            Outcome(suggestion=row, kind="edited" if n < used else "discarded", created_at=monday() + when)
            for n, row in enumerate(rows)
        )

    outcomes(BEFORE, 50, 10)
    outcomes(NOW, 30, 30)
    drift.look()
    row = Drift.objects.get(measure="replies")
    assert (round(row.before, 2), row.now, row.number, row.is_alarming) == (0.83, 0.5, 60, True)


@pytest.mark.parametrize(("word", "is_alarming"), [("reports", False), ("zeppelin", True)])
def test_words_never_seen_before_are_told(ticket, word, is_alarming):
    def say(when, text, number=60):
        Message.objects.bulk_create(
            Message(ticket=ticket, kind="customer", channel="mail", text=text, created_at=monday() + when)
            for _ in range(number)
        )

    say(timedelta(days=-20), "the export of reports is empty again, please help")
    say(timedelta(days=-3), "the export of reports is empty again, please help")
    say(NOW, f"the {word} of {word} is empty again, please help")
    drift.look()
    assert Drift.objects.get(measure="words").is_alarming is is_alarming


def test_the_daily_sweep_looks_and_the_page_shows_it(read, drain, acme, people, browser):
    from ai import tasks

    read(BEFORE, {"a": 300})
    read(NOW, {"c": 100})
    tasks.sweep_tenant.delay()
    drain()
    page = browser(acme, people.olivia).get("/settings/ai/quality/").text
    assert "Messages are about other things" in page
