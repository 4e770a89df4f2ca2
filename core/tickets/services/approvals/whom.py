"""From a plan to people: who is meant by each of its words, in this ticket, now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.accounts.models import User
from core.desk.chains import ANY, ASSIGNEE, LEAD, MAIL, TEAM, USER, WORDS
from core.desk.models import Team
from core.tickets import steps
from core.tickets.models import Ticket
from core.tickets.rules import READ_NOTES, REPLY, VIEW
from core.tickets.selectors.reach import may
from core.tickets.services import outsiders
from core.tickets.services.approvals.refusals import AskedYourself, CannotSee, NobodyToAsk
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused


def resolved(ticket: Ticket, plan: Iterable[Mapping[str, Any]], by: Actor) -> list[steps.Step]:
    """Every step with its people. Raises NobodyToAsk, CannotSee, AskedYourself, Refused and what
    outsiders.checked raises.
    """
    return [
        steps.step(one["need"], one["hours"], asked(ticket, one["asked"], one["need"], by)) for one in plan
    ]


def asked(ticket: Ticket, keys: Iterable[str], need: str, by: Actor) -> list[steps.Part]:
    """Colleagues and outsiders, each once. Who asks is left out where others may say it alone."""
    found: dict[str, steps.Part] = {}
    for key in keys:
        for one in _meant(ticket, key, by):
            found.setdefault(one["key"], one)
    own = found.get(f"{USER}{by.id}") if by.kind == "user" else None
    if own:
        if need != ANY or len(found) == 1:
            raise AskedYourself(name=own["name"])
        del found[own["key"]]
    return list(found.values())


def _meant(ticket: Ticket, key: str, by: Actor) -> list[steps.Part]:
    if key.startswith(MAIL):
        return [_outsider(ticket, key.removeprefix(MAIL), by)]
    people = [one for one in _colleagues(ticket, key) if one is not None]
    if not people:
        raise NobodyToAsk(whom=called(key))
    seeing = [one for one in people if may(one.actor, ticket.queue_id, VIEW)]
    if not seeing or (len(seeing) < len(people) and not key.startswith(TEAM)):
        raise CannotSee(name=people[0].name)
    return [steps.part(f"{USER}{one.pk}", one.name) for one in seeing]


def called(key: str) -> str:
    """Whom a word of a plan means, by name; as it is written where nobody has it."""
    rows = {USER: User.objects.all(), TEAM: Team.objects.all()}
    for kind, named in rows.items():
        if key.startswith(kind):
            pk = int(key.removeprefix(kind))
            return named.filter(pk=pk).values_list("name", flat=True).first() or key
    return str(WORDS.get(key, key.removeprefix(MAIL)))


def _colleagues(ticket: Ticket, key: str) -> list[User | None]:
    working = User.objects.working()
    if key == ASSIGNEE:
        return [working.filter(pk=ticket.assignee_id or 0).first()]
    if key == LEAD:
        team = ticket.team_id or ticket.queue.team_id or 0
        manager = Team.objects.filter(pk=team).values("manager")
        return [working.filter(pk__in=manager).first()]
    if key.startswith(TEAM):
        rows = working.filter(teams=int(key.removeprefix(TEAM)))
        return [*rows.order_by("name", "pk").distinct()]
    return [working.filter(pk=steps.user_of(key)).first()]


def _outsider(ticket: Ticket, address: str, by: Actor) -> steps.Part:
    """A colleague whose address it is is asked in the desk. What others answer is read by who reads notes."""
    own = User.objects.working().filter(email__iexact=address).first()
    if own and may(own.actor, ticket.queue_id, VIEW):
        return steps.part(f"{USER}{own.pk}", own.name)
    if by.kind == "user":
        for need in (REPLY, READ_NOTES):
            if not may(by, ticket.queue_id, need):
                raise Refused(permission=need)
    [checked] = outsiders.checked(ticket, [address], [], []).to
    return steps.part(f"{MAIL}{checked}", checked)
