"""What merging two customers opens to others: companies whose people see each other's tickets. Reads only.

A company that shares (Company.shares_tickets) shows all tickets of its people to each of them. When one of
the two belongs to it and the other one does not, the merge shows tickets to people who did not see them.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.contacts.belongings import belongings
from core.contacts.models import Company, Contact

TICKETS = "tickets.ticket.contact"


@dataclass(frozen=True, slots=True)
class Sharing:
    """company: the one whose people the survivor is of afterwards; people: its others.

    shown: tickets that these others do not see yet; seen: tickets of theirs that the survivor, or the merged
    one, does not see yet.
    """

    company: Company
    people: int
    shown: int
    seen: int


def after(gone: Contact, stays: Contact, company: int | None) -> Sharing | None:
    """What the merge shows when this is the survivor's company; None when nothing. Five queries at most."""
    row = Company.objects.filter(pk=company, shares_tickets=True).first() if company else None
    strangers = [one for one in (gone, stays) if row and one.company_id != row.pk]
    if row is None or not strangers:
        return None
    others = Contact.objects.filter(company=row, merged_into=None).exclude(pk__in=(gone.pk, stays.pk))
    people = list(others.values_list("pk", flat=True))
    shown = _tickets([one.pk for one in strangers]) if people else 0
    seen = _tickets(people)
    joins = stays in strangers  # requests to come are shown as well
    return Sharing(row, len(people), shown, seen) if shown or seen or joins else None


def outcomes(gone: Contact, stays: Contact) -> list[Sharing]:
    """For each company that may be the survivor's, its own first."""
    wanted = dict.fromkeys((stays.company_id or gone.company_id, gone.company_id))
    return [found for company in wanted if (found := after(gone, stays, company))]


def _tickets(people: list[int]) -> int:
    kind = next(one for one in belongings() if one.key == TICKETS)
    return kind.count(*people) if people else 0
