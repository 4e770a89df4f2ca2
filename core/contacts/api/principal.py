"""The customer a token names."""

from __future__ import annotations

from django.db.models import Exists

from core.contacts.models import Contact


def load_contact(pk: int, live: Exists) -> Contact | None:
    """The contact when its device is still signed in and nobody has blocked or merged it."""
    return (
        Contact.objects.select_related("company")
        .filter(live, pk=pk, is_blocked=False, merged_into=None)
        .first()
    )
