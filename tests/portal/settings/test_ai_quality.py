""" "How good is it?": the figures are right, every one opens its tickets, and they cost the same however many."""

from datetime import timedelta

import pytest

from ai.models import Contradiction, Correction, Outcome, Result, Run, Suggestion, Verdict
from ai.selectors import quality, watched
from ai.selectors.quality import Asked
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants import context
from tenants.events.bus import hushed
from tenants.kernel import clock

PAGE, LIST = "/settings/ai/quality/", "/settings/ai/quality/tickets/"


@pytest.fixture
def owner(browser, acme, people):
    return browser(acme, people.olivia)


@pytest.fixture
def ticket(people) -> Ticket:
    with hushed():
        return tickets.open_ticket(
            people.carla, "Charged twice", Words("x"), channel="mail", by=people.carla.actor
        )[0]


def note(ticket, said="billing.refund", final="billing.refund", days=1, **facts) -> None:
    facts = {"how": "confirmed" if said == final else "corrected", "confidence": 0.95, "engine": "local",
             "model": "local", "prompt_version": "local-1", "field": "category"} | facts  # fmt: skip
    at = clock.now() - timedelta(days=days)
    Verdict.objects.create(ticket=ticket, said=said, final=final, is_right=said == final, at=at, **facts)


@pytest.fixture
def decided(ticket) -> None:
    for number in range(8):
        note(ticket, confidence=0.95 if number < 5 else 0.55)
    for _ in range(2):
        note(ticket, final="billing.invoice", was_auto=True, how="undone", confidence=0.55)
    note(ticket, was_auto=True, how="closed", model="small", prompt_version="triage-1", days=10)
    note(ticket, days=60)
    note(ticket, field="priority", said="high", final="high")


def test_the_figures_are_those_of_the_window(decided):
    found = quality.quality(Asked())
    row = found.fields["category"]
    assert (row["decided"], row["right"], row["auto"], row["auto_right"], row["undone"]) == (11, 9, 3, 1, 2)
    assert found.fields["priority"]["decided"] == 1
    assert [(bin_["bin"], bin_["decided"], bin_["right"]) for bin_ in found.bins] == [(5, 5, 3), (9, 6, 6)]
    assert found.pairs == [{"said": "billing.refund", "final": "billing.invoice", "number": 2}]
    assert [(row["model"], row["decided"]) for row in found.models] == [("local", 10), ("small", 1)]
    assert sum(row["decided"] for row in found.weeks) == 11
    assert round(found.calibration_error, 3) == round((5 * 0.05 + 6 * 0.05) / 11, 3)
    assert quality.quality(Asked(days=90)).fields["category"]["decided"] == 12
    assert quality.quality(Asked(model="small")).fields["category"]["decided"] == 1


def test_every_number_lists_just_what_it_counts(decided, owner):
    found = quality.quality(Asked())
    for part, number in (
        ({}, 11), ({"right": "yes"}, 9), ({"right": "no"}, 2), ({"how": "undone"}, 2), ({"auto": "yes"}, 3),
        ({"bin": "9"}, 6), ({"bin": "5"}, 5), ({"said": "billing.refund", "final": "billing.invoice"}, 2),
        ({"week": found.weeks[0]["week"]}, found.weeks[0]["decided"]), ({"bin": "x", "week": "no"}, 11),
    ):  # fmt: skip
        assert quality.verdicts_of(Asked(), part).count() == number, part
        html = owner.get(LIST, part | {"field": "category"}).content.decode()
        assert html.count("main-link") == number, part


def test_the_page_shows_them_and_links_to_their_tickets(decided, owner):
    html = owner.get(PAGE).content.decode()
    assert "81 %" in html, "9 of 11, cut off"
    for link in (
        "how=undone", "read=all", "read=applied", "bin=9&amp;right=yes", "said=billing.refund&amp;auto=yes",
        "model=small&amp;version=triage-1&amp;right=yes",
    ):  # fmt: skip
        assert link in html, link
    assert 'role="img"' in html
    assert html.count("<circle") == 2
    assert "Refund" in html


def test_suggested_replies_are_counted_by_what_became_of_them(ticket, owner):
    message = ticket.messages.get()
    run = Run.objects.create(
        kind="draft", message=message, ticket=ticket, model="small", prompt_version="draft-1"
    )
    for kind, likeness in (("edited", 0.8), ("edited", 0.6), ("sent_as_is", 1.0), ("stale", None)):
        made = Suggestion.objects.create(run=run, ticket=ticket, message=message, body="x")
        Outcome.objects.create(suggestion=made, kind=kind, similarity=likeness)
    found = quality.quality(Asked())
    assert found.replies["edited"] == {"kind": "edited", "number": 2, "likeness": 0.7}
    assert found.versions == [{"version": "draft-1", "model": "small", "decided": 3, "used": 3}]
    html = owner.get(PAGE).content.decode()
    assert "70 % of the words stayed on average" in html
    assert owner.get(LIST, {"outcome": "edited"}).content.decode().count("main-link") == 2
    one = {"engine": "small", "prompt": "draft-1"}
    for part, number in (("decided", 3), ("used", 3)):
        assert f"reply={part}&amp;engine=small&amp;prompt=draft-1" in html
        assert owner.get(LIST, one | {"reply": part}).content.decode().count("main-link") == number
    assert (
        owner.get(LIST, one | {"reply": "used", "prompt": "draft-2"}).content.decode().count("main-link") == 0
    )


