"""Proposals, gaps and voices as a program uses them: lists, decisions, words, and who may."""

import pytest

from ai.models import Gap, Proposal, Voice
from core.desk import selectors as desk
from core.knowledge.models import Article
from tests.support.callers import one_of_each, said
from tests.support.counting import statements

PROPOSALS, GAPS, VOICES = "/ai/proposals/", "/ai/gaps/", "/ai/voices/"


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


@pytest.fixture
def proposed(write_in):
    rows = [Proposal.objects.create(title=f"Export {n}", body="Choose export.", seen=n) for n in (1, 2, 3)]
    rows[2].tickets.add(write_in().ticket_id)
    return rows


@pytest.fixture
def asked(write_in):
    rows = [Gap.objects.create(title=f"Umlauts {n}", asked="secret words", seen=n) for n in (1, 2, 3)]
    rows[2].tickets.add(write_in().ticket_id)
    return rows


def test_proposals_come_in_pages_with_their_tickets_and_without_those_one_may_not_see(callers, proposed):
    first = callers.ana.read(PROPOSALS, page_size=2).json()
    assert [(row["title"], row["tickets"]) for row in first["results"]] == [
        ("Export 3", [1]), ("Export 2", [])
    ]  # fmt: skip
    rest = callers.ana.get(first["next"], headers=callers.ana._with_token({})).json()
    assert [row["title"] for row in rest["results"]] == ["Export 1"]
    assert rest["next"] is None
    assert callers.ana.read(PROPOSALS, state="approved").json()["results"] == []
    assert callers.ana.read(PROPOSALS, state="odd").status_code == 400


@pytest.mark.parametrize("path", [PROPOSALS, GAPS])
def test_a_page_costs_the_same_however_many_rows_it_has(callers, proposed, asked, path):
    callers.ana.read(path)  # sessions and permissions are remembered now
    for rows in (1, 3):
        with statements(3):  # the caller, the rows, the tickets behind them
            assert len(callers.ana.read(path, page_size=rows).json()["results"]) == rows


def test_approving_makes_a_draft_with_the_words_sent_and_once(callers, proposed):
    where = f"{PROPOSALS}{proposed[0].pk}/"
    done = callers.ana.call("POST", f"{where}approve/", {"title": "Exports"}).json()
    article = Article.objects.get(title="Exports")
    assert (done["state"], done["article"]) == ("approved", article.public_id)
    assert (article.body, article.visibility) == ("Choose export.", "draft")
    assert said(callers.ana.call("POST", f"{where}approve/", {})) == (409, "proposal.decided")
    assert callers.ana.read(where).json()["state"] == "approved"


def test_publishing_and_switching_are_for_those_who_may(callers, proposed):
    where = f"{PROPOSALS}{proposed[0].pk}/approve/"
    assert callers.ana.call("POST", where, {"publish": True}).status_code == 403
    assert Proposal.objects.filter(state="pending").count() == 3
    assert callers.olivia.call("POST", where, {"publish": True}).status_code == 200
    assert Article.objects.get(title="Export 1").visibility == "public"

    assert callers.ana.call("PUT", "/ai/proposing/", {"is_on": True}).status_code == 403
    assert callers.olivia.call("PUT", "/ai/proposing/", {"is_on": True}).json() == {"is_on": True}
    assert callers.ana.read("/ai/proposing/").json() == {"is_on": True}


def test_a_rejected_proposal_stays_rejected(callers, proposed):
    where = f"{PROPOSALS}{proposed[1].pk}/reject/"
    assert callers.ana.call("POST", where).json()["state"] == "rejected"
    assert said(callers.ana.call("POST", where)) == (409, "proposal.decided")
    assert [row["title"] for row in callers.ana.read(PROPOSALS, state="rejected").json()["results"]] == [
        "Export 2"
    ]


def test_a_gap_is_begun_as_an_article_or_dismissed_and_the_question_itself_is_not_shown(callers, asked):
    shown = callers.ana.read(GAPS)
    assert [row["title"] for row in shown.json()["results"]] == ["Umlauts 3", "Umlauts 2", "Umlauts 1"]
    assert "secret words" not in shown.text

    begun = callers.ana.call("POST", f"{GAPS}{asked[0].pk}/begin/").json()
    again = callers.ana.call("POST", f"{GAPS}{asked[0].pk}/begin/").json()
    article = Article.objects.get(title="Umlauts 1")
    assert begun["article"] == again["article"] == article.public_id
    assert begun["state"] == "written"

    assert callers.ana.call("POST", f"{GAPS}{asked[1].pk}/dismiss/").json()["state"] == "dismissed"
    assert said(callers.ana.call("POST", f"{GAPS}{asked[0].pk}/dismiss/")) == (409, "gap.closed")
    assert callers.ana.read(f"{GAPS}99999999999999999999/").status_code == 404


def test_who_writes_no_articles_sees_neither(callers, proposed, asked):
    for caller, status in ((callers.stranger, 401), (callers.bea, 403), (callers.carla, 403)):
        for path in (PROPOSALS, GAPS):
            assert caller.read(path).status_code == status
        assert caller.call("POST", f"{GAPS}{asked[0].pk}/dismiss/").status_code == status
    assert Gap.objects.filter(state="open").count() == 3


def test_voices_are_set_for_all_and_for_a_queue_and_what_is_left_out_stays(callers):
    adam, queue = callers.olivia, desk.default_queue().pk
    assert adam.read(VOICES).json() == [
        {"queue": None, "guidelines": "", "forbidden": [], "changed_at": None}
    ]
    own = adam.call("PATCH", f"{VOICES}all/", {"guidelines": "Be brief.", "forbidden": ["no way"]}).json()
    assert (own["guidelines"], own["forbidden"]) == ("Be brief.", ["no way"])
    assert adam.call("PATCH", f"{VOICES}all/", {"forbidden": []}).json()["guidelines"] == "Be brief."

    where = f"{VOICES}queues/{queue}/"
    assert adam.call("PATCH", where, {"guidelines": "Speak of invoices."}).status_code == 200
    assert [row["queue"] for row in adam.read(VOICES).json()] == [None, queue]
    assert adam.read(where).json()["guidelines"] == "Speak of invoices."
    assert adam.read(f"{VOICES}queues/987654/").status_code == 404


def test_a_voice_that_is_too_long_is_refused_and_nothing_changes(callers):
    for body in ({"guidelines": "x" * 4_001}, {"forbidden": ["x"] * 101}, {"forbidden": ["x" * 121]}):
        assert callers.olivia.call("PATCH", f"{VOICES}all/", body).status_code == 400
    assert not Voice.objects.exists()
    assert callers.ana.call("PATCH", f"{VOICES}all/", {"guidelines": "x"}).status_code == 403
