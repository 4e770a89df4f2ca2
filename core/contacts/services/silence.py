"""Whether the desk may write to a customer by itself. Answers of people are not asked about it."""

from __future__ import annotations

from django.db import transaction

from core.audit import trail
from core.contacts.models import Contact
from tenants.kernel import clock
from tenants.kernel.actor import Actor


@transaction.atomic
def silence(contact: Contact, why: str, *, by: Actor) -> Contact:
    """Send no automatic mail any more. why: Contact.Silence. Twice is once; the first reason stays."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if contact.silent_since:
        return contact
    contact.silent_since, contact.silent_why = clock.now(), Contact.Silence(why)
    contact.save(update_fields=["silent_since", "silent_why"])
    trail.record("contact.silenced", on=contact, by=by, after={"why": why})
    return contact


def set_automatic_mail(contact: Contact, wanted: bool, *, by: Actor) -> Contact:
    """What a colleague decides about it."""
    return end_silence(contact, by=by) if wanted else silence(contact, Contact.Silence.COLLEAGUE, by=by)


@transaction.atomic
def end_silence(contact: Contact, *, by: Actor) -> Contact:
    """Automatic mail again. Twice is once."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if contact.silent_since is None:
        return contact
    before = {"why": contact.silent_why}
    contact.silent_since, contact.silent_why = None, ""
    contact.save(update_fields=["silent_since", "silent_why"])
    trail.record("contact.silence_ended", on=contact, by=by, before=before)
    return contact
