"""The customer a token names."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from core.accounts.places import Place, is_live
from core.contacts.models import Contact
from tenants.database.composed import composed


def load_contact(pk: int, place: Place) -> Contact | None:
    """The contact when its device is still signed in and nobody has blocked or merged it."""
    return next(iter(_of_place(pk=pk, **place.values())), None)


@composed
def _of_place(*, pk: Any, **place: Any) -> QuerySet[Contact]:
    rows = Contact.objects.select_related("company").filter(is_live(**place))
    return rows.filter(pk=pk, is_blocked=False, merged_into=None)
