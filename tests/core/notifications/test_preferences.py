"""What people want to hear of, when not, and who stands in for them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.audit import trail
from core.desk import selectors as desk
from core.notifications import selectors, services
from core.notifications.models import Notification, Preference
from core.notifications.quiet import mail_waits_until, next_digest, quiet_until
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.errors import Invalid, Stale
from tests.core.notifications.conftest import told

pytestmark = pytest.mark.django_db
API = "/api/v1/me/notifications/"
BERLIN = ZoneInfo("Europe/Berlin")


def save(user, **values):
    return services.save_preferences(user, by=user.actor, **values)


def test_who_wants_to_hear_nothing_hears_nothing(people, held, wrote):
    save(people.ana, cells={"reply:mine": []})
    wrote(ticket=held)
    assert told(people.ana) == []
    save(people.ana, cells={"reply:mine": ["app"]})
    wrote(ticket=held)
    assert len(told(people.ana)) == 1


def test_who_wants_to_hear_of_every_ticket_does(people, held, wrote):
    save(people.lars, cells={"reply:all": ["mail"]})
    wrote(ticket=held)
    assert len(told(people.lars)) == 1
    assert Notification.objects.get(user=people.lars).mail_at  # who wants the mail has the line


def test_a_queue_may_differ_from_everywhere(people, held, wrote):
    queue = held.queue_id
    save(people.ana, queues={queue: {"reply:mine": []}})
    wrote(ticket=held)
    assert told(people.ana) == []
    save(people.ana, queues={queue: None})
    wrote(ticket=held)
    assert len(told(people.ana)) == 1
    other = next(row.pk for row in desk.queues() if row.pk != queue)
    save(people.ana, queues={other: {"reply:mine": ["app", "push", "mail"]}})
    assert selectors.preference(people.ana).queues == {}  # that is as everywhere


def test_only_what_differs_is_kept_and_saying_it_twice_changes_nothing(people):
    first = save(people.ana, cells={"reply:mine": ["mail", "push", "app"], "new:team": []})
    assert first.cells == {"new:team": []}
    assert save(people.ana, cells={"new:team": []}).version == first.version
    with pytest.raises(Stale):
        save(people.ana, seen=7, digest=True)
    assert trail.history(people.ana, "notifications.preferences_changed").count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"cells": {"reply:nobody": ["app"]}},
        {"cells": {"reply:mine": ["pigeon"]}},
        {"queues": {"x": {}}},
        {"away_from": date(2026, 12, 2), "away_until": date(2026, 12, 1)},
        {"snoozed_until": datetime(2099, 1, 1, tzinfo=BERLIN)},
    ],
)
def test_nonsense_is_refused_and_nothing_is_kept(people, values):
    with pytest.raises(Invalid):
        save(people.ana, **values)
    assert not Preference.objects.exists()


def test_a_substitute_gets_copies_while_somebody_is_away(people, held, wrote):
    today = clock.now().date()
    save(people.ana, away_from=today, away_until=today + timedelta(days=2), substitute=people.ben)
    wrote(ticket=held)
    assert told(people.ben) == [("reply", "Carla Customer wrote in T-0001: It broke (for Ana Agent)")]
    assert len(told(people.ana)) == 1
    save(people.ana, away_until=None, away_from=today + timedelta(days=1))
    services.read_all(people.ben.actor)
    wrote(ticket=held)
    assert told(people.ben) == []
    for nobody in (people.ana, type(people.ben)(is_active=False)):
        with pytest.raises(Invalid):
            save(people.ana, substitute=nobody)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "end", "now", "until"),
    [
        (20, 7, at(19, 59), None),
        (20, 7, at(20), datetime(2026, 11, 21, 7, tzinfo=BERLIN)),
        (20, 7, at(3), at(7)),
        (20, 7, at(7), None),
        (12, 13, at(12, 30), at(13)),
        (12, 13, at(13), None),
        (7, 7, at(7), None),
    ],
)
def test_quiet_hours_go_over_midnight(start, end, now, until):
    wants = Preference(quiet_from=time(start), quiet_until=time(end))
    assert quiet_until(wants, BERLIN, now) == until
    assert mail_waits_until(wants, BERLIN, now) is None
    wants.quiet_mail = True
    assert mail_waits_until(wants, BERLIN, now) == until


def test_a_snooze_holds_mails_back_too():
    wants = Preference(snoozed_until=at(12), quiet_from=None)
    assert mail_waits_until(wants, BERLIN, at(11)) == at(12)
    assert quiet_until(wants, BERLIN, at(12)) is None


def test_eight_o_clock_is_where_they_are():
    assert next_digest(BERLIN, at(7, 59)) == at(8)
    assert next_digest(BERLIN, at(8)) == datetime(2026, 11, 21, 8, tzinfo=BERLIN)
    before_the_clocks_change = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    assert next_digest(BERLIN, before_the_clocks_change).utcoffset() == timedelta(hours=2)


def test_the_digest_has_an_alarm_while_it_is_on(people):
    save(people.ana, digest=True)
    assert Alarm.objects.filter(kind="notify.digest", ref=str(people.ana.pk)).exists()
    save(people.ana, digest=False)
    assert not Alarm.objects.filter(kind="notify.digest").exists()


def test_the_api(agent_client, people):
    assert agent_client.get(API).json()["cells"]["new:team"] == ["app"]
    sent = {
        "cells": {"new:team": []},
        "quiet_from": "21:00",
        "substitute": people.ben.pk,
        "away_from": "2026-12-01",
    }
    answer = agent_client.patch(API, sent, "application/json").json()
    assert (answer["cells"]["new:team"], answer["quiet_from"]) == ([], "21:00")
    assert (answer["substitute"], answer["away_from"]) == (people.ben.pk, "2026-12-01")
    assert agent_client.patch(API, {"cells": {"x:y": ["app"]}}, "application/json").status_code == 400
    assert agent_client.patch(API, {"substitute": 10_000}, "application/json").status_code == 404
