from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CarryingConfig(AppConfig):
    name = "tenants.carrying"
    label = "carrying"

    def ready(self) -> None:
        """Import every app's `carrying` module: what stays out of archives, what a purge ends."""
        autodiscover_modules("carrying")
