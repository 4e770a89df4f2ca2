"""Settings of rules: the list and its order, the editor with what it would hit, and the trace on a ticket."""

from __future__ import annotations

import pytest

from core.automation import services
from core.automation.models import Firing, Rule
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tests.portal.agent.test_counts import queries

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Urgent words", "when": "selective", "after": "", "events": ["opened", "changed"], "is_active": "1",
    "joint": "all", "g0-joint": "all", "g0r0-field": "subject", "g0r0-was": "subject", "g0r0-op": "contains",
    "g0r0-value": "refund", "a0-do": "priority", "a0-was": "priority", "a0-value": "urgent", "a0-overwrite": "1",
    "a1-do": "tags_add", "a1-was": "tags_add", "a1-value": ["vip", "bug"],
    "a2-do": "reply", "a2-was": "reply", "a2-value": ["", "Hello {{ customer.first_name }}"],
}  # fmt: skip


@pytest.fixture
def adam(browser, acme, people):
    return browser(acme, people.adam)


@pytest.fixture
def refund(people):
    return tickets.open_ticket(
        people.carla, "A refund, please", Words("Now"), channel="mail", by=people.carla.actor
    )[0]


def test_a_rule_is_written_and_shown_again(adam, refund):
    answer = adam.post("/settings/rules/new/", TYPED | {"do": "save"})
    assert (answer.status_code, answer.url) == (302, "/settings/rules/")
    row = Rule.objects.get(name="Urgent words")
    assert row.conditions == {"all": [{"field": "subject", "op": "contains", "value": "refund"}]}
    assert row.actions == [
        {"do": "priority", "value": "urgent", "overwrite": True},
        {"do": "tags_add", "value": ["vip", "bug"]},
        {"do": "reply", "value": "Hello {{ customer.first_name }}"},
    ]
    html = adam.get("/settings/rules/").content.decode()
    for words in ("Urgent words", "Subject contains refund", "Set the priority: Urgent", "Remind customers"):
        assert words in html
    html = adam.get(f"/settings/rules/{row.pk}/").content.decode()
    for words in ('value="refund"', "1 ticket", "A refund, please", "Hello {{ customer.first_name }}"):
        assert words in html
    again = adam.post(f"/settings/rules/{row.pk}/", TYPED | {"do": "save", "version": "1"})
    assert again.status_code == 302
    assert Rule.objects.get(pk=row.pk).version == 1


