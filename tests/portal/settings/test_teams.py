"""Teams as an administrator arranges them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.desk import services
from core.desk.models import Queue, Team

pytestmark = pytest.mark.django_db
PAGE = "/settings/teams/"


@pytest.fixture
def admin_client(browser, acme, people):
    return browser(acme, people.adam)


def text(answer) -> str:
    return answer.content.decode()


def test_a_team_is_added_changed_and_removed(admin_client, people) -> None:
    assert f'href="{PAGE}"' in text(admin_client.get("/settings/queues/"))
    sent = {"name": "North", "description": "Parcels", "manager": people.lena.pk}
    answer = admin_client.post(PAGE, sent | {"members": [people.ana.pk, people.ben.pk]})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    row = Team.objects.get(name="North")
    assert (row.description, row.manager, row.members.count()) == ("Parcels", people.lena, 2)
    shown = text(admin_client.get(PAGE))
    assert "Ana Agent, Ben" in shown
    assert "led by Lena Lead" in shown
    here = f"{PAGE}{row.pk}/"
    assert f'value="{people.ana.pk}" checked' in text(admin_client.get(here))
    admin_client.post(here, {"name": "South", "members": [people.ben.pk], "manager": ""})
    row.refresh_from_db()
    assert (row.name, row.description, row.manager) == ("South", "", None)
    assert list(row.members.all()) == [people.ben]
    admin_client.post(here, {"action": "remove"})
    assert not Team.objects.filter(pk=row.pk).exists()
    assert "is removed" in text(admin_client.get(PAGE))
    assert admin_client.get(here).status_code == 404


def test_what_was_typed_is_there_again_after_a_refusal(admin_client, people) -> None:
    row = services.save_team(None, by=people.adam.actor, name="North")
    for page, name in ((PAGE, "North"), (f"{PAGE}{row.pk}/", "")):
        sent = {"name": name, "description": "Parcels & more", "manager": people.lena.pk}
        answer = admin_client.post(page, sent | {"members": [people.ana.pk]})
        assert answer.status_code == 422
        shown = text(answer)
        assert 'id="name-err"' in shown
        assert "Parcels &amp; more" in shown
        assert f'value="{people.ana.pk}" checked' in shown
        assert f'<option value="{people.lena.pk}" selected' in shown
    row.refresh_from_db()
    assert (row.name, row.description, row.members.count()) == ("North", "", 0)


@pytest.mark.parametrize("strange", ["999999", "x", "-1", "٣", "1" * 40])
def test_somebody_unknown_is_said_beside_the_field(admin_client, strange) -> None:
    for field in ("members", "manager"):
        answer = admin_client.post(PAGE, {"name": "North", "description": "Parcels", field: strange})
        assert answer.status_code == 422
        assert f'id="{field}-err"' in text(answer)
        assert 'value="Parcels"' in text(answer)
    assert not Team.objects.filter(name="North").exists()


def test_who_has_left_is_marked_and_stays_until_unticked(admin_client, people) -> None:
    row = services.save_team(
        None, by=people.adam.actor, name="North", members=[people.ana, people.ben], manager=people.ben
    )
    type(people.ben).objects.filter(pk=people.ben.pk).update(is_active=False)
    here = f"{PAGE}{row.pk}/"
    assert text(admin_client.get(here)).count("(has left)") == 2
    assert "(has left)" not in text(admin_client.get(PAGE))
    sent = {"name": "North", "manager": people.ben.pk, "members": [people.ana.pk, people.ben.pk]}
    assert admin_client.post(here, sent).status_code == 302
    assert row.members.count() == 2
    admin_client.post(here, sent | {"members": [people.ana.pk], "manager": ""})
    assert list(row.members.all()) == [people.ana]
    assert admin_client.post(here, sent).status_code == 422


def test_a_team_that_answers_a_queue_is_not_removed(admin_client, people) -> None:
    row = services.save_team(None, by=people.adam.actor, name="North")
    Queue.objects.create(name="Returns", team=row)
    here = f"{PAGE}{row.pk}/"
    assert admin_client.post(here, {"action": "remove"})["Location"] == here
    assert "“North” is still in use: queue “Returns”" in text(admin_client.get(here))
    assert Team.objects.filter(pk=row.pk).exists()


def test_names_are_never_markup(admin_client) -> None:
    admin_client.post(PAGE, {"name": "<i>50 % off</i>", "description": "<script>"})
    shown = text(admin_client.get(PAGE))
    assert "&lt;i&gt;50 % off&lt;/i&gt;" in shown
    assert "<i>50" not in shown


def test_administrators_only(browser, acme, people) -> None:
    row = services.save_team(None, by=people.adam.actor, name="North")
    for person in (people.ana, people.lars):
        client = browser(acme, person)
        for answer in (
            client.get(PAGE),
            client.post(PAGE, {"name": "Mine"}),
            client.get(f"{PAGE}{row.pk}/"),
            client.post(f"{PAGE}{row.pk}/", {"action": "remove"}),
        ):
            assert answer.status_code == 403
    assert list(Team.objects.filter(name__in=("North", "Mine"))) == [row]


def test_many_teams_cost_as_many_queries_as_one(admin_client, people) -> None:
    services.save_team(None, by=people.adam.actor, name="North", members=[people.ana])
    admin_client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(PAGE)
    for n in range(12):
        everybody = [people.ana, people.ben, people.lena]
        services.save_team(
            None, by=people.adam.actor, name=f"Team {n}", members=everybody, manager=people.lena
        )
    admin_client.get(PAGE)
    with CaptureQueriesContext(connection) as many:
        assert text(admin_client.get(PAGE)).count("led by Lena Lead") == 12
    assert len(many) == len(few)
