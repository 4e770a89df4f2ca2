"""Chains of approval on their page of the settings."""

from __future__ import annotations

import pytest

from core.desk.models import ApprovalChain

pytestmark = pytest.mark.django_db
PAGE = "/settings/approvals/"


def test_a_chain_is_kept_changed_and_removed(browser, acme, people):
    adam = browser(acme, people.adam)
    assert "No chains yet" in adam.get(PAGE).text
    form = {
        "name": "Refund", "question": "Refund {{ ticket.number }}?",
        "s0-asked": ["lead", f"user:{people.lena.pk}"], "s0-need": "any", "s0-hours": "24",
        "s1-addresses": "boss@parts.example", "s1-need": "all", "s1-hours": "",
    }  # fmt: skip
    assert adam.post(PAGE, form).status_code == 302
    row = ApprovalChain.objects.get()
    assert row.steps == [
        {"need": "any", "hours": 24, "asked": ["lead", f"user:{people.lena.pk}"]},
        {"need": "all", "hours": 0, "asked": ["mail:boss@parts.example"]},
    ]
    shown = adam.get(PAGE).text
    assert "Lena Lead → boss@parts.example" in shown
    assert "Step 3" in shown
    bad = adam.post(f"{PAGE}{row.pk}/", form | {"question": "{{ nonsense }}", "action": "save"})
    assert (bad.status_code, "nonsense" in bad.text) == (422, True)
    assert adam.post(f"{PAGE}{row.pk}/", {"action": "remove"}).status_code == 302
    assert not ApprovalChain.objects.exists()


def test_nobody_asked_and_a_name_twice_are_refused(browser, acme, people):
    adam = browser(acme, people.adam)
    form = {"name": "Refund", "question": "May we?", "s0-asked": ["lead"], "s0-need": "all"}
    assert adam.post(PAGE, {"name": "Refund", "question": "May we?"}).status_code == 422
    assert adam.post(PAGE, form).status_code == 302
    again = adam.post(PAGE, form | {"name": "refund"})
    assert (again.status_code, "of this name already" in again.text) == (422, True)
    assert browser(acme, people.ben).get(PAGE).status_code in (403, 404)


def test_two_people_do_not_overwrite_each_other(browser, acme, people):
    adam, olivia = browser(acme, people.adam), browser(acme, people.olivia)
    form = {"name": "Refund", "question": "May we?", "s0-asked": ["lead"], "s0-need": "all"}
    adam.post(PAGE, form)
    row = ApprovalChain.objects.get()
    here, seen = f"{PAGE}{row.pk}/", {"action": "save", "version": "1"}
    assert 'name="version" value="1"' in adam.get(PAGE).text

    assert olivia.post(here, form | seen | {"question": "May we refund?"}).status_code == 302
    late = adam.post(here, form | seen | {"name": "Refunds"})
    assert (late.status_code, 'value="Refunds"' in late.text) == (412, True)
    assert 'name="version" value="2"' in late.text, "who saves once more means it"
    assert adam.post(here, form | {"action": "save"}).status_code == 412
    row.refresh_from_db()
    assert (row.name, row.question) == ("Refund", "May we refund?")
    bad = adam.post(here, form | {"action": "save", "version": "1", "question": "{{ nonsense }}"})
    assert (bad.status_code, 'name="version" value="1"' in bad.text) == (422, True)
