"""Reads of endpoints: the order as people see it, one of them."""

from __future__ import annotations

from ai import routes
from ai.gateway import breaker
from ai.models import Provider
from ai.routes import models_of
from ai.rules import POLICY
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

__all__ = ["NoSuchProvider", "condition", "models_of", "provider", "providers"]
WORKING, FAILING, NEW = "ok", "failing", "new"


class NoSuchProvider(NotFound):
    code = "ai.no_such_provider"
    sentence = "There is no such endpoint."


def providers(actor: Actor) -> list[Provider]:
    """All endpoints as they are asked, fresh from the database. NoSuchProvider for who may not know."""
    if not actor.may(POLICY):
        raise NoSuchProvider
    return listed()


def listed() -> list[Provider]:
    """The same for our own use: `routes.order` may be some seconds old, health is told as it is."""
    rows = list(Provider.objects.all())
    if not routes.has_platform():
        return [row for row in rows if not row.is_platform]
    if not any(row.is_platform for row in rows):
        rows.append(routes.platform_row())
    return rows


def provider(actor: Actor, public_id: str) -> Provider:
    """One of them. Raises NoSuchProvider."""
    for row in providers(actor):
        if row.public_id == public_id:
            return row
    raise NoSuchProvider


def condition(row: Provider) -> str:
    """How it is doing: new, ok, failing (asked all the same), open (asked again every half minute, or,

    where its key or a model was refused, once that is mended).
    """
    if row.failures >= breaker.FAILURES:
        return "open"
    worked, failed = row.last_success_at, row.last_error_at
    if row.last_error and failed and (worked is None or failed > worked):
        return FAILING
    return WORKING if worked else NEW
