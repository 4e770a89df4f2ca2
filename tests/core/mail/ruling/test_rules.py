"""Rules at work: what they do to new requests and follow-ups, and what the trace says about each."""

from __future__ import annotations

import pytest

from core.audit.models import Record
from core.desk import services as arrange
from core.desk.models import Category, Queue, Tag, Team
from core.mail import services
from core.mail.models import InboundMail, Letter, MailRule
from core.mail.ruling import trial
from core.mail.tasks import try_rule
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from tenants.kernel.errors import Invalid
from tests.core.mail.conftest import letter, said
from tests.core.mail.test_tickets_from_mail import _answered
from tests.support.callers import Caller

ORDER = {"field": "subject", "test": "matches", "value": r"order #?(?P<order>\d+)"}


@pytest.fixture
def rule(people):
    """rule("Orders", [conditions], queue=3 ...): a saved rule of Olivia's."""

    def save(name="Orders", conditions=(ORDER,), *, actions=None, **fields) -> MailRule:
        values = {"name": name, "conditions": list(conditions), "actions": actions or {}, **fields}
        return services.save_rule(None, by=people.olivia.actor, **values)

    return save


def _lines(inbound: InboundMail) -> list[str]:
    return [line["says"] for line in inbound.trace if line["step"] == "rule"]


def test_a_rule_places_a_request_and_takes_values_out_of_the_mail(post, people, rule):
    billing, team = Queue.objects.get(name="Billing"), Team.objects.create(name="Orders")
    tag, category = Tag.objects.create(name="zz-order"), Category.objects.filter(is_active=True).last()
    actions = {"queue": billing.pk, "category": category.key, "priority": 4, "tags": [tag.name], "team": team.pk,
               "person": people.ana.pk, "note": "Look into the shop first.", "silent": True}  # fmt: skip
    rule(actions=actions)
    rule("Refunds", [{"field": "body", "test": "contains", "value": "refund"}], actions={"priority": 1})

    inbound = post(letter("Where is it?", subject="Order #4711 is late"))

    ticket = Ticket.objects.get()
    assert (ticket.queue, ticket.category, ticket.priority, ticket.team) == (billing, category, 4, team)
    assert (ticket.assignee, ticket.extracted) == (people.ana, {"order": "4711"})
    assert [one.name for one in ticket.tags.all()] == ["zz-order"]
    assert Message.objects.get(kind="note").text == "Look into the shop first."
    assert ticket.chosen == dict.fromkeys(("queue", "category", "priority", "tags"), "system")
    assert not Letter.objects.exists()
    assert said(inbound, "rules") == "1 of 2 hold"
    assert _lines(inbound) == ["“Refunds”: not so: body contains refund", "“Orders” applies: order=4711"]
    assert said(inbound, "obey").startswith("“Orders”: category ")
    assert said(inbound, "confirm") == "a rule wants no confirmation"
    line = Record.objects.filter(action="ticket.changed").first()
    assert line.actor_name == "Rule “Orders”"


def test_a_follow_up_leaves_what_a_person_chose(post, people, drain, rule, smtp):
    sent = _answered(post, people, drain)
    ticket = Ticket.objects.get()
    tickets.change(ticket, by=people.ana.actor, priority=1)
    tickets.assign(ticket, people.ben, by=people.ana.actor)
    Ticket.objects.update(extracted={"order": "1"})
    rule(moment="follow_up", actions={"priority": 4, "person": people.ana.pk})
    rule("New only", moment="new", actions={"priority": 3})

    inbound = post(letter("Now?", to=sent.reply_to, subject="Re: order 4711"), to=sent.reply_to)

    ticket.refresh_from_db()
    assert (ticket.priority, ticket.assignee, ticket.extracted) == (1, people.ben, {"order": "1"})
    assert "kept what a person chose: priority" in said(inbound, "obey")
    assert "somebody holds it already" in said(inbound, "obey")
    assert "“New only” holds, but is for new requests" in _lines(inbound)


def test_a_rule_may_overwrite_when_it_says_so(post, people, drain, rule, smtp):
    sent = _answered(post, people, drain)
    tickets.change(Ticket.objects.get(), by=people.ana.actor, priority=1)
    Ticket.objects.update(extracted={"order": "1"})
    rule(actions={"priority": 4}, overwrites=True)

    post(letter("Now?", to=sent.reply_to, subject="Re: order 4711"), to=sent.reply_to)

    ticket = Ticket.objects.get()
    assert (ticket.priority, ticket.extracted) == (4, {"order": "4711"})


