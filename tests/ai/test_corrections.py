"""People correct triage: the ticket follows, advice keeps off, and the next reading knows better."""

import pytest

from ai import options, selectors, services
from ai.models import Correction, Result, TrainedHead
from core.automation.models import Rule
from core.desk.models import Category
from core.tickets import rules as tickets
from core.tickets import services as desk
from core.tickets.models import Ticket
from tenants import context
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.locks import held
from tests.support.effort import bounded


@pytest.fixture
def ticket(write_in, drain) -> Ticket:
    message = write_in()
    drain()
    return Ticket.objects.get(pk=message.ticket_id)


def test_a_correction_writes_the_ticket_and_is_remembered(ticket, people):
    was = Result.objects.get(field="category").value
    made = services.correct(ticket, "category", "other", people.ana.actor)

    ticket.refresh_from_db()
    assert (made.was, made.value, made.user, made.source) == (was, "other", people.ana, "panel")
    assert ticket.category.key == "other"
    assert ticket.chosen["category"] == people.ana.actor.ref


@pytest.mark.parametrize(
    ("field", "value", "column", "expected"),
    [
        ("sentiment", "positive", "sentiment", 1),
        ("priority", "urgent", "priority", 4),
        ("priority", "normal", "priority", 2),
        ("escalation", True, "is_escalated", True),
        ("urgency", 99, "urgency", 99),
    ],
)
def test_every_field_can_be_corrected(ticket, people, field, value, column, expected):
    services.correct(ticket, field, value, people.ana.actor)

    ticket.refresh_from_db()
    assert getattr(ticket, column) == expected
    assert column in ticket.chosen


def test_tags_are_replaced_by_what_the_person_names(ticket, people):
    services.correct(ticket, "tags", ["vip", "bug"], people.ana.actor)
    services.correct(ticket, "tags", ["vip"], people.ana.actor)

    assert [tag.name for tag in ticket.tags.all()] == ["vip"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("category", "no.such", "triage.unknown_category"),
        ("category", None, "triage.unknown_category"),
        ("tags", ["vip", "nosuch"], "triage.unknown_tag"),
        ("tags", "vip", "triage.invalid_value"),
        ("sentiment", "furious", "triage.invalid_value"),
        ("priority", 4, "triage.invalid_value"),
        ("urgency", 101, "triage.invalid_value"),
        ("urgency", True, "triage.invalid_value"),
        ("escalation", "yes", "triage.invalid_value"),
        ("assignee", 1, "triage.unknown_field"),
    ],
)
def test_what_does_not_exist_is_refused_and_nothing_moves(ticket, people, field, value, code):
    before = Ticket.objects.filter(pk=ticket.pk).values().get()
    with pytest.raises(Invalid) as refusal:
        services.correct(ticket, field, value, people.ana.actor)

    assert refusal.value.code == code
    assert Ticket.objects.filter(pk=ticket.pk).values().get() == before
    assert not Correction.objects.exists()


def test_a_neighbours_category_does_not_exist_here(ticket, people, globex):
    with context.tenant(globex):
        Category.objects.create(key="globexonly", name="Theirs")
    with pytest.raises(services.UnknownCategory):
        services.correct(ticket, "category", "globexonly", people.ana.actor)


def test_confirming_applies_the_proposal_and_protects_it(ticket, people, write_in, drain):
    result = Result.objects.get(field="category")
    made = services.correct(ticket, "category", result.value, people.ana.actor)
    services.correct(ticket, "sentiment", "negative", people.ana.actor)
    result.refresh_from_db()
    ticket.refresh_from_db()
    assert (made.was, made.value) == (result.value, result.value)
    assert (ticket.category.key, result.applied_at is not None) == (result.value, True)

    write_in("Thank you, you are wonderful! Everything is great now.", ticket)
    drain()
    ticket.refresh_from_db()
    assert ticket.sentiment == -1, "a person said so, also where it was there already"


def test_the_next_reading_of_such_a_mail_follows_the_correction_at_once(ticket, people, write_in, drain):
    other = Category.objects.filter(key__startswith="howto.").first()
    services.correct(ticket, "category", other.key, people.ana.actor)
    message = write_in()
    drain()

    result = Result.objects.get(run__message=message, field="category")
    assert result.value == other.key
    assert result.reason.startswith("like a message decided before")


def test_an_engine_with_many_corrections_is_made_in_a_moment(ticket, people):
    result = Result.objects.get(field="category")
    keys = list(Category.objects.filter(parent__isnull=False).values_list("key", flat=True))
    Correction.objects.bulk_create(
        Correction(
            result=result, ticket=ticket, field="category", value=keys[number % len(keys)], user=people.ana
        )
        for number in range(options.REMEMBERED)
    )
    options.engine()
    services.correct(ticket, "category", keys[0], people.ana.actor)
    with bounded(0.5):  # every one of them read and weighed anew would be minutes
        options.engine()


