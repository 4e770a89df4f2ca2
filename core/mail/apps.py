from importlib import import_module

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "core.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("core.mail.meters")  # registers what the plan counts
        import_module("core.mail.removed_files")  # hears of files that are deleted