def test_rules_run_in_order_until_one_stops_them(post, people, rule):
    rule("First", actions={"priority": 3}, stops=True)
    rule("Second", actions={"priority": 4})

    inbound = post(letter(subject="Order 1"))

    assert Ticket.objects.get().priority == 3
    assert _lines(inbound) == ["“First” applies: order=1"]


def test_a_rule_parks(post, people, rule):
    rule(
        "News",
        [{"field": "from", "test": "contains", "value": "carla"}],
        actions={"trust": "park", "reason": "Newsletter"},
    )

    inbound = post(letter())

    assert (inbound.state, inbound.reason) == ("parked", "Newsletter")
    assert not Ticket.objects.exists()
    services.replay(inbound, by=people.olivia.actor)
    services.process(inbound.pk)
    assert Ticket.objects.count() == 1  # a person insisted


def test_a_rule_takes_a_machine_as_a_person_and_still_answers_it_never(post, people, rule, smtp):
    raw = letter("Sensor 7 is wet.", auto_submitted="auto-replied")
    assert post(raw).state == "parked"
    rule(
        "Sensors",
        [{"field": "body", "test": "matches", "value": r"sensor (?P<sensor>\d)"}],
        actions={"trust": "person"},
    )

    inbound = post(letter("Sensor 8 is wet.", auto_submitted="auto-replied"))

    assert inbound.state == "done"
    assert Ticket.objects.get().extracted == {"sensor": "8"}
    assert said(inbound, "automatic").endswith("a rule takes it as a person's")
    assert not Letter.objects.exists()


def test_what_is_gone_is_told_and_stops_nothing(post, people, rule):
    queue = Queue.objects.create(name="Soon gone")
    rule(actions={"queue": queue.pk, "priority": 4})
    queue.delete()
    from core.desk import book as desk_book

    desk_book.page.changed()

    post(letter(subject="Order 5"))

    ticket = Ticket.objects.get()
    assert (ticket.priority, ticket.extracted) == (4, {"order": "5"})


def test_a_rule_is_off_until_it_is_on(post, people, rule):
    row = rule(actions={"priority": 4}, is_on=False)
    assert said(post(letter(subject="Order 1")), "rules") == "there are none"

    services.save_rule(row, by=people.olivia.actor, is_on=True)
    assert said(post(letter(subject="Order 2")), "rules") == "1 of 1 hold"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"actions": {}, "conditions": []}, "actions"),
        ({"actions": {"queue": 999}}, "actions"),
        ({"actions": {"person": 999}}, "actions"),
        ({"actions": {"tags": ["no-such"]}}, "actions"),
        ({"actions": {"priority": 9}}, "actions"),
        ({"actions": {"explode": 1}}, "actions"),
        ({"conditions": [{"field": "subject", "test": "matches", "value": "("}]}, "conditions"),
        ({"moment": "sometimes"}, "moment"),
    ],
)
def test_bad_rules_are_refused_and_nothing_is_kept(people, values, field):
    with pytest.raises(Invalid) as refusal:
        services.save_rule(None, by=people.olivia.actor, **{"name": "x", "conditions": [ORDER], **values})

    assert list(refusal.value.data["fields"]) == [field]
    assert not MailRule.objects.exists()


def test_at_most_a_hundred_rules(people, rule):
    MailRule.objects.bulk_create([MailRule(name=f"{n}", position=n) for n in range(100)])

    with pytest.raises(services.TooManyRules):
        rule()


def test_every_write_is_audited_once(people, rule):
    by = people.olivia.actor
    first, second = rule("A"), rule("B")
    services.save_rule(first, by=by, name="A")
    services.order_rules([second.pk, first.pk], by=by)
    services.order_rules([second.pk, first.pk], by=by)
    services.remove_rule(first, by=by)
    services.remove_rule(first, by=by)

    told = (
        Record.objects.filter(action__startswith="mail_rule.").order_by("id").values_list("action", flat=True)
    )
    assert list(told) == ["mail_rule.created", "mail_rule.created", "mail_rule.ordered", "mail_rule.deleted"]
    assert [row.name for row in MailRule.objects.all()] == ["B"]


