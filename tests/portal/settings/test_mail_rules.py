"""The page of mail rules: write, order, switch, try on a text, look back; and the API beside it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.desk.models import Queue
from core.mail import book, services
from core.mail.models import MailRule
from core.mail.tasks import try_rule
from tests.support.callers import Caller

RULES = "/settings/mail-rules/"
FORM = {
    "name": "Orders", "mailbox": "", "moment": "both", "need": "all", "is_on": "1", "trust": "", "priority": "4",
    "condition_field": ["subject", "header", ""], "condition_test": ["matches", "is", "contains"],
    "condition_header": ["", "X-Shop", ""], "condition_value": [r"order (?P<order>\d+)", "berlin", ""],
}  # fmt: skip


@pytest.fixture
def owner(browser, acme, people):
    return browser(acme, people.olivia)


def test_a_rule_is_written_changed_and_removed(owner):
    assert "Write the first rule" in owner.get(RULES).content.decode()
    made = owner.post(f"{RULES}new/", FORM)
    row = MailRule.objects.get()

    assert made["Location"] == f"{RULES}{row.pk}/"
    assert row.actions == {"priority": 4}
    assert row.conditions == [
        {"field": "subject", "test": "matches", "value": r"order (?P<order>\d+)"},
        {"field": "header", "test": "is", "value": "berlin", "header": "x-shop"},
    ]
    page = owner.get(f"{RULES}{row.pk}/").content.decode()
    assert "order (?P&lt;order&gt;" in page
    for _page_of_before in range(2):  # pressed again on a page of before, it stays off
        owner.post(f"{RULES}{row.pk}/", {"action": "off"})
        assert not MailRule.objects.get().is_on
    listed = owner.get(RULES).content.decode()
    assert "Subject matches the pattern “order (?P&lt;order&gt;\\d+)” and x-shop is “berlin”" in listed
    owner.post(f"{RULES}{row.pk}/", {"action": "remove"})
    assert not MailRule.objects.exists()


def test_a_wrong_pattern_is_told_beside_the_conditions_and_nothing_is_lost(owner):
    bad = {**FORM, "condition_value": ["order (", "berlin", ""]}

    page = owner.post(f"{RULES}new/", bad)

    assert page.status_code == 422
    html = page.content.decode()
    assert "Condition 1: The pattern “order (” cannot be used: a bracket “(” is never closed." in html
    assert 'value="berlin"' in html
    assert not MailRule.objects.exists()


def test_trying_it_on_a_text_saves_nothing(owner):
    words = {"action": "try", "subject": "order 4711", "words": "Hello", "sender": ""}
    page = owner.post(
        f"{RULES}new/", {**FORM, "condition_field": ["subject", "", ""], **words}
    ).content.decode()

    assert "It holds." in page
    assert "4711</span>" in page
    assert not MailRule.objects.exists()
    missed = owner.post(f"{RULES}new/", {**FORM, **words}).content.decode()
    assert "not so: x-shop is berlin" in missed


def test_order_by_arrows_and_by_dragging(owner, people):
    one, two, three = (
        services.save_rule(None, by=people.olivia.actor, name=name, actions={"silent": True})
        for name in "ABC"
    )

    owner.post(RULES, {"up": two.pk})
    assert [row.name for row in book.rules()] == ["B", "A", "C"]
    owner.post(RULES, {"down": two.pk})
    owner.post(RULES, {"order": f"{three.pk},{one.pk},x,999"})
    assert [row.name for row in MailRule.objects.all()] == ["C", "A", "B"]


def test_a_look_back_is_followed_on_the_page(owner, people):
    row = services.save_rule(None, by=people.olivia.actor, name="A", actions={"silent": True})

    owner.post(f"{RULES}{row.pk}/", {"action": "look_back"})
    under_way = owner.get(f"{RULES}{row.pk}/trial/").content.decode()
    try_rule(row.pk)
    done = owner.get(f"{RULES}{row.pk}/trial/").content.decode()

    assert "every 1s" in under_way
    assert "It would have matched 0 mails" in done
    assert "every 1s" not in done


def test_a_long_list_costs_as_many_queries_as_a_short_one(owner, people, django_assert_num_queries):
    MailRule.objects.create(name="x", actions={"silent": True})
    owner.get(RULES)
    with CaptureQueriesContext(connection) as few:
        owner.get(RULES)
    MailRule.objects.bulk_create([MailRule(name=f"{n}", position=n) for n in range(99)])

    with django_assert_num_queries(len(few)):
        assert owner.get(RULES).content.decode().count("data-order-id") == 100


def test_only_those_who_manage_mail(browser, acme, people):
    assert browser(acme, people.ana).get(RULES).status_code == 403


def test_the_api(acme, people):
    api, queue = Caller(acme, people.olivia), Queue.objects.first()
    body = {
        "name": "Orders", "conditions": [{"field": "subject", "test": "matches", "value": r"order (?P<order>\d+)"}],
        "actions": {"queue": queue.pk},
    }  # fmt: skip

    made = api.call("POST", "/mail-rules/", body)
    assert made.status_code == 201, made.content
    one = f"/mail-rules/{made.json()['id']}/"
    other = api.call("POST", "/mail-rules/", {**body, "name": "B"}).json()["id"]
    tried = api.call("POST", f"{one}try/", {"text": "x", "subject": "Order 9"}).json()
    assert tried == {"holds": True, "why": "", "captured": {"order": "9"}}
    assert api.call("PATCH", one, {"is_on": False}).json()["is_on"] is False
    ordered = api.call("POST", "/mail-rules/order/", {"order": [other]}).json()
    assert [row["name"] for row in ordered] == ["B", "Orders"]
    broken = [{"field": "subject", "test": "matches", "value": "("}]
    bad = api.call("POST", "/mail-rules/", {**body, "conditions": broken})
    assert (bad.status_code, "never closed" in bad.content.decode()) == (400, True)
    assert api.call("DELETE", one).status_code == 204
    assert Caller(acme, people.ana).read("/mail-rules/").status_code == 403
