"""Who may be the same person twice, and what merging two would do. Reads only; nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from core.contacts.belongings import belongings
from core.contacts.free_mail import FREE_MAIL
from core.contacts.models import Contact, ContactMerge, Identity, NotTheSame
from core.contacts.selectors import NoSuchMerge
from core.contacts.sharing import Sharing, outcomes
from tenants.kernel import clock

MOST = 5
SHORTEST = 4  # letters before the @ that may name somebody
ROLES = frozenset(
    {"admin", "billing", "contact", "hello", "info", "mail", "office", "sales", "service", "support", "team"}
    | {"accounts", "accounting", "webmaster", "hallo", "kontakt", "contacto", "vertrieb", "verkauf", "buero"}
)


@dataclass(frozen=True, slots=True)
class Preview:
    """counts: {belonging: how many would move}; conflicts: {field: (of the survivor, of the merged)}.

    sharing: to whom tickets would be shown, for each company that may be the survivor's.
    """

    survivor: Contact
    merged: Contact
    counts: dict[str, int]
    conflicts: dict[str, tuple[str, str]]
    addresses: list[Identity]
    unproved: list[str]
    sharing: list[Sharing]


def preview(merged: Contact, into: Contact) -> Preview:
    """What would move or be shown to others, where the two differ, and which addresses have to be proved."""
    addresses = list(Identity.objects.filter(contact__in=(merged, into)).order_by("pk"))
    pairs = {
        "name": (into.name, merged.name),
        "company": (str(into.company or ""), str(merged.company or "")),
        "language": (into.language, merged.language),
        "time_zone": (into.time_zone, merged.time_zone),
    }
    return Preview(
        survivor=into,
        merged=merged,
        counts={kind.key: kind.count(merged.pk) for kind in belongings()},
        conflicts={name: pair for name, pair in pairs.items() if all(pair) and pair[0] != pair[1]},
        addresses=addresses,
        unproved=[one.email for one in addresses if one.verified_at is None],
        sharing=outcomes(merged, into),
    )


def maybe_same(contact: Contact) -> list[Contact]:
    """Other customers who look like this one: the same name at the same company or domain, or the same
    beginning of the address. At most MOST, without those somebody has said no to."""
    local, _, domain = contact.email.lower().rpartition("@")
    alike = Q(pk=None)
    if name := contact.name.strip():
        near = Q(company=contact.company_id) if contact.company_id else Q(pk=None)
        if domain and domain not in FREE_MAIL:
            near |= Q(email__iendswith=f"@{domain}")
        alike |= Q(name__iexact=name) & near
    if len(local) >= SHORTEST and local not in ROLES:
        alike |= Q(email__istartswith=f"{local}@")
    rows = Contact.objects.filter(alike, merged_into=None).exclude(pk=contact.pk)
    told = NotTheSame.objects.filter(Q(one=contact) | Q(other=contact)).values_list("one", "other")
    no = {pk for pair in told for pk in pair}
    return list(rows.exclude(pk__in=no).select_related("company").order_by("pk")[:MOST])


def merges_of(contact: Contact) -> list[ContactMerge]:
    """Who was merged into this customer and can be split again, newest first."""
    rows = ContactMerge.objects.select_related("merged").filter(survivor=contact, split_at=None)
    return list(rows.filter(until__gt=clock.now()))


def merge_of(contact: Contact, pk: int) -> ContactMerge:
    """A merge into this customer, split or not. Raises NoSuchMerge."""
    row = ContactMerge.objects.filter(survivor=contact, pk=pk).first()
    if row is None:
        raise NoSuchMerge
    return row
