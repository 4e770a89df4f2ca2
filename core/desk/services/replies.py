"""Canned replies: a person keeps own ones; those for everybody need a permission."""

from __future__ import annotations

from typing import Any

from core.desk.models import CannedReply
from core.desk.rules import ARRANGE
from core.desk.services.rows import keep, remove
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused


class NotYours(Refused):
    code = "reply_text.not_yours"
    sentence = "This reply belongs to everybody. Ask an administrator, or keep one of your own."


def save_canned_reply(row: CannedReply | None, *, by: Actor, **values: Any) -> CannedReply:
    """Create (row None) or change. values: shortcut, title, body, owner_id (None: everybody's).

    Raises Invalid, NotYours.
    """
    _allow(by, row, values)
    return keep(row or CannedReply(), values, by=by)


def delete_canned_reply(row: CannedReply, *, by: Actor) -> None:
    """Raises NotYours."""
    _allow(by, row, {})
    remove(row, by=by)


def _allow(by: Actor, row: CannedReply | None, values: dict[str, Any]) -> None:
    owners = {row.owner_id} if row else set()
    owners |= {values.get("owner_id")} if row is None or "owner_id" in values else set()
    if by.may(ARRANGE) and owners <= {None, by.id}:
        return
    if owners != {by.id} or by.kind != "user":
        raise NotYours
