"""Statements composed once say what Django's own would, for every model that is written this way."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.forms.models import model_to_dict

from core.audit.models import Record
from core.contacts.models import Contact, Identity
from core.contacts.selectors import identity_of
from core.mail.models import MailReference
from core.sla.models import Clock, Course
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.alarms.models import Alarm
from tenants.database import hot
from tenants.kernel import clock


def _stored(row: models.Model) -> dict[str, Any]:
    """Every column as the database has it."""
    return type(row).objects.filter(pk=row.pk).values().get()


def test_a_row_is_what_the_manager_would_have_written(acme):
    facts = {"action": "a.b", "object_type": "x.y", "actor_kind": "user", "at": clock.now()}
    after = {"deep": [1, None, "ä"], "text": 'quote " and %s'}
    fast = hot.insert(Record(**facts, after=after))
    slow = Record.objects.create(**facts, after=after)

    assert {**_stored(fast), "id": 0} == {**_stored(slow), "id": 0}
    assert fast.pk
    assert not fast._state.adding
    fast.action = "a.c"
    fast.save()  # an update, not a second row
    assert Record.objects.filter(object_type="x.y").count() == 2


def test_several_rows_get_their_ids_in_order(acme):
    rows = [Record(action=f"n.{at}", object_type="x.y", actor_kind="user") for at in range(3)]
    assert hot.insert(*rows) is rows[0]
    assert [_stored(row)["action"] for row in rows] == ["n.0", "n.1", "n.2"]


def test_a_key_that_was_given_stays(acme):
    assert _stored(hot.insert(Contact(pk=4711, email="a@customer.example")))["email"] == "a@customer.example"


def test_what_is_there_already_stays(acme):
    moment = clock.now()
    rows = [Alarm(schema_name="acme", kind="test", ref="1", at=moment, attempts=tries) for tries in (1, 2)]
    for row in rows:
        hot.insert(row, unless_there=True)
    assert [row.attempts for row in Alarm.objects.filter(kind="test")] == [1]


def test_columns_are_changed_where_the_condition_holds(acme):
    row = hot.insert(Record(action="a.b", object_type="x.y", actor_kind="user"))
    changes = {"actor_name": "Ann", "after": {"a": [1]}}
    assert hot.update(Record, changes, "id = %s AND actor_kind = %s", [row.pk, "operator"]) == 0
    assert hot.update(Record, changes, "id = %s AND actor_kind = %s", [row.pk, "user"]) == 1
    assert {key: _stored(row)[key] for key in changes} == changes


def test_rows_are_read_as_the_manager_reads_them(acme):
    contact = Contact.objects.create(email="Nina@customer.example", name="Nina")
    Identity.objects.create(contact=contact, email="Nina@customer.example")
    identity = identity_of("NINA@customer.example")

    assert identity
    assert model_to_dict(identity) == model_to_dict(Identity.objects.get(contact=contact))
    assert model_to_dict(identity.contact) == model_to_dict(contact)
    assert identity_of("nobody@customer.example") is None
    record = hot.insert(Record(action="a.b", object_type="x.y", actor_kind="user", after={"a": [1]}))
    text = f"SELECT {hot.columns(Record)} FROM {hot.name_of(Record)} WHERE id = %s"
    [again] = hot.found(text, [record.pk], Record)
    assert again == record
    assert again.after == {"a": [1]}
    assert again.before is None


def test_rows_come_with_what_stands_beside_them_and_an_empty_place_stays_empty(
    people, django_assert_num_queries
):
    words = Words("It broke.")
    ticket, _ = tickets.open_ticket(people.carla, "Help", words, channel="mail", by=people.carla.actor)
    beside = ("status", "category", "contact")
    slow = Ticket.objects.select_related(*beside).get(pk=ticket.pk)
    with django_assert_num_queries(1):
        [fast] = hot.with_beside(Ticket, beside, "t.id = ANY (%s)", [[ticket.pk]])
        assert (fast.status, fast.category, fast.contact) == (slow.status, None, slow.contact)
    for one, other in ((fast, slow), (fast.status, slow.status), (fast.contact, slow.contact)):
        assert model_to_dict(one) == model_to_dict(other)
    assert hot.attribute(Ticket, "status") == hot.attribute(Ticket, "status_id") == "status_id"


@pytest.mark.parametrize("model", [Record, Contact, Identity, MailReference, Alarm, Ticket, Course, Clock])
def test_no_model_here_is_heard_by_signals(model):
    """They would not be sent."""
    for signal in (models.signals.pre_save, models.signals.post_save):
        assert not signal.has_listeners(model)
