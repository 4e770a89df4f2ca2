"""Reading files: by signed link or by permission of the message they hang on."""

from __future__ import annotations

from datetime import timedelta

from django.core.files import File
from django.core.files.storage import default_storage
from django.urls import reverse

from core.files.models import Attachment
from tenants import secrets
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

LINK_AGE = timedelta(hours=12)  # a page left open over a working day still shows its images
PURPOSE = "file"


def link(attachment: Attachment) -> str:
    """A short-lived signed path. Who may see the message makes it; whoever holds it may read the file."""
    return reverse("file", args=[secrets.sign(PURPOSE, attachment.public_id)])


def by_link(signed: str) -> Attachment:
    """The file of a signed link. BadLink: forged, old or another tenant's; NotFound: gone or blocked."""
    public_id = secrets.unsign(PURPOSE, signed, LINK_AGE)
    row = Attachment.objects.filter(public_id=public_id, state=Attachment.State.CLEAN).first()
    if row is None:
        raise NotFound
    return row


def opened(attachment: Attachment) -> File:
    """The bytes to read from; the caller closes. NotFound when the storage has lost them."""
    try:
        return default_storage.open(attachment.path, "rb")
    except FileNotFoundError:
        raise NotFound from None


def content(attachment: Attachment) -> bytes:
    with opened(attachment) as file:
        return bytes(file.read())


def upload_of(actor: Actor, public_id: str) -> Attachment:
    """A file this actor brought. NotFound for everybody else's."""
    row = Attachment.objects.filter(public_id=public_id, owner=actor.ref).first()
    if row is None:
        raise NotFound
    return row
