"""Proofs that organizations stay apart: what the walks of tests/isolation tried, and what leaked.

The walk writes a report; `take_in` keeps it for the console. A proof speaks for the doors (routes and
tasks) of the code that was walked: `since` says which doors of the running code it has never seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from celery import current_app
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from tenants.kernel.errors import Invalid
from tenants.models import IsolationProof

FORMAT = 1
MOST_FINDINGS = 100  # words of leaks and faults that are kept; one is too many already
COUNTS = ("count", "attempts", "leaks", "faults")


class NotAProof(Invalid):
    """data: why."""

    code = "proof.invalid"
    sentence = "This is no complete report of the isolation walk: {why}."


@dataclass(frozen=True)
class Drift:
    """Doors of the running code that the proof has not seen, and seen ones that are gone."""

    new: list[str]
    gone: list[str]

    @property
    def is_stale(self) -> bool:
        return bool(self.new)


def doors() -> list[str]:
    """Every route of both sites and every task, as "route …", "platform route …", "task …"; sorted."""
    found = [f"route {where}" for where in _routes(settings.ROOT_URLCONF)]
    found += [f"platform route {where}" for where in _routes(settings.PUBLIC_SCHEMA_URLCONF)]
    current_app.loader.import_default_modules()
    tasks = [name for name, task in current_app.tasks.items() if hasattr(task, "scope")]
    return sorted({*found, *(f"task {name}" for name in tasks if not name.startswith("test."))})


def take_in(text: str) -> IsolationProof:
    """Keep a report. The same one twice is one proof. NotAProof."""
    report = _checked(text)
    totals = {name: sum(kind[name] for kind in report["walked"].values()) for name in COUNTS[1:]}
    proof, _is_new = IsolationProof.objects.get_or_create(
        digest=hashlib.sha256(text.encode()).hexdigest(),
        defaults={
            "at": datetime.fromisoformat(report["at"]),
            "commit": report["commit"][:40],
            "walked": report["walked"],
            "doors": report["doors"],
            "findings": report["findings"][:MOST_FINDINGS],
            "seconds": report["seconds"],
            **totals,
        },
    )
    return proof


def latest() -> IsolationProof | None:
    return IsolationProof.objects.first()


def history(limit: int = 20) -> list[IsolationProof]:
    """The newest proofs, without the names of their doors."""
    return list(IsolationProof.objects.defer("doors", "findings")[:limit])


def since(proof: IsolationProof) -> Drift:
    """What has changed since the walk; nothing as long as the doors are the same."""
    now, then = set(doors()), set(proof.doors)
    return Drift(sorted(now - then), sorted(then - now))


def _checked(text: str) -> dict[str, Any]:
    try:
        report = json.loads(text)
        if report["format"] != FORMAT:
            raise NotAProof(why="another format")
        if report["complete"] is not True:
            raise NotAProof(why="only a part was walked")
        walked = {
            str(name): {key: int(kind[key]) for key in COUNTS} for name, kind in report["walked"].items()
        }
        if not walked or not all(isinstance(one, str) for one in report["doors"]):
            raise NotAProof(why="it walked nothing")
        moment = datetime.fromisoformat(report["at"])
        if moment.tzinfo is None:
            raise NotAProof(why="it does not say when")
        return report | {"walked": walked, "seconds": float(report["seconds"])}
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise NotAProof(why=f"{type(fault).__name__}: {fault}"[:100]) from None


def _routes(urlconf: str) -> Iterator[str]:
    def below(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            where = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from below(pattern.url_patterns, where)
            else:
                yield where

    for where in below(get_resolver(urlconf).url_patterns, ""):
        if not where.startswith("_mailbox/"):  # the demo's; it opens nowhere else
            yield f"/{where}"
