from importlib import import_module

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "core.doors"
    label = "doors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("core.doors.checks")  # registers itself
