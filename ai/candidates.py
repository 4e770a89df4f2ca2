"""What a replay tries: who would read messages, and with what words. Built from its row, alike in any worker.

`Replay.change` by kind: model {"provider", "name", "model"} (provider "local": the built-in engine);
guidance {"text", "was"}; categories {"edits", "tree"} (the tree as it would be, ai.trees).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from ai import book, options, routes, trees
from ai.contracts import CategoryOption
from ai.gateway import Endpoint
from ai.models import Provider, Replay, Task
from ai.prompts import triage as prompt
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable

LOCAL = "local"
LONGEST_GUIDANCE = 2_000  # characters
Kind = Replay.Kind


class BadCandidate(Invalid):
    """data: fields."""

    code = "ai.candidate_invalid"
    sentence = "Please check the marked fields."


class CandidateGone(Conflict):
    code = "ai.candidate_gone"
    sentence = "The endpoint that was to be asked is not there any more, or its key can no longer be read."


class ChangedMeanwhile(Conflict):
    code = "ai.replay_outdated"
    sentence = "What this would replace, or was tried with, has been changed since. Try it again."


class Unmaskable(Conflict):
    code = "ai.unmaskable"
    sentence = "No model is asked while one of your patterns for hidden words cannot be used."


@dataclass(frozen=True, slots=True)
class Candidate:
    """ways: endpoints that are asked, in order; () for the built-in engine alone. tree: with its groups."""

    ways: tuple[Endpoint, ...]
    guidance: str
    tree: tuple[CategoryOption, ...]


def checked(kind: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The change as it is kept. Raises BadCandidate, BadTree.

    wanted: {"provider", "model"}, {"guidance"} or {"categories"} as ai.trees.drafted takes them.
    """
    if kind == Kind.MODEL:
        return _model(str(wanted.get("provider") or ""), str(wanted.get("model") or ""))
    if kind == Kind.GUIDANCE:
        return _guidance(str(wanted.get("guidance") or ""))
    if kind == Kind.CATEGORIES:
        tree = options.categories()
        edits = trees.drafted(wanted.get("categories") or (), tree)
        return {"edits": edits, "tree": trees.packed(trees.applied(edits, tree))}
    raise BadCandidate(fields={"kind": [_("Choose what is to be tried.")]})


def base(kind: str, change: Mapping[str, Any]) -> str:
    """The mark of what stands now, what would be replaced and what it is tried with alike: tree, guidance and
    whom it is put to. Figures say nothing about another one. Raises CandidateGone.
    """
    parts = [trees.mark(options.categories()), book.decided().guidance]
    if (asked_with := book.decided().prompt("triage")) != prompt.VERSION:
        parts.append(asked_with)
    if kind == Kind.MODEL:
        row = row_of(change)
        parts += [row.public_id, row.base_url] if row else [LOCAL]
    else:
        parts += [f"{one.base_url}|{one.model}" for one in routes.to(Task.TRIAGE)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def check(row: Replay) -> None:
    """Raises ChangedMeanwhile, CandidateGone."""
    if base(row.kind, row.change) != row.base:
        raise ChangedMeanwhile


def of(kind: str, change: Mapping[str, Any]) -> Candidate:
    """Raises CandidateGone, Unmaskable."""
    guidance, tree = book.decided().guidance, options.categories()
    if kind == Kind.GUIDANCE:
        guidance = change["text"]
    if kind == Kind.CATEGORIES:
        tree = trees.unpacked(change["tree"])
    ways = _asked(change) if kind == Kind.MODEL else routes.to(Task.TRIAGE)
    if not book.decided().can_mask and (ways or _is_asked_now()):
        raise Unmaskable
    if kind == Kind.GUIDANCE and not ways:
        raise CandidateGone  # the built-in engine reads no guidance: it would be no trial of it
    return Candidate(tuple(replace(one, is_trial=True) for one in ways), guidance, tree)


def row_of(change: Mapping[str, Any]) -> Provider | None:
    """The endpoint that a replay of a model names; None for the built-in engine. Raises CandidateGone."""
    if change["provider"] == LOCAL:
        return None
    for row in (*Provider.objects.filter(public_id=change["provider"]), *_platform()):
        if row.public_id == change["provider"]:
            return row
    raise CandidateGone


def _asked(change: Mapping[str, Any]) -> tuple[Endpoint, ...]:
    """Alone: what others would say in its place is no figure about it."""
    if (row := row_of(change)) is None:
        return ()
    if (where := routes.endpoint(row, change["model"])) is None:
        raise CandidateGone
    return (where,)


def _is_asked_now() -> bool:
    return any(row.is_on and Task.TRIAGE in routes.models_of(row) for row in routes.order())


def _platform() -> list[Provider]:
    return [row for row in routes.order() if row.is_platform]


def _model(public_id: str, model: str) -> dict[str, Any]:
    if public_id == LOCAL:
        return {"provider": LOCAL, "name": "", "model": ""}
    try:
        row = row_of({"provider": public_id})
    except CandidateGone:
        raise BadCandidate(fields={"provider": [_("Choose one of your endpoints.")]}) from None
    assert row is not None
    named = one_line(storable(model), 120).strip() or routes.models_of(row).get(Task.TRIAGE, "")
    if not named:
        raise BadCandidate(fields={"model": [_("Name the model that is to be tried.")]})
    if row.is_platform and named != routes.models_of(row).get(Task.TRIAGE):
        raise BadCandidate(fields={"model": [_("The platform's endpoint has no other model for triage.")]})
    return {"provider": row.public_id, "name": row.name, "model": named}


def _guidance(text: str) -> dict[str, Any]:
    text, now = storable(text).strip(), book.decided().guidance
    if len(text) > LONGEST_GUIDANCE:
        told = _("Guidance has %(most)d characters at most.") % {"most": LONGEST_GUIDANCE}
        raise BadCandidate(fields={"guidance": [told]})
    if text == now:
        raise BadCandidate(fields={"guidance": [_("This is what is in use.")]})
    if not routes.to(Task.TRIAGE):
        raise BadCandidate(
            fields={"guidance": [_("Only models read guidance, and none is connected for triage.")]}
        )
    return {"text": text, "was": now}
