"""Proof that nothing moved: a picture of the rows people care about, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.audit.models import Record
from core.contacts.models import Company, CompanyDomain, Contact, ContactMerge, Identity, PortalLink
from core.files.models import Attachment
from core.tickets.models import Draft, Message, Ticket
from tenants.events.models import Delivery

WATCHED = (
    Ticket,
    Message,
    Draft,
    Contact,
    ContactMerge,
    Identity,
    Company,
    CompanyDomain,
    PortalLink,
    Attachment,
    Record,
    Delivery,
)


@contextmanager
def nothing_moves() -> Iterator[None]:
    """Fails when any watched row of the current tenant is other after the block."""
    before = picture()
    yield
    assert picture() == before


def picture() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in WATCHED}