def test_heads_are_learned_by_alarm_and_used(write_in, people, drain):
    texts = {
        "billing.refund": "The invoice {0} was paid twice, we want our money back for payment {0}",
        "account.sign_in": "I cannot sign in with user {0}, the password of {0} is refused again",
    }
    for number in range(10):
        for key, text in texts.items():
            message = write_in(text.format(f"A{number}"))
            drain()
            services.correct(message.ticket, "category", key, people.ana.actor)
    assert Alarm.objects.filter(kind="ai.learn", schema_name="acme").count() == 1
    drain(at=clock.now() + services.learning.PAUSE)

    head = TrainedHead.objects.get(kind="category", is_active=True)
    assert head.learned_from == Correction.objects.order_by("-pk")[0].pk
    assert head.metrics["accuracy"] > 0.8
    assert options.engine()._heads["category"].labels


def taught(write_in, people, number: int) -> None:
    for _ in range(number):
        row = Ticket.objects.get(pk=write_in().ticket_id)
        services.correct(row, "category", "billing.refund", people.ana.actor)
        row = Ticket.objects.get(pk=write_in("The password link does not work.").ticket_id)
        services.correct(row, "category", "account.sign_in", people.ana.actor)


def test_asked_often_it_learns_once_until_something_is_new(write_in, people):
    taught(write_in, people, 3)
    for _ in range(3):
        services.learn_in_turn()
    assert [row.version for row in TrainedHead.objects.filter(kind="category")] == [1]

    taught(write_in, people, 1)
    services.learn_in_turn()
    services.learn_in_turn()
    assert TrainedHead.objects.filter(kind="category").count() == 2
    services.learn_in_turn(anyway=True)
    assert TrainedHead.objects.filter(kind="category").count() == 3


def test_what_was_taken_back_is_learned_again(write_in, people):
    taught(write_in, people, 3)
    told = services.correct_for_now(
        Ticket.objects.first(), "category", "other", people.ana.actor, source="panel"
    )
    services.learn_in_turn()
    services.take_back(told, people.ana.actor)
    services.learn_in_turn()
    assert TrainedHead.objects.filter(kind="category").count() == 2


def test_who_comes_while_another_learns_leaves_an_alarm(write_in, people):
    taught(write_in, people, 3)
    Alarm.objects.filter(kind="ai.learn").delete()
    with held(f"ai.learn {context.require_tenant()}"):
        services.learn_in_turn()
    assert not TrainedHead.objects.exists()
    assert Alarm.objects.filter(kind="ai.learn").count() == 1


def test_the_panel_names_the_rule_that_decided(ticket):
    rule = Rule.objects.create(
        name="Hurry up", conditions={"all": []}, actions=[{"do": "priority", "value": "high"}]
    )
    by = Actor("rule", rule.pk, "Rule “Hurry up”", frozenset({tickets.CHANGE}))
    desk.change(ticket, priority=3, by=by, stands=True)
    ticket.refresh_from_db()

    def priority():
        return next(row for row in selectors.panel(ticket).rows if row.field == "priority")

    assert (priority().corrected_by, priority().is_by_person) == ("Rule “Hurry up”", False)
    rule.delete()
    assert (priority().corrected_by, priority().is_by_person) == ("a rule", False)


def test_the_panel_shows_who_decided_and_what_triage_said(ticket, people, django_assert_max_num_queries):
    services.correct(ticket, "priority", "high", people.ana.actor)
    ticket.refresh_from_db()
    with django_assert_max_num_queries(5):
        panel = selectors.panel(ticket)

    rows = {row.field: row for row in panel.rows}
    assert [row.field for row in panel.rows] == ["sentiment", "category", "priority", "tags", "escalation"]
    assert (panel.state, panel.engine, panel.note) == ("done", "local", "")
    assert (rows["priority"].value, rows["priority"].corrected_by, rows["priority"].confidence) == (
        "high",
        "Ana Agent",
        None,
    )
    assert rows["priority"].was == Result.objects.get(field="priority").value
    assert rows["priority"].urgency == ticket.urgency
    assert (rows["sentiment"].applied, rows["sentiment"].text) == (True, "Negative")
    assert (rows["category"].applied, rows["category"].word) in [
        (False, "High"),
        (False, "Medium"),
        (False, "Low"),
    ]
    assert rows["escalation"].value is False


def test_list_rows_get_their_suggested_category_in_one_query(
    ticket, write_in, drain, django_assert_num_queries
):
    Result.objects.filter(field="category").update(value="other", confidence=0.9)
    second = write_in().ticket
    drain()
    Result.objects.filter(ticket=second, field="category").update(value="billing.refund", confidence=0.8)
    with django_assert_num_queries(1):
        found = selectors.suggested_categories([ticket, second])

    assert found == {second.pk: (Category.objects.get(key="billing.refund").name, 0.8)}


def test_policies_are_decided_by_name_and_within_bounds(acme, people):
    for field, mode, floor in [
        ("nosuch", "auto", 0.5),
        ("category", "always", 0.5),
        ("category", "auto", 1.5),
        ("reply", "auto", None),
    ]:
        with pytest.raises((services.UnknownPolicy, services.InvalidPolicy)):
            services.set_policy(field, mode, people.adam.actor, floor)
    row = services.set_policy("category", "shadow", people.adam.actor, 0.9)

    assert (row.mode, row.min_confidence) == ("shadow", 0.9)
    assert {one.field for one in selectors.policies()} >= {"category", "reply", "tags"}
