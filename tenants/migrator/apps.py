from django.apps import AppConfig


class MigratorConfig(AppConfig):
    name = "tenants.migrator"
    label = "migrator"
