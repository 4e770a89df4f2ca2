"""What the local engine learned, in versions: a new one is used only if no worse, and people can go back.

Both are compared on the examples that were held out of the learning of each, so neither has seen them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ai.models import TrainedHead
from core.audit import trail
from tenants import tasks
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

if TYPE_CHECKING:
    from ai.local.head import Head

KEPT = 5  # versions of each kind
MARGIN = 0.01  # that a new version may be worse by: noise
LEAST_COMMON = 20  # common examples below which a comparison says nothing


class NoSuchVersion(NotFound):
    code = "model.not_found"
    sentence = "There is no such version."


def keep(kind: str, head: Head, learned_from: int, *, afresh: bool = False) -> TrainedHead:
    """Keep what was learned, in use unless it is worse. Call in a transaction.

    afresh: in use whatever it is like, and the only version, since the others know what was erased.
    """
    from ai.local import store

    rows = TrainedHead.objects.select_for_update().filter(kind=kind).defer("blob")
    versions = list(rows.order_by("-version"))
    now = next((row for row in versions if row.is_active), None)
    why = "" if afresh else _held_back(now) or why_worse(head, now)
    if now and not why:
        TrainedHead.objects.filter(pk=now.pk).update(is_active=False)
    blob, checksum = store.dump(head)
    made = TrainedHead.objects.create(
        kind=kind, version=versions[0].version + 1 if versions else 1, is_active=not why, note=why, blob=blob,
        sha256=checksum, learned_from=learned_from, held=head.held, created_at=clock.now(),
        metrics=head.metrics | {"labels": len(head.examples)},
    )  # fmt: skip
    old = [row.pk for row in versions[0 if afresh else KEPT - 1 :] if not (row.is_active and why)]
    TrainedHead.objects.filter(pk__in=old).delete()
    return made


def _held_back(now: TrainedHead | None) -> str:
    if now is None or not now.is_pinned:
        return ""
    return _("Version %(number)d was chosen by hand and stays.") % {"number": now.version}


def why_worse(head: Head, now: TrainedHead | None) -> str:
    """Why the new one is not used, in a sentence; empty when it may be. More labels are a harder task."""
    if now is None or now.metrics.get("labels") != len(head.examples):
        return ""
    common = head.held.keys() & now.held.keys()
    if len(common) < LEAST_COMMON:
        return ""
    before, after = (sum(one[key] for key in common) / len(common) for one in (now.held, head.held))
    if after >= before - MARGIN:
        return ""
    return _("%(after)d %% of %(number)d common examples right; the version in use has %(before)d %%.") % {
        "after": int(100 * after), "number": len(common), "before": int(100 * before),
    }  # fmt: skip


@transaction.atomic
def use_version(pk: int, by: Actor) -> TrainedHead:
    """Read with this version from the next message on. Twice is once. Raises NoSuchVersion.

    One that is not the newest stays in use, whatever is learned, until somebody lets it go (`unpin`).
    """
    kept = _locked_kind(pk)
    row = kept[pk]
    if row.is_active:
        return row
    was = next((one.version for one in kept.values() if one.is_active), None)
    TrainedHead.objects.filter(kind=row.kind, is_active=True).update(is_active=False, is_pinned=False)
    row.is_active, row.note = True, ""
    row.is_pinned = row.version < max(one.version for one in kept.values())
    row.save(update_fields=["is_active", "note", "is_pinned"])
    trail.record(
        "ai.version_chosen", on=row, by=by, before={"version": was},
        after={"kind": row.kind, "version": row.version, "pinned": row.is_pinned},
    )  # fmt: skip
    return row


@transaction.atomic
def unpin(pk: int, by: Actor) -> TrainedHead:
    """Newer versions may take its place again; one is learned at once. Raises NoSuchVersion."""
    row = _locked_kind(pk)[pk]
    if not row.is_pinned:
        return row
    row.is_pinned = False
    row.save(update_fields=["is_pinned"])
    trail.record("ai.version_unpinned", on=row, by=by, after={"kind": row.kind, "version": row.version})
    tasks.wake("ai.learn", False, True)
    return row


def _locked_kind(pk: int) -> dict[int, TrainedHead]:
    """All versions of the kind that this one is of, under lock."""
    wanted = TrainedHead.objects.filter(pk=pk).values_list("kind", flat=True).first()
    rows = TrainedHead.objects.select_for_update().filter(kind=wanted).defer("blob", "held").order_by("pk")
    kept = {row.pk: row for row in rows} if wanted else {}
    if pk not in kept:
        raise NoSuchVersion
    return kept
