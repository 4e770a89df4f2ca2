from importlib import import_module

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "core.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen, and say that entries go into the archive with their messages."""
        from core.search.models import Entry, OldEntry
        from core.tickets.services.cold import goes_along

        import_module("core.search.listeners")
        goes_along(Entry, OldEntry)
