"""The bell, its page and the card in the corner."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.desk import selectors as desk
from core.notifications import selectors
from core.notifications import services as notifying
from core.notifications.models import Notification
from core.tickets import selectors as tickets
from core.tickets import services
from tenants.kernel import clock

pytestmark = pytest.mark.django_db
PAGE = "/desk/notifications/all/"


@pytest.fixture
def held(people, wrote, drain):
    ticket = wrote("Mine")
    services.assign(ticket, people.ana, by=people.ben.actor)
    drain()
    return ticket


def test_the_page_filters_reads_and_deletes(agent_client, people, held) -> None:
    line = "Ben Agent gave you T-0001: Mine"
    assert line in agent_client.get(PAGE).text
    assert line in agent_client.get(f"{PAGE}?show=unread&kind=assigned").text
    assert line not in agent_client.get(f"{PAGE}?kind=breach").text
    row = Notification.objects.get(user=people.ana)

    assert agent_client.post(f"/desk/notifications/{row.pk}/", {"action": "read"})["Location"] == PAGE
    assert line not in agent_client.get(f"{PAGE}?show=unread").text
    assert agent_client.post(f"{PAGE}?kind=assigned", {"action": "delete_read"}).status_code == 302
    assert line not in agent_client.get(PAGE).text
    assert agent_client.post(PAGE, {"action": "x"}).status_code == 400


def test_opening_a_ticket_reads_it_and_asking_for_its_thread_too(agent_client, people, held) -> None:
    assert 'data-unread-total="1"' in agent_client.get("/desk/notifications/count/").text
    page = agent_client.get(f"/desk/tickets/{held.number}/").text
    assert 'data-unread-total="0"' in page
    assert selectors.unread(people.ana.actor) == 0


def test_a_word_in_the_corner_unless_the_ticket_is_open(agent_client, people, held) -> None:
    row = Notification.objects.get(user=people.ana)
    notifying.save_preferences(people.ana, by=people.ana.actor, quiet_from=None)  # whenever this is run
    toast = f"/desk/notifications/{row.pk}/toast/"
    assert "Ben Agent gave you T-0001: Mine" in agent_client.post(toast, {"open": ""}).text
    assert agent_client.post(toast, {"open": str(held.number)}).status_code == 204
    assert selectors.unread(people.ana.actor) == 0
    assert agent_client.post(toast, {"open": ""}).status_code == 204


def test_those_of_somebody_else_are_not_there(browser, acme, people, held) -> None:
    row = Notification.objects.get(user=people.ana)
    ben = browser(acme, people.ben)
    assert ben.get(f"/desk/notifications/{row.pk}/").status_code == 404
    word = ben.post(f"/desk/notifications/{row.pk}/toast/")  # nobody has asked for it: no fault to tell
    assert (word.status_code, word.content) == (204, b"")
    assert ben.post(f"/desk/notifications/{row.pk}/", {"action": "delete"}).status_code == 404


def test_hostile_words_stay_words(agent_client, people, wrote, drain) -> None:
    ticket = wrote("<img src=x onerror=alert(1)>")
    services.assign(ticket, people.ana, by=people.ben.actor)
    drain()
    for where in (PAGE, "/desk/notifications/"):
        assert "<img src=x" not in agent_client.get(where).text


def test_following_from_the_head_and_naming_a_colleague(agent_client, people, held) -> None:
    path = f"/desk/tickets/{held.number}/"
    assert 'aria-pressed="false"' in agent_client.get(path).text
    assert 'aria-pressed="true"' in agent_client.post(f"{path}watch/", {"wanted": "yes"}).text
    assert 'aria-pressed="true"' in agent_client.get(f"{path}part/head/").text
    assert agent_client.post(f"{path}watch/", {"wanted": "perhaps"}).status_code == 400
    assert "Mine" in agent_client.get("/desk/?watched=1").text
    assert "Ben Agent" in agent_client.get(f"{path}mentions/?q=be").text

    agent_client.post(f"{path}reply/", {"kind": "note", "body": "@ben, please"})
    assert [user.name for user in tickets.watchers_of(held).order_by("name")] == ["Ana Agent", "Ben Agent"]


def test_the_settings_page_saves_each_section(agent_client, people) -> None:
    page = "/settings/notifications/"
    assert "What, and where" in agent_client.get(page).text
    sent = {"section": "matrix", "app": ["reply:mine"], "mail": ["new:team"]}
    assert agent_client.post(page, sent).status_code == 302
    row = selectors.preference(people.ana)
    assert row.cells["new:team"] == ["app", "mail"]
    assert row.cells["assigned:mine"] == []
    assert "reply:mine" in row.cells  # without its mail
    queue = next(iter(desk.queues())).pk
    assert agent_client.post(f"{page}?queue={queue}", {**sent, "queue": queue, "app": []}).status_code == 302
    assert selectors.preference(people.ana).queues == {str(queue): {"reply:mine": []}}
    agent_client.post(page, {"section": "matrix", "queue": queue, "action": "usual"})
    assert selectors.preference(people.ana).queues == {}
    agent_client.post(page, {"section": "mail", "digest": "1"})
    agent_client.post(page, {"section": "quiet", "quiet_from": "22:00", "quiet_until": "", "quiet_mail": "1"})
    agent_client.post(page, {"section": "away", "away_from": "2026-12-01", "substitute": str(people.ben.pk)})
    agent_client.post(page, {"section": "snooze", "for": "1h"})
    row = selectors.preference(people.ana)
    assert (row.digest, row.quiet_mail, row.quiet_until, row.substitute_id) == (
        True,
        True,
        None,
        people.ben.pk,
    )
    assert selectors.is_quiet(people.ana)
    bad = agent_client.post(page, {"section": "quiet", "quiet_from": "soon", "quiet_until": ""})
    assert bad.status_code == 422
    assert "Give a time such as 20:00." in bad.text
    assert agent_client.post(page, {"section": "x"}).status_code == 400


def test_no_card_in_quiet_time(agent_client, people, held) -> None:
    row = Notification.objects.get(user=people.ana)
    notifying.save_preferences(
        people.ana, by=people.ana.actor, snoozed_until=clock.now() + timedelta(hours=1)
    )
    assert agent_client.post(f"/desk/notifications/{row.pk}/toast/").status_code == 204
    assert selectors.unread(people.ana.actor) == 1
