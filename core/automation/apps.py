from importlib import import_module

from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "core.automation"
    label = "automation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for name in (
            "fields",
            "words",
            "people",
            "advice",
            "programs",
            "approvals",
            "letters",
        ):  # they register
            import_module(f"core.automation.actions.{name}")
        import_module("core.automation.many").prepare()
        import_module("core.automation.actions.checklists")

        from core.automation.belongings import RECURRENCES
        from core.contacts.belongings import belongs

        belongs(RECURRENCES)
