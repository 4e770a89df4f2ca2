"""What a mail costs in statements, whatever the size of the desk; and links that lead where letters say."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.mail import links, services
from core.tickets.models import Ticket
from tests.core.mail.conftest import SUPPORT, letter


def _statements(raw: bytes, sender: str = "carla@customer.example") -> tuple[int, int]:
    """(statements to accept it, statements to process it)."""
    with CaptureQueriesContext(connection) as accepting:
        pk = services.accept(raw, sender=sender, recipient=SUPPORT)
    with CaptureQueriesContext(connection) as processing:
        services.process(pk)
    return len(accepting), len(processing)


def test_statements_per_mail(people):
    services.process(services.accept(letter("Warm."), sender="carla@customer.example", recipient=SUPPORT))
    accepting, opening = _statements(letter("A new matter."))
    assert accepting <= 4
    assert opening <= 18
    _, answering = _statements(letter("More.", subject="Re: [T-0001]", references="<a@b.c> <d@e.f>"))
    assert answering <= 24
    assert Ticket.objects.count() == 2


def test_links_lead_to_the_help_centre():
    assert links.SIGN_IN.format(token="x:y") == reverse("customer:confirm", args=["x:y"])
    assert links.REQUEST.format(number=42) == reverse("customer:request", args=[42])
