"""What the rules of the local engine say is a floor: a model may raise it, never argue it away."""

from __future__ import annotations

import pytest

from ai import rules, services
from ai.models import Result, Run
from core.mail.models import InboundMail
from core.tickets.models import Ticket
from tests.support.fakes import openai as fake

CALM = {
    "category": "howto.setup", "sentiment": "neutral", "priority": "low", "urgency": 0, "tags": [],
    "escalate": False, "escalate_reason": "none", "language": "en",
    "confidence": {"sentiment": 0.9, "category": 0.95, "priority": 0.9}, "evidence": "", "reason": "A question.",
}  # fmt: skip
THREATS = {
    "security": "We found an intruder in our account and our customer data was exposed.",
    "legal": "My lawyer will take legal action against you.",
}


@pytest.mark.parametrize("code", THREATS)
def test_a_model_that_sees_nothing_hides_no_threat(code, write_in, model, drain, people):
    services.set_policy("reply", "off", people.adam.actor)
    model.default = fake.answers(**CALM)
    message = write_in(THREATS[code], subject="Important")
    drain()

    ticket = Ticket.objects.get(pk=message.ticket_id)
    results = {row.field: row for row in Result.objects.filter(ticket=ticket)}
    assert Run.objects.get(message=message).engine == "model"
    assert (ticket.is_escalated, ticket.escalation_reason.startswith(code.capitalize())) == (True, True)
    assert ticket.urgency >= 70
    assert results["priority"].value in ("high", "urgent")
    assert results["priority"].reason.startswith("rule:")


def test_a_model_says_more_exactly_within_the_level_the_rules_read(write_in, model, drain, people):
    services.set_policy("reply", "off", people.adam.actor)
    model.default = fake.answers(**CALM | {"urgency": 43, "priority": "medium"})
    assert Ticket.objects.get(pk=_read(write_in, drain)).urgency == 43


def _read(write_in, drain) -> int:
    message = write_in()
    drain()
    return message.ticket_id


def test_advice_alone_never_says_urgent():
    ranks = range(1, 5)
    assert [rules.raised(now, 4) for now in ranks] == [2, 3, None, None]
    assert [rules.raised(now, 1) for now in ranks] == [None] * 4


@pytest.mark.parametrize(("says", "state"), [
    ("bulk (Precedence: bulk)", "skipped"),
    ("auto_reply (Auto-Submitted)", "skipped"),
    ("bulk (Precedence: bulk); a person asked for a ticket", "done"),
    ("a person", "done"),
])  # fmt: skip
def test_machine_mail_that_continues_a_ticket_is_not_read(says, state, write_in, drain):
    first = write_in()
    drain()
    message = write_in("Your case was updated.", first.ticket)
    InboundMail.objects.create(
        message=message, raw=b"", size=0, dedupe_key="machine", trace=[{"step": "automatic", "says": says}]
    )
    drain()

    run = Run.objects.get(message=message, kind="triage")
    assert (run.state, run.reason) == (
        state,
        "A machine sent it, not a person." if state == "skipped" else "",
    )
    assert Run.objects.filter(message=message, kind="draft").exists() == (state == "done")
