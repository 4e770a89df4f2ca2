"""Rules and macros send e-mails to whoever they name, and never in a loop."""

from __future__ import annotations

import pytest

from core.automation import actions
from core.automation import services as automation
from core.automation.actions import letters
from core.automation.models import Firing
from core.contacts import services as contacts
from core.desk.models import Team
from core.mail.models import Letter
from core.mail.services import named
from core.tickets import services
from core.tickets.services.words import Words

pytestmark = pytest.mark.django_db
BOSS = "boss@parts.example"
WORDS = {
    "subject": "About {{ ticket.number }}",
    "text": "{{ customer.name }} asks: <b>{{ ticket.subject }}</b>",
}


@pytest.fixture
def ticket(people):
    return services.open_ticket(
        people.carla, "Refund me", Words("Please."), channel="mail", by=people.carla.actor
    )[0]


@pytest.fixture
def send(people, ticket):
    def one(*to, by=None, **more):
        does = actions.read([{"do": "mail", "value": {"to": list(to), **WORDS, **more}}])
        return actions.perform(ticket, does, by=(by or people.ana).actor)

    return one


def told():
    return sorted(Letter.objects.filter(kind="named").values_list("recipient", flat=True))


def test_it_goes_to_whoever_is_named_each_by_themselves(people, ticket, send):
    team = Team.objects.create(name="Refunds")
    team.members.set([people.lena, people.ben])
    services.change(ticket, by=people.ana.actor, team=team)
    services.assign(ticket, people.ben, by=people.ana.actor)
    services.watch(ticket, people.adam, by=people.adam.actor)
    done = send("customer", "assignee", "team", "watchers", BOSS)
    assert done.done == ("mail",)
    assert told() == sorted(
        ["carla@customer.example", "ben@acme.example", "lena@acme.example", "adam@acme.example", BOSS]
    )
    row = Letter.objects.get(recipient=BOSS)
    assert (row.subject, row.cc, row.ticket) == (f"About {ticket.label}", [], ticket)
    assert "Carla Customer asks: &lt;b&gt;Refund me" in row.html
    assert row.headers["Auto-Submitted"] == "auto-generated"
    assert "+" in Letter.objects.get(recipient="carla@customer.example").reply_to
    assert row.reply_to == ""


def test_nobody_of_ours_no_machine_and_nobody_who_wants_none(people, ticket, send):
    contacts.silence(people.carla, "unsubscribed", by=people.carla.actor)
    done = send("customer", "support@acme.localhost", "support+x@acme.localhost", "noreply@x.example")
    assert (done.kept, told()) == (("mail",), [])


def test_a_ticket_sends_only_so_much_an_hour(ticket, send, monkeypatch):
    monkeypatch.setattr(named, "MOST_AN_HOUR", 2)
    send(BOSS, "two@parts.example")
    with pytest.raises(named.TooManyNamed):
        send("three@parts.example")
    assert len(told()) == 2


def test_an_address_gets_only_so_much_a_day(ticket, send, monkeypatch):
    monkeypatch.setattr(named, "MOST_A_DAY", 1)
    send(BOSS)
    assert send(BOSS).kept == ("mail",)
    assert told() == [BOSS]


@pytest.mark.parametrize(
    "value",
    [
        "x",
        {"to": [], "subject": "a", "text": "b"},
        {"to": ["nobody"], "subject": "a", "text": "b"},
        {"to": [BOSS], "subject": " ", "text": "b"},
        {"to": [BOSS], "subject": "a", "text": ""},
        {"to": [BOSS], "subject": "a", "text": "{{ nonsense }}"},
        {"to": [BOSS], "subject": "a", "text": "b", "cc": ["c@x.example"]},
        {"to": [f"a{n}@x.example" for n in range(11)], "subject": "a", "text": "b"},
    ],
)
def test_what_cannot_be_sent_is_refused_when_it_is_written(value):
    with pytest.raises(actions.BadAction):
        actions.read([{"do": "mail", "value": value}])


def test_a_rule_sends_it_and_says_what_it_would_send(people, ticket, drain):
    drain()
    value = {"to": [BOSS], **WORDS}
    automation.save_rule(
        None, by=people.olivia.actor, name="Tell", events=["note"], activator="always", conditions={"all": []},
        actions=[{"do": "mail", "value": value}], is_active=True,
    )  # fmt: skip
    [step] = actions.read([{"do": "mail", "value": value}])
    addresses, subject, _text = letters.letter(ticket, step.value, people.olivia.actor)
    assert (addresses, subject, told()) == ([BOSS], f"About {ticket.label}", [])
    services.note(ticket, "Go.", author=people.ben, by=people.ben.actor)
    drain()
    assert told() == [BOSS]
    assert Firing.objects.filter(state="fired").count() == 1
