"""Summaries, translations and rewritten drafts as screens and programs show them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from ai import routes
from ai.models import Writing
from core.tickets.models import Message, Ticket
from tenants.database.composed import composed
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

OPEN = ("queued", "running")


class NoSuchWriting(NotFound):
    code = "writing.not_found"
    sentence = "There is no such text."


def summaries(ticket: Ticket) -> tuple[Writing | None, bool]:
    """The newest summary that says something, and whether another one is under way. One query."""
    found = _summaries(ticket=ticket.pk)
    told = next((row for row in found if row.text), found[0] if found else None)
    return told, bool(found) and found[0].run.state in OPEN


@composed
def _summaries(*, ticket: Any) -> QuerySet[Writing]:
    """The newest three."""
    rows = Writing.objects.filter(ticket=ticket, kind=Writing.Kind.SUMMARY).select_related("run")
    return rows.order_by("-pk")[:3]


def translation(message: Message, language: str) -> Writing | None:
    """The newest of a message in a language."""
    rows = Writing.objects.filter(message=message, kind=Writing.Kind.TRANSLATION, language=language)
    return rows.select_related("run").order_by("-pk").first()


def rewriting(actor: Actor, public_id: str) -> Writing:
    """A draft in other words, for who asked for it. NoSuchWriting."""
    rows = Writing.objects.filter(public_id=public_id, kind=Writing.Kind.REWRITE, user_id=actor.id or 0)
    row = rows.select_related("run", "ticket").first()
    if row is None:
        raise NoSuchWriting
    return row


def may_ask(task: str) -> bool:
    """Whether any model is connected for a task of ai.models.Task."""
    return bool(routes.to(task))
