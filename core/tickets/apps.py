from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "core.tickets"
    label = "tickets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what goes along when two customers are merged, and that tickets hold values of fields."""
        from core.contacts.belongings import belongs
        from core.desk.holders import holds_fields
        from core.tickets.belongings import MESSAGES, TICKETS, Parts
        from core.tickets.holding import TicketValues

        belongs(TICKETS, MESSAGES, Parts())
        holds_fields(TicketValues())
