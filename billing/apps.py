from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate
from django_tenants.utils import get_public_schema_name


class BillingConfig(AppConfig):
    name = "billing"
    label = "billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_seed, sender=self)


def _seed(**kwargs: object) -> None:
    """The plans are there after every migration of the shared schema; the owner's changes stay."""
    from billing.services import seed_plans

    if connection.schema_name == get_public_schema_name():  # type: ignore[attr-defined]
        seed_plans()
