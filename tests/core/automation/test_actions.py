"""Actions: checked when they are written, and done all together or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.audit.models import Record
from core.automation import actions
from core.automation.actions import ActionNotAllowed, BadAction, perform, read
from core.desk import book
from core.desk import services as arrange
from core.desk.models import CannedReply, Queue, Tag, Team
from core.mail.models import Letter
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refusal

pytestmark = pytest.mark.django_db
RULE = Actor("rule", 7, "Rule “Billing”")
MORNING = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def do(ticket, *steps, by=RULE):
    return perform(ticket, read(list(steps)), by=by)


def stands(ticket):
    row = Ticket.objects.get(pk=ticket.pk)
    return {
        "version": row.version,
        "status": row.status.key,
        "priority": row.priority,
        "lines": Record.objects.count(),
        "messages": Message.objects.count(),
        "owed": Delivery.objects.count(),
    }


class TestReading:
    def test_what_is_written_is_kept_plain_and_read_again(self, people):
        queue = Queue.objects.get(name="Billing")
        raw = [
            {"do": "status", "value": "open"},
            {"do": "priority", "value": "high", "overwrite": True},
            {"do": "queue", "value": queue.pk},
            {"do": "assignee", "value": "nobody"},
            {"do": "tags_add", "value": ["vip", "vip"]},
            {"do": "due", "value": "4 h"},
            {"do": "note", "value": " Look at {{ ticket.number }} "},
        ]
        kept = actions.as_json(read(raw, by=people.adam.actor))
        assert kept[1] == {"do": "priority", "value": "high", "overwrite": True}
        assert [one.get("value") for one in kept] == [
            "open", "high", str(queue.pk), "nobody", ["vip"], "4h", "Look at {{ ticket.number }}",
        ]  # fmt: skip
        assert actions.as_json(read(kept)) == kept

    @pytest.mark.parametrize(
        ("raw", "at"),
        [
            ("status", -1),
            ([{"do": "status", "value": "open"}] * 21, -1),
            (["status"], 0),
            ([{"do": "fly"}], 0),
            ([{"do": "status", "value": "nowhere"}], 0),
            ([{"do": "status", "value": "merged"}], 0),
            ([{"do": "status", "value": "open", "then": 1}], 0),
            ([{"do": "status", "value": "open"}, {"do": "status", "value": "new"}], 1),
            ([{"do": "priority", "value": {"a": 1}}], 0),
            ([{"do": "queue", "value": "999999"}], 0),
            ([{"do": "tags_add", "value": []}], 0),
            ([{"do": "tags_add", "value": ["no such tag"]}], 0),
            ([{"do": "due", "value": "tomorrow"}], 0),
            ([{"do": "due", "value": "9999999d"}], 0),
            ([{"do": "note", "value": "Hello {{ customer.iban }}"}], 0),
            ([{"do": "reply", "value": "canned:no-such"}], 0),
            ([{"do": "field.no-such", "value": "x"}], 0),
        ],
    )
    def test_what_is_wrong_is_refused_with_its_place(self, people, raw, at):
        with pytest.raises(BadAction) as refusal:
            read(raw)
        assert refusal.value.data["at"] == at

    def test_nobody_has_done_what_they_may_not_do(self, people, ticket):
        steps = read([{"do": "reply", "value": "Hello"}])
        with pytest.raises(ActionNotAllowed) as refusal:
            read([{"do": "note", "value": "Hm"}, {"do": "reply", "value": "Hello"}], by=people.lars.actor)
        assert refusal.value.data["permission"] == "tickets.reply"
        with pytest.raises(ActionNotAllowed):
            perform(ticket, steps, by=people.lars.actor)
        assert Message.objects.count() == 1


class TestDoing:
    def test_all_values_are_one_change(self, people, ticket):
        queue, team = Queue.objects.get(name="Billing"), Team.objects.first()
        with clock.at(MORNING):
            outcome = do(
                ticket,
                {"do": "queue", "value": queue.pk},
                {"do": "category", "value": "account"},
                {"do": "priority", "value": "urgent"},
                {"do": "status", "value": "on_hold"},
                {"do": "team", "value": team.pk},
                {"do": "tags_add", "value": ["vip"]},
                {"do": "due", "value": "4h"},
                {"do": "escalate", "value": "the press asks"},
            )
        row = outcome.ticket
        assert (row.queue, row.category.key, row.priority, row.status.key) == (
            queue, "account", 4, "on_hold",
        )  # fmt: skip
        assert (row.team, row.due_at, row.escalation_reason) == (
            team,
            MORNING + timedelta(hours=4),
            "the press asks",
        )
        assert [tag.name for tag in row.tags.all()] == ["vip"]
        line = Record.objects.get(action="ticket.changed")
        assert (line.actor_kind, line.actor_id, line.actor_name) == ("rule", 7, "Rule “Billing”")
        assert row.chosen["priority"] == "rule:7"
        assert len(outcome.done) == 8

    def test_tags_are_added_taken_and_set(self, people, ticket):
        for name in ("blue", "green"):
            Tag.objects.create(name=name)
        book.page.changed()
        tickets.change(ticket, by=people.ana.actor, tags=Tag.objects.filter(name__in=("bug", "blue")))

        def names(*steps):
            return {tag.name for tag in do(ticket, *steps, by=people.ana.actor).ticket.tags.all()}

        assert names({"do": "tags_add", "value": ["vip"]}) == {"bug", "blue", "vip"}
        assert names({"do": "tags_remove", "value": ["bug"]}) == {"blue", "vip"}
        assert names({"do": "tags_set", "value": ["bug"]}) == {"bug"}
        assert names({"do": "tags_set", "value": []}) == set()

    def test_what_a_person_chose_stays_unless_the_rule_says_so(self, people, ticket):
        tickets.change(ticket, by=people.ana.actor, priority=1)
        left = do(ticket, {"do": "priority", "value": "urgent"}, {"do": "status", "value": "open"})
        assert (left.ticket.priority, left.ticket.status.key) == (1, "open")
        assert (left.done, left.kept) == (("status",), ("priority",))
        taken = do(ticket, {"do": "priority", "value": "urgent", "overwrite": True})
        assert (taken.ticket.priority, taken.kept) == (4, ())
        assert do(ticket, {"do": "priority", "value": "low"}, by=people.ben.actor).ticket.priority == 1

    def test_a_rule_takes_a_ticket_from_nobody(self, people, ticket):
        assert do(ticket, {"do": "assignee", "value": "last_reply"}).kept == ("assignee",)
        tickets.reply(ticket, "Hello", author=people.ana, by=people.ana.actor)
        tickets.assign(ticket, None, by=people.ana.actor)
        assert do(ticket, {"do": "assignee", "value": "last_reply"}).ticket.assignee == people.ana
        assert do(ticket, {"do": "assignee", "value": people.ben.pk}).ticket.assignee == people.ana
        told = {"do": "assignee", "value": people.ben.pk, "overwrite": True}
        assert do(ticket, told).ticket.assignee == people.ben
        assert do(ticket, {"do": "assignee", "value": "nobody"}).ticket.assignee is None
        assert (
            do(ticket, {"do": "assignee", "value": "me"}, by=people.lena.actor).ticket.assignee == people.lena
        )

    def test_nothing_is_done_when_one_cannot_be(self, people, ticket):
        field = {"effect": "require", "at": "resolve", "conditions": []}
        arrange.save_field(None, by=people.adam.actor, key="cause", kind="text", label="Cause", rules=[field])
        before = stands(ticket)
        note, resolve = {"do": "note", "value": "Done"}, {"do": "status", "value": "resolved"}
        for by in (RULE, people.ana.actor):
            with pytest.raises(Refusal) as refusal:
                do(ticket, note, {"do": "priority", "value": "high"}, resolve, by=by)
            assert refusal.value.code == "ticket.field_required"
            assert stands(ticket) == before
        with pytest.raises(Refusal):  # Lars may not take tickets
            do(ticket, note, {"do": "assignee", "value": people.lars.pk})
        assert stands(ticket) == before
        done = do(ticket, resolve, {"do": "field.cause", "value": "Our fault"})
        assert (done.ticket.status.key, done.ticket.fields) == ("resolved", {"cause": "Our fault"})

    def test_a_note_and_an_answer_know_the_customer(self, people, ticket):
        note = {"do": "note", "value": "{{ customer.first_name }} wrote {{ ticket.number }}"}
        do(
            ticket,
            note,
            {"do": "reply", "value": "Dear {{ customer.first_name | customer }}"},
            by=people.ana.actor,
        )
        said = {row.kind: row for row in Message.objects.exclude(kind="customer")}
        assert said["note"].text == f"Carla wrote {ticket.label}"
        assert (said["reply"].text, said["reply"].author_user) == ("Dear Carla", people.ana)
        assert Ticket.objects.get(pk=ticket.pk).status.key == "waiting"

    def test_an_answer_takes_the_customers_language(self, people, ticket):
        CannedReply.objects.create(shortcut="thx", title="Thanks", body="Thank you", body_in={"de": "Danke"})
        people.carla.language = "de"
        people.carla.save()
        do(ticket, {"do": "reply", "value": "canned:thx"}, by=people.ana.actor)
        assert Message.objects.get(kind="reply").text == "Danke"


class TestAutomaticWords:
    """What a rule says is nobody's answer."""

    def test_it_goes_out_as_an_automatic_mail_and_moves_nothing(self, acme, people, ticket, drain):
        drain()
        do(ticket, {"do": "reply", "value": "We are on it, {{ customer.first_name }}."})
        row, said = Ticket.objects.get(pk=ticket.pk), Message.objects.get(kind="auto")
        assert (row.status.key, row.first_replied_at, row.awaits_reply) == ("new", None, True)
        assert (said.text, said.author_name, said.author_user) == ("We are on it, Carla.", acme.name, None)
        drain()
        letter = Letter.objects.get(message=said)
        assert letter.recipient == "carla@customer.example"
        assert letter.headers["Auto-Submitted"] == "auto-replied"
        assert "List-Unsubscribe" in letter.headers

    def test_who_wants_no_automatic_mail_gets_none(self, people, ticket, drain):
        people.carla.silent_since = clock.now()
        people.carla.save()
        do(ticket, {"do": "reply", "value": "Hello"})
        drain()
        assert not Letter.objects.filter(message__kind="auto").exists()

    def test_there_is_a_brake(self, people, ticket):
        for _time in range(3):
            do(ticket, {"do": "reply", "value": "Hello"})
        with pytest.raises(tickets.TooManyAutomatic):
            do(ticket, {"do": "reply", "value": "Hello"})
        with clock.at(clock.now() + timedelta(days=1, minutes=1)):
            do(ticket, {"do": "reply", "value": "Hello"})
        assert Message.objects.filter(kind="auto").count() == 4
