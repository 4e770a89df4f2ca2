"""What is known about a customer."""

from __future__ import annotations

from django.db import transaction

from core.audit import trail
from core.contacts.models import Company, Contact
from tenants.kernel.actor import Actor
from tenants.kernel.text import storable


@transaction.atomic
def update(contact: Contact, *, by: Actor, **values: str | bool | Company | None) -> Contact:
    """Change name, company, notes, language, time_zone or is_blocked. Repeating it changes nothing."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    allowed = {"name", "company", "notes", "language", "time_zone", "is_blocked"}
    changed = {
        key: value for key, value in values.items() if key in allowed and getattr(contact, key) != value
    }
    if not changed:
        return contact
    before = {key: str(getattr(contact, key)) for key in changed}
    for key, value in changed.items():
        setattr(contact, key, storable(value) if isinstance(value, str) else value)
    contact.save(update_fields=list(changed))
    trail.record(
        "contact.changed", on=contact, by=by, before=before, after={k: str(v) for k, v in changed.items()}
    )
    return contact
