"""Proposed articles and missing answers, decided on their pages."""

from __future__ import annotations

import pytest

from ai import services
from ai.models import Gap, Proposal
from core.knowledge.models import Article
from tests.portal.agent.test_counts import queries

pytestmark = pytest.mark.django_db
PROPOSALS, GAPS = "/desk/knowledge/proposals/", "/desk/knowledge/gaps/"


@pytest.fixture
def owner(browser, acme, people):
    return browser(acme, people.olivia)


def test_a_proposal_is_edited_published_or_rejected(owner) -> None:
    first = Proposal.objects.create(title="<b>Export", body="Choose export.", seen=3)
    second = Proposal.objects.create(title="Second", body="Text of it.")
    assert "&lt;b&gt;Export" in owner.get(PROPOSALS).text

    empty = owner.post(f"{PROPOSALS}{first.pk}/", {"action": "publish", "title": "", "body": "kept words"})
    assert (empty.status_code, "kept words" in empty.text) == (422, True)
    owner.post(f"{PROPOSALS}{first.pk}/", {"action": "publish", "title": "Export", "body": "Edited."})
    owner.post(f"{PROPOSALS}{second.pk}/", {"action": "reject"})

    assert Article.objects.get(title="Export").visibility == "public"
    assert dict(Proposal.objects.values_list("title", "state")) == {
        "<b>Export": "approved",
        "Second": "rejected",
    }
    assert owner.post(f"{PROPOSALS}{first.pk}/", {"action": "reject"}).status_code == 409
    assert owner.post(f"{PROPOSALS}999999/", {"action": "reject"}).status_code == 404


def test_enter_in_a_title_decides_nothing(owner) -> None:
    row = Proposal.objects.create(title="Export", body="Choose export.")
    said = owner.post(f"{PROPOSALS}{row.pk}/", {"action": "", "title": "Exporting", "body": "Choose it."})

    assert (said.status_code, "Enter alone decides nothing" in said.text) == (422, True)
    assert 'value="Exporting"' in said.text
    row.refresh_from_db()
    assert (row.title, row.state) == ("Export", "pending")


def test_proposing_is_switched_on_and_off(owner) -> None:
    assert "switched off" in owner.get(PROPOSALS).text
    owner.post(PROPOSALS, {"proposing": "on"})
    assert services.proposals.is_on()
    owner.post(PROPOSALS, {"proposing": "off"})
    assert not services.proposals.is_on()


def test_a_missing_answer_becomes_a_draft_or_is_dismissed(owner, wrote) -> None:
    ticket = wrote()
    first, second = (Gap.objects.create(title=f"Gap {n}", asked="x", seen=2 - n) for n in range(2))
    first.tickets.add(ticket)
    page = owner.get(GAPS).text
    assert f"/desk/tickets/{ticket.number}/" in page

    answer = owner.post(f"{GAPS}{first.pk}/", {"action": "write"})
    article = Article.objects.get(title="Gap 0")
    assert answer.headers["Location"].endswith(f"/{article.public_id}/")
    owner.post(f"{GAPS}{second.pk}/", {"action": "dismiss"})
    assert "Every question has an answer" in owner.get(GAPS).text


@pytest.mark.parametrize("number", [1, 12])
def test_the_pages_cost_the_same_for_every_length(number, owner, wrote) -> None:
    for at in range(number):
        ticket = wrote()
        Gap.objects.create(title=f"Gap {at}", asked="x").tickets.add(ticket)
        Proposal.objects.create(title=f"Proposal {at}", body="x").tickets.add(ticket)
    owner.get(GAPS)
    assert (len(queries(owner, GAPS)), len(queries(owner, PROPOSALS))) == (6, 5)


def test_who_may_not_edit_articles_sees_neither(browser, acme, people) -> None:
    lars = browser(acme, people.lars)
    assert lars.get(PROPOSALS).status_code == 403
    assert lars.get(GAPS).status_code == 403
