from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EventsConfig(AppConfig):
    name = "tenants.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every app's events and listeners, so that the registry is whole in each process."""
        autodiscover_modules("events", "listeners")
