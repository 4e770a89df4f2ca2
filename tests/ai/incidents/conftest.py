"""Many customers who write, now or a while ago. Nobody else listens: looks are made by hand, or by drain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from core.contacts.models import Contact
from core.contacts.services import contact_for
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.events.bus import hushed
from tenants.kernel import clock
from tests.ai.incidents.outages import Said


@pytest.fixture
def customer(people: Any) -> Callable[[], Contact]:
    """customer(): somebody new."""
    numbers = count(1)

    def new() -> Contact:
        number = next(numbers)
        return contact_for(f"c{number}@home{number}.example", f"Customer {number}")

    return new


@pytest.fixture
def came(customer: Callable[[], Contact]) -> Callable[..., list[Ticket]]:
    """came(CHECKOUT[:5], ago=10): tickets, one a minute from then on, of different customers or of `who`."""

    def open_all(
        said: Sequence[Said], ago: float = 10, who: Contact | None = None, step: float = 1
    ) -> list[Ticket]:
        begun, opened = clock.now() - timedelta(minutes=ago), []
        for place, (subject, text) in enumerate(said):
            contact = who or customer()
            with clock.at(begun + timedelta(minutes=place * step)), hushed():
                by = contact.actor
                opened.append(tickets.open_ticket(contact, subject, Words(text), channel="mail", by=by)[0])
        return opened

    return open_all
