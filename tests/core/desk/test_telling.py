"""Dates and numbers in texts follow the customer's language and time zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.desk import services as arranging
from core.desk import telling, variables
from core.tickets import selectors, services
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


@pytest.fixture
def ticket(people):
    with clock.at(LATE):
        return services.open_ticket(people.carla, "x", Words("x"), channel="mail", by=people.carla.actor)[0]


def filled(ticket, text, **contact):
    type(ticket.contact).objects.filter(pk=ticket.contact_id).update(**contact)
    row = Ticket.objects.select_related("contact__company").get(pk=ticket.pk)
    variables.check(text)
    with clock.at(LATE):
        return variables.fill(text, selectors.values_of(row, None))


def test_a_day_is_the_readers(ticket):
    text = "{{ ticket.created }} / {{ today }}"
    Ticket.objects.filter(pk=ticket.pk).update(language="")
    assert filled(ticket, text, language="en", time_zone="UTC") == "Nov. 30, 2026 / Nov. 30, 2026"
    assert (
        filled(ticket, text, language="de", time_zone="Asia/Tokyo") == "1. Dezember 2026 / 1. Dezember 2026"
    )
    assert filled(ticket, text, language="fr", time_zone="nonsense").startswith("30 novembre 2026")


def test_numbers_and_dates_of_own_fields_too(people, ticket):
    for key, kind in (("amount", "number"), ("until", "date"), ("ok", "checkbox")):
        arranging.save_field(None, by=people.olivia.actor, key=key, kind=kind, label=key)
    services.change(
        ticket, by=people.ana.actor, fields={"amount": 1234567.5, "until": "2026-12-24", "ok": True}
    )
    text = "{{ field.amount }}; {{ field.until }}; {{ field.ok }}"
    Ticket.objects.filter(pk=ticket.pk).update(language="")
    assert filled(ticket, text, language="de") == "1.234.567,5; 24. Dezember 2026; Ja"
    assert filled(ticket, text, language="en") == "1,234,567.5; Dec. 24, 2026; yes"
    with pytest.raises(variables.UnknownVariable):
        variables.check("{{ field.gone }}")


def test_a_zone_that_is_none_gives_way():
    assert str(telling.zone("nonsense", "", "Europe/Berlin")) == "Europe/Berlin"
    assert str(telling.zone()) == "UTC"
