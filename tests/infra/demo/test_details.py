"""The demo's organizations look for the numbers that their customers name."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ai import selectors
from core.desk.models import Field
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from infra.demo.seeding import advice
from infra.demo.seeding.details import LOOKED_FOR, details


@pytest.mark.parametrize("slug", LOOKED_FOR)
def test_fields_are_made_once(slug, people):
    details(slug)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        details(slug)
    assert not [one for one in asked if one["sql"].startswith(("INSERT", "UPDATE"))]
    keys = [key for key, *_rest in LOOKED_FOR[slug]]
    assert list(Field.objects.values_list("key", flat=True)) == keys
    assert [row["field"] for row in selectors.details()] == keys


def test_a_number_in_a_mail_stands_in_its_field(people):
    details("globex")
    said = "Two planers should have been here last Friday. My invoice is GH-90417."
    message = tickets.open_ticket(
        people.carla, "Where is order 48213?", Words(said), channel="mail", by=people.carla.actor
    )[1]
    with advice.without_drafts():
        advice.triage(message)
    assert Ticket.objects.get().fields == {"order_number": "48213", "invoice_number": "GH-90417"}
