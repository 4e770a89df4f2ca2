"""Reads about customers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from core.contacts.models import Company, CompanyDomain, Contact, Identity, PortalLink, spoken
from tenants.database import hot
from tenants.database.composed import composed
from tenants.database.prepared import Kept, kept
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused

VIEW = "contacts.view"
CHANGE = "contacts.change"
MOST_STEPS = 10  # a survivor may have been merged again
_PEOPLE = Count("contacts")
_WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 6  # of a name


class NoSuchContact(NotFound):
    code = "contact.not_found"
    sentence = "There is no such customer."


class MergedAway(NoSuchContact):
    """data: merged_into (public id), name."""

    code = "contact.merged"
    sentence = "This customer has been merged into {name}."


class NoSuchMerge(NotFound):
    code = "contact.merge_not_found"
    sentence = "These two are not merged, or have been split again."


class NoSuchCompany(NotFound):
    code = "company.not_found"
    sentence = "There is no such company."


class NoSuchAddress(NotFound):
    code = "contact.address_not_found"
    sentence = "This customer has no such address."


def contacts(actor: Actor, q: str = "") -> QuerySet[Contact]:
    """Customers the actor may see, by name; q matches the beginning of a name, address or company."""
    if not actor.may(VIEW):
        return Contact.objects.none()
    rows = Contact.objects.select_related("company").filter(merged_into=None).order_by("name", "id")
    if text := q.strip()[:100]:
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(identities__email__istartswith=text)
            | Q(company__name__istartswith=text)
        ).distinct()
    return rows


def people_like(actor: Actor, text: str, limit: int) -> list[Contact]:
    """A few customers, the newest first, in whose name or address each of these words begins one."""
    words = _WORD.findall(text.lower())[:MOST_WORDS]
    if not words or not actor.may(VIEW):
        return []
    query = " & ".join(f"'{word}':*" for word in words)
    text, values = _people_like()
    return hot.found(text, [*values, query, limit], Contact)


@cache
def _people_like() -> tuple[Kept, tuple[Any, ...]]:
    """A statement, and its first values; then come the words and how many are wanted."""
    spoken_of = Contact.objects.annotate(spoken=spoken()).order_by().values("spoken")
    words, values = spoken_of.query.sql_with_params()
    table, words = hot.name_of(Contact), words.removeprefix("SELECT ").partition(" AS ")[0]
    # the ids first: for a few of the newest PostgreSQL would rather read all names, backwards
    text = f"""
        SELECT {hot.columns(Contact)} FROM {table} WHERE id = ANY(ARRAY(
            SELECT id FROM {table} WHERE {words} @@ to_tsquery('simple', %s) AND merged_into_id IS NULL
        )) ORDER BY id DESC LIMIT %s
    """  # noqa: S608 - our own words
    return kept(text), tuple(values)


def companies_like(actor: Actor, text: str, limit: int) -> list[Company]:
    """A few companies with this in their name, or with a domain that begins like it, by name."""
    if not actor.may(VIEW):
        return []
    return _companies_like(limit, text=text, domain=_as_domain(text))


@composed
def _companies_like(limit: int, *, text: Any, domain: Any) -> QuerySet[Company]:
    return _named(Company.objects.order_by("name", "id"), text, domain)[:limit]


def contact_by(actor: Actor, public_id: str, to: str = VIEW) -> Contact:
    """One customer, for an actor who may do `to`. Raises NoSuchContact, MergedAway, Refused."""
    row = contacts(actor).filter(public_id=public_id).first()
    if row is None:
        raise _merged_away(actor, public_id) or NoSuchContact
    if not actor.may(to):
        raise Refused(permission=to)
    return row


def contact_by_id(contact_id: int, address: str = "") -> Contact | None:
    """A contact for sign-in: not blocked or merged, nor come in by an address they lost since."""
    rows = Contact.objects.select_related("company").filter(pk=contact_id, is_blocked=False, merged_into=None)
    if address:
        theirs = Identity.objects.alias(key=Lower("email")).filter(contact=OuterRef("pk"))
        rows = rows.filter(Exists(theirs.filter(key=address.lower())))
    return rows.first()


def contact_now(contact_id: int) -> Contact | None:
    """Whom a mark of long ago names: the survivor of a merged one. None: gone or blocked."""
    for _ in range(MOST_STEPS):
        row = Contact.objects.filter(pk=contact_id, is_blocked=False).first()
        if row is None or row.merged_into_id is None:
            return row
        contact_id = row.merged_into_id
    return None


def identity_of(email: str) -> Identity | None:
    """The address with its contact, whatever the case of its letters; by index (`iexact` has none)."""
    for identity, contact in hot.found(_identity_of(), [email.lower()], Identity, Contact):
        identity.contact = contact
        return cast(Identity, identity)
    return None


@cache
def _identity_of() -> str:
    """Its text, because every mail asks it."""
    return f"""
        SELECT {hot.columns(Identity, "i")}, {hot.columns(Contact, "c")}
          FROM {hot.name_of(Identity)} i JOIN {hot.name_of(Contact)} c ON c.id = i.contact_id
         WHERE LOWER(i.email) = %s
    """  # noqa: S608 - names of our own models


def addresses(contact: Contact) -> list[Identity]:
    """All of one person, the one we answer to first, then in the order they came."""
    rows = Identity.objects.select_related("contact").filter(contact=contact).order_by("pk")
    return sorted(rows, key=lambda row: row.email.lower() != contact.email.lower())


def emails_of(contact: Contact) -> list[str]:
    return list(Identity.objects.filter(contact=contact).order_by("pk").values_list("email", flat=True))


def address_of(contact: Contact, pk: int) -> Identity:
    """One address of this person. Raises NoSuchAddress."""
    row = Identity.objects.select_related("contact").filter(contact=contact, pk=pk).first()
    if row is None:
        raise NoSuchAddress
    return row


def may_sign_in(contact: Contact, email: str) -> bool:
    """Does a link mailed to this address open the person's requests?"""
    identity = identity_of(email)
    return bool(identity and identity.contact_id == contact.pk and identity.may_sign_in)


