from django.core.management.base import BaseCommand

from billing.services import seed_plans
from tenants import context


class Command(BaseCommand):
    help = "Add the plans that are missing. Plans that exist are left as they are."

    def handle(self, *args: object, **options: object) -> None:
        with context.shared():
            self.stdout.write(f"{seed_plans()} plans added")
