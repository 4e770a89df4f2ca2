"""A rule or a macro calls somebody to a ticket. Whether by mail, too, is for those to say who are called."""

from __future__ import annotations

from collections.abc import Set

from core.notifications import book
from core.notifications.about import About, about
from core.notifications.book import Person
from core.notifications.rules import MENTIONED
from core.notifications.services.telling import tell


def call_people(
    ticket_id: int, *, by: str, who: str, words: Set[str], users: Set[int], teams: Set[int]
) -> list[int]:
    """Tell them. Returns whom; of spam nobody. words: assignee, responsible, team, lead, watchers of it."""
    of = about(ticket_id)
    if of is None:
        return []
    ids = users | {one.id for one in book.people().values() if _is_meant(one, of, words, teams)}
    return tell("called", of, by=by, only=(MENTIONED,), mentioned=ids, who=who)


def _is_meant(one: Person, of: About, words: Set[str], teams: Set[int]) -> bool:
    if not teams.isdisjoint(one.teams) or ("assignee" in words and of.assignee == one.id):
        return True
    if "responsible" in words and of.responsible == one.id:
        return True
    if "team" in words and one.answers and (of.team is None or of.team in one.teams):
        return True
    return ("lead" in words and of.team in one.leads) or ("watchers" in words and one.id in of.watchers)
