from importlib import import_module

from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "core.sla"
    label = "sla"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("core.sla.meters")  # registers what the plan counts
