from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "core.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("core.accounts.meters")  # registers the count of seats
        import_module("core.accounts.api.openapi")  # tells the schema how people sign in
