"""Keeping files: bytes under their hash, a row for each use, type by content and never by name."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from core.files import scanning, stored, waiting
from core.files.models import Attachment
from core.files.sniffing import safe_filename, sniff
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, NotFound, TooLarge

SAME_FILE = (  # columns that another use of the same bytes shares
    "filename", "content_type", "content_id", "size", "digest", "path", "state", "threat", "scanned_at",
    "released_by",
)  # fmt: skip
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


class Infected(Invalid):
    """The scanner knows these bytes. data: filename, threat."""

    code = "file.infected"
    sentence = "{filename} was not taken: the virus scanner found {threat} in it."


class StillScanned(Conflict):
    """data: filename."""

    code = "file.pending"
    sentence = "{filename} is still being scanned. Add it in a moment."


class BytesGone(Conflict):
    """The same bytes lay here already and were swept at this moment. data: filename."""

    code = "file.gone"
    sentence = "{filename} was not kept. Send it again."


@dataclass(frozen=True, slots=True)
class Brought:
    """Bytes that lie in the storage and wait for their row. is_fresh: under a path nobody had before."""

    filename: str
    content_type: str
    size: int
    digest: str
    path: str
    is_fresh: bool


def keep_file(
    content: bytes, filename: str, *, by: Actor, declared: str = "", content_id: str = "", strict: bool = True
) -> Attachment:
    """Store one file. strict: refuse a forged type (uploads); mail keeps it as what it really is.

    The bytes are written before the row: a crash in between leaves bytes for the sweep, never a row
    without bytes. Call it outside of transactions, for a bucket is the network.
    Raises FileTooLarge, ForgedFile, EmptyFile, StorageAway.
    """
    while True:
        brought = bring(content, filename, declared=declared, strict=strict)
        with suppress(BytesGone):
            return record(brought, by=by, content_id=content_id)


def bring(content: bytes, filename: str, *, declared: str = "", strict: bool = True) -> Brought:
    """The first half of keep_file: look at the bytes and write them. Raises as keep_file does."""
    name = safe_filename(filename)
    check_size(len(content), name, settings.FILE_LIMIT if strict else settings.MAIL_LIMIT)
    if strict and not content:
        raise EmptyFile(filename=name)
    kind = sniff(content, name, declared)
    if strict and kind.mismatch:
        raise ForgedFile(filename=name, found=kind.mime)
    digest = stored.digest_of(content)
    if strict and scanning.is_on() and (seen := waiting.verdict_on(digest)) and seen.threat:
        raise Infected(filename=name, threat=seen.threat)
    known = _path_of(digest)
    path = stored.write(content, digest, known)
    return Brought(name, kind.mime[:100], len(content), digest, path, is_fresh=not known)


@transaction.atomic
def record(brought: Brought, *, by: Actor, content_id: str = "") -> Attachment:
    """The second half: the row. Raises BytesGone when the sweep took them in between."""
    stored.hold(brought.digest)
    path = _path_of(brought.digest)  # somebody may have brought the same at this moment
    if not path and not brought.is_fresh:
        raise BytesGone(filename=brought.filename)
    if path and brought.is_fresh:
        context.after_commit(stored.drop, [brought.path])
    row = Attachment.objects.create(
        filename=brought.filename,
        content_type=brought.content_type,
        size=brought.size,
        digest=brought.digest,
        path=path or brought.path,
        content_id=content_id[:250],
        owner=by.ref,
        **waiting.state_of(brought.digest),
    )
    waiting.watch(row)
    return row


def keep_picture(content: bytes, filename: str, *, folder: str, limit: int) -> str:
    """Store a picture that hangs on no message, such as a logo. Its storage path; known by content alone.

    limit: bytes. Raises FileTooLarge, NoPicture, StorageAway.
    """
    name = safe_filename(filename)
    check_size(len(content), name, limit)
    kind = sniff(content)
    if not kind.is_image_safe:
        raise NoPicture(filename=name)
    return stored.write_picture(content, folder, kind.extension)


def drop_picture(path: str) -> None:
    """Away with a picture that nobody names any more. Twice is once."""
    stored.drop([path])


def check_size(size: int, filename: str, limit: int | None = None) -> None:
    """Refuse by the announced size, before the bytes are read into memory. Raises FileTooLarge."""
    limit = limit or settings.FILE_LIMIT
    if size > limit:
        raise FileTooLarge(limit=limit, filename=safe_filename(filename), megabytes=limit // 2**20)


def claim(public_ids: Iterable[str], *, by: Actor) -> list[Attachment]:
    """Uploads of this actor by public id, to hang on a message. Raises NotFound (not theirs), Infected."""
    wanted = list(dict.fromkeys(public_ids))
    rows = {row.public_id: row for row in Attachment.objects.filter(public_id__in=wanted, owner=by.ref)}
    if missing := [each for each in wanted if each not in rows]:
        raise NotFound("One of the files is not there any more. Add it again.", files=missing)
    for row in rows.values():
        _check_harmless(row)
    return [rows[each] for each in wanted]


@transaction.atomic
def use_again(attachment: Attachment, *, by: Actor) -> Attachment:
    """A row of its own for another use of a file that is kept already: the same bytes, this actor's now.

    Whether the actor may see the file is the caller's question. The old row is locked, so the sweep finds
    one of the two. Raises NotFound (gone), StillScanned, Infected.
    """
    row = Attachment.objects.select_for_update(of=("self",)).filter(pk=attachment.pk).first()
    if row is None:
        raise NotFound
    _check_harmless(row)
    if row.state == Attachment.State.PENDING:
        raise StillScanned(filename=row.filename)
    return Attachment.objects.create(owner=by.ref, **{name: getattr(row, name) for name in SAME_FILE})


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
    stored.drop(path for path, digest in stored.older_than(ORPHAN_AGE) if _is_left(path, digest))
    return len(old)


@transaction.atomic
def _is_left(path: str, digest: str) -> bool:
    """Whether no row names the bytes, nor ever will: see stored.py."""
    stored.hold(digest)
    # "": of the release before, during a deploy
    rows = Attachment.objects.filter(digest__in=(digest, ""))
    return not rows.filter(path=path).exists()


def _check_harmless(row: Attachment) -> None:
    if row.state == Attachment.State.BLOCKED:
        raise Infected(filename=row.filename, threat=row.threat)


def _path_of(digest: str) -> str:
    """Where a row says that these bytes lie; "" when no row does."""
    return Attachment.objects.filter(digest=digest).values_list("path", flat=True).first() or ""


def _unused() -> QuerySet[Attachment]:
    """Rows on no message, locked: a message that takes one meanwhile waits, then finds it gone or kept."""
    used = Attachment.messages.through.objects.filter(attachment=OuterRef("pk"))
    return Attachment.objects.select_for_update(of=("self",)).filter(~Exists(used))
