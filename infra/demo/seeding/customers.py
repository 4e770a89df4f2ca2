"""Customers and their companies."""

from __future__ import annotations

from core.contacts.models import Company, CompanyDomain, Contact
from core.contacts.services import contact_for, save_company, update
from infra.demo.seeding import content
from tenants.kernel.actor import SYSTEM


def customers(slug: str) -> dict[str, Contact]:
    """By key. Those who are there already are taken as they are."""
    written = content.read(slug, "people")
    companies = {row["domain"]: _company(row["name"], row["domain"]) for row in written["companies"]}
    found: dict[str, Contact] = {}
    for row in written["customers"]:
        email = row.get("email") or f"{row['key']}@{row['at']}"
        contact = contact_for(email, row["name"], language=row["language"])
        if contact.company is None and row["at"]:
            contact = update(contact, by=SYSTEM, company=companies[row["at"]])
        found[row["key"]] = contact
    return found


def _company(name: str, domain: str) -> Company:
    found = CompanyDomain.objects.select_related("company").filter(name=domain).first()
    return found.company if found else save_company(None, by=SYSTEM, name=name, domains=[domain])
