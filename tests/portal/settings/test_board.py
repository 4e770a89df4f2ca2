"""The page of limits: read, kept, refused."""

from __future__ import annotations

import pytest

from core.desk import selectors as desk

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


def test_only_who_arranges_the_desk(agent_client):
    assert agent_client.get(PATH).status_code == 403
