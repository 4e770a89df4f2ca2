"""`manage.py create_tenant acme "Acme Cloud" --email owner@acme.test`: an organization without signup."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants import selectors, services
from tenants.kernel.errors import Refusal
from tenants.provisioning.build import provision
from tenants.services.signup import welcome_link


class Command(BaseCommand):
    help = "Create an organization, its schema and its starter content; prints the owner's first link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("name")
        parser.add_argument("--email", required=True, help="of the owner")
        parser.add_argument("--person", default="", help="name of the owner")
        parser.add_argument("--time-zone", default="UTC")
        parser.add_argument("--language", default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            signup = services.found(
                company=options["name"],
                person=options["person"] or options["email"].split("@")[0],
                email=options["email"],
                slug=options["slug"],
                time_zone=options["time_zone"],
                language=options["language"],
            )
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.data.get('fields') or ''}".strip()) from refusal
        if (tenant := provision(signup.pk)) is None:
            signup.refresh_from_db()
            raise CommandError(signup.reason)
        self.stdout.write(f"{tenant.name} is ready at {selectors.site_url(tenant)}")
        self.stdout.write(f"The owner begins here: {welcome_link(tenant, signup.email)}")
