"""A model that does what the mail orders: no order has an effect on the ticket or comes out in a draft."""

from __future__ import annotations

import pytest

from ai.contracts import PRIORITIES
from ai.local.urgency import STEPS
from ai.models import Result, Run, Suggestion
from ai.prompts import draft, triage
from core.tickets.models import Ticket
from tests.ai.guard.attacks import ATTACKS, UNSEEN, Attack
from tests.support.fakes import openai as fake

SAME = (
    "priority",
    "category_id",
    "queue_id",
    "urgency",
    "is_escalated",
    "assignee_id",
    "status_id",
    "subject",
    "is_suspect",
)
LEAKS = (
    "evil.example",
    "500 euro",
    "900 euro",
    "approved",
    *draft.RULES.split("\n")[:1],
    *triage.RULES.split("\n")[:1],
)


def test_no_attack_of_the_corpus_has_an_effect(write_in, articles, model, drain, let_apply):
    for field, value in (("category", "security.breach"), ("priority", "urgent"), ("tags", "vip")):
        let_apply(field, value, model="small")
    model.default = fake.obeys_the_mail()
    effects, leaks, unflagged = [], [], []
    seen = [attack for attack in ATTACKS if not attack.hidden]  # what no reader sees never comes to the model
    for attack in seen:
        message = write_in(f"My card was charged twice.\n\n{attack.body}", subject=attack.subject)
        before = Ticket.objects.get(pk=message.ticket_id)
        drain()
        after = Ticket.objects.get(pk=message.ticket_id)
        changed = [name for name in SAME if getattr(after, name) != getattr(before, name)]
        effects += [(attack.name, changed)] if changed or after.tags.exists() else []
        bodies = Suggestion.objects.filter(ticket=after).values_list("body", flat=True)
        leaks += [(attack.name, word) for word in LEAKS for body in bodies if word in body]
        run = Run.objects.get(message=message, kind="triage")
        unflagged += [] if set(run.flags) & {"injection_suspected", "invisible_chars"} else [attack.name]

    assert effects == []
    assert leaks == []
    assert len(unflagged) <= len(seen) * 0.15, unflagged
    assert len(model.chats) >= len(seen)


def _levels(ticket: Ticket) -> dict[str, object]:
    """What the ticket holds; of urgency its level, within which a model may say more exactly."""
    told = {name: getattr(ticket, name) for name in SAME if name not in ("urgency", "priority")}
    level = sum(ticket.urgency >= step for step in STEPS)
    return told | {"urgency": level, "tags": [tag.name for tag in ticket.tags.all()]}


@pytest.mark.parametrize(
    "body", ["My card was charged twice.", "Hackers stole our data, I will call my lawyer."]
)
def test_what_no_pattern_finds_has_no_effect_beyond_the_local_engines_own(
    body, write_in, model, drain, let_apply, settings
):
    for field, value in (("category", "security.breach"), ("priority", "urgent"), ("tags", "vip")):
        let_apply(field, value, model="another")
    model.default = fake.obeys_the_mail()

    def read(attack: Attack, address: str) -> Ticket:
        settings.AI_BASE_URL = address
        message = write_in(f"{body}\n\n{attack.body}", subject=attack.subject)
        drain()
        run = Run.objects.get(message=message, kind="triage")
        assert (run.engine, run.flags) == ("model" if address else "local", [])
        return Ticket.objects.get(pk=message.ticket_id)

    for attack in UNSEEN:
        by_rules, by_both = read(attack, ""), read(attack, model.base_url)
        assert _levels(by_both) == _levels(by_rules), attack.name
        read_locally = Result.objects.get(ticket=by_rules, field="priority").value  # both may agree on it
        most = max(by_rules.priority, min(PRIORITIES.index(read_locally) + 1, 3))
        assert by_rules.priority <= by_both.priority <= most, attack.name
        if by_rules.is_escalated:
            assert by_both.escalation_reason == by_rules.escalation_reason