def companies(actor: Actor, q: str = "") -> QuerySet[Company]:
    """Companies with `people` (how many) and their domains; q: part of a name, or how a domain begins."""
    if not actor.may(VIEW):
        return Company.objects.none()
    rows = Company.objects.annotate(people=_PEOPLE).prefetch_related("domains").order_by("name", "id")
    text = q.strip()[:100]
    return _named(rows, text, _as_domain(text)) if text else rows


def _as_domain(text: str) -> str:
    return text.lower().lstrip("@")


def _named(rows: QuerySet[Company], text: Any, domain: Any) -> QuerySet[Company]:
    theirs = CompanyDomain.objects.filter(company=OuterRef("pk"), name__startswith=domain)
    return rows.filter(Q(name__icontains=text) | Exists(theirs))


def company(actor: Actor, pk: int, to: str = VIEW) -> Company:
    """One company, for an actor who may do `to`. Raises NoSuchCompany, Refused."""
    row = companies(actor).filter(pk=pk).first()
    if row is None:
        raise NoSuchCompany
    if not actor.may(to):
        raise Refused(permission=to)
    return row


def company_named(actor: Actor, name: str) -> Company:
    """By its whole name, whatever the case. Raises NoSuchCompany when there is none, or more than one."""
    rows = list(companies(actor).filter(name__iexact=name.strip()[:150])[:2])
    if len(rows) != 1:
        raise NoSuchCompany
    return rows[0]


def people_of(company: Company) -> QuerySet[Contact]:
    return Contact.objects.filter(company=company).order_by("name", "id")


def joiners(domains: Sequence[str]) -> QuerySet[Contact]:
    """Customers without a company whose address is at one of these domains."""
    at = Q(pk=None)
    for domain in domains:
        at |= Q(email__iendswith=f"@{domain}")
    return Contact.objects.filter(at, company=None, merged_into=None).order_by("name", "id")


def portal_link(link_id: int) -> PortalLink | None:
    return PortalLink.objects.select_related("contact").filter(pk=link_id).first()


def myself(actor: Actor) -> Contact:
    """The customer behind an actor. Refused for everybody else."""
    row = contact_by_id(actor.id) if actor.kind == "contact" and actor.id else None
    if row is None:
        raise Refused
    return row


def _merged_away(actor: Actor, public_id: str) -> MergedAway | None:
    """Where an old public id leads to now."""
    row = Contact.objects.filter(public_id=public_id).first() if actor.may(VIEW) else None
    steps = 0
    while row and row.merged_into_id and steps < MOST_STEPS:
        row, steps = Contact.objects.get(pk=row.merged_into_id), steps + 1
    return MergedAway(merged_into=row.public_id, name=str(row)) if row and steps else None


def merged_into(people: Collection[int]) -> set[int]:
    """Who these people were before somebody merged them: letters of then carry their marks."""
    return set(Contact.objects.filter(merged_into__in=people).values_list("pk", flat=True))
