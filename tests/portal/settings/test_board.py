"""The page of limits: read, kept, refused."""

from __future__ import annotations

import pytest

from core.desk import selectors as desk
from core.work.models import TaskLimit

pytestmark = pytest.mark.django_db
PATH = "/settings/board/"


@pytest.fixture
def owner(browser, acme, people):
    return browser(acme, people.olivia)


def sent(**limits):
    rows = [row for row in desk.statuses() if row.category in ("open", "waiting", "on_hold")]
    values = {f"limit-{row.pk}": limits.get(row.key, "") for row in rows}
    return values | {f"hard-{row.pk}": "1" if row.key == "open" else "" for row in rows}


def test_limits_are_kept_and_taken_away(owner):
    assert "Waiting on customer" in owner.get(PATH).content.decode()
    assert owner.post(PATH, sent(open="8")).status_code == 302
    assert (desk.status("open").wip_limit, desk.status("open").wip_is_hard) == (8, True)
    assert 'value="8"' in owner.get(PATH).content.decode()
    owner.post(PATH, sent())
    assert desk.status("open").wip_limit is None


@pytest.mark.parametrize("text", ["0", "-1", "many", "99999", "9" * 30])
def test_what_is_no_limit_is_refused_and_shown_again(owner, text):
    answer = owner.post(PATH, sent(open=text))
    assert answer.status_code == 422
    assert f'value="{text}"' in answer.content.decode()
    assert desk.status("open").wip_limit is None


def test_columns_of_tasks_have_limits_too(owner):
    tasks = {"limit-in_progress": "3", "hard-in_progress": "1", "limit-blocked": ""}
    assert owner.post(PATH, sent() | tasks).status_code == 302
    assert [
        (row.status, row.wip_limit, row.wip_is_hard) for row in TaskLimit.objects.filter(wip_limit=3)
    ] == [("in_progress", 3, True)]
    assert 'value="3"' in owner.get(PATH).content.decode()
    refused = owner.post(PATH, sent() | tasks | {"limit-blocked": "0"})
    assert (refused.status_code, "Between 1 and" in refused.content.decode()) == (422, True)
    owner.post(PATH, sent() | dict.fromkeys(tasks, ""))
    assert not TaskLimit.objects.exclude(wip_limit=None).exists()


def test_only_who_arranges_the_desk(agent_client):
    assert agent_client.get(PATH).status_code == 403


def test_one_bad_number_keeps_none_of_them(owner):
    answer = owner.post(PATH, sent(open="8", on_hold="many"))
    assert (answer.status_code, 'value="8"' in answer.text) == (422, True)
    assert (desk.status("open").wip_limit, desk.status("open").wip_is_hard) == (None, False)


def test_what_a_colleague_changed_meanwhile_stays(owner):
    shown = {f"was-{name}": "" for name in sent()}
    open_one, held = desk.status("open"), desk.status("on_hold")
    assert f'name="was-limit-{open_one.pk}" value=""' in owner.get(PATH).text
    owner.post(PATH, sent(open="8"))

    late = sent(on_hold="5") | {f"hard-{open_one.pk}": ""}
    bad = owner.post(PATH, shown | late | {f"limit-{held.pk}": "many"})
    assert f'name="was-limit-{open_one.pk}" value=""' in bad.text, "it is still what this page began with"
    assert owner.post(PATH, shown | late).status_code == 302
    assert (desk.status("open").wip_limit, desk.status("open").wip_is_hard) == (8, True)
    assert desk.status("on_hold").wip_limit == 5
