from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProvisioningConfig(AppConfig):
    name = "tenants.provisioning"
    label = "provisioning"

    def ready(self) -> None:
        """Import every app's starter content, in the order of INSTALLED_APPS."""
        autodiscover_modules("starter")
