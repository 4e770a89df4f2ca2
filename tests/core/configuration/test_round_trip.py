"""One's own document changes nothing; what it leaves out is left alone; ids and secrets are not in it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from core.audit.models import Record
from core.automation.models import Rule
from core.configuration import selectors, services
from core.configuration.checking import MOST_THINGS
from core.configuration.document import read
from core.configuration.registry import sections
from core.desk.models import Queue, Tag

pytestmark = pytest.mark.django_db


def test_the_starter_organization_is_the_same_text_twice_and_changes_nothing(people: SimpleNamespace) -> None:
    by = people.olivia.actor
    text = selectors.export(by)
    assert text == selectors.export(by)
    before = Record.objects.count()

    plan = services.plan(text, by=by)

    assert (plan.faults, plan.changes) == ([], [])
    assert Record.objects.count() == before
    assert {"queues", "statuses", "tags", "categories"} <= set(read(text).values)
    assert set(read(text).values) == {"version", *(one.name for one in sections())}


def test_a_plan_shows_what_would_be_and_writes_nothing(people: SimpleNamespace) -> None:
    text = (
        "tags:\n  shiny: {color: '#ff0000'}\n  gold: {description: Pays more}\n"
        "queues:\n  Billing: {grace_days: 9, is_default: true}\n"
    )
    Tag.objects.create(name="shiny", color="#000000")
    records, tags = Record.objects.count(), Tag.objects.count()

    plan = services.plan(text, by=people.adam.actor)

    assert plan.faults == []
    told = [(one.what, one.section, one.key) for one in plan.changes]
    assert told == [
        ("added", "tags", "gold"),
        ("changed", "tags", "shiny"),
        ("changed", "queues", "Billing"),
        ("changed", "queues", "Support"),  # it is the default one no more
    ]
    assert plan.changes[2].values == {"grace_days": (7, 9), "is_default": (False, True)}
    assert plan.changes[3].values == {"is_default": (True, False)}
    assert (Record.objects.count(), Tag.objects.count()) == (records, tags)
    assert Queue.objects.get(is_default=True).name == "Support"


def test_apply_is_the_plan_that_was_shown(people: SimpleNamespace) -> None:
    by = people.adam.actor
    text = "queues:\n  Billing: {grace_days: 9}\n  VIP: {team: Support}\n"
    plan = services.plan(text, by=by)
    services.apply(text, word=plan.word, by=by)
    assert Queue.objects.get(name="Billing").grace_days == 9
    assert Queue.objects.get(name="VIP").team is not None
    lines = list(Record.objects.order_by("-id")[:3])
    assert [line.action for line in lines] == ["configuration.applied", "queue.created", "queue.changed"]
    assert lines[0].after["parts"] == ["changed queues.Billing", "added queues.VIP"]
    assert (lines[0].actor_name, lines[0].after["document"]) == ("Adam Admin", text)

    with pytest.raises(services.NothingToApply):
        services.apply(text, word=services.plan(text, by=by).word, by=by)


def test_a_desk_that_changed_in_between_makes_a_new_plan(people: SimpleNamespace) -> None:
    by = people.adam.actor
    text = "queues:\n  Billing: {grace_days: 9}\n"
    plan = services.plan(text, by=by)
    Queue.objects.filter(name="Billing").update(grace_days=3)
    with pytest.raises(services.PlanChanged) as refusal:
        services.apply(text, word=plan.word, by=by)
    assert refusal.value.plan.changes[0].values == {"grace_days": (3, 9)}
    assert Queue.objects.get(name="Billing").grace_days == 3
    with pytest.raises(services.PlanChanged):
        services.apply(text + "\n", word=refusal.value.plan.word, by=by)  # another document
    services.apply(text, word=refusal.value.plan.word, by=by)
    assert Queue.objects.get(name="Billing").grace_days == 9


def test_going_back_is_applying_what_stood_before(people: SimpleNamespace) -> None:
    by = people.olivia.actor
    first = selectors.export(by)
    text = "tags:\n  gold: {}\nqueues:\n  VIP: {is_default: true, signature: 'Yours'}\n  Billing: {grace_days: 1}\n"
    services.apply(text, word=services.plan(text, by=by).word, by=by)
    (applied,) = selectors.applied(by)
    assert applied.who == "Olivia Owner"

    plan = services.plan(applied.before, by=by)
    assert [(one.what, one.key) for one in plan.changes] == [
        ("removed", "gold"), ("changed", "Billing"), ("changed", "Support"), ("removed", "VIP"),
    ]  # fmt: skip
    services.apply(applied.before, word=plan.word, by=by)
    assert selectors.export(by) == first
    assert len(selectors.applied(by)) == 2


def test_going_back_leaves_alone_what_others_did_since(people: SimpleNamespace) -> None:
    by, tags = people.olivia.actor, set(Tag.objects.values_list("name", flat=True))
    text = "tags:\n  gold: {}\nqueues:\n  Billing: {grace_days: 1}\n"
    services.apply(text, word=services.plan(text, by=by).word, by=by)
    Tag.objects.create(name="silver")
    Queue.objects.filter(name="Billing").update(description="By hand")
    Queue.objects.filter(name="Support").update(grace_days=3)

    (applied,) = selectors.applied(by)
    plan = services.plan(applied.before, by=by)
    assert [(one.what, one.key, list(one.values)) for one in plan.changes if one.key != "gold"] == [
        ("changed", "Billing", ["grace_days"])
    ]
    services.apply(applied.before, word=plan.word, by=by)
    assert set(Tag.objects.values_list("name", flat=True)) == {"silver", *tags}
    billing = Queue.objects.get(name="Billing")
    assert (billing.grace_days, billing.description) == (7, "By hand")
    assert Queue.objects.get(name="Support").grace_days == 3
    assert not any(one.key == "gold" for one in services.plan(applied.before, by=by).changes)


def test_single_things_are_removed_by_name(people: SimpleNamespace) -> None:
    by, tags = people.adam.actor, set(Tag.objects.values_list("name", flat=True))
    text = "tags: {gold: {}}\nremove: {tags: [vip, nothing], sign_in: [everybody], moons: [one]}\n"
    assert {fault.place for fault in services.plan(text, by=by).faults} == {
        "remove.sign_in", "remove.moons", "tags.vip",
    }  # fmt: skip
    assert [fault.place for fault in services.plan("remove: {tags: [vip]}", by=people.ana.actor).faults] == [
        "remove.tags"
    ]
    assert "at once" in services.plan("tags: {gold: {}}\nremove: {tags: [gold]}", by=by).faults[0].sentence
    Tag.objects.create(name="gold")
    text = "remove: {tags: [gold, nothing]}"
    services.apply(text, word=services.plan(text, by=by).word, by=by)
    assert set(Tag.objects.values_list("name", flat=True)) == tags


def rules_in_order() -> list[str]:
    return list(Rule.objects.order_by("position", "id").values_list("name", flat=True))


def test_what_is_named_stands_where_the_document_says(people: SimpleNamespace) -> None:
    by, before = people.olivia.actor, rules_in_order()
    first = before[0]
    text = f"rules: {{'{first}': {{position: 2}}}}"
    services.apply(text, word=services.plan(text, by=by).word, by=by)
    assert rules_in_order() == [*before[1:3], first, *before[3:]]
    assert services.plan(text, by=by).changes == []

    added = "{events: [opened], actions: [{do: tags_add, value: [vip]}], position: 1}"
    text = f"rules: {{New: {added}, '{before[4]}': {{position: 0}}}}"
    services.apply(text, word=services.plan(text, by=by).word, by=by)
    assert rules_in_order() == [before[4], "New", *before[1:3], first, before[3], *before[5:]]

    for undone in (selectors.applied(by)[0].before, selectors.applied(by)[1].before):
        services.apply(undone, word=services.plan(undone, by=by).word, by=by)
    assert rules_in_order() == before


def test_places_that_cannot_be_had_are_faults(people: SimpleNamespace) -> None:
    by, names = people.olivia.actor, rules_in_order()
    text = f"rules:\n  '{names[0]}': {{position: 1}}\n  '{names[1]}': {{position: 1}}\n"
    (fault,) = services.plan(text, by=by).faults
    assert (fault.place, "would stand at 2" in fault.sentence) == (f"rules.{names[0]}.position", True)
    last = f"rules: {{'{names[0]}': {{position: 99}}}}"
    services.apply(last, word=services.plan(last, by=by).word, by=by)
    assert rules_in_order() == [*names[1:], names[0]]


def test_all_faults_come_at_once_with_path_and_line(people: SimpleNamespace) -> None:
    text = (
        "version: 2\n"
        "queues:\n"
        "  Billing:\n"
        "    follow_up: sometimes\n"
        "    calendar: Nowhere\n"
        "    colour: red\n"
        "  New:\n"
        "    grace_days: -1\n"
        "categories:\n"
        "  shop:\n"
        "    name: Shop\n"
        "    queue: New\n"
        "statuses:\n"
        "  open: {category: closed}\n"
        "tags: [a, b]\n"
        "colours: {}\n"
        "prune: [macrows]\n"
    )
    plan = services.plan(text, by=people.adam.actor)
    assert (plan.word, Queue.objects.filter(name="New").exists()) == ("", False)
    assert [(fault.place, fault.line) for fault in plan.faults] == [
        ("version", 1),
        ("queues.Billing.follow_up", 4),
        ("queues.Billing.calendar", 5),
        ("queues.Billing.colour", 6),
        ("queues.New.grace_days", 8),
        ("statuses.open.category", 14),
        ("tags", 15),
        ("colours", 16),
        ("prune.0", 17),
    ]  # and none for the category, whose queue will be there once its own fault is mended
    assert "“Nowhere”" in plan.faults[2].sentence
    with pytest.raises(services.BadDocument):
        services.apply(text, word=plan.word, by=people.adam.actor)


def test_what_is_in_use_is_not_pruned(people: SimpleNamespace) -> None:
    by = people.adam.actor
    plan = services.plan("queues:\n  Support: {}\nprune: [queues]\n", by=by)
    assert {fault.place for fault in plan.faults} >= {"queues.Billing"}
    assert plan.word == ""
    text = "tags: {only: {}}\nprune: [tags]\n"
    (fault,) = services.plan(text, by=by).faults
    assert str(fault) == "tags.vip: It is still named by rules.VIP customers first. (line 1)"
    text = "tags: {only: {}, vip: {}}\nprune: [tags]\n"
    services.apply(text, word=services.plan(text, by=by).word, by=by)
    assert [tag.name for tag in Tag.objects.all()] == ["only", "vip"]
    assert "no types" in services.plan("prune: [types]", by=by).faults[0].sentence


def test_who_may_not_change_it_by_hand_may_not_this_way(people: SimpleNamespace) -> None:
    by = people.ana.actor
    assert set(read(selectors.export(by)).values) == {"version"}
    plan = services.plan("tags: {gold: {}}", by=by)
    assert [fault.place for fault in plan.faults] == ["tags"]
    assert "desk.manage" in plan.faults[0].sentence


def test_what_was_applied_is_shown_to_who_could_have_applied_it(people: SimpleNamespace) -> None:
    by = people.olivia.actor
    text = "tags: {gold: {}}"
    services.apply(text, word=services.plan(text, by=by).word, by=by)
    assert [one.document for one in selectors.applied(people.adam.actor)] == [text]
    assert selectors.applied(people.ana.actor) == []
    with pytest.raises(selectors.NoSuchDocument):
        selectors.applied_one(selectors.applied(by)[0].id, people.ana.actor)


def test_a_document_of_too_many_things_is_refused_before_any_is_tried(people: SimpleNamespace) -> None:
    text = "tags:\n" + "".join(f"  t{number}: {{}}\n" for number in range(MOST_THINGS + 1))
    (fault,) = services.plan(text, by=people.olivia.actor).faults
    assert "2,000 things" in fault.sentence
