"""Statuses in the settings: added, called otherwise, offered no more, ordered, removed, and what is refused."""

from __future__ import annotations

import pytest
from django.db import transaction

from core.audit.models import Record
from core.desk import selectors as desk
from core.desk import services as arranging
from core.desk.models import Status
from core.tickets import services
from core.tickets.models import BulkChange, Ticket
from core.tickets.services import bulk
from core.tickets.services.words import Words

pytestmark = pytest.mark.django_db
PATH = "/settings/statuses/"


@pytest.fixture
def owner(browser, acme, people):
    return browser(acme, people.olivia)


def status(key):
    return Status.objects.get(key=key)


def act(owner, key, action="save", **values):
    return owner.post(f"{PATH}{status(key).pk}/", {"action": action, **values})


def test_one_is_added_and_called_otherwise(owner):
    form = {
        "label": "At the supplier",
        "customer_label": "We are on it",
        "category": "on_hold",
        "sla_mode": "pause",
    }
    assert owner.post(PATH, form).status_code == 302
    row = Status.objects.get(label="At the supplier")
    assert (row.category, row.customer_label, row.sla_mode, row.key) == (
        "on_hold", "We are on it", "pause", "at-the-supplier",
    )  # fmt: skip
    act(owner, row.key, label="With the supplier", customer_label="", sla_mode="run")
    row.refresh_from_db()
    assert (row.label, row.customer_label, row.sla_mode) == ("With the supplier", "", "run")
    page = owner.get(PATH).content.decode()
    assert "With the supplier" in page
    owner.post(PATH, form | {"label": "At the supplier"})
    assert Status.objects.filter(category="on_hold").count() == 3


def test_without_a_name_nothing_is_added(owner):
    before = Status.objects.count()
    answer = owner.post(PATH, {"label": " ", "category": "merged", "sla_mode": "run"})
    assert (answer.status_code, Status.objects.count()) == (422, before)


def test_it_is_offered_no_more_made_the_default_and_removed(owner, people):
    act(owner, "in_progress", "hide")
    assert "in_progress" not in [row.key for row in desk.statuses()]
    act(owner, "in_progress", "show")
    act(owner, "in_progress", "default")
    assert desk.default_status("open").key == "in_progress"
    act(owner, "open", "remove")
    assert not Status.objects.filter(key="open").exists()


def test_a_default_one_stays_and_is_offered(owner):
    for action in ("remove", "hide"):
        act(owner, "new", action)
        assert "needs a default status" in owner.get(PATH).content.decode()
    assert (status("new").is_default, status("new").is_hidden) == (True, False)


def test_one_with_tickets_stays(owner, people):
    carla = people.carla
    ticket = services.open_ticket(carla, "Broken", Words("Help"), channel="mail", by=carla.actor)[0]
    services.change(ticket, by=people.ana.actor, status=desk.status("in_progress"))
    act(owner, "in_progress", "remove")
    assert "still used by tickets" in owner.get(PATH).content.decode()
    assert Status.objects.filter(key="in_progress").exists()


def test_they_are_ordered_within_their_category(owner):
    def order():
        return [row.key for row in desk.statuses(hidden=True) if row.category == "open"]

    before = order()
    act(owner, before[1], "up")
    assert order() == [before[1], before[0], *before[2:]]
    act(owner, before[1], "up")
    act(owner, before[1], "down")
    assert order() == before


def test_who_may_not_arrange_the_desk_does_not_see_it(agent_client):
    assert agent_client.get(PATH).status_code == 403
    assert agent_client.post(f"{PATH}{status('open').pk}/", {"action": "remove"}).status_code == 403
    assert agent_client.post(f"{PATH}987654/", {}).status_code == 403


def test_an_order_that_fails_halfway_changes_nothing(people):
    """One transaction, each row a line of the record."""
    first, second = Status.objects.filter(category="open").order_by("position")
    places = (first.position, second.position)
    Record.objects.all().delete()
    arranging.move_status(second, -1, by=people.olivia.actor)
    assert list(Status.objects.filter(category="open").order_by("position")) == [second, first]
    assert list(Record.objects.values_list("action", flat=True)) == ["status.changed"] * 2
    with pytest.raises(RuntimeError), transaction.atomic():
        arranging.move_status(second, 1, by=people.olivia.actor)
        raise RuntimeError
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.position, first.position) == places
    arranging.move_status(second, -1, by=people.olivia.actor)
    assert Record.objects.count() == 2, "beyond the first one nothing moves"


def test_its_tickets_are_moved_to_another_one_by_workers(owner, people, drain):
    row = arranging.save_status(
        None, by=people.olivia.actor, label="At the supplier", category="open", key="supplier", sla_mode="run"
    )
    found = []
    for number in range(3):
        ticket, _ = services.open_ticket(
            people.carla, f"No {number}", Words("x"), channel="mail", by=people.carla.actor
        )
        found.append(services.change(ticket, by=people.ana.actor, status=row))
    act(owner, "supplier", "hide")
    assert "Move 3 tickets" in owner.get(PATH).text

    answer = owner.post(f"{PATH}{row.pk}/", {"action": "empty", "to": "in_progress", "key": "k"})
    begun = BulkChange.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/bulk/{begun.pk}/")
    assert (begun.total, begun.what) == (3, {"status": "in_progress"})
    bulk.work(begun.pk)
    keys = Ticket.objects.filter(pk__in=[one.pk for one in found]).values_list("status__key", flat=True)
    assert list(keys) == ["in_progress"] * 3
    assert act(owner, "supplier", "remove").status_code == 302
    assert not Status.objects.filter(key="supplier").exists()


@pytest.mark.parametrize("to", ["merged", "on_hold", "supplier", "nothing", ""])
def test_tickets_go_only_where_they_can_all_go(owner, people, to):
    row = arranging.save_status(
        None, by=people.olivia.actor, label="At the supplier", category="open", key="supplier", sla_mode="run"
    )
    assert owner.post(f"{PATH}{row.pk}/", {"action": "empty", "to": to}).status_code == 404
    assert act(owner, "supplier", "empty", to="open").status_code == 302, "there are none: it says so"
    assert not BulkChange.objects.exists()


def test_what_a_colleague_changed_meanwhile_stays(owner):
    shown = {f"was-{name}": getattr(status("open"), name) for name in ("label", "customer_label", "sla_mode")}
    page = owner.get(PATH).text
    assert all(f'name="{name}" value="{value}"' in page for name, value in shown.items())
    act(owner, "open", label="Ours to do", customer_label="We are on it", sla_mode="pause")

    late = {name.removeprefix("was-"): value for name, value in shown.items()} | {"customer_label": "Open"}
    act(owner, "open", **shown, **late)
    row = status("open")
    assert (row.label, row.customer_label, row.sla_mode) == ("Ours to do", "Open", "pause")
