"""`manage.py seed_demo`: two organizations full of life. Can be repeated; what is there stays."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.management.base import BaseCommand
from django.db import transaction

from core.reports import services as reports
from infra.demo.seeding import articles, customers, details, organizations, tickets, work
from infra.demo.seeding import time as worked
from infra.demo.seeding.organizations import PLANS, Plan
from tenants import context, services
from tenants.events.bus import hushed
from tenants.models import Tenant

T = TypeVar("T")


class Command(BaseCommand):
    help = "Fill the demo: organizations acme and globex, people, articles, 60 tickets each."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        with self.step("Platform"):
            services.ensure_platform()
            organizations.operator()
        for plan in PLANS:
            with self.step(f"{plan.name}: schema and starter content"):
                tenant = organizations.organization(plan)
            self.fill(plan, tenant)
        self.stdout.write(f"  Demo data ready ({time.monotonic() - began:.1f} s)")

    def fill(self, plan: Plan, tenant: Tenant) -> None:
        """People and articles, then tickets: two transactions, because the desk's arrangement is
        remembered only once it is committed. Each of them leaves all of it or nothing.
        """
        with context.tenant(tenant), hushed():
            with transaction.atomic():
                staff = self.do(f"{plan.name}: people", lambda: organizations.staff(tenant))
                known = self.do(f"{plan.name}: customers", lambda: customers.customers(plan.slug))
                with self.step(f"{plan.name}: articles and categories"):
                    articles.categories(plan.slug)
                    details.details(plan.slug)
                    author = next(person for person in staff.values() if person.role.key == "lead")
                    articles.articles(plan.slug, author)
            with self.step(f"{plan.name}: tickets"), transaction.atomic():
                for _ticket in tickets.tell_all(plan.slug, tickets.Cast(staff, known)):
                    pass
            with self.step(f"{plan.name}: tasks"), transaction.atomic():
                work.work(plan.slug, staff)
            with self.step(f"{plan.name}: time"), transaction.atomic():
                worked.time(staff)
            self.do(f"{plan.name}: figures", reports.count_anew)

    def do(self, title: str, work: Callable[[], T]) -> T:
        with self.step(title):
            return work()

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """One line per step with its time."""
        began = time.monotonic()
        yield
        self.stdout.write(f"  {title:<44} {time.monotonic() - began:5.1f} s")
