"""The latest proof that organizations stay apart, what has changed since, and the proofs before it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.operator import sessions
from portal.operator.sessions import operator
from portal.ui.views import show
from tenants import proofs
from tenants.models import IsolationProof

MOST_NAMES = 12  # of new doors that are listed; the rest is a number
KINDS = {  # of tests/isolation/ledger.py, in words for people
    "routes": _("Addresses with the neighbour's ids, as six kinds of guests"),
    "platform routes": _("Addresses of the platform, as people of an organization"),
    "tasks": _("Background tasks with the neighbour's ids"),
    "sockets": _("Live connections with the neighbour's sessions"),
    "signed links": _("Signed links and marks"),
    "files": _("Stored files"),
    "cache keys": _("Keys and channels in Redis"),
    "lookups": _("Searches by words and by likeness"),
    "credentials": _("Passwords, CSRF tokens and host headers"),
    "pooled connections": _("Pooled connections, also after faults"),
}


@operator
@never_cache
@require_GET
def isolation(request: HttpRequest) -> HttpResponse:
    """Without a proof the page says how to make one; a stale one says what it has not seen."""
    latest = proofs.latest()
    context: dict[str, Any] = {
        "latest": _shown(latest) if latest else None,
        "history": [_line(row) for row in proofs.history()],
    }
    row = sessions.current(request)
    me = {"me": {"name": row.name, "email": row.email}} if row else {}
    return show(request, "portal/operator/isolation.html", me | context)


def _shown(proof: IsolationProof) -> dict[str, Any]:
    drift = proofs.since(proof)
    order = [*(kind for kind in KINDS if kind in proof.walked), *(proof.walked.keys() - KINDS.keys())]
    kinds = [{"name": KINDS.get(kind, kind), **proof.walked[kind]} for kind in order]
    return _line(proof) | {
        "kinds": kinds,
        "findings": proof.findings,
        "doors": len(proof.doors),
        "is_stale": drift.is_stale,
        "new": drift.new[:MOST_NAMES],
        "more_new": max(0, len(drift.new) - MOST_NAMES),
    }


def _line(proof: IsolationProof) -> dict[str, Any]:
    return {
        "at": proof.at,
        "commit": proof.commit[:10],
        "attempts": proof.attempts,
        "leaks": proof.leaks,
        "faults": proof.faults,
        "seconds": round(proof.seconds),
        "is_clean": proof.leaks == 0 and proof.faults == 0,
    }
