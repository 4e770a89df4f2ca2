from django.apps import AppConfig
from django.db.models.signals import post_delete


class TenantsConfig(AppConfig):
    name = "tenants"
    label = "tenants"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let django-tenants hear of deleted tenants only.

        It listens to deletions of every model, and for that Django would load each row before it
        deletes one: two statements instead of one, all over the product.
        """
        from django_tenants.signals import tenant_delete_callback

        from tenants.models import Tenant

        post_delete.disconnect(tenant_delete_callback)
        post_delete.connect(tenant_delete_callback, sender=Tenant)
