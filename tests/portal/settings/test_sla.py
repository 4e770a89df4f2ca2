"""Settings of service levels: what is typed, what is refused, what would be due; and how promises were kept."""

from __future__ import annotations

import pytest

from core.contacts.models import Company
from core.desk.models import Queue
from core.sla.models import Clock, Policy
from portal.settings.sla_form import conditions, minutes, plain, said
from tenants.kernel import clock
from tests.core.sla.conftest import desk, on

pytestmark = pytest.mark.django_db
__all__ = ["desk"]

TYPED = {"name": "Key customers", "first_reply": "30 min", "next_reply": "", "resolution": "1 h 30 min",
         "calendar": "", "warn_assignee": "75", "warn_lead": "", "is_active": "1"}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", None),
        ("45", 45),
        ("30 min", 30),
        ("4h", 240),
        ("1 h 30 min", 90),
        ("2 Hours", 120),
        (" 90m ", 90),
    ],
)
def test_times_are_read_as_people_write_them(text, number):
    assert minutes(text) == number


@pytest.mark.parametrize("text", ["soon", "h", "-3 h", "1.5 h", "3 d", "9999999 min", f"1{' ' * 50_000}x"])
def test_what_is_no_time_is_said(text):
    with pytest.raises(ValueError, match=r".*"):
        minutes(text)


def test_conditions_come_back_as_they_were_chosen():
    asked = {"priority": ["high", "urgent"], "tags": ["vip"], "company": ["Nordlicht", "Groß & Söhne"]}
    assert plain(conditions(asked)) == asked
    assert plain({}) == {}
    for foreign in ({"any": [{"field": "priority", "op": "is", "value": ["high"]}] * 2}, {"all": [{"all": []}]},
                    {"all": [{"field": "queue", "op": "is_not", "value": ["1"]}]}, {"bad": 1}):  # fmt: skip
        assert plain(foreign) is None
    lists = {"priority": {"high": "High"}, "queue": {"1": "Support"}}
    tree = {
        "any": [
            {"field": "priority", "op": "is", "value": ["high"]},
            {"all": [{"field": "queue", "op": "is_not", "value": ["1"]}]},
        ]
    }
    assert said(tree, lists) == "Priority is High or (Queue is not Support)"


@pytest.fixture
def adam(browser, acme, people):
    return browser(acme, people.adam)


def test_the_list_says_what_is_promised_to_whom(adam):
    html = adam.get("/settings/sla/").content.decode()
    for words in ("Priority is Urgent", "First reply", "30 min", "Whatever no other policy fits"):
        assert words in html


def test_a_new_policy_is_kept_and_looked_at(adam):
    queue, company = Queue.objects.first(), Company.objects.create(name="Nordlicht")
    sent = TYPED | {"asked_queue": [str(queue.pk)], "asked_company": [company.name, "Groß & Söhne"]}
    answer = adam.post("/settings/sla/new/", sent)
    row = Policy.objects.get(name="Key customers")
    assert (answer.status_code, answer.url) == (302, f"/settings/sla/{row.pk}/")
    assert (row.first_reply, row.next_reply, row.resolution, row.warn_lead) == (30, None, 90, 0)
    assert row.conditions == {"all": [
        {"field": "queue", "op": "is", "value": [str(queue.pk)]},
        {"any": [{"field": "company", "op": "is", "value": name} for name in ("Nordlicht", "Groß & Söhne")]},
    ]}  # fmt: skip
    html = adam.get(answer.url).content.decode()
    assert "A ticket opened now" in html
    assert "Mon–Fri 09:00–17:00" in html