def test_what_nobody_put_right_lists_just_that_and_shares_are_of_the_asked_model(decided, ticket, owner):
    note(ticket, final="", field="spam", said="yes")
    html = owner.get(PAGE, {"field": "spam"}).content.decode()
    assert ("final=-&amp;" in html or "final=-&" in html, ">Spam<" in html, "Advised" in html) == (
        True,
        True,
        False,
    )
    note(ticket, final="no", field="spam", said="yes")
    listed = owner.get(LIST, {"field": "spam", "said": "yes", "final": "-", "right": "no"}).content.decode()
    assert (listed.count("main-link"), "not kept" in listed) == (1, True)

    for model, mode in (("small", "auto"), ("", "suggest")):
        run = Run.objects.create(
            kind="draft",
            message=ticket.messages.get(),
            ticket=ticket,
            engine="local",
            model=model,
            input_hash=model,
        )
        Result.objects.create(
            run=run, ticket=ticket, field="category", value="a", confidence=1, mode=mode, is_latest=False
        )
    Run.objects.filter(model="").update(created_at=clock.now() - timedelta(days=120))
    assert quality.quality(Asked(days=365)).proposed == 1, "not what is kept by chance from before"
    assert "1 of 1 read, in the last 90 days" in owner.get(PAGE, {"days": "365"}).content.decode()
    Run.objects.filter(model="").update(created_at=clock.now())
    shares = [quality.quality(Asked(model=model)) for model in ("", "small", "local")]
    assert [(one.applied, one.proposed) for one in shares] == [(1, 2), (1, 1), (0, 1)]
    for model, one in zip(("", "small", "local"), shares, strict=True):
        for part, number in (("all", one.proposed), ("applied", one.applied)):
            listed = owner.get(LIST, {"model": model, "read": part}).content.decode()
            assert listed.count("main-link") == number, (model, part)


def test_the_notice_of_contradictions_counts_those_of_its_list(ticket, people, owner):
    one, two = (
        Correction.objects.create(ticket=ticket, field="category", value=key, user=people.ana)
        for key in ("billing.refund", "other")
    )
    Contradiction.objects.create(one=one, other=two, likeness=0.95)
    assert "near-equal messages" not in owner.get(PAGE).content.decode(), "decided again since"


@pytest.mark.parametrize("many", [1, 200])
def test_it_costs_the_same_however_much_was_decided(ticket, owner, many, django_assert_num_queries):
    for _ in range(many):
        note(ticket)
    with django_assert_num_queries(2):
        quality.quality(Asked())
    owner.get(PAGE), owner.get(LIST)
    with django_assert_num_queries(QUERIES[PAGE]):
        owner.get(PAGE)
    with django_assert_num_queries(QUERIES[LIST]):
        owner.get(LIST)


QUERIES = {PAGE: 12, LIST: 4}


@pytest.fixture
def disputed(ticket) -> None:
    """Five values of a model that the other engine contradicted, and one it did not."""
    for number, final in enumerate(("a", "a", "b", "c", None, "a")):
        run = Run.objects.create(
            kind="draft", message=ticket.messages.get(), ticket=ticket, engine="model", model="small",
            input_hash=str(number),
        )  # fmt: skip
        row = Result.objects.create(
            run=run, ticket=ticket, field="category", value="a", confidence=0.9, mode="suggest",
            is_latest=False, disputed_by=None if number == 5 else "b",
        )  # fmt: skip
        if final:
            note(ticket, said="a", final=final, result=row, engine="model", model="small")


def test_the_second_opinion_is_judged_by_what_people_decided(disputed, owner):
    found = watched.watched(Asked())
    assert (found.read, found.differed, found.model, found.local, found.neither, found.open) == (
        6, 5, 2, 1, 1, 1
    )  # fmt: skip
    for who, number in (("all", 5), ("model", 2), ("local", 1), ("neither", 1), ("open", 1)):
        html = owner.get(LIST, {"second": who}).content.decode()
        assert html.count("main-link") == number, who
        assert "the built-in engine read B" in html
    page = owner.get(PAGE).content.decode()
    assert "The built-in engine was sure of another value for 5 of 6 (83 %)." in page
    assert "second=local" in page
    assert "Second opinion" not in owner.get(PAGE, {"field": "sentiment"}).content.decode()


def test_nothing_decided_is_said_and_odd_questions_are_as_at_the_start(owner):
    html = owner.get(PAGE, {"field": "mood", "days": "0", "model": "x" * 500}).content.decode()
    assert "Nothing has been decided yet" in html
    assert "No tickets" in owner.get(LIST, {"bin": "77", "week": "2026-99-99"}).content.decode()


def test_who_may_not_and_the_neighbours(decided, agent_client, globex):
    assert agent_client.get(PAGE).status_code == 403
    assert agent_client.get(LIST).status_code == 403
    with context.tenant(globex):
        assert quality.quality(Asked()).fields == {}
