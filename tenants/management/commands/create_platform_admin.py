"""`manage.py create_platform_admin you@example.org "Your Name"`: access to the operator console."""

from __future__ import annotations

import getpass
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants import services
from tenants.kernel.errors import Refusal


class Command(BaseCommand):
    help = "Create a platform administrator. The password is asked, or read from DESKHAND_ADMIN_PASSWORD."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        given = os.environ.get("DESKHAND_ADMIN_PASSWORD")
        password = given or getpass.getpass("Password (12 characters or more): ")
        try:
            services.create_platform_admin(email=options["email"], name=options["name"], password=password)
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.data.get('fields') or ''}".strip()) from refusal
        self.stdout.write("Created. The first sign-in at /operator/ sets up the authenticator app.")
