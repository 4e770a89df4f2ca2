"""One field of triage on its page: what it needs, where it holds, what it lacks."""

import re

import pytest

from ai.models import Policy
from core.desk.models import Queue

PAGE = "/settings/ai/fields/category/"
FORM = {"mode": "suggest", "floor": "80", "reviewed": "150", "precision": "95"}


@pytest.fixture
def owner(browser, acme, people):
    return browser(acme, people.olivia)


def test_the_page_says_what_is_missing_and_keeps_what_is_asked(owner):
    html = owner.get(PAGE).content.decode()
    assert "0 of 100 values have been decided by people so far." in html

    queue = Queue.objects.first()
    answer = owner.post(PAGE, FORM | {"queues": str(queue.pk), "languages": ["en", "de"]})
    assert answer.status_code == 302
    row = Policy.objects.get(field="category")
    assert (row.min_confidence, row.min_reviewed, row.min_precision) == (0.8, 150, 0.95)
    assert row.conditions == {"queues": [queue.pk], "languages": ["de", "en"]}
    assert owner.get(PAGE).content.decode().count(" checked") == 3


def test_what_it_is_limited_to_stays_though_the_page_would_not_offer_it(owner):
    limited = {"categories": ["billing.refund"], "languages": ["sv"]}
    Policy.objects.filter(field="category").update(conditions=limited)
    html = owner.get(PAGE).content.decode()
    sent = {name: re.findall(rf'name="{name}" value="([^"]+)" checked', html) for name in limited}
    assert sent == limited
    assert owner.post(PAGE, FORM | sent).status_code == 302
    assert Policy.objects.get(field="category").conditions == limited


def test_an_old_page_changes_only_what_was_changed_on_it(owner):
    was = {"mode-thanks": "auto", "floor-thanks": "90", "mode-was-thanks": "auto", "floor-was-thanks": "90"}
    Policy.objects.update_or_create(field="thanks", defaults={"mode": "suggest", "min_confidence": 0.9})
    reply = {"suggest": "1", "suggest-was": "1"}
    assert owner.post("/settings/ai/", was | reply).status_code == 302
    assert Policy.objects.get(field="thanks").mode == "suggest", "it had stepped back since"
    owner.post("/settings/ai/", was | reply | {"floor-thanks": "95"})
    row = Policy.objects.get(field="thanks")
    assert (row.mode, row.min_confidence) == ("suggest", 0.95)
    html = owner.get("/settings/ai/").content.decode()
    assert 'name="mode-was-thanks" value="suggest"' in html


def test_a_refusal_keeps_what_was_typed(owner):
    answer = owner.post(PAGE, FORM | {"mode": "auto"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "“Category” cannot apply by itself yet. 0 of 150 values" in html
    assert 'value="150"' in html
    assert not Policy.objects.filter(min_reviewed=150).exists()


@pytest.mark.parametrize(
    "odd", [{"floor": "101"}, {"reviewed": "-4"}, {"precision": "ninety"}, {"reviewed": "2"}]
)
def test_odd_numbers_are_refused(owner, odd):
    assert owner.post(PAGE, FORM | odd).status_code == 422
    assert not Policy.objects.exclude(min_reviewed=100).exists()


def test_who_may_not_and_what_does_not_exist(owner, agent_client):
    assert agent_client.get(PAGE).status_code == 403
    assert owner.get("/settings/ai/fields/mood/").status_code == 404


def test_a_field_that_stepped_back_says_so(owner):
    from tenants.kernel import clock

    Policy.objects.update_or_create(
        field="category", defaults={"stepped_back_at": clock.now(), "stepped_back_why": "40 of the last 50."}
    )
    assert "40 of the last 50." in owner.get(PAGE).content.decode()
    assert "40 of the last 50." in owner.get("/settings/ai/").content.decode()
