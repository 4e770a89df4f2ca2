"""Reading files: by signed link or by permission of the message they hang on."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.urls import reverse

from core.files.models import Attachment
from tenants import context, secrets
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

LINK_AGE = timedelta(hours=12)  # a page left open over a working day still shows its images
PURPOSE = "file"


def link(attachment: Attachment) -> str:
    """A short-lived signed address: a path, or a whole one at the host of files.

    Who may see the message makes it; whoever holds it may read the file.
    """
    signed = secrets.sign(PURPOSE, attachment.public_id)
    if not settings.FILES_HOST:
        return reverse("file", args=[signed])
    return f"{origin()}/{context.current_tenant().public_id}/{signed}"


def origin() -> str:
    """Where files come from, for a policy that lets pictures in: an origin of its own, or "" for ours."""
    host = settings.FILES_HOST
    return f"{settings.PLATFORM_SCHEME}://{host}{settings.PLATFORM_PORT}" if host else ""


def by_link(signed: str) -> Attachment:
    """The file of a signed link. BadLink: forged, old or another tenant's; NotFound: gone or blocked."""
    public_id = secrets.unsign(PURPOSE, signed, LINK_AGE)
    row = Attachment.objects.filter(public_id=public_id, state=Attachment.State.CLEAN).first()
    if row is None:
        raise NotFound
    return row


def file_of(public_id: str) -> Attachment:
    """Any file of the organization, for its administrators. NotFound."""
    row = Attachment.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def blocked() -> QuerySet[Attachment]:
    """Files that the scanner blocked, newest first, for administrators."""
    return Attachment.objects.filter(state=Attachment.State.BLOCKED).order_by("-id")


def count_waiting() -> int:
    """How many files wait for the scanner."""
    return Attachment.objects.filter(state=Attachment.State.PENDING).count()


def address(attachment: Attachment) -> str:
    """Its link; "" while it waits for the scanner or is blocked, since it would lead nowhere."""
    return link(attachment) if attachment.state == Attachment.State.CLEAN else ""


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
