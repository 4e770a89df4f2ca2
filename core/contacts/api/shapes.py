"""What the API shows of customers."""

from __future__ import annotations

from typing import Any

from core.contacts.likely import Preview
from core.contacts.models import Company, Contact, ContactMerge, Identity
from core.contacts.sharing import Sharing
from core.doors.shapes import Shape, moment


class CompanyOut(Shape):
    """shares_tickets: its people see each other's requests in the help centre. people: how many."""

    id: int
    name: str
    domains: list[str]
    shares_tickets: bool
    people: int

    @staticmethod
    def dump(company: Company) -> dict[str, Any]:
        return {
            "id": company.pk,
            "name": company.name,
            "domains": [domain.name for domain in company.domains.all()],
            "shares_tickets": company.shares_tickets,
            "people": getattr(company, "people", 0),
        }


class ContactAddress(Shape):
    """is_proved: its owner pressed a link mailed there. may_sign_in: such a link opens the requests."""

    id: int
    email: str
    is_main: bool
    is_proved: bool
    may_sign_in: bool
    undeliverable_at: str | None

    @staticmethod
    def dump(address: Identity) -> dict[str, Any]:
        return {
            "id": address.pk,
            "email": address.email,
            "is_main": address.email.lower() == address.contact.email.lower(),
            "is_proved": address.verified_at is not None,
            "may_sign_in": address.may_sign_in,
            "undeliverable_at": moment(address.undeliverable_at),
        }


class ContactOut(Shape):
    """email: the address we answer to. silent_why: complained | unsubscribed | colleague."""

    id: str
    name: str
    email: str
    company: str | None
    company_id: int | None
    language: str
    time_zone: str
    notes: str
    is_blocked: bool
    silent_since: str | None
    silent_why: str
    created_at: str
    last_seen_at: str | None

    @staticmethod
    def dump(contact: Contact) -> dict[str, Any]:
        return {
            "id": contact.public_id,
            "name": contact.name,
            "email": contact.email,
            "company": contact.company.name if contact.company else None,
            "company_id": contact.company_id,
            "language": contact.language,
            "time_zone": contact.time_zone,
            "notes": contact.notes,
            "is_blocked": contact.is_blocked,
            "silent_since": moment(contact.silent_since),
            "silent_why": contact.silent_why,
            "created_at": moment(contact.created_at),
            "last_seen_at": moment(contact.last_seen_at),
        }


class MergeSharing(Shape):
    """company: whose people the survivor would be of. people: its others; shown: tickets that become visible
    to them; seen: tickets of theirs that become visible to the survivor."""

    company: int
    name: str
    people: int
    shown: int
    seen: int

    @staticmethod
    def dump(found: Sharing) -> dict[str, Any]:
        numbers = {"people": found.people, "shown": found.shown, "seen": found.seen}
        return {"company": found.company.pk, "name": found.company.name, **numbers}


class ContactMergePreview(Shape):
    """counts: how many rows would move, by kind. conflicts: {field: [of the one who stays, of the other]}.

    unproved: addresses that sign in only after their owner has proved them anew. sharing: companies whose
    people would see tickets they do not see yet, see MergeSharing; such a merge asks for `share`.
    """

    survivor: ContactOut
    merged: ContactOut
    counts: dict
    conflicts: dict
    addresses: list[str]
    unproved: list[str]
    sharing: list[MergeSharing]

    @staticmethod
    def dump(seen: Preview) -> dict[str, Any]:
        return {
            "survivor": ContactOut.dump(seen.survivor),
            "merged": ContactOut.dump(seen.merged),
            "counts": seen.counts,
            "conflicts": {name: list(pair) for name, pair in seen.conflicts.items()},
            "addresses": [one.email for one in seen.addresses],
            "unproved": seen.unproved,
            "sharing": [MergeSharing.dump(one) for one in seen.sharing],
        }


class ContactMergeOut(Shape):
    """until: it can be split until then."""

    id: int
    survivor: str
    merged: str
    merged_name: str
    by: str
    merged_at: str
    until: str
    split_at: str | None

    @staticmethod
    def dump(row: ContactMerge) -> dict[str, Any]:
        return {
            "id": row.pk,
            "survivor": row.survivor.public_id,
            "merged": row.merged.public_id,
            "merged_name": str(row.merged),
            "by": row.by_name,
            "merged_at": moment(row.merged_at),
            "until": moment(row.until),
            "split_at": moment(row.split_at),
        }