def test_a_look_back_counts_what_would_have_matched_and_changes_nothing(
    post, people, rule, django_assert_max_num_queries
):
    for number in range(4):
        post(letter(subject=f"Order {number}" if number % 2 else f"Hello {number}"))
    row = rule(actions={"trust": "park"}, is_on=False)
    before = Ticket.objects.count()

    trial.begin(row.pk)
    with django_assert_max_num_queries(10):
        try_rule(row.pk)

    found = trial.progress(row.pk)
    assert (found["looked"], found["of"], found["count"], found["is_done"]) == (4, 4, 2, True)
    assert [one["captured"] for one in found["found"]] == [{"order": "3"}, {"order": "1"}]
    assert Ticket.objects.count() == before
    services.save_rule(row, by=people.olivia.actor, name="Changed")
    assert trial.progress(row.pk) is None


def test_pasted_words_and_pasted_mails(people, rule):
    row = rule(actions={"trust": "park"})

    assert trial.on_words(row, "hello", subject="order 12").captured == {"order": "12"}
    assert trial.on_words(row, letter(subject="Order 13").decode()).captured == {"order": "13"}
    assert trial.on_words(row, "Order 14 in the text").why.startswith("not so: subject matches")


def test_values_stand_on_the_ticket_page_and_in_the_api(post, people, rule, agent_client, acme):
    rule(actions={"priority": 4})
    post(letter(subject="Order 4711"))

    assert (
        '<dt dir="auto" title="Found in the mail by a rule">Order</dt>'
        in agent_client.get("/desk/tickets/1/").content.decode()
    )
    told = Caller(acme, people.ana).read("/tickets/1/").json()
    assert (told["extracted"], told["chosen_by_people"]) == ({"order": "4711"}, [])


@pytest.mark.parametrize("marks", [{"auto_submitted": "auto-replied"}, {"precedence": "bulk"}])
@pytest.mark.parametrize("first", [{"stops": True}, {}])
def test_a_rule_that_does_not_apply_vouches_for_nobody(post, people, rule, marks, first):
    """It is for follow-ups, and this is none: a machine still opens no request."""
    rule("First", [], actions={"priority": 3}, **first)
    moment = "both" if first else "follow_up"
    rule("Ours", [], actions={"trust": "person"}, moment=moment)

    inbound = post(letter(subject="I am away", **marks))

    assert inbound.state == "parked"
    assert not Ticket.objects.exists()


def test_a_capture_fills_the_field_of_its_name_where_it_can_hold_it(post, people, rule):
    by = people.adam.actor
    colours = [{"key": "red", "label": "Dark red"}, {"key": "blue", "label": "Blue"}]
    for key, kind, options in (
        ("order", "number", []),
        ("colour", "choice", colours),
        ("serial", "date", []),
    ):
        arrange.save_field(None, by=by, key=key, kind=kind, label=key.title(), options=options)
    words = r"order #?(?P<order>\d+) in (?P<colour>[\w ]+), serial (?P<serial>\w+), shop (?P<shop>\w+)"
    rule(conditions=[{"field": "subject", "test": "matches", "value": words}])

    inbound = post(letter("Where is it?", subject="Order 4711 in Dark Red, serial X9, shop 3"))

    ticket = Ticket.objects.get()
    assert ticket.extracted == {"order": "4711", "colour": "Dark Red", "serial": "X9", "shop": "3"}
    assert ticket.fields == {"order": 4711, "colour": "red"}
    assert ticket.chosen == {"fields.order": "system", "fields.colour": "system"}
    assert "“Serial” cannot hold it (write a date, as in 2026-11-29)" in said(inbound, "obey")


def test_a_follow_up_leaves_what_the_field_holds_unless_the_rule_overwrites(post, people, drain, rule, smtp):
    sent = _answered(post, people, drain)
    arrange.save_field(None, by=people.adam.actor, key="order", kind="text", label="Order")
    row, ticket = rule(), Ticket.objects.get()
    tickets.change(ticket, by=people.ana.actor, fields={"order": "1"})
    tickets.change(ticket, by=people.ana.actor, fields={"order": None})
    post(letter("And?", to=sent.reply_to, subject="Re: order 2"), to=sent.reply_to)
    assert Ticket.objects.get().fields == {}  # somebody emptied it, and that stays

    services.save_rule(row, by=people.olivia.actor, overwrites=True)
    post(letter("So?", to=sent.reply_to, subject="Re: order 3"), to=sent.reply_to)
    assert Ticket.objects.get().fields == {"order": "3"}
