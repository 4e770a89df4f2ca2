"""A field applies by itself when its own numbers allow it, and steps back by itself when they do not."""

import pytest

from ai import rules, services
from ai.models import Policy, Result, Suggestion, Verdict
from ai.services import autonomy, policies
from core.audit.models import Record
from core.desk.models import Category, Queue
from core.mail.models import Letter
from core.tickets.models import Ticket
from tests.support.callers import one_of_each, said
from tests.support.fakes import openai as fake

REFUND = "billing.refund"
GOOD = {
    "category": REFUND, "sentiment": "neutral", "priority": "medium", "urgency": 40, "tags": [],
    "escalate": False, "escalate_reason": "none", "language": "en",
    "confidence": {"sentiment": 0.9, "category": 0.95, "priority": 0.9}, "evidence": "", "reason": "Money.",
}  # fmt: skip


def read(write_in, drain, **how) -> tuple[Result, Ticket]:
    message = write_in(**how)
    drain()
    result = Result.objects.get(run__message=message, field="category")
    return result, Ticket.objects.get(pk=message.ticket_id)


@pytest.mark.parametrize(
    ("right", "wrong", "confidence", "missing"),
    [
        (60, 0, 0.95, "60 of 100 values have been decided"),
        (100, 0, 0.5, "Only 0 decided values are sure enough"),
        (80, 20, 0.95, "80 % of the values this sure were right; 90 % are needed."),
    ],
)
def test_a_field_without_evidence_is_refused_with_what_is_missing(
    people, decided, acme, right, wrong, confidence, missing
):
    decided("category", REFUND, right, wrong, confidence=confidence)
    with pytest.raises(services.NotEarned) as refusal:
        services.set_policy("category", "auto", people.adam.actor)
    assert missing in refusal.value.message

    olivia = one_of_each(acme, people).olivia
    answer = olivia.call("PATCH", "/ai/policies/category/", {"mode": "auto"})
    assert said(answer) == (409, "policy.not_earned")
    assert missing in answer.json()["error"]
    assert not Policy.objects.filter(field="category", mode="auto").exists()
    assert not Record.objects.filter(action="ai.policy_changed").exists()


def test_a_field_with_evidence_climbs_and_the_others_need_none(people, decided):
    decided("category", REFUND, 95, 5)
    row = services.set_policy("category", "auto", people.adam.actor)
    assert (row.mode, row.auto_since is not None) == ("auto", True)
    assert Record.objects.get(action="ai.policy_changed").after["mode"] == "auto"

    for field in ("language", "sentiment", "urgency", "escalation"):
        services.set_policy(field, "off", people.adam.actor)
        assert services.set_policy(field, "auto", people.adam.actor).mode == "auto"


def test_nobody_may_ask_for_next_to_nothing(people, decided):
    decided("category", REFUND, 10)
    for asked in (
        {"min_reviewed": 1}, {"min_precision": 0.1}, {"conditions": {"moods": ["bad"]}},
        {"conditions": {"queues": [999_999]}}, {"conditions": []}, {"conditions": {"categories": "billing"}},
    ):  # fmt: skip
        with pytest.raises(services.InvalidPolicy):
            services.set_policy("category", "auto", people.adam.actor, **asked)


def test_the_figures_are_those_of_the_policys_conditions(people, decided):
    decided("category", REFUND, 100)
    billing = Queue.objects.exclude(pk=Ticket.objects.get().queue_id).first()
    with pytest.raises(services.NotEarned, match="0 of 100"):
        services.set_policy("category", "auto", people.adam.actor, conditions={"queues": [billing.pk]})
    Ticket.objects.update(queue=billing)
    assert services.set_policy("category", "auto", people.adam.actor, conditions={"queues": [billing.pk]})


def test_an_unproven_value_is_only_suggested_though_the_field_may_apply(write_in, drain, let_apply):
    let_apply("category", "billing.invoice")  # another label has the record
    result, ticket = read(write_in, drain)
    assert (result.value, result.mode, ticket.category) == (REFUND, "suggest", None)


def test_a_label_with_its_own_record_is_applied(write_in, drain, let_apply):
    let_apply("category", REFUND)
    result, ticket = read(write_in, drain)
    assert (result.mode, ticket.category.key) == ("auto", REFUND)


@pytest.mark.parametrize(
    ("conditions", "applied"),
    [({"categories": ["billing"]}, True), ({"categories": ["howto"]}, False), ({"languages": ["fr"]}, False)],
)
def test_a_policy_holds_only_where_its_conditions_do(write_in, drain, let_apply, conditions, applied):
    let_apply("category", REFUND)
    Policy.objects.filter(field="category").update(conditions=conditions)
    result, ticket = read(write_in, drain)
    assert (result.mode == "auto", ticket.category is not None) == (applied, applied)


