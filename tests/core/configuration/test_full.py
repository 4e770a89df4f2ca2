"""An organization in which everything is arranged: named by keys, the same text after all of it was gone, no secrets."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from ai import services as advice
from billing.services import grant
from core.accounts import services as accounts
from core.assignment import services as assigning
from core.automation import services as automation
from core.configuration import selectors, services
from core.configuration.document import read
from core.configuration.registry import sections
from core.desk import services as desk
from core.desk.models import Queue, Status
from core.mail import services as mail
from core.mail.models import Mailbox
from core.notifications import services as notifications
from core.notifications.models import Hook
from core.sla import services as sla
from core.tickets.services.archiving import set_archiving
from core.tickets.services.views import keep_view
from core.work import selectors as work
from core.work.selectors import time as kept_time
from core.work.services.days import save_rules
from core.work.services.limits import save_limit
from tenants import context, secrets
from tenants.kernel.actor import SYSTEM
from tenants.models import Tenant

pytestmark = pytest.mark.django_db
PRUNED = [one.name for one in sections() if one.remove]


@pytest.fixture
def full(acme: Tenant, people: SimpleNamespace) -> Any:
    """Each section has a thing that names others. Returns who arranged it."""
    grant(acme, "custom_roles", by=SYSTEM, reason="test")
    by = people.olivia.actor
    hours = desk.save_calendar(
        None, by=by, name="Night", time_zone="Asia/Tokyo", week=[[[0, 60], [120, 1440]]] * 7
    )
    desk.add_holiday(hours, by=by, date="2026-12-25", name="Christmas", is_yearly=True)
    team = desk.save_team(
        None, by=by, name="Night shift", manager=people.lena, members=[people.ana, people.ben]
    )
    queue = desk.save_queue(
        None, by=by, name="VIP: night", team=team, calendar=hours, signature="Yours\n\n{{ agent.name }}"
    )
    status = desk.save_status(None, by=by, key="checking", category="open", label="Checking", wip_limit=4)
    desk.save_type(None, by=by, key="idea", name="Idea")
    tag = desk.save_tag(None, by=by, name="gold", description="Yes: # no")
    group = desk.save_category(None, by=by, key="shop", name="Shop")
    desk.save_category(
        None, by=by, key="shop.cart", name="Cart", parent=group, queue=queue, team=team, examples=["My cart"]
    )
    accounts.add_department("Warehouse", by=by, manager=people.lena)
    accounts.require_second_factor(True, by=by)
    set_archiving(18, by=by)
    save_limit("blocked", by=by, wip_limit=7, wip_is_hard=True)
    save_rules(by=by, activities=["Support", "会議", "Поддержка"], idle_hours=6)
    where = {"queues": [queue.pk], "categories": ["shop.cart"], "languages": ["de"]}
    advice.set_policy("category", "shadow", by, 0.7, conditions=where)
    role = accounts.save_role(
        None,
        by=by,
        name="Night only",
        permissions=["tickets.reply"],
        reach={"others": "none", str(queue.pk): "full"},
    )
    desk.save_field(None, by=by, key="owner_of", kind="person", label="Owner of it")
    when = {"fact": "field.owner_of", "op": "is", "values": [str(people.ana.pk)]}
    rules = [
        {"effect": "show", "conditions": [{"fact": "queue", "op": "is", "values": [str(queue.pk)]}, when]}
    ]
    desk.save_field(
        None,
        by=by,
        key="colour",
        kind="choice",
        label="Colour",
        options=[{"key": "red", "label": "Red"}],
        rules=rules,
    )
    desk.save_canned_reply(
        None,
        by=by,
        shortcut="hi",
        title="Hi",
        body="Hello {{ customer.first_name | there }},",
        body_in={"de": "Hallo,"},
        team_id=team.pk,
        owner_id=None,
    )
    where = {"all": [
        {"field": "queue", "op": "is", "value": [str(queue.pk)]},
        {"any": [{"field": "assignee", "op": "is", "value": ["me", str(people.ana.pk)]}, {"field": "tags", "op": "any", "value": ["gold"]}]},
        {"field": "field.owner_of", "op": "is", "value": [str(people.ben.pk)]},
    ]}  # fmt: skip
    keep_view(
        None,
        by=by,
        key="night",
        name="Night",
        filters={"where": where, "queue": [str(queue.pk)], "contact": people.carla.pk},
        owner_id=None,
        role_id=role.pk,
    )
    hook = notifications.save_hook(
        None,
        by=by,
        name="ERP",
        form="json",
        events=[],
        queue=queue,
        url="https://erp.example/in?token=s3cr3t",
        secret="0123456789abcdef-secret",
    )
    asked = [f"user:{people.lena.pk}", f"team:{team.pk}", "lead", "mail:boss@parts.example"]
    chain = desk.save_chain(
        None, by=by, name="Refund", question="{{ ticket.number }}?", steps=[{"hours": 24, "asked": asked}]
    )
    deeds = [
        {"do": "queue", "value": str(queue.pk)}, {"do": "team", "value": str(team.pk)}, {"do": "assignee", "value": str(people.ben.pk)},
        {"do": "status", "value": status.key}, {"do": "tags_add", "value": [tag.name]}, {"do": "category", "value": "shop.cart"},
        {"do": "field.owner_of", "value": people.lena.pk}, {"do": "call", "value": ["lead", f"user:{people.ana.pk}", f"team:{team.pk}"]},
        {"do": "webhook", "value": str(hook.pk)}, {"do": "reply", "value": "canned:hi"},
        {"do": "approval", "value": str(chain.pk)},
    ]  # fmt: skip
    automation.save_rule(None, by=by, name="Night first", events=["opened"], conditions=where, actions=deeds)
    automation.save_rule(
        None, by=by, name="Monday", kind="schedule", hours=[[8, 9]] + [[]] * 6, actions=deeds[:1]
    )
    automation.save_macro(
        None, by=by, name="Mine no more", owner_id=None, role_id=role.pk, actions=deeds[:3], draft="canned:hi"
    )
    sla.save_policy(
        None, by=by, name="Night", first_reply=15, calendar=hours, conditions={"all": where["all"][:1]}
    )
    assigning.save_policy(queue, by=by, mode="round", excluded=[people.lars.pk])
    assigning.save_policy(None, by=by, capacity=7)
    told = {
        "queue": queue.pk,
        "team": team.pk,
        "person": people.ben.pk,
        "priority": 3,
        "tags": ["gold"],
        "category": "shop.cart",
    }
    box = Mailbox.objects.order_by("pk").first()
    asked = [{"field": "subject", "test": "contains", "value": "cart"}]
    mail.save_rule(None, by=by, name="Carts", conditions=asked, actions=told, mailbox=box)
    return by


def test_its_own_document_changes_nothing_and_names_no_id(full: Any) -> None:
    text = selectors.export(full)
    plan = services.plan(text, by=full)
    assert (plan.faults, plan.changes) == ([], [])
    assert selectors.export(full) == text
    assert "(gone)" not in text
    values = read(text).values
    assert values["queues"]["VIP: night"]["team"] == "Night shift"
    assert values["teams"]["Night shift"]["members"] == ["ana@acme.example", "ben@acme.example"]
    assert values["departments"]["Warehouse"] == {"manager": "lena@acme.example"}
    assert values["sign_in"] == {"everybody": {"second_factor": True}}
    assert values["archive"] == {"tickets": {"months": 18}}
    assert values["task_limits"]["blocked"] == {"wip_limit": 7, "wip_is_hard": True}
    assert values["time"]["rules"] == {
        "activities": ["Support", "会議", "Поддержка"], "idle_hours": 6, "summary_hour": 17
    }  # fmt: skip
    assert values["advice"]["category"] == {
        "mode": "shadow", "min_confidence": 0.7, "min_reviewed": 100, "min_precision": 0.9,
        "conditions": {"queues": ["VIP: night"], "categories": ["shop.cart"], "languages": ["de"]},
    }  # fmt: skip
    assert values["views"]["night"]["filters"]["contact"] == "carla@customer.example"
    assert values["roles"]["night-only"]["reach"] == {"VIP: night": "full", "others": "none"}
    deeds = {one["do"]: one["value"] for one in values["rules"]["Night first"]["actions"]}
    assert deeds["call"] == ["lead", "user:ana@acme.example", "team:Night shift"]
    assert (deeds["webhook"], deeds["field.owner_of"]) == ("ERP", "lena@acme.example")
    assert deeds["approval"] == "Refund"
    [step] = values["approval_chains"]["Refund"]["steps"]
    assert step["asked"] == ["user:lena@acme.example", "team:Night shift", "lead", "mail:boss@parts.example"]
    assert values["assignment"]["VIP: night"]["excluded"] == ["lars@acme.example"]
    assert values["assignment"]["(everybody)"]["capacity"] == 7
    assert values["calendars"]["Night"]["holidays"] == {
        "2026-12-25": {"name": "Christmas", "is_yearly": True}
    }


def test_secrets_never_leave_and_stay_as_they_are(full: Any) -> None:
    text = selectors.export(full)
    hook = Hook.objects.get(name="ERP")
    assert "s3cr3t" not in text
    assert "0123456789abcdef" not in text
    assert "erp.example" not in text
    assert hook.url not in text
    changed = text.replace("channels:\n  ERP:", "channels:\n  ERP:").replace(
        "secret: kept\n    events: []", "secret: kept\n    events:\n    - new"
    )
    plan = services.plan(changed, by=full)
    assert [(one.section, one.key, list(one.values)) for one in plan.changes] == [
        ("channels", "ERP", ["events"])
    ]
    services.apply(changed, word=plan.word, by=full)
    hook.refresh_from_db()
    assert secrets.decrypt(hook.url) == "https://erp.example/in?token=s3cr3t"
    assert secrets.decrypt(hook.secret) == "0123456789abcdef-secret"
    wrong = services.plan("channels:\n  ERP: {secret: abc}\n  Other: {format: slack, url: kept}\n", by=full)
    assert [fault.place for fault in wrong.faults] == ["channels.ERP.secret", "channels.Other.url"]


def test_all_of_it_goes_and_comes_back(full: Any) -> None:
    """Going back behind everything: what hangs on each other is removed, and made again in the right order."""
    text = selectors.export(full)
    names = {one.name for one in sections()}
    gone = ["Night first", "Monday", "Mine no more", "Night", "night", "night-only", "hi", "gold", "idea", "checking",
            "shop", "shop.cart", "colour", "owner_of", "VIP: night", "Night shift", "(everybody)", "Carts", "Warehouse", "Refund"]  # fmt: skip
    values = {
        name: {key: {} for key in things if key not in gone}
        for name, things in read(text).values.items()
        if name in names
    }
    without = "".join(f"{name}:\n" + "".join(f"  {key!r}: {{}}\n" for key in values[name]) for name in PRUNED)
    without += f"prune: [{', '.join(PRUNED)}]\n"

    faults = [str(fault) for fault in services.plan(without, by=full).faults]
    assert any(fault.startswith("queues.VIP: night: It is still named by") for fault in faults)
    advice.set_policy(
        "category", "shadow", full, conditions={}
    )  # a field of triage stays, and named the queue
    Hook.objects.update(queue=None)  # the program heard of that queue; programs are removed by hand
    text = selectors.export(full)
    plan = services.plan(without, by=full)
    assert plan.faults == []
    assert {one.what for one in plan.changes} == {"removed"}
    assert len(plan.changes) == 22
    services.apply(without, word=plan.word, by=full)
    assert not Queue.objects.filter(name="VIP: night").exists()
    assert not Status.objects.filter(key="checking").exists()

    back = selectors.applied(full)[0].before
    plan = services.plan(back, by=full)
    assert plan.faults == []
    services.apply(back, word=plan.word, by=full)
    assert without_places(selectors.export(full)) == without_places(text)


def without_places(text: str) -> str:
    """Rows made anew come last among those of their position."""
    return re.sub(r"\n    position: \d+", "", text)


def test_an_organization_is_set_up_like_another(full: Any, globex: Any) -> None:
    """Only colleagues and programs have to be there."""
    text = selectors.export(full)
    with context.tenant(globex):
        plan = services.plan(text, by=SYSTEM)
        assert ("teams", "Night shift", "members") in {fault.path for fault in plan.faults}
        small = (
            "queues:\n  VIP: {team: Support}\ntags: {gold: {}}\nrules:\n  Gold:\n    events: [opened]\n"
            + (
                "    conditions: {all: [{field: queue, op: is, value: [VIP]}]}\n    actions: [{do: tags_add, value: [gold]}]\n"
            )
        )
        plan = services.plan(small, by=SYSTEM)
        assert plan.faults == []
        services.apply(small, word=plan.word, by=SYSTEM)
        assert services.plan(small, by=SYSTEM).changes == []


def test_what_there_is_one_of_is_set_and_taken_back(people: SimpleNamespace) -> None:
    by = people.olivia.actor
    text = "sign_in: {everybody: {second_factor: true}}\narchive: {tickets: {months: 24}}\nadvice: {spam: {mode: suggest}}\n"
    plan = services.plan(text, by=by)
    assert plan.faults == []
    services.apply(text, word=plan.word, by=by)
    values = read(selectors.export(by)).values
    assert (values["sign_in"]["everybody"], values["archive"]["tickets"], values["advice"]["spam"]["mode"]) == (
        {"second_factor": True}, {"months": 24}, "suggest",
    )  # fmt: skip
    back = selectors.applied(by)[0].before
    services.apply(back, word=services.plan(back, by=by).word, by=by)
    assert read(selectors.export(by)).values["archive"] == {"tickets": {"months": None}}


def test_limits_of_tasks_and_how_time_is_kept_are_set_and_taken_back(people: SimpleNamespace) -> None:
    by = people.olivia.actor
    text = (
        "task_limits: {in_progress: {wip_limit: 3, wip_is_hard: true}}\n"
        "time: {rules: {activities: [Support, 会議], summary_hour: 18}}\n"
    )
    plan = services.plan(text, by=by)
    assert plan.faults == []
    assert (work.limits(), kept_time.rules().summary_hour) == ({}, 17)  # a plan changes nothing
    services.apply(text, word=plan.word, by=by)
    row = work.limits()["in_progress"]
    assert (row.wip_limit, row.wip_is_hard, kept_time.rules().summary_hour) == (3, True, 18)
    assert [one["key"][:9] for one in kept_time.activities()] == ["support", "activity-"]
    assert services.plan(text, by=by).changes == []
    back = selectors.applied(by)[0].before
    services.apply(back, word=services.plan(back, by=by).word, by=by)
    assert (work.limits(), kept_time.rules().summary_hour, len(kept_time.activities())) == ({}, 17, 5)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("archive: {mail: {months: 24}}", "archive.mail"),
        ("archive: {tickets: {months: 0}}", "archive.tickets.months"),
        ("task_limits: {todo: {wip_limit: 3}}", "task_limits.todo"),
        ("task_limits: {blocked: {wip_limit: 0}}", "task_limits.blocked.wip_limit"),
        ("time: {rules: {idle_hours: 25}}", "time.rules.idle_hours"),
        ("time: {other: {idle_hours: 2}}", "time.other"),
        ("sign_in: {ana: {second_factor: true}}", "sign_in.ana"),
        ("advice: {weather: {mode: off}}", "advice.weather"),
        ("advice: {spam: {min_confidence: 2}}", "advice.spam.min_confidence"),
        ("advice: {category: {mode: auto}}", "advice.category"),
        ("advice: {spam: {conditions: {queues: [Moon]}}}", "advice.spam.conditions"),
    ],
)
def test_what_cannot_be_so_is_said_at_its_place(people: SimpleNamespace, text: str, place: str) -> None:
    faults = services.plan(text, by=people.olivia.actor).faults
    assert [fault.place for fault in faults] == [place]
