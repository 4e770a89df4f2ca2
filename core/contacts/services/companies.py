"""Companies: whose people share a mail domain. New customers join by it; nobody joins by a free mailer's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import transaction

from core.audit import trail
from core.contacts.free_mail import FREE_MAIL
from core.contacts.models import Company, CompanyDomain, Contact
from core.contacts.selectors import NoSuchCompany, joiners
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable

DOMAIN = re.compile(r"^(?=.{4,150}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$")
MOST_DOMAINS = 50
TOLD = 200  # ids of people in one audit line


class BadDomain(Invalid):
    """data: domain."""

    code = "company.bad_domain"
    sentence = "“{domain}” is no mail domain. Write the part after the @, such as acme.example."


class FreeMailDomain(Invalid):
    """data: domain."""

    code = "company.free_mail"
    sentence = "At {domain} anybody gets an address, so it cannot tell who belongs to a company."


class TooManyDomains(Invalid):
    """data: limit."""

    code = "company.too_many_domains"
    sentence = "A company has at most {limit} mail domains."


class NoName(Invalid):
    code = "company.no_name"
    sentence = "Give the company a name."


class DomainTaken(Conflict):
    """data: domain, company (id), name."""

    code = "company.domain_taken"
    sentence = "{domain} belongs to {name}. If both are one company, merge them."


class SameCompany(Conflict):
    code = "company.same"
    sentence = "A company cannot be merged with itself."


def clean_domains(given: Sequence[str]) -> list[str]:
    """Lower case, each once. Raises BadDomain, FreeMailDomain, TooManyDomains."""
    plain = [storable(one).strip().lower().lstrip("@").rstrip(".") for one in given]
    found = list(dict.fromkeys(filter(None, plain)))
    for domain in found:
        if not DOMAIN.match(domain):
            raise BadDomain(domain=one_line(domain, 80))
        if domain in FREE_MAIL:
            raise FreeMailDomain(domain=domain)
    if len(found) > MOST_DOMAINS:
        raise TooManyDomains(limit=MOST_DOMAINS)
    return found


@transaction.atomic
def save_company(
    company: Company | None,
    *,
    by: Actor,
    name: str | None = None,
    domains: Sequence[str] | None = None,
    shares_tickets: bool | None = None,
    joins: bool = True,
) -> Company:
    """Create (None) or change; what is None stays. Saving the same again changes nothing.

    joins: customers without a company whose address is at a new domain become its people.
    Raises NoName, DomainTaken, and what `clean_domains` raises.
    """
    row = _locked(company) if company else Company()
    before = _picture(row) if company else None
    wanted = clean_domains(domains) if domains is not None else None

    if name is not None or company is None:
        row.name = one_line(storable(name or "").strip(), 150)
    if not row.name:
        raise NoName
    if shares_tickets is not None:
        row.shares_tickets = shares_tickets
    row.save()
    new = _set_domains(row, wanted) if wanted is not None else []

    after = _picture(row)
    if before != after:
        trail.record(
            f"company.{'changed' if before else 'created'}", on=row, by=by, before=before, after=after
        )
    if new and joins:
        _join(row, list(joiners(new).values_list("pk", flat=True)), by)
    return row


@transaction.atomic
def delete_company(company: Company, *, by: Actor) -> None:
    """Its people stay, without a company. Twice is once."""
    row = Company.objects.select_for_update().filter(pk=company.pk).first()
    if row is None:
        return
    people = list(row.contacts.values_list("pk", flat=True)[:TOLD])
    trail.record("company.deleted", on=row, by=by, before=_picture(row) | {"people": people})
    row.delete()


@transaction.atomic
def merge_companies(company: Company, *, into: Company, by: Actor) -> Company:
    """Its people and domains move; the company itself is gone. Raises SameCompany, NoSuchCompany."""
    if company.pk == into.pk:
        raise SameCompany
    both = Company.objects.select_for_update().filter(pk__in=(company.pk, into.pk)).order_by("pk")
    rows = {row.pk: row for row in both}
    if len(rows) < 2:
        raise NoSuchCompany
    gone, stays = rows[company.pk], rows[into.pk]

    people = list(gone.contacts.values_list("pk", flat=True))
    picture = _picture(gone)
    gone.contacts.update(company=stays)
    gone.domains.update(company=stays)
    trail.record("company.merged", on=stays, by=by, before=picture, after={"people": people[:TOLD]})
    gone.delete()
    return stays


def _set_domains(row: Company, wanted: list[str]) -> list[str]:
    """Exactly these; the new ones. DomainTaken."""
    own = set(row.domains.values_list("name", flat=True))
    new = [name for name in wanted if name not in own]
    taken = CompanyDomain.objects.select_related("company").filter(name__in=new).first()
    if taken:
        raise DomainTaken(domain=taken.name, company=taken.company_id, name=taken.company.name)
    row.domains.exclude(name__in=wanted).delete()
    CompanyDomain.objects.bulk_create(CompanyDomain(company=row, name=name) for name in new)
    return new


def _join(row: Company, people: list[int], by: Actor) -> None:
    if people:
        Contact.objects.filter(pk__in=people, company=None).update(company=row)
        trail.record("company.joined", on=row, by=by, after={"people": people[:TOLD], "count": len(people)})


def _locked(company: Company) -> Company:
    row = Company.objects.select_for_update().filter(pk=company.pk).first()
    if row is None:
        raise NoSuchCompany
    return row


def _picture(row: Company) -> dict[str, object]:
    domains = sorted(row.domains.values_list("name", flat=True))
    return {"name": row.name, "domains": domains, "shares_tickets": row.shares_tickets}
