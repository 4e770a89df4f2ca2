"""Two customers are one person: merge them, and split them again within thirty days.

Everything of one moves to the other: addresses, tickets, what was written, parts in other people's
tickets (belongings.py). Whoever was merged keeps an empty row, so that old addresses of pages lead on
and a split finds its way back. Each move is written down by id: a split returns exactly those rows,
and what came later stays where it is.

Locks: tickets first, then both people, each by number, as every writer of tickets does.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from core.accounts.services import end_devices
from core.audit import trail
from core.contacts import sharing
from core.contacts.belongings import belongings
from core.contacts.events import ContactsMerged
from core.contacts.models import Company, Contact, ContactMerge, Identity, NotTheSame
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid

SPLIT_WITHIN = timedelta(days=30)
CHOSEN = ("name", "language", "time_zone", "company_id")  # fields of which one value survives

KEPT = ("name", "language", "time_zone", "company", "notes", "email", "silent_since", "silent_why")


class SamePerson(Invalid):
    code = "contact.merge_same"
    sentence = "A customer cannot be merged with themselves."


class MergedAlready(Conflict):
    """data: name."""

    code = "contact.merged_already"
    sentence = "{name} has been merged into another customer in the meantime. Look at the newest state."


class BlockedDiffer(Conflict):
    """data: name."""

    code = "contact.merge_blocked"
    sentence = "{name} is blocked and the other one is not. Decide that first: block both, or none."


class TooLateToSplit(Conflict):
    code = "contact.split_late"
    sentence = "Thirty days have passed, or the two were merged with others since. They stay together."


class ShowsTickets(Conflict):
    """People of a company would see each other's tickets anew. data: company (name), people, shown, seen.

    people: colleagues; shown: tickets they do not see yet; seen: tickets of theirs that open to the customer.
    """

    code = "contact.merge_shows_tickets"
    sentence = (
        "{company} shows its tickets to its people: {shown} tickets become visible to {people} colleagues, "
        "{seen} of theirs to this customer. Say that this is wanted. Nothing was merged."
    )


@transaction.atomic
def merge_contacts(
    merged: Contact, *, into: Contact, by: Actor, take: tuple[str, ...] = (), share: bool = False
) -> ContactMerge:
    """Move everything of `merged` to `into`. Twice is once. Emits ContactsMerged.

    take: fields of CHOSEN whose value of `merged` survives; else that of `into`, where it has one.
    share: the caller knows to whom tickets are shown by it, see sharing.py. Notes of both are kept.
    Raises SamePerson, MergedAlready, BlockedDiffer, ShowsTickets.
    """
    if merged.pk == into.pk:
        raise SamePerson
    for kind in belongings():
        kind.hold([merged.pk, into.pk])
    gone, stays = _locked(merged.pk, into.pk)

    if found := ContactMerge.objects.filter(merged=gone, survivor=stays, split_at=None).first():
        return found
    for one in (gone, stays):
        if one.merged_into_id:
            raise MergedAlready(name=str(one))
    if gone.is_blocked != stays.is_blocked:
        raise BlockedDiffer(name=str(gone if gone.is_blocked else stays))
    if not share:
        _check_shows_nothing(gone, stays, take)

    before = {"merged": _picture(gone), "survivor": _picture(stays)}
    locked_out = _lock_unproved(gone, stays)
    moved = {kind.key: kind.move(gone.pk, stays.pk) for kind in belongings()}
    _take_over(stays, gone, take)
    gone.merged_into, gone.company = stays, None
    gone.save(update_fields=["merged_into", "company"])
    end_devices(gone.actor.ref)

    row = ContactMerge.objects.create(
        survivor=stays,
        merged=gone,
        by_name=by.name[:120],
        moved=moved,
        before={**before, "locked_out": locked_out},
        after=_picture(stays),
        until=clock.now() + SPLIT_WITHIN,
    )
    trail.record("contact.merged", on=stays, by=by, before=before, after={"merge": row.pk})
    publish(ContactsMerged(row.pk, stays.pk, gone.pk, by.ref))
    return row


@transaction.atomic
def split_contacts(row: ContactMerge, *, by: Actor) -> Contact:
    """Undo a merge: exactly what was moved goes back. Twice is once. Returns who is there again.

    Raises TooLateToSplit.
    """
    for kind in belongings():
        kind.hold([row.merged_id, row.survivor_id])
    gone, stays = _locked(row.merged_id, row.survivor_id)
    row = ContactMerge.objects.select_for_update(of=("self",)).get(pk=row.pk)

    if row.split_at:
        return gone
    if clock.now() > row.until or stays.merged_into_id:
        raise TooLateToSplit
    for kind in belongings():
        if kind.key in row.moved:
            kind.give_back(row.moved[kind.key], gone.pk, stays.pk)
    Identity.objects.filter(pk__in=row.before["locked_out"]).update(is_added=False)
    _as_before(stays, row)
    gone.merged_into, gone.company_id = None, _still_there(row.before["merged"]["company_id"])
    gone.save(update_fields=["merged_into", "company"])
    _answered_somewhere(gone, stays)
    row.split_at = clock.now()
    row.save(update_fields=["split_at"])
    end_devices(stays.actor.ref)  # which of them came in by an address that has gone is not known

    trail.record("contact.split", on=stays, by=by, after={"merge": row.pk, "contact": gone.pk})
    return gone


@transaction.atomic
def keep_apart(contact: Contact, other: Contact, *, by: Actor) -> None:
    """These two are two people: nobody is asked about them again. Twice is once. Raises SamePerson."""
    if contact.pk == other.pk:
        raise SamePerson
    one, two = sorted((contact.pk, other.pk))
    _row, is_new = NotTheSame.objects.get_or_create(one_id=one, other_id=two)
    if is_new:
        trail.record("contact.kept_apart", on=contact, by=by, after={"contact": other.public_id})


@transaction.atomic
def gather(merge_id: int) -> None:
    """What was being written for the merged person while the two were merged follows to the survivor."""
    found = ContactMerge.objects.filter(pk=merge_id).values_list("merged_id", "survivor_id").first()
    for kind in belongings() if found else ():
        kind.hold(list(found or ()))
    row = ContactMerge.objects.select_for_update(of=("self",)).filter(pk=merge_id, split_at=None).first()
    if row is None:
        return
    late = {kind.key: kind.move(row.merged_id, row.survivor_id) for kind in belongings()}
    row.moved = {key: _with(row.moved.get(key), found) for key, found in late.items()}
    row.save(update_fields=["moved"])


def standing(contact: Contact) -> Contact:
    """The person to write for, held until the end of the transaction: the survivor of a merged one."""
    for _ in range(10):  # a merged one was merged into somebody who was merged
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT merged_into_id FROM contacts_contact WHERE id = %s FOR SHARE", [contact.pk]
            )
            row = cursor.fetchone()
        if row is None or row[0] is None:
            break
        contact = Contact.objects.get(pk=row[0])
    return contact


def _locked(merged: int, survivor: int) -> tuple[Contact, Contact]:
    rows = Contact.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=(merged, survivor))}
    return found[merged], found[survivor]


def _check_shows_nothing(gone: Contact, stays: Contact, take: tuple[str, ...]) -> None:
    takes_theirs = gone.company_id and ("company_id" in take or not stays.company_id)
    if found := sharing.after(gone, stays, gone.company_id if takes_theirs else stays.company_id):
        raise ShowsTickets(
            company=found.company.name, people=found.people, shown=found.shown, seen=found.seen
        )


def _lock_unproved(*people: Contact) -> list[int]:
    """An address nobody proved would open the tickets of two people: it has to be proved first."""
    rows = Identity.objects.filter(contact__in=people, verified_at=None, is_added=False)
    found = list(rows.values_list("pk", flat=True))
    Identity.objects.filter(pk__in=found).update(is_added=True)
    return found


def _take_over(stays: Contact, gone: Contact, take: tuple[str, ...]) -> None:
    for name in CHOSEN:
        theirs = getattr(gone, name)
        if theirs and (name in take or not getattr(stays, name)):
            setattr(stays, name, theirs)
    stays.notes = "\n\n".join(filter(None, (stays.notes.strip(), gone.notes.strip())))
    stays.email = stays.email or gone.email
    if gone.silent_since and not stays.silent_since:  # whoever wants no automatic mail wants none at all
        stays.silent_since, stays.silent_why = gone.silent_since, gone.silent_why
    stays.save(update_fields=KEPT)


def _as_before(stays: Contact, row: ContactMerge) -> None:
    """Values the merge set return, unless somebody has changed them since."""
    before, after = row.before["survivor"], row.after
    for name in (*CHOSEN, "notes", "email"):
        if getattr(stays, name) == after[name]:
            value = _still_there(before[name]) if name == "company_id" else before[name]
            setattr(stays, name, value)
    if not before["silent_why"] and stays.silent_why == after["silent_why"]:
        stays.silent_since, stays.silent_why = None, ""
    stays.save(update_fields=KEPT)


def _answered_somewhere(*people: Contact) -> None:
    """Each is answered at an address of their own; "" when none is left."""
    for one in people:
        theirs = list(Identity.objects.filter(contact=one).order_by("pk").values_list("email", flat=True))
        if one.email.lower() not in {email.lower() for email in theirs}:
            one.email = next(iter(theirs), "")
            one.save(update_fields=["email"])


def _picture(contact: Contact) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in ("public_id", *CHOSEN, "notes", "email", "silent_why")}


def _still_there(company: int | None) -> int | None:
    return company if company and Company.objects.filter(pk=company).exists() else None


def _with(known: Any, late: Any) -> Any:
    """Both records of moved rows in one."""
    if isinstance(late, dict):
        return {name: (known or {}).get(name, []) + found for name, found in late.items()}
    return (known or []) + late
