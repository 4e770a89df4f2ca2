"""Teams: people who answer the same queues."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit import trail
from core.desk import book
from core.desk.chains import TEAM
from core.desk.events import DeskArranged
from core.desk.models import ApprovalChain, Queue, Team
from core.desk.services.rows import keep, remove
from tenants.events.bus import publish
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid

MOST_NAMED = 3  # of what holds a team; a sentence, not a list


class TeamInUse(Conflict):
    """data: name, used (a few of what holds it, in words)."""

    code = "team.in_use"
    sentence = "“{name}” is still in use: {used}. Change or remove that first."


@transaction.atomic
def save_team(row: Team | None, *, by: Actor, members: Iterable[User] | None = None, **values: Any) -> Team:
    """Create (row None) or change. values: name, description, color, manager. Raises Invalid."""
    team = keep(row or Team(), values, by=by)
    if members is not None:
        was = sorted(team.members.values_list("pk", flat=True))
        team.members.set(members)
        now = sorted(team.members.values_list("pk", flat=True))
        if was != now:
            trail.record("team.members_changed", on=team, by=by, before=was, after=now)
            publish(DeskArranged(kind="team", row_id=team.pk, by=by.ref))
            book.page.changed()
    return team


@transaction.atomic
def delete_team(row: Team, *, by: Actor) -> None:
    """Tickets, tasks and projects keep everything else and lose the team. Raises TeamInUse.

    Its canned replies are everybody's then. A queue without its team would be, too, and what is shared with
    the team alone would go with it: these hold it.
    """
    # nothing can be given to the team while its row is held
    held = Team.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if held is None:
        return
    if used := list(_uses(held)):
        more = "" if len(used) <= MOST_NAMED else " …"
        raise TeamInUse(name=held.name, used=", ".join(used[:MOST_NAMED]) + more)
    remove(held, by=by)


def team_people(row: Team | None, field: str, pks: Collection[int]) -> list[User]:
    """The colleagues with these ids for `members` or `manager` of a team.

    Who has left may stay where they are, and comes to no other team. Raises Invalid at the field.
    """
    wanted = set(pks)
    found = {one.pk: one for one in User.objects.filter(pk__in=wanted)} if wanted else {}
    left = {pk for pk, one in found.items() if not one.is_active}
    there = _there(row, field) if left else set()
    if strange := sorted((wanted - set(found)) | (left - there)):
        said = _("No colleague with the number %(pk)d works here.") % {"pk": strange[0]}
        raise Invalid(fields={field: [said]})
    return list(found.values())


def _there(row: Team | None, field: str) -> set[int | None]:
    if row is None:
        return set()
    return {row.manager_id} if field == "manager" else set(row.members.values_list("pk", flat=True))


def _uses(team: Team) -> Iterator[str]:
    """Queues it answers, what would be deleted with it, chains that ask it: one by one, in words."""
    for relation in Team._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model
        if not isinstance(relation, models.ManyToOneRel) or model._meta.auto_created:
            continue
        if model is Queue or relation.on_delete is models.CASCADE:
            rows = model._base_manager.filter(**{relation.field.name: team}).order_by("pk")
            yield from (_named(one) for one in rows[: MOST_NAMED + 1])
    for chain in ApprovalChain.objects.order_by("name"):
        if any(f"{TEAM}{team.pk}" in step["asked"] for step in chain.steps):
            yield _named(chain)


def _named(row: models.Model) -> str:
    return f"{row._meta.verbose_name} “{row}”"
