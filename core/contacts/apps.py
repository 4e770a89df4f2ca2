from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "core.contacts"
    label = "contacts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Customers may hold API tokens too: say how the one a token names is loaded."""
        from core.accounts.api.authentication import principals
        from core.contacts.api.principal import load_contact

        principals["contact"] = load_contact
