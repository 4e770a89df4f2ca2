from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "core.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
