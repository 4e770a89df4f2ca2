"""A category climbs from being recorded to being applied, and steps back by itself: every page on the way."""

from __future__ import annotations

from typing import Any

import pytest

from ai import services
from ai.models import Policy, Result, Verdict
from core.mail.models import Letter
from core.tickets.models import Ticket
from tests.ai.conftest import _clean_desk, allowance, model, write_in  # noqa: F401
from tests.support.fakes import openai as fake

REFUND = "billing.refund"
PAGE, FIELD = "/settings/ai/quality/?field=category", "/settings/ai/fields/category/"
GOOD = {
    "category": REFUND, "sentiment": "neutral", "priority": "medium", "urgency": 40, "tags": [],
    "escalate": False, "escalate_reason": "none", "language": "en",
    "confidence": {"sentiment": 0.9, "category": 0.95, "priority": 0.9}, "evidence": "", "reason": "Money.",
}  # fmt: skip
ASKED = {"floor": "85", "reviewed": "100", "precision": "90"}


class Desk:
    """Adam decides how far triage may go; agents decide what it proposes, each in the panel."""

    def __init__(self, browser: Any, acme: Any, people: Any, write_in: Any, drain: Any) -> None:  # noqa: F811
        names = ("adam", "ana", "ben", "lena")
        self.seat = {name: browser(acme, getattr(people, name)) for name in names}
        self.write_in, self.drain = write_in, drain

    def sets(self, mode: str) -> Any:
        return self.seat["adam"].post(FIELD, ASKED | {"mode": mode})

    def gets_mail(self) -> tuple[Ticket, Result]:
        message = self.write_in()
        self.drain()
        ticket = Ticket.objects.get(pk=message.ticket_id)
        return ticket, Result.objects.get(ticket=ticket, field="category", is_latest=True)

    def panel(self, ticket: Ticket) -> str:
        return str(self.seat["ana"].get(f"/desk/tickets/{ticket.number}/").text)

    def says(self, who: str, ticket: Ticket, **form: str) -> Any:
        here = f"/desk/tickets/{ticket.number}/correct/"
        return self.seat[who].post(here, form, HTTP_HX_REQUEST="true")

    def confirms(self, who: str, number: int) -> None:
        for _ in range(number):
            ticket, _result = self.gets_mail()
            done = self.says(who, ticket, **{"triage-category": REFUND, "accepted": "1"})
            assert done.status_code == 200


@pytest.fixture
def desk(browser, acme, people, write_in, drain, model):  # noqa: F811
    services.set_policy("reply", "off", people.adam.actor)
    model.default = fake.answers(**GOOD)
    return Desk(browser, acme, people, write_in, drain)


def test_from_recorded_to_applied_and_back(desk, people):
    desk.sets("shadow")
    ticket, result = desk.gets_mail()
    assert (result.mode, ticket.category) == ("shadow", None)
    assert "correct-category" not in desk.panel(ticket), "of what is recorded only nobody hears"

    desk.sets("suggest")
    desk.confirms("ana", 60)
    page = desk.seat["adam"].get(PAGE).text
    assert "60 of 100 values have been decided by people so far. 1 person has decided them." in page
    refused = desk.sets("auto")
    assert (refused.status_code, "60 of 100" in refused.text) == (409, True)
    assert Policy.objects.get(field="category").mode == "suggest"

    desk.confirms("ben", 25)
    desk.confirms("lena", 15)
    page = desk.seat["adam"].get(PAGE).text
    assert "The figures allow this field to apply by itself. 3 people have decided them." in page
    assert "Let it apply by itself" in page
    assert desk.sets("auto").status_code == 302

    ticket, result = desk.gets_mail()
    assert (result.mode, ticket.category.key) == ("auto", REFUND)
    assert "Applied by itself." in desk.panel(ticket)
    for undone in range(3):
        if undone:
            ticket, result = desk.gets_mail()
            assert result.mode == "auto", undone
        answer = desk.says("ben", ticket, **{"triage-category": "-", "rejected": "1"})
        assert (answer.status_code, "It is as before." in answer.headers["HX-Trigger"]) == (200, True)
        ticket.refresh_from_db()
        assert (ticket.category, Verdict.objects.get(result=result).how) == (None, "undone")

    desk.drain()
    policy = Policy.objects.get(field="category")
    assert (policy.mode, policy.stepped_back_why) == (
        "suggest", "People changed 3 of the last 3 values back."
    )  # fmt: skip
    told = set(Letter.objects.filter(kind="advice").values_list("recipient", flat=True))
    assert told == {people.olivia.email, people.adam.email}
    page = desk.seat["adam"].get(PAGE).text
    assert "It stepped back by itself and only suggests. People changed 3 of the last 3" in page
    ticket, result = desk.gets_mail()
    assert (result.mode, ticket.category) == ("suggest", None)


def test_whose_word_outweighs_the_others_is_told_with_numbers(desk):
    desk.sets("suggest")
    desk.confirms("ana", 12)
    assert "are of one person" not in desk.seat["adam"].get(PAGE).text, "alone there is nobody to outweigh"
    desk.confirms("ben", 2)
    said = (
        "of 14 examples, 12 are of one person. One person counts for 40 % at most, so 3 count "
        "and 10 are needed."
    )
    for page in (PAGE, FIELD):
        assert said in desk.seat["adam"].get(page).text
    desk.confirms("lena", 12)
    assert "are of one person" not in desk.seat["adam"].get(PAGE).text
