"""Approvals: who is asked, what words come to, time that runs out, and tickets that are merged or go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.accounts import services as accounts
from core.audit.models import Record
from core.desk import selectors as desk
from core.desk import services as arranging
from core.desk.chains import BadPlan
from core.desk.models import Team
from core.notifications import services as notifying
from core.notifications.models import Notification
from core.tickets import selectors, services
from core.tickets.models import Approval, Message, Ticket
from core.tickets.services.words import Words
from tenants import secrets
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
BOSS = "boss@parts.example"


@pytest.fixture
def ask(people, ticket):
    """ask("lena", "mail:…", need="any", then=[…]): people by name, a further step behind."""

    def key(who):
        return f"user:{getattr(people, who).pk}" if hasattr(people, who) else who

    def one(*asked, need="all", hours=0, question="May we refund it?", by=None, then=(), on=None):
        plan = [{"need": need, "hours": hours, "asked": [key(who) for who in asked]}]
        plan += [{"asked": [key(who) for who in step]} for step in then]
        return services.ask_approval(on or ticket, question, plan, by=(by or people.ana).actor)

    return one


def notes(ticket):
    rows = Message.objects.filter(ticket=ticket, kind="note").order_by("pk")
    return list(rows.values_list("text", flat=True))


def state(row):
    return Approval.objects.get(pk=row.pk).state


def stands(ticket):
    return Ticket.every.get(pk=ticket.pk).approval


def test_a_colleague_is_asked_and_says_yes(people, ticket, ask, drain):
    row = ask("lena")
    assert (row.state, row.waits_for, stands(ticket)) == ("pending", [people.lena.pk], "pending")
    assert list(selectors.waiting_for(people.lena.actor)) == [row]
    assert list(selectors.waiting_for(people.ben.actor)) == []
    assert list(selectors.asked_by_me(people.ana.actor)) == [row]
    drain()
    told = Notification.objects.get(kind="approval")
    assert (told.user, told.who, told.text) == (people.lena, "Ana Agent", "May we refund it?")

    services.decide(row, True, "Be quick.", by=people.lena.actor)
    services.decide(row, True, by=people.lena.actor)
    assert (state(row), stands(ticket)) == ("approved", "approved")
    assert notes(ticket) == [
        "Ana Agent asks for approval by Lena Lead: May we refund it?",
        "Lena Lead approved. “Be quick.”\nApproved.",
    ]
    actions = Record.objects.filter(action__startswith="ticket.approval").order_by("pk")
    assert list(actions.values_list("action", "actor_name")) == [
        ("ticket.approval_asked", "Ana Agent"),
        ("ticket.approval_said", "Lena Lead"),
        ("ticket.approval_ended", "Lena Lead"),
    ]
    drain()
    assert not Notification.objects.filter(kind="approval").exists()
    assert Notification.objects.get(kind="decided").user == people.ana


def test_declining_needs_a_reason_and_ends_it(people, ticket, ask):
    row = ask("lena", "ben")
    with pytest.raises(services.ReasonNeeded):
        services.decide(row, False, "  ", by=people.lena.actor)
    assert state(row) == "pending"
    services.decide(row, False, "Too dear.", by=people.lena.actor)
    assert (state(row), stands(ticket)) == ("declined", "declined")
    assert Approval.objects.get(pk=row.pk).reason == "Too dear."
    with pytest.raises(services.ApprovalIsOver):
        services.decide(row, True, by=people.ben.actor)
    assert Approval.objects.get(pk=row.pk).steps[0]["asked"][1]["state"] == ""


def test_all_wait_for_everybody_and_any_for_the_first(people, ticket, ask):
    both = ask("lena", "ben")
    services.decide(both, True, by=people.lena.actor)
    assert (state(both), Approval.objects.get(pk=both.pk).waits_for) == ("pending", [people.ben.pk])
    services.decide(both, True, by=people.ben.actor)
    assert state(both) == "approved"

    one = ask("lena", "ben", need="any", question="And this?")
    services.decide(one, False, "No.", by=people.lena.actor)
    assert (state(one), stands(ticket)) == ("pending", "pending")
    services.decide(one, True, by=people.ben.actor)
    assert state(one) == "approved"

    none = ask("lena", "ben", need="any", question="And that?")
    services.decide(none, False, "No.", by=people.lena.actor)
    services.decide(none, False, "Never.", by=people.ben.actor)
    assert (state(none), stands(ticket)) == ("declined", "declined")


def test_steps_come_one_after_the_other(people, ticket, ask, drain):
    row = ask("lena", then=[["olivia"]])
    with pytest.raises(services.NotAsked):
        services.decide(row, True, by=people.olivia.actor)
    services.decide(row, True, by=people.lena.actor)
    row.refresh_from_db()
    assert (row.state, row.step, row.waits_for) == ("pending", 1, [people.olivia.pk])
    assert notes(ticket)[-1] == "Lena Lead approved.\nNext to decide: Olivia Owner."
    services.decide(row, True, by=people.lena.actor)  # the same once more
    with pytest.raises(services.NotAsked):
        services.decide(row, False, "Wait!", by=people.lena.actor)
    drain()
    assert Notification.objects.filter(kind="approval", user=people.olivia).exists()
    services.decide(row, True, by=people.olivia.actor)
    assert state(row) == "approved"


def test_who_has_decided_does_not_decide_again(people, ask):
    row = ask("lena", "ben")
    services.decide(row, True, by=people.lena.actor)
    with pytest.raises(services.HasDecided):
        services.decide(row, False, "No, wait.", by=people.lena.actor)
    for stranger in (people.olivia.actor, people.ana.actor, SYSTEM, people.carla.actor):
        with pytest.raises(services.NotAsked):
            services.decide(row, True, by=stranger)
    assert state(row) == "pending"


def test_words_stand_for_people(people, ticket, ask):
    team = Team.objects.create(name="Refunds", manager=people.lena)
    team.members.set([people.ben, people.olivia, people.ana])
    services.change(ticket, by=people.ana.actor, team=team)
    services.assign(ticket, people.ben, by=people.ana.actor)
    row = ask("lead", "assignee", f"team:{team.pk}", need="any")
    names = [part["name"] for part in row.steps[0]["asked"]]
    assert names == ["Lena Lead", "Ben Agent", "Olivia Owner"]  # Ana asks: the others may say it


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (["ana"], services.AskedYourself),
        (["ana", "ben"], services.AskedYourself),
        (["user:999999"], services.NobodyToAsk),
        (["lead"], services.NobodyToAsk),
        (["team:999999"], services.NobodyToAsk),
        (["mail:carla@customer.example"], services.ToCustomer),
        (["mail:support@acme.localhost"], services.ToOurselves),
        (["mail:nonsense"], BadPlan),
        (["everybody"], BadPlan),
        ([], BadPlan),
    ],
)
def test_who_cannot_be_asked_is_refused_and_nothing_moves(ticket, ask, asked, refusal):
    before = Ticket.objects.get(pk=ticket.pk).version
    with pytest.raises(refusal):
        ask(*asked)
    assert (Approval.objects.count(), notes(ticket)) == (0, [])
    assert Ticket.objects.get(pk=ticket.pk).version == before
    assert not Message.objects.filter(kind="forward").exists()


def test_nobody_is_asked_who_may_not_see_the_ticket(people, ticket, ask):
    accounts.set_reach(people.ben, {"own": "full", "others": "none"}, by=people.olivia.actor)
    team = Team.objects.create(name="Others")
    team.members.set([people.lena])
    arranging.save_queue(ticket.queue, by=people.olivia.actor, team=team)
    with pytest.raises(services.CannotSee):
        ask("ben")
    row = ask("lena")
    assert list(selectors.waiting_for(people.lena.actor)) == [row]


def test_asking_the_same_twice_is_asking_once(people, ticket, ask):
    one = ask("lena")
    assert ask("lena").pk == one.pk
    assert len(notes(ticket)) == 1
    assert ask("lena", question="Another?").pk != one.pk


def test_a_ticket_asks_only_so_much(ticket, ask, monkeypatch):
    monkeypatch.setattr("core.tickets.services.approvals.asking.MOST_PENDING", 1)
    ask("lena")
    with pytest.raises(services.TooManyApprovals):
        ask("ben")


def test_a_third_party_gets_a_message_of_their_own_and_decides_by_link(people, ticket, ask):
    row = ask("lena", f"mail:{BOSS}")
    [said] = Message.objects.filter(ticket=ticket, kind="forward")
    assert (said.to, said.text, said.author_user) == ([BOSS], "May we refund it?", people.ana)
    token = selectors.approval_token(row, said.pk)
    assert selectors.asked_by_link(token).is_open
    with pytest.raises(services.ReasonNeeded):
        services.decide_by_link(token, False)
    services.decide_by_link(token, True)
    services.decide_by_link(token, True)
    assert not selectors.asked_by_link(token).is_open
    assert notes(ticket)[-1] == f"{BOSS} approved."
    line = Record.objects.get(action="ticket.approval_said")
    assert (line.actor_kind, line.actor_name, line.after["by"]) == ("contact", BOSS, f"mail:{BOSS}")
    assert state(row) == "pending"


def test_a_link_opens_nothing_else_and_ends(people, ticket, ask):
    row = ask(f"mail:{BOSS}", hours=24)
    said = Message.objects.get(ticket=ticket, kind="forward")
    token = selectors.approval_token(row, said.pk)
    for forged in ("", "x", token[:-1] + "x", secrets.sign("approval", [row.pk, said.pk + 1]),
                   secrets.sign("approval", ["1", 2]), secrets.sign("silence", [row.pk, said.pk])):  # fmt: skip
        with pytest.raises(secrets.BadLink):
            services.decide_by_link(forged, True)
    with clock.at(clock.now() + timedelta(hours=25)), pytest.raises(secrets.BadLink):
        services.decide_by_link(token, True)
    assert state(row) == "pending"


def test_it_reminds_and_then_expires(people, ticket, ask, drain):
    row = ask("lena", hours=8)
    row.refresh_from_db()
    drain()
    Notification.objects.all().delete()
    with clock.at(row.asked_at + timedelta(hours=6, minutes=1)):
        services.ring_approval(row.pk)
        services.ring_approval(row.pk)
        drain()
    assert Notification.objects.get(kind="approval").times == 1
    assert Alarm.objects.get(kind="tickets.approval").at == row.due_at
    with clock.at(row.due_at):
        services.ring_approval(row.pk)
    assert (state(row), stands(ticket)) == ("expired", "expired")
    assert notes(ticket)[-1] == "Nobody decided in time. Still silent: Lena Lead."
    assert not Alarm.objects.filter(kind="tickets.approval").exists()
    with pytest.raises(services.ApprovalIsOver):
        services.decide(row, True, by=people.lena.actor)


def test_it_is_canceled_once(people, ticket, ask):
    row = ask("lena", hours=8)
    services.cancel_approval(row, by=people.ana.actor, reason="Found it.")
    services.cancel_approval(row, by=people.ana.actor)
    assert (state(row), stands(ticket)) == ("canceled", "canceled")
    assert notes(ticket)[-1] == "Ana Agent no longer asks for approval. Found it."
    assert not Alarm.objects.filter(kind="tickets.approval").exists()


def test_somebody_else_is_asked_instead(people, ticket, ask, drain):
    row = ask("ben", "lena")
    with pytest.raises(services.NotAsked):
        services.hand_on(row, f"user:{people.olivia.pk}", f"user:{people.adam.pk}", by=people.ana.actor)
    with pytest.raises(services.AskedYourself):
        services.hand_on(row, f"user:{people.ben.pk}", f"user:{people.ana.pk}", by=people.lena.actor)
    services.hand_on(row, f"user:{people.ben.pk}", f"mail:{BOSS}", by=people.ana.actor)
    row.refresh_from_db()
    assert [part["key"] for part in row.steps[0]["asked"]] == [f"mail:{BOSS}", f"user:{people.lena.pk}"]
    assert row.waits_for == [people.lena.pk]
    with pytest.raises(services.NotAsked):
        services.decide(row, True, by=people.ben.actor)


def test_who_leaves_is_not_skipped(people, ticket, ask, drain):
    row = ask("ben", "lena", need="any")
    accounts.deactivate(people.ben, by=people.olivia.actor)
    drain()
    assert notes(ticket)[-1].startswith("Ben Agent, whose approval is waited for, no longer works here.")
    assert state(row) == "pending"
    services.decide(row, True, by=people.lena.actor)
    assert state(row) == "approved"


def test_who_left_before_their_step_came_is_named_when_it_comes(people, ticket, ask, drain):
    row = ask("lena", then=[["ben", "olivia"]])
    accounts.deactivate(people.ben, by=people.olivia.actor)
    drain()
    services.decide(row, True, by=people.lena.actor)
    assert notes(ticket)[-1].startswith("Ben Agent, whose approval is waited for, no longer works here.")
    assert Approval.objects.get(pk=row.pk).waits_for == [people.ben.pk, people.olivia.pk]


def test_what_is_wrong_with_somebody_else_is_said(people, ask):
    row = ask("ben", "lena")
    several = Team.objects.create(name="Second level")
    several.members.add(people.adam, people.olivia)
    mine = f"user:{people.ben.pk}"
    with pytest.raises(services.AskOne) as refusal:
        services.hand_on(row, mine, f"team:{several.pk}", by=people.ana.actor)
    assert "“Second level” are several people." in refusal.value.message
    with pytest.raises(services.IsAsked) as asked:
        services.hand_on(row, mine, f"user:{people.lena.pk}", by=people.ana.actor)
    assert asked.value.message.startswith("Lena Lead is asked in this step already.")
    Team.objects.get(pk=several.pk).members.clear()
    with pytest.raises(services.NobodyToAsk) as nobody:
        services.hand_on(row, mine, f"team:{several.pk}", by=people.ana.actor)
    assert "“Second level”" in nobody.value.message
    assert [part["key"] for part in Approval.objects.get().steps[0]["asked"]] == [
        mine, f"user:{people.lena.pk}",
    ]  # fmt: skip


def test_a_reminder_by_hand_rests_for_half_an_hour(people, ask):
    row = ask("lena")
    with pytest.raises(services.ReminderTooSoon):
        services.remind_approval(row, by=people.ana.actor)
    with clock.at(clock.now() + timedelta(minutes=31)):
        services.remind_approval(row, by=people.ana.actor)
        with pytest.raises(services.ReminderTooSoon):
            services.remind_approval(row, by=people.ana.actor)


def test_closing_ends_it_and_resolving_does_not(people, ticket, ask, drain):
    row = ask("lena")
    services.change(ticket, by=people.ana.actor, status=desk.default_status("resolved"))
    drain()
    assert state(row) == "pending"
    services.change(ticket, by=people.ana.actor, status=desk.default_status("closed"))
    drain()
    assert (state(row), Approval.objects.get(pk=row.pk).reason) == ("canceled", "The ticket was closed.")


def test_a_merge_carries_it_along_and_undoing_brings_it_back(people, ticket, ask):
    other, _ = services.open_ticket(people.carla, "Same", Words("x"), channel="api", by=people.carla.actor)
    row = ask("lena")
    merge = services.merge(ticket, into=other, by=people.ana.actor)
    assert (stands(ticket), stands(other)) == ("", "pending")
    assert [one.ticket for one in selectors.waiting_for(people.lena.actor)] == [other]
    services.unmerge(merge, by=people.ana.actor)
    assert (stands(ticket), stands(other)) == ("pending", "")
    services.decide(row, True, by=people.lena.actor)
    assert stands(ticket) == "approved"


def test_in_the_bin_nobody_decides(people, ticket, ask):
    row = ask("lena", f"mail:{BOSS}", hours=8)
    token = selectors.approval_token(row, Message.objects.get(kind="forward").pk)
    services.delete(ticket, by=people.olivia.actor)
    assert not selectors.waiting_for(people.lena.actor).exists()
    with pytest.raises(services.TicketIsDeleted):
        services.decide(row, True, by=people.lena.actor)
    with pytest.raises(secrets.BadLink):
        services.decide_by_link(token, True)
    with clock.at(clock.now() + timedelta(hours=9)):
        services.ring_approval(row.pk)
    services.restore(ticket, by=people.olivia.actor)
    assert (state(row), stands(ticket)) == ("expired", "expired")


def test_who_may_not_read_notes_sees_only_what_concerns_them(people, ticket, ask):
    row = ask("lars")
    ask("lena", question="A secret?")
    lars = people.lars.actor
    if not selectors.reads_notes(lars):
        assert selectors.approvals_of(lars, ticket.number) == [row]
    assert len(selectors.approvals_of(people.ben.actor, ticket.number)) == 2
    assert selectors.approvals_of(people.carla.actor, ticket.number) == []


def test_a_chain_is_asked_by_name(people, ticket):
    steps = [{"need": "any", "hours": 24, "asked": [f"user:{people.lena.pk}", f"mail:{BOSS}"]}]
    chain = arranging.save_chain(
        None, by=people.olivia.actor, name="Refund", question="Refund {{ ticket.number }}?", steps=steps
    )
    row = services.ask_by_chain(ticket, chain, by=people.ana.actor)
    assert services.ask_by_chain(ticket, chain, by=people.ben.actor) is None
    assert (row.question, row.chain) == (f"Refund {ticket.label}?", "Refund")
    arranging.delete_chain(chain, by=people.olivia.actor)
    assert state(row) == "pending"
    with pytest.raises(BadPlan):
        arranging.save_chain(None, by=people.olivia.actor, name="Bad", question="x", steps=[])


@pytest.fixture
def away(people):
    """Lena is away since yesterday, and Ben takes her place."""
    today = clock.now().date()
    notifying.save_preferences(people.lena, by=people.lena.actor, away_from=today - timedelta(days=1),
                                 away_until=today + timedelta(days=1), substitute=people.ben)  # fmt: skip
    return people


def test_a_substitute_decides_in_the_place_of_who_is_away(away, ticket, ask):
    row, ben = ask("lena"), away.ben.actor
    assert list(selectors.waiting_for(ben)) == [row]
    assert selectors.is_asked(ben, row)

    services.decide(row, True, "Fine.", by=ben)
    services.decide(row, True, by=ben)
    with pytest.raises(services.ApprovalIsOver):
        services.decide(row, False, "No.", by=ben)
    assert notes(ticket)[-1] == "Ben Agent, in place of Lena Lead, approved. “Fine.”\nApproved."
    part = Approval.objects.get(pk=row.pk).steps[0]["asked"][0]
    assert (part["name"], part["state"], part["deputy_name"]) == ("Lena Lead", "approved", "Ben Agent")
    said = Record.objects.get(action="ticket.approval_said")
    assert (said.actor_name, said.after["by"]) == ("Ben Agent", f"user:{away.lena.pk}")


def test_who_asks_takes_nobodys_place_in_it(away, ask):
    row = ask("lena", by=away.ben)
    assert list(selectors.waiting_for(away.ben.actor)) == []
    with pytest.raises(services.NotAsked):
        services.decide(row, True, by=away.ben.actor)


def test_nobody_speaks_for_two_in_one_step(away, ask):
    row = ask("lena", "ben")
    for _ in range(2):  # a form that is sent twice, too
        services.decide(row, True, by=away.ben.actor)
    assert Approval.objects.get(pk=row.pk).waits_for == [away.lena.pk]
    assert list(selectors.waiting_for(away.ben.actor)) == []


def test_a_word_for_another_stays_said_when_the_next_step_is_asked(away, ask):
    row = ask("lena", then=[["olivia"]])
    for _ in range(2):
        services.decide(row, True, by=away.ben.actor)
    assert Approval.objects.get(pk=row.pk).waits_for == [away.olivia.pk]


def test_nobody_takes_the_place_of_who_is_back(away, ask):
    row = ask("lena")
    with clock.at(clock.now() + timedelta(days=3)):
        assert list(selectors.waiting_for(away.ben.actor)) == []
        with pytest.raises(services.NotAsked):
            services.decide(row, True, by=away.ben.actor)
