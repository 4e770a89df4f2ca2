from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "core.tickets"
    label = "tickets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what goes along when two customers are merged."""
        from core.contacts.belongings import belongs
        from core.tickets.belongings import MESSAGES, TICKETS, Parts

        belongs(TICKETS, MESSAGES, Parts())