def test_what_is_wrong_stands_beside_its_field_and_changes_nothing(adam):
    answer = adam.post("/settings/sla/new/", TYPED | {"first_reply": "soon", "warn_lead": "x"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Write it as 30 min, 4 h or 1 h 30 min, or leave it empty." in html
    assert "A number from 0 to 99." in html
    assert 'value="soon"' in html
    assert not Policy.objects.filter(name="Key customers").exists()


def test_a_preview_saves_nothing(adam):
    with clock.at(on(0, 15, 30)):
        html = adam.post("/settings/sla/new/", TYPED | {"action": "preview"}).content.decode()
    assert "First reply: 30 min of working time" in html
    assert not Policy.objects.filter(name="Key customers").exists()


def test_who_saves_over_a_colleague_is_told(adam):
    row = Policy.objects.get(name="High")
    Policy.objects.filter(pk=row.pk).update(version=2)
    answer = adam.post(f"/settings/sla/{row.pk}/", TYPED | {"version": "1"})
    assert answer.status_code == 412
    assert Policy.objects.get(pk=row.pk).name == "High"


def test_conditions_of_a_program_stay_unless_they_are_replaced(adam):
    row = Policy.objects.get(name="High")
    written = {
        "any": [
            {"field": "language", "op": "is", "value": ["de"]},
            {"field": "priority", "op": "is", "value": ["high"]},
        ]
    }
    Policy.objects.filter(pk=row.pk).update(conditions=written)
    from core.sla import book

    book.page.kept.clear()
    assert "Written by a program" in adam.get(f"/settings/sla/{row.pk}/").content.decode()
    adam.post(f"/settings/sla/{row.pk}/", TYPED)
    assert Policy.objects.get(pk=row.pk).conditions == written
    adam.post(f"/settings/sla/{row.pk}/", TYPED | {"replace": "1", "asked_priority": ["low"]})
    assert Policy.objects.get(pk=row.pk).conditions == conditions({"priority": ["low"]})


def test_order_switch_and_removal(adam):
    urgent, high = Policy.objects.get(name="Urgent"), Policy.objects.get(name="High")
    adam.post("/settings/sla/", {"down": urgent.pk})
    assert list(Policy.objects.values_list("name", flat=True)) == ["High", "Urgent", "Medium", "Low"]
    adam.post("/settings/sla/", {"order": f"{urgent.pk},{high.pk}"})
    assert list(Policy.objects.values_list("name", flat=True)) == ["Urgent", "High", "Medium", "Low"]
    for _page_of_before in range(2):  # pressed again on a page of before, it stays off
        adam.post(f"/settings/sla/{high.pk}/", {"action": "off"})
        assert Policy.objects.get(name="High").is_active is False
    adam.post(f"/settings/sla/{high.pk}/", {"action": "remove"})
    assert not Policy.objects.filter(name="High").exists()
    answer = adam.post(f"/settings/sla/{Policy.objects.get(name='Low').pk}/", {"action": "remove"})
    assert answer.status_code == 409
    assert Policy.objects.filter(name="Low").exists()


def test_agents_arrange_nothing_and_leads_read_the_report(browser, acme, people):
    ana, lena = browser(acme, people.ana), browser(acme, people.lena)
    assert ana.get("/settings/sla/").status_code == 403
    assert ana.get("/settings/sla/report/").status_code == 403
    assert lena.get("/settings/sla/").status_code == 403
    assert "Nothing has been decided yet" in lena.get("/settings/sla/report/").content.decode()


def test_every_number_opens_its_tickets(desk, browser, acme):
    kept = desk.ask(on(0, 9)).ticket
    desk.answer(kept, on(0, 9, 30))
    missed = desk.ask(on(0, 10)).ticket
    desk.answer(missed, on(0, 12))
    lena = browser(acme, desk.people.lena)
    with clock.at(on(3, 9)):
        html = lena.get("/settings/sla/report/").content.decode()
        assert "50 %" in html
        assert "1 of 2, took 1 h 15 min on average" in html
        rows = lena.get(
            "/settings/sla/report/tickets/?kind=first&state=breached&week=2026-11-16"
        ).content.decode()
        assert missed.label in rows
        assert kept.label not in rows
        rows = lena.get("/settings/sla/report/tickets/?kind=first&state=met&week=x&policy=y").content.decode()
        assert kept.label in rows
        assert missed.label not in rows
        for week in ("0001-01-01", "9999-12-31"):
            assert lena.get(f"/settings/sla/report/tickets/?week={week}").status_code == 200
        empty = lena.get("/settings/sla/report/tickets/?kind=first&week=2026-11-09").content.decode()
        assert "No tickets" in empty
    assert Clock.objects.filter(decided_at__isnull=False).count() == 2
