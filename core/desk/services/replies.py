"""Canned replies: own ones, those of a team, and everybody's. Texts with variables, checked when saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import F

from core.desk import variables
from core.desk.models import CannedReply, Team
from core.desk.rules import ARRANGE
from core.desk.services.rows import keep, remove
from tenants.kernel import clock, wordings
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused

LONGEST = 10_000  # characters of one


class NotYours(Refused):
    code = "reply_text.not_yours"
    sentence = "This reply belongs to others. Ask an administrator, or keep one of your own."


def save_canned_reply(row: CannedReply | None, *, by: Actor, **values: Any) -> CannedReply:
    """Create (row None) or change.

    values: shortcut, title, body, body_in (in further languages), owner_id, team_id (both None: everybody's).
    Raises Invalid, UnknownVariable, NotYours.
    """
    owner = values.get("owner_id", row.owner_id if row else None)
    team = values.get("team_id", row.team_id if row else None)
    if row:
        _allow(by, row.owner_id, row.team_id)
    _allow(by, owner, team)
    variables.check(str(values.get("body", "")))
    if "body_in" in values:
        values["body_in"] = checked_wordings(values["body_in"], "body_in", LONGEST)
    return keep(row or CannedReply(), values, by=by)


def checked_wordings(
    given: Mapping[str, object], field: str, longest: int, known: Iterable[str] = variables.KNOWN
) -> dict[str, str]:
    """A text in further languages. Raises Invalid, UnknownVariable."""
    clean = wordings.clean(given, dict(settings.LANGUAGES), field=field, longest=longest)
    for text in clean.values():
        variables.check(text, known)
    return clean


def delete_canned_reply(row: CannedReply, *, by: Actor) -> None:
    """Raises NotYours."""
    _allow(by, row.owner_id, row.team_id)
    remove(row, by=by)


def use_canned_reply(row: CannedReply) -> None:
    """Count that somebody put it into an answer. No change of the arrangement: nobody is told."""
    CannedReply.objects.filter(pk=row.pk).update(uses=F("uses") + 1, used_at=clock.now())


def may_change_reply(by: Actor, owner: int | None, team: int | None) -> bool:
    """One's own always; a team's its members; everybody's, and any team's, who arranges the desk."""
    if owner is not None:
        return by.kind == "user" and owner == by.id
    if by.may(ARRANGE):
        return True
    return team is not None and by.kind == "user" and Team.objects.filter(pk=team, members=by.id).exists()


def _allow(by: Actor, owner: int | None, team: int | None) -> None:
    if not may_change_reply(by, owner, team):
        raise NotYours
