"""Keeping files: bytes under their hash, a row for each use, type by content and never by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from core.files import stored
from core.files.models import Attachment
from core.files.sniffing import safe_filename, sniff
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, NotFound, TooLarge

ORPHAN_AGE = timedelta(days=1)  # an upload that no message took within a day is swept


class FileTooLarge(TooLarge):
    """data: limit (bytes), filename."""

    code = "file.too_large"
    sentence = "{filename} is larger than {megabytes} MB."


class ForgedFile(Invalid):
    """The content is not what the name says. data: filename, found."""

    code = "file.forged"
    sentence = "{filename} is not what its name says: its content is {found}."


class NoPicture(Invalid):
    """data: filename."""

    code = "file.no_picture"
    sentence = "{filename} is not a PNG, JPEG, GIF or WebP picture."


class EmptyFile(Invalid):
    code = "file.empty"
    sentence = "{filename} is empty."


@transaction.atomic
def keep_file(
    content: bytes, filename: str, *, by: Actor, declared: str = "", content_id: str = "", strict: bool = True
) -> Attachment:
    """Store one file. strict: refuse a forged type (uploads); mail keeps it as what it really is.

    The bytes are written before the row, under their hash: a crash in between leaves bytes
    for the sweep, never a row without bytes. Raises FileTooLarge, ForgedFile, EmptyFile.
    """
    name = safe_filename(filename)
    check_size(len(content), name, settings.FILE_LIMIT if strict else settings.MAIL_LIMIT)
    if strict and not content:
        raise EmptyFile(filename=name)
    kind = sniff(content, name, declared)
    if strict and kind.mismatch:
        raise ForgedFile(filename=name, found=kind.mime)
    return Attachment.objects.create(
        filename=name,
        content_type=kind.mime[:100],
        size=len(content),
        path=stored.write(content),
        content_id=content_id[:250],
        owner=by.ref,
    )


@transaction.atomic
def keep_picture(content: bytes, filename: str, *, folder: str, limit: int) -> str:
    """Store a picture that hangs on no message, such as a logo. Its storage path; known by content alone.

    limit: bytes. Raises FileTooLarge, NoPicture.
    """
    name = safe_filename(filename)
    check_size(len(content), name, limit)
    kind = sniff(content)
    if not kind.is_image_safe:
        raise NoPicture(filename=name)
    return stored.write(content, folder, kind.extension)


def check_size(size: int, filename: str, limit: int | None = None) -> None:
    """Refuse by the announced size, before the bytes are read into memory. Raises FileTooLarge."""
    limit = limit or settings.FILE_LIMIT
    if size > limit:
        raise FileTooLarge(limit=limit, filename=safe_filename(filename), megabytes=limit // 2**20)


def claim(public_ids: Iterable[str], *, by: Actor) -> list[Attachment]:
    """Uploads of this actor by public id, to hang on a message. NotFound when one is not theirs."""
    wanted = list(dict.fromkeys(public_ids))
    rows = {row.public_id: row for row in Attachment.objects.filter(public_id__in=wanted, owner=by.ref)}
    if missing := [each for each in wanted if each not in rows]:
        raise NotFound("One of the files is not there any more. Add it again.", files=missing)
    return [rows[each] for each in wanted]


@transaction.atomic
def discard(attachment: Attachment, *, by: Actor) -> None:
    """Drop an upload that hangs on no message yet. NotFound when it is not the actor's or in use.

    The bytes stay for the sweep: another row may share them.
    """
    row = _unused().filter(pk=attachment.pk, owner=by.ref).first()
    if row is None:
        raise NotFound
    row.delete()


def sweep_orphans() -> int:
    """Delete uploads that no message took within a day, then bytes that no row names. Returns the rows."""
    with transaction.atomic():
        old = list(_unused().filter(created_at__lt=clock.now() - ORPHAN_AGE))
        Attachment.objects.filter(pk__in=[row.pk for row in old]).delete()
    for path in stored.older_than(ORPHAN_AGE):
        stored.drop_unless(path, Attachment.objects.filter(path=path).exists)
    return len(old)


def _unused() -> QuerySet[Attachment]:
    """Rows on no message, locked: a message that takes one meanwhile waits, then finds it gone or kept."""
    used = Attachment.messages.through.objects.filter(attachment=OuterRef("pk"))
    return Attachment.objects.select_for_update(of=("self",)).filter(~Exists(used))
