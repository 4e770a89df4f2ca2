from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConfigurationConfig(AppConfig):
    name = "core.configuration"
    label = "configuration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("configuring")  # each room's sections register themselves