def test_outside_of_its_conditions_every_field_only_suggests_and_no_reply_is_prepared(
    write_in, drain, articles, people
):
    fields = ("language", "sentiment", "urgency", "reply")
    for conditions, applied in (({"languages": ["fr"]}, False), ({"languages": ["en"]}, True)):
        for field in fields:
            mode = rules.START[field][0]
            services.set_policy(field, mode, people.adam.actor, conditions=conditions)
        ticket = read(write_in, drain)[1]
        modes = set(Result.objects.filter(ticket=ticket, field__in=fields).values_list("mode", flat=True))
        assert modes == ({"auto"} if applied else {"suggest"})
        assert ((ticket.sentiment is not None), ticket.language != "") == (applied, applied)
        assert Suggestion.objects.filter(ticket=ticket).exists() == applied


def test_a_model_is_believed_where_the_local_engine_agrees(write_in, drain, let_apply, model, people):
    services.set_policy("reply", "off", people.adam.actor)
    let_apply("category", REFUND, model="another")
    model.default = fake.answers(**GOOD)
    result, ticket = read(write_in, drain)
    assert (result.run.engine, result.mode, ticket.category.key) == ("model", "auto", REFUND)

    model.default = fake.answers(**GOOD | {"category": "howto.setup"})
    result, ticket = read(write_in, drain)
    assert (result.value, result.mode, ticket.category) == ("howto.setup", "suggest", None)


def test_a_models_own_record_counts_from_thirty_decided(write_in, drain, let_apply, model, people):
    services.set_policy("reply", "off", people.adam.actor)
    let_apply("category", REFUND)
    model.default = fake.answers(**GOOD | {"category": "howto.setup"})
    for number, mode in ((29, "suggest"), (1, "auto")):
        ticket = Ticket.objects.last()
        Verdict.objects.bulk_create(
            Verdict(
                ticket=ticket, field="category", said="howto.setup", final="howto.setup", is_right=True,
                how="confirmed", confidence=0.9, engine="model", model="small",
            )
            for _ in range(number)
        )  # fmt: skip
        for _ in range(10):
            services.corrections.Correction.objects.create(
                ticket=ticket, field="category", value="howto.setup", source="final"
            )
        assert read(write_in, drain)[0].mode == mode


def test_three_changed_back_and_the_field_only_suggests(write_in, drain, let_apply, people):
    let_apply("category", REFUND)
    other = Category.objects.filter(key__startswith="howto.").first().key
    for number in range(3):
        result, ticket = read(write_in, drain)
        assert result.mode == "auto", number
        services.correct(ticket, "category", other if number < 2 else "other", people.ana.actor)
        drain()
        services.learning.Correction.objects.filter(result=result).delete()  # so that it errs again
    drain()

    policy = Policy.objects.get(field="category")
    assert (policy.mode, policy.stepped_back_at is not None) == ("suggest", True)
    assert policy.stepped_back_why == "People changed 3 of the last 3 values back."
    line = Record.objects.get(action="ai.stepped_back")
    assert (line.actor_kind, line.before, line.after["mode"]) == ("system", {"mode": "auto"}, "suggest")
    letters = Letter.objects.filter(kind="advice").order_by("pk")
    assert [one.recipient for one in letters] == [people.olivia.email, people.adam.email]
    letter = letters[0]
    assert "3 of the last 3" in letter.text
    assert "/settings/ai/" in letter.text
    assert read(write_in, drain)[0].mode == "suggest"


def test_precision_below_what_is_wanted_steps_back_and_chance_does_not(let_apply, decided):
    let_apply("category", REFUND)
    policies.Policy.objects.filter(field="category").update(auto_since=None)
    decided("category", REFUND, 44, 6, was_auto=True, how="closed")  # 88 %: within what is chance
    assert autonomy.look("category") is None
    decided("category", "billing.invoice", 0, 3, was_auto=True, how="corrected")
    stepped = autonomy.look("category")
    assert stepped.mode == "suggest"
    assert "of the last 50 values were right; 90 % are wanted." in stepped.stepped_back_why
    assert autonomy.look("category") is None, "once is enough"


def test_what_was_before_the_field_was_allowed_again_does_not_count(people, let_apply, decided):
    decided("category", REFUND, 0, 3, was_auto=True, how="undone")
    let_apply("category", REFUND)
    assert autonomy.look("category") is None


def test_a_field_that_applies_is_asked_again_when_it_may_do_more(people, decided):
    decided("category", REFUND, 100, confidence=0.95)
    decided("category", "billing.invoice", 0, 40, confidence=0.5)
    since = services.set_policy("category", "auto", people.adam.actor, 0.9).auto_since
    with pytest.raises(services.NotEarned, match="71 %"):
        services.set_policy("category", "auto", people.adam.actor, 0.4)
    row = services.set_policy("category", "auto", people.adam.actor, 0.85)
    assert (row.min_confidence, row.auto_since) == (0.85, since)
