"""A colleague's picture."""

from __future__ import annotations

from django.db import transaction

from core.accounts import book
from core.accounts.models import User
from core.accounts.rules import AVATAR_LIMIT
from core.accounts.services.people import write
from core.accounts.services.rows import locked
from core.files.services import drop_picture, keep_picture
from tenants import context
from tenants.kernel.actor import Actor


def set_avatar(user: User, content: bytes, filename: str, *, by: Actor) -> User:
    """A picture of oneself in place of initials; no content takes it away. Its bytes decide what it is.

    Raises FileTooLarge, NoPicture, StorageAway.
    """
    path = keep_picture(content, filename, folder="people", limit=AVATAR_LIMIT) if content else ""
    with transaction.atomic():
        row = locked(user.pk)
        was = row.avatar
        row = write(row, {"avatar": path}, by, "user.avatar_changed")
        book.people.changed()
        if was and was != path and not User.objects.filter(avatar=was).exists():
            context.after_commit(drop_picture, was)
    return row
