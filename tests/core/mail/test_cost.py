"""What a mail costs in statements, whatever the size of the desk; and links that lead where letters say."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.mail import links, services
from core.mail.models import Mailbox
from core.tickets.models import Ticket
from tests.core.mail.conftest import SUPPORT, letter

NINA = "nina@new.example"


def _statements(raw: bytes, sender: str = "carla@customer.example") -> tuple[int, int]:
    """(statements to accept it, statements to process it)."""
    with CaptureQueriesContext(connection) as accepting:
        pk = services.accept(raw, sender=sender, recipient=SUPPORT)
    with CaptureQueriesContext(connection) as processing:
        services.process(pk)
    return len(accepting), len(processing)


def test_statements_per_mail(people):
    """Exact: a statement is 0.1 to 0.4 ms of a mail, so one more must be somebody's decision."""
    Mailbox.objects.update(confirms=False)
    services.process(services.accept(letter("Warm."), sender="carla@customer.example", recipient=SUPPORT))
    first = letter("A new matter.", sender=NINA, mime_id="<first@new.example>")
    assert _statements(first, NINA) == (4, 16)
    assert _statements(letter("Other things.", subject="Delivery")) == (4, 16)
    more = letter("More.", sender=NINA, subject="Re: Invoice", in_reply_to="<first@new.example>")
    assert _statements(more, NINA) == (4, 20)
    assert Ticket.objects.count() == 3


def test_links_lead_to_the_help_centre():
    assert links.SIGN_IN.format(token="x:y") == reverse("customer:confirm", args=["x:y"])
    assert links.REQUEST.format(number=42) == reverse("customer:request", args=[42])
