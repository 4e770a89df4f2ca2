from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "core.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who takes whose place."""
        from core.accounts.standing_in import knows_who_stands_in
        from core.notifications.book import stood_in_for

        knows_who_stands_in(stood_in_for)