def test_the_editor_changes_without_saving(adam, refund):
    html = adam.post(
        "/settings/rules/new/", TYPED | {"do": "deed"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'name="a3-do"' in html
    assert "<html" not in html
    html = adam.post("/settings/rules/new/", TYPED | {"do": "undeed:0"}).content.decode()
    assert 'name="a2-do"' not in html
    html = adam.post("/settings/rules/new/", TYPED | {"when": "schedule"}).content.decode()
    assert "Choose one hour of the week at least." in html
    html = adam.post("/settings/rules/new/", TYPED | {"when": "time", "events": ["still"]}).content.decode()
    assert "The status has stood for" in html
    assert not Rule.objects.filter(name="Urgent words").exists()


def test_where_no_program_is_known_the_way_to_one_is_told(adam):
    page = adam.post("/settings/rules/new/", TYPED | {"a0-do": "webhook", "do": "deed"}).content.decode()

    assert "There is nothing to choose yet." in page
    assert 'href="/settings/channels/"' in page
    assert "Add a program under Channels" in page


def test_what_is_wrong_is_said(adam):
    answer = adam.post(
        "/settings/rules/new/", TYPED | {"do": "save", "name": "", "events": [], "a0-value": ""}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "Give the rule a name.",
        "Choose what it hears of.",
        "Set the priority: choose one of those",
    ):
        assert words in html


def test_hours_are_ticked(adam):
    sent = TYPED | {"when": "schedule", "h0-8": "1", "h4-17": "1", "do": "save"}
    assert adam.post("/settings/rules/new/", sent).status_code == 302
    row = Rule.objects.get(name="Urgent words")
    assert (row.kind, row.hours) == ("schedule", [[8], [], [], [], [17], [], []])
    assert "Mon 08:00 · Fri 17:00" in adam.get("/settings/rules/").content.decode()


def test_switch_order_and_remove(adam):
    first, second, *_rest = Rule.objects.order_by("position")
    assert 'name="do" value="off"' in adam.get("/settings/rules/").text
    for _page_of_before in range(2):  # pressed again on a page of before, it stays off
        adam.post(f"/settings/rules/{first.pk}/", {"do": "off"})
        assert not Rule.objects.get(pk=first.pk).is_active
    adam.post(f"/settings/rules/{first.pk}/", {"do": "on"})
    assert Rule.objects.get(pk=first.pk).is_active
    adam.post("/settings/rules/", {"down": str(first.pk)})
    assert list(Rule.objects.order_by("position").values_list("pk", flat=True)[:2]) == [second.pk, first.pk]
    adam.post(f"/settings/rules/{first.pk}/", {"do": "remove"})
    assert not Rule.objects.filter(pk=first.pk).exists()


def test_agents_do_not_arrange(browser, acme, people):
    assert browser(acme, people.ana).get("/settings/rules/").status_code == 403


def test_a_ticket_tells_what_rules_did(browser, acme, people, adam, refund, drain):
    drain()
    adam.post("/settings/rules/new/", TYPED | {"do": "save"})
    ana = browser(acme, people.ana)
    url = f"/desk/tickets/{refund.number}/rules/"
    assert "No rule has done anything here" in ana.get(url).content.decode()
    tickets.change(refund, by=people.ana.actor, subject="A refund!")
    drain()
    html = ana.get(url).content.decode()
    for words in (
        "Urgent words",
        "The ticket is changed",
        "Done: Set the priority, Add tags, Answer the customer.",
    ):
        assert words in html, html
    assert "Why not the others?" in html
    Firing.objects.update(state="stopped", told={"why": "again"})
    assert "would have gone round in a circle" in ana.get(url).content.decode()
    assert Ticket.objects.get(pk=refund.pk).priority == 4


def test_a_rule_stays_a_trigger_or_a_schedule(adam):
    """What cannot be saved is not offered."""
    adam.post("/settings/rules/new/", TYPED | {"do": "save"})
    row = Rule.objects.get(name="Urgent words")
    page = adam.get(f"/settings/rules/{row.pk}/").text
    assert 'value="schedule"' not in page
    assert 'value="time"' in page
    assert 'value="schedule"' in adam.get("/settings/rules/new/").text

    hours = TYPED | {"name": "Mornings", "when": "schedule", "h0-8": "1", "do": "save"}
    adam.post("/settings/rules/new/", hours)
    row = Rule.objects.get(name="Mornings")
    assert 'value="selective"' not in adam.get(f"/settings/rules/{row.pk}/").text
    kept = adam.post(f"/settings/rules/{row.pk}/", hours | {"when": "selective", "version": "1", "h1-9": "1"})
    assert kept.status_code == 302
    row.refresh_from_db()
    assert (row.kind, row.hours[:2]) == ("schedule", [[8], [9]])


def test_the_list_asks_once_what_its_actions_offer(adam, people):
    calls = [{"do": "call", "value": ["lead"]}, {"do": "watch", "value": ["assignee"]}]
    kept(people, "First", calls)
    once = len(queries(adam, "/settings/rules/"))
    for number in range(4):
        kept(people, f"One more {number}", calls)
    assert len(queries(adam, "/settings/rules/")) == once


def kept(people, name, actions):
    values = {"name": name, "events": ["opened"], "conditions": {"all": []}, "actions": actions}
    return services.save_rule(None, by=people.adam.actor, **values)
