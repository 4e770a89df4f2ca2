from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "core.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("core.desk.meters")  # registers what the plan counts
